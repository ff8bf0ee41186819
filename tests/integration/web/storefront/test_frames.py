"""Pages in frames: each has its twin, a room's key stands in the address, and a cookie counts for nothing."""

import inspect
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flask_amends.disputes.commands import Retract
from flask_amends.disputes.vocabulary import Actor
from flask_amends.testing import Shop, make_shop
from flask_amends.web.capabilities import LONGEST
from flask_amends.web.headers import policy
from tests.integration.cases import ORDER
from tests.integration.web.storefront.conftest import Page, Visitor, photo

SHOP = "https://shop.example"
ADR = {"name": "Rzecznik", "url": "https://uokik.gov.pl"}
PUBLIC = ("/amends/", "/amends/claim", "/amends/claim/sent", "/amends/contact", "/amends/link")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:
    """One shop for all: what is tested here is in the pages, not in the database."""
    path = tmp_path_factory.mktemp("framed") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, path)
    made = make_shop(f"sqlite:///{path}", orders=[ORDER], AMENDS_EMBED_ORIGINS=[SHOP], AMENDS_ADR_BODY=ADR)
    yield made
    made.close()


@pytest.fixture
def framed(shop: Shop) -> Visitor:
    return Visitor(shop=shop, client=shop.app.test_client())


def framed_address(address: str) -> str:
    return address.replace("/amends/", "/amends/embed/", 1)


def enter(visitor: Visitor, case_id: str) -> str:
    """Open the link of a mail in a frame; the address of the room there."""
    link = framed_address(visitor.link(case_id))
    page = visitor.open(link)
    assert page.one("form")["action"] == link
    opened = visitor.post(link, {})
    assert opened.status == 303
    assert "Set-Cookie" not in opened.response.headers
    return opened.location


def key_in(address: str) -> str:
    return address.partition("/embed/d/")[2].partition("/")[0].partition("?")[0]


def written(page: Page, text: str = "Hello") -> dict[str, str]:
    return {**page.form("/post_message"), "text": text}


def test_every_page_of_the_shopper_has_a_twin_with_the_same_view(framed: Visitor):
    views = framed.shop.app.view_functions
    twins = {name.replace(".embed_", ".") for name in views if name.startswith("amends.embed_")}
    alone = {"asset", "guarantee_notice", "newest", "notice"}
    ours = {name for name in views if name.startswith("amends.") and ".embed_" not in name}
    others = {name for name in ours if name.split(".")[1].startswith(("desk", "api", "arbiter", "inbound"))}
    assert ours - twins - others == {f"amends.{name}" for name in alone}
    assert all(
        inspect.unwrap(views[name.replace(".", ".embed_")]) is inspect.unwrap(views[name]) for name in twins
    )


def test_only_the_shops_that_are_listed_may_frame_a_page_and_only_its_framed_twin(framed: Visitor):
    for address in PUBLIC:
        inside, outside = framed.client.get(framed_address(address)), framed.client.get(address)
        assert inside.headers["Content-Security-Policy"] == policy([SHOP])
        assert outside.headers["Content-Security-Policy"] == policy([])
    assert f"frame-ancestors {SHOP};" in policy([SHOP])
    assert "frame-ancestors 'none';" in policy([])


def test_a_framed_page_leads_to_framed_pages(framed: Visitor):
    for address in PUBLIC:
        soup = framed.open(framed_address(address)).soup
        leads = [str(one.get("href") or one.get("action")) for one in soup.select("a[href], form[action]")]
        ours = [one for one in leads if one.startswith("/")]
        assert ours
        assert [one for one in ours if not one.startswith("/amends/embed/")] == []


def test_a_framed_page_tells_its_height_to_the_listed_shops_alone(framed: Visitor):
    script = framed.open("/amends/embed/claim").one("script[data-shops]")
    assert (script["data-shops"], script["data-page"]) == (SHOP, "claim")
    assert framed.open("/amends/claim").soup.select("script[data-shops]") == []


def test_a_room_in_a_frame_works_without_a_cookie_photos_included(framed: Visitor):
    case_id = framed.case()
    room = framed.open(enter(framed, case_id))
    assert room.status == 200
    assert [one for one in room.soup.select("[href], [action], [src]") if case_id in str(one.attrs)] == []
    said = framed.post(
        str(room.one("form[action*=post_message]")["action"]), {**written(room), "photos": photo()}
    )
    assert said.status == 303
    after = framed.open(said.location)
    assert "Hello" in after.text
    picture = str(
        after.one("[role=log] a[href*='/photo/'], [role=log] img[src*='/photo/']").get("href") or ""
    )
    picture = picture or str(after.one("[role=log] img[src*='/photo/']")["src"])
    assert picture.startswith("/amends/embed/d/")
    assert framed.client.get(picture).status_code == 200
    assert "Set-Cookie" not in said.response.headers


def test_the_address_is_no_referrer_and_is_not_kept(framed: Visitor):
    headers = framed.client.get(enter(framed, framed.case())).headers
    # Not same-origin: that would write the key into our own logs once more with every photo (security 34).
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["Cache-Control"] == "no-store"


def test_a_cookie_opens_no_room_in_a_frame(framed: Visitor):
    case_id = framed.case()
    framed.enter(case_id)
    assert framed.client.get(f"/amends/d/{case_id}").status_code == 200
    assert framed.client.get(f"/amends/embed/d/{case_id}").status_code == 404
    assert framed.client.get(f"/amends/embed/d/{case_id}/retract").status_code == 404


def test_a_key_of_a_frame_opens_nothing_outside_of_frames(framed: Visitor):
    key = key_in(enter(framed, framed.case()))
    assert framed.client.get(f"/amends/d/{key}").status_code == 404
    assert framed.client.post(f"/amends/d/{key}").status_code == 404
    assert framed.client.post(f"/amends/embed/d/{key}").status_code == 404


def test_a_key_is_good_for_thirty_minutes_and_every_page_renews_it(framed: Visitor):
    first = enter(framed, framed.case())
    framed.shop.clock.move(minutes=25)
    room = framed.open(first)
    framed.shop.clock.move(minutes=6)
    assert framed.open(first).status == 404
    newer = str(room.one("a[hreflang=en]")["href"])
    assert key_in(newer) != key_in(first)
    assert framed.open(newer).status == 200


def test_what_was_written_for_hours_is_taken_but_nothing_is_shown_before(framed: Visitor):
    case_id = framed.case()
    address = enter(framed, case_id)
    room = framed.open(address)
    action = str(room.one("form[action*=post_message]")["action"])
    framed.shop.clock.move(hours=20)
    assert framed.open(address).status == 404
    said = framed.post(action, written(room, "It took me a while."))
    assert said.status == 303
    assert "It took me a while." in framed.open(said.location).text


def test_a_late_form_proves_only_the_visit_it_was_made_in(framed: Visitor):
    case_id = framed.case()
    stolen = enter(framed, case_id)
    other = framed.open(enter(framed, framed.case(order_number=None)))
    framed.shop.clock.move(minutes=31)
    sent = written(other)
    assert framed.post(f"/amends/embed/d/{key_in(stolen)}/post_message", sent).status == 404
    assert framed.post(f"/amends/embed/d/{key_in(stolen)}/post_message", {"text": "x"}).status == 404


def test_a_visit_ends_after_a_day_however_much_it_is_used(framed: Visitor):
    address = enter(framed, framed.case())
    room = framed.open(address)
    until = framed.shop.clock.now() + LONGEST
    while framed.shop.clock.now() + timedelta(minutes=29) < until:
        framed.shop.clock.move(minutes=29)
        room = framed.open(str(room.one("a[hreflang=en]")["href"]))
        assert room.status == 200
    framed.shop.clock.set(until)
    last = str(room.one("form[action*=post_message]")["action"])
    assert framed.post(last, written(room)).status == 404


def test_a_key_dies_with_its_link_and_when_the_shopper_leaves(framed: Visitor):
    case_id = framed.case()
    first, second = enter(framed, case_id), enter(framed, case_id)
    left = framed.post(
        str(framed.open(second).one("form[action*='/leave']")["action"]), framed.open(second).form("/leave")
    )
    assert left.location.startswith("/amends/embed/")
    assert framed.open(second).status == 404
    assert framed.open(first).status == 200
    with framed.shop.state.store.begin() as unit:
        unit.links.revoke(case_id=case_id, now=framed.shop.clock.now())
    assert framed.open(first).status == 404


def test_a_forged_key_is_refused(framed: Visitor):
    key = key_in(enter(framed, framed.case()))
    for forged in (key[:-2], key[::-1], key + "x", "a.b.c", "dsp_", "%00", "x" * 600):
        assert framed.client.get(f"/amends/embed/d/{forged}").status_code == 404


def test_a_way_out_to_another_site_opens_beside_the_frame(framed: Visitor):
    """In the frame it would be refused by the shop's own policy, and nothing would be seen."""
    case_id = framed.case()
    framed.shopper_does(case_id, Retract(actor=Actor.SHOPPER))
    way_out = f"main a[href='{ADR['url']}']"
    assert framed.open(enter(framed, case_id)).one(way_out)["target"] == "_blank"
    assert not framed.enter(case_id).one(way_out).has_attr("target")


def test_the_language_list_keeps_the_visit(framed: Visitor):
    room = framed.open(enter(framed, framed.case()))
    polish = str(room.one("a[hreflang=pl]")["href"])
    assert polish.startswith("/amends/embed/d/")
    assert framed.open(polish).one("html")["lang"] == "pl"
