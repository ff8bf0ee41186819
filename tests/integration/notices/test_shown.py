"""What was shown: signed on the page, kept with the order, evidence in the claim, forgotten in time (P6)."""

import base64
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string, stream_with_context
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from flask_amends import snapshot, take_shown
from flask_amends.errors import InvalidInput
from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.service import casefile, claims, people, privacy, retention
from flask_amends.service.casefile_check import check
from flask_amends.service.notices import digests, ordered, shown, taking
from flask_amends.service.notices.shown import FIELD, BadReference
from flask_amends.storage.shown_records import ShownRow
from flask_amends.testing import Shop, make_shop
from flask_amends.web.notices.showing import show
from tests.integration.cases import CLAIM, GUEST, ORDER, open_case
from tests.integration.migrated import (  # noqa: F401 - pytest finds them here
    MakeState,
    clock,
    new_state,
    postgres_template,
    sqlite_template,
)

STOCK = Notice(
    kind=NoticeKind.AVAILABILITY,
    about="rose",
    state="in_stock",
    lines=(Line(key="stock.in_stock"),),
    facts={"state": "in_stock", "on_hand": 4, "price": "10.00", "currency": "EUR"},
)
PHOTO = Notice(kind=NoticeKind.CUSTOM, about="photo", lines=(Line(key="photo.differs"),))
CHECKOUT = "{{ notices }}<form>{{ amends.shown() }}</form>{{ late }}<i>{{ amends.shown(form='pay') }}</i>"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    database = tmp_path_factory.mktemp("shown") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, database)
    made = make_shop(f"sqlite:///{database}", orders=[ORDER], AMENDS_NOTICES_ACCEPTED=["photo.differs"])
    yield made
    made.close()


@pytest.fixture
def page(shop: Shop) -> Iterator[BeautifulSoup]:
    """The checkout as a browser has it."""
    with shop.app.test_request_context("/checkout"):
        html = render_template_string(CHECKOUT, notices=show([STOCK], "checkout_button"), late="")
        yield BeautifulSoup(html, "lxml")


def sent(page: BeautifulSoup) -> MultiDict[str, str]:
    return MultiDict([(FIELD, str(page.select_one(f"form input[name={FIELD}]")["value"]))])  # type: ignore[index]


def order_of(name: str, **changes: Any) -> Any:
    return replace(ORDER, number=name, **changes)


def refer(shop: Shop, *lines: str, notice: Notice = STOCK) -> str:
    return shown.refer(shop.state, notice, Slot.PRODUCT, "en", lines or ("In stock.",))


def kept(shop: Shop, number: str) -> list[ShownRow]:
    return list(taking.of_order(shop.state, number))


# -- on the page ---------------------------------------------------------------------------------------------


def test_each_notice_carries_what_it_says_and_the_field_holds_all_of_them(shop: Shop, page: BeautifulSoup):
    section = page.select_one(".am-notice")
    assert section is not None
    assert sent(page)[FIELD] == section["data-shown"]
    told = shown.read(shop.state, str(section["data-shown"]))
    assert told.lines == ("In stock.",)
    assert (told.kind, told.slot, told.about, told.locale) == (
        "availability",
        "checkout_button",
        "rose",
        "en",
    )
    assert told.facts["on_hand"] == 4


def test_a_field_at_the_end_belongs_to_the_form_that_stands_above(page: BeautifulSoup):
    field = page.select_one("i input")
    assert field is not None
    assert (field["form"], field["type"]) == ("pay", "hidden")


def test_what_is_the_same_on_a_page_is_sent_once_and_what_comes_later_is_not_in_the_field(shop: Shop):
    with shop.app.test_request_context("/checkout"):
        first = show([STOCK], "product")
        html = render_template_string(
            "{{ one }}{{ two }}{{ amends.shown() }}", one=first, two=show([STOCK], "product")
        )
        show([PHOTO], "product")
        field = BeautifulSoup(html, "lxml").select_one("input")
        assert field is not None
        assert len(str(field["value"]).split()) == 1
        again = BeautifulSoup(render_template_string("{{ amends.shown() }}"), "lxml").select_one("input")
        assert again is not None
        assert len(str(again["value"]).split()) == 2


def test_the_prices_of_a_basket_are_said_in_the_field(shop: Shop):
    with shop.app.test_request_context("/checkout?lang=pl"):
        html = render_template_string("{{ amends.shown(prices=order) }}", order=ORDER)
        field = BeautifulSoup(html, "lxml").select_one("input")
        assert field is not None
        taken = take_shown(str(field["value"]), "priced")
    assert {sku: str(price) for sku, price in taken.prices.items()} == {
        "rose": "10.00 EUR",
        "vase": "25.00 EUR",
    }
    assert [row.about for row in kept(shop, "priced")] in (["rose", "vase"], ["vase", "rose"])


def test_a_streamed_page_gathers_what_it_said_by_then(shop: Shop):
    with shop.app.test_request_context("/checkout"):
        template = shop.app.jinja_env.from_string("{{ show([one], 'product') }}{{ amends.shown() }}")
        streamed = "".join(stream_with_context(template.generate(show=show, one=STOCK)))
    soup = BeautifulSoup(streamed, "lxml")
    assert soup.select("input")[0]["value"] == soup.select(".am-notice")[0]["data-shown"]


def test_letters_and_pages_without_notices_send_nothing(shop: Shop):
    with shop.app.test_request_context("/checkout"):
        show([STOCK], "order_mail", plain=True)
        assert 'value=""' in render_template_string("{{ amends.shown() }}")


def test_a_notice_in_another_shops_page_brings_its_own_field(shop: Shop):
    with shop.app.test_request_context("/amends/embed/notice?kind=stock"):
        embedded = BeautifulSoup(str(show([STOCK], "product")), "lxml")
    section, field = embedded.select_one(".am-notice"), embedded.select_one(".am-notice input")
    assert section is not None
    assert field is not None
    assert (field["name"], field["value"]) == (FIELD, section["data-shown"])


def test_marks_for_browsers_are_no_part_of_what_was_said(shop: Shop):
    made = refer(shop, Markup("Fish &amp; <bdi>chips</bdi> &lt;3"), "a < b & c")
    assert shown.read(shop.state, made).lines == ("Fish & chips <3", "a < b & c")


# -- references ----------------------------------------------------------------------------------------------


def test_a_reference_that_was_touched_anywhere_is_refused(shop: Shop):
    good = refer(shop)
    raw = bytearray(base64.urlsafe_b64decode(good + "=" * (-len(good) % 4)))
    for place in range(len(raw)):
        touched = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        with pytest.raises(BadReference):
            shown.read(shop.state, base64.urlsafe_b64encode(touched).rstrip(b"=").decode())
    for wrong in ("", "x", "ż" * 30, good[:-4], "A" * 9000, "=" * 20, good + "!"):
        with pytest.raises(BadReference):
            shown.read(shop.state, wrong)


def test_a_reference_of_another_shop_is_refused_and_one_of_a_key_before_is_not(shop: Shop):
    state = shop.state
    keys = state.settings.secret_keys
    other = replace(state, settings=replace(state.settings, secret_keys=("another",)))
    newer = replace(state, settings=replace(state.settings, secret_keys=(*keys, "newer")))
    with pytest.raises(BadReference):
        shown.read(other, refer(shop))
    assert shown.read(newer, refer(shop)).about == "rose"


def test_a_reference_is_good_for_seven_days_and_not_before_its_time(shop: Shop):
    made, start = refer(shop), shop.clock.now()
    shop.clock.move(days=7)
    assert shown.read(shop.state, made).lines
    shop.clock.move(seconds=1)
    with pytest.raises(BadReference) as old:
        shown.read(shop.state, made)
    assert old.value.expired
    shop.clock.set(start - timedelta(hours=1))
    with pytest.raises(BadReference):
        shown.read(shop.state, made)
    shop.clock.set(start)


def test_a_reference_is_compact_and_names_nobody(shop: Shop):
    assert len(refer(shop, "Delivered on 4 March 2026 by our partner DPD. " * 3)) < 350


# -- the order -----------------------------------------------------------------------------------------------


def test_exactly_what_was_shown_is_kept_with_the_order(shop: Shop, page: BeautifulSoup):
    taken = take_shown(sent(page), order_of("exact"))
    assert (taken.source, taken.kept, taken.refused) == ("shown", 1, 0)
    assert {sku: str(price) for sku, price in taken.prices.items()} == {"rose": "10.00 EUR"}
    (row,) = kept(shop, "exact")
    assert row.content["lines"] == ["In stock."]
    assert row.digest == digests.digest_of(row.content)
    assert (row.source, row.kind, row.slot) == ("shown", "availability", "checkout_button")


def test_a_page_sent_twice_counts_once_and_a_cached_one_serves_two_orders(shop: Shop, page: BeautifulSoup):
    assert take_shown(sent(page), "twice").kept == 1
    assert take_shown(sent(page), "twice").kept == 0
    assert take_shown(dict(sent(page)), "second buyer").kept == 1
    assert [len(kept(shop, number)) for number in ("twice", "second buyer")] == [1, 1]


def test_fields_of_several_pages_are_taken_together(shop: Shop):
    with shop.app.app_context():
        first, second = refer(shop, "Said in the shop."), refer(shop, "Said in the basket.")
        taken = take_shown([f"{first} {second}", first, "forged"], order_of("pages"))
    assert (taken.kept, taken.refused) == (2, 1)


def test_what_is_too_old_or_forged_is_not_kept_and_what_is_in_force_is_instead(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ordered, "of_order", lambda *_: (STOCK, PHOTO))
    made = refer(shop)
    shop.clock.move(days=8)
    with shop.app.app_context():
        taken = take_shown(f"{made} forged", order_of("late", locale="pl"))
    assert (taken.source, taken.kept, taken.old, taken.refused) == ("in_force", 2, 1, 1)
    assert {row.source for row in kept(shop, "late")} == {"in_force"}
    assert {row.content["locale"] for row in kept(shop, "late")} == {"pl"}


@pytest.mark.parametrize("sent", [None, {}, [], [None, ""], {"amends_shown": None}])
def test_an_order_whose_basket_kept_nothing_is_no_mistake(shop: Shop, sent: object):
    with shop.app.app_context():
        taken = take_shown(sent, order_of(f"no pages {sent}"))
    assert (taken.source, taken.refused) == ("in_force", 0)


def test_a_snapshot_keeps_what_is_in_force_and_leaves_out_what_the_shop_has_not_accepted(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    clause = Notice(kind=NoticeKind.PRICE_ERROR, lines=(Line(key="price.disclaimer"),))
    monkeypatch.setattr(ordered, "of_order", lambda *_: (STOCK, clause))
    with shop.app.app_context():
        assert snapshot(order_of("by phone")) == 1
    (row,) = kept(shop, "by phone")
    assert (row.source, row.kind) == ("in_force", "availability")


def test_an_order_whose_number_is_counted_is_kept_as_it_was_placed(shop: Shop):
    with shop.app.app_context():
        assert take_shown(refer(shop, "Said."), {"number": 1042}).kept == 1
    assert len(kept(shop, "1042")) == 1


def test_an_order_needs_a_number_and_keeps_no_more_than_a_person_reads(shop: Shop):
    with shop.app.app_context():
        for order in ("", "x" * 201, {"lines": ()}):
            with pytest.raises(InvalidInput):
                take_shown("", order)
        many = [refer(shop, f"Line {number}") for number in range(taking.MOST + 5)]
        assert take_shown(many, "flood").kept == taking.MOST
        assert take_shown(many, "flood").kept == 0


# -- the claim -----------------------------------------------------------------------------------------------


def claim_about(shop: Shop, number: str, form: claims.ClaimForm = CLAIM) -> str:
    with shop.app.app_context():
        take_shown(refer(shop, "In stock. Sent on 4 March."), number)
        shop.orders.add(order_of(number))
        return open_case(shop.state, replace(form, order_number=number))


def test_a_claim_about_the_order_has_it_as_evidence_from_the_start(shop: Shop):
    case_id = claim_about(shop, "claimed")
    with shop.state.store.read() as unit:
        entry = unit.history.of(case_id)[-1]
    (row,) = kept(shop, "claimed")
    assert (entry.type, entry.actor) == ("dispute.evidence.added", "system")
    assert entry.facts["evidence_id"] == digests.evidence_id([row.digest])


def test_a_claim_of_somebody_else_has_none_of_it(shop: Shop):
    case_id = claim_about(shop, "somebody else's", replace(GUEST, email="eva@example.org"))
    with shop.state.store.read() as unit:
        assert [one.type for one in unit.history.of(case_id)] == ["dispute.created"]
        row = unit.cases.get(case_id)
        assert row is not None
        assert not taking.of_case(unit, row)


def test_what_is_told_after_the_claim_is_no_evidence_in_it(shop: Shop):
    case_id = claim_about(shop, "told later")
    shop.clock.move(minutes=1)
    with shop.app.app_context():
        take_shown(refer(shop, "Only then."), "told later")
    archive = exported(shop, case_id)
    assert check(archive).notices == 1


# -- its file ------------------------------------------------------------------------------------------------


def exported(shop: Shop, case_id: str) -> bytes:
    return b"".join(casefile.export(shop.state, case_id).pieces)


def test_the_file_of_the_case_holds_it_and_checks(shop: Shop):
    report = check(exported(shop, claim_about(shop, "in the file")))
    assert report.whole
    assert report.notices == 1
    assert report.document is not None
    (told,) = report.document["shown"]
    assert told["content"]["lines"] == ["In stock. Sent on 4 March."]
    assert told["source"] == "shown"


@pytest.mark.parametrize("change", ["words", "digest", "gone", "another"])
def test_a_shop_that_changes_what_was_shown_is_found_out(shop: Shop, change: str):
    document = check(exported(shop, claim_about(shop, f"changed {change}"))).document
    assert document is not None
    (told,) = document["shown"]
    content = {**told["content"], "lines": ["In stock. Sent on 24 March."]}
    changed: dict[str, list[dict[str, Any]]] = {
        "words": [{**told, "content": content}],
        "digest": [{**told, "content": content, "digest": digests.digest_of(content)}],
        "gone": [],
        "another": [told, {**told, "content": content, "digest": digests.digest_of(content)}],
    }
    found = list(digests.problems({**document, "shown": changed[change]}))
    # Notices that are gone as a whole were erased: their place in the history is still there.
    assert bool(found) == (change != "gone")


# -- until it is forgotten -----------------------------------------------------------------------------------


def test_it_goes_with_the_person_and_the_history_still_checks(shop: Shop):
    case_id = claim_about(shop, "erased", replace(CLAIM, email="anna@example.org"))
    with shop.state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    export = b"".join(people.export(shop.state, row.shopper_id).pieces)
    assert b"Sent on 4 March" in export
    privacy.erase(shop.state, person_id=row.shopper_id, legal_reason="asked for")
    assert kept(shop, "erased") == []
    report = check(exported(shop, case_id))
    assert report.whole
    assert report.notices == 0


def test_who_types_the_number_of_somebody_elses_order_gets_and_forgets_none_of_it(shop: Shop):
    case_id = claim_about(shop, "typed", replace(GUEST, email="eva@example.org"))
    with shop.state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    assert b"Sent on 4 March" not in b"".join(people.export(shop.state, row.shopper_id).pieces)
    privacy.erase(shop.state, person_id=row.shopper_id, legal_reason="asked for")
    assert kept(shop, "typed")


def test_it_goes_after_thirteen_months_unless_a_claim_still_needs_it(shop: Shop):
    case_id = claim_about(shop, "needed")
    with shop.app.app_context():
        take_shown(refer(shop), "never claimed")
    shop.clock.move(days=394)
    retention.apply(shop.state)
    assert kept(shop, "never claimed")
    shop.clock.move(days=2)
    assert retention.apply(shop.state)["shown"] > 0
    assert kept(shop, "never claimed") == []
    assert kept(shop, "needed")
    assert check(exported(shop, case_id)).notices == 1


def test_both_databases_keep_and_forget_alike(new_state: MakeState):  # noqa: F811
    state = new_state()
    made = shown.refer(state, STOCK, Slot.PRODUCT, "he", ("במלאי.",))
    assert taking.take_shown(state, [made, made], "A-1").kept == 1
    assert taking.take_shown(state, made, "A-1").kept == 0
    (row,) = taking.of_order(state, "A-1")
    assert (row.content["lines"], row.shown_at) == (["במלאי."], state.clock.now())
    with state.store.begin() as unit:
        assert unit.shown.drop(state.clock.now(), 50) == 0
        assert unit.shown.drop(state.clock.now() + timedelta(seconds=1), 50) == 1
