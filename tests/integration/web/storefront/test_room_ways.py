"""The room as a way through a case: what is next, what was asked for, what was said, what can be kept."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from amends_widgets.words.rooms import NEXT
from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Ground, Remedy
from flask_amends.service import casefile, history, privacy
from flask_amends.service.casefile_check import check
from flask_amends.web.storefront.progress import next_for_shopper
from tests.integration.cases import dump
from tests.integration.web.storefront.conftest import MakeVisitor, Page, Visitor, photo

SHOP = Actor.SHOP


@pytest.fixture
def database_uri(sqlite_uri: str) -> str:
    """One kind of database: these tests are about pages, and others try the rows on both."""
    return sqlite_uri


@pytest.fixture
def visitor(shared_visitor: Visitor) -> Visitor:
    return shared_visitor


def entered(visitor: Visitor, **changes: object) -> str:
    case_id = visitor.case(**changes)
    visitor.enter(case_id)
    return case_id


def room(visitor: Visitor, case_id: str, part: str = "") -> Page:
    return visitor.open(f"/amends/d/{case_id}{part}")


def offer(*kinds: Remedy) -> c.Propose:
    terms = tuple(
        Terms(kind=one, amount=Money.parse("10", "EUR") if one is Remedy.PARTIAL_REFUND else None)
        for one in kinds or (Remedy.PARTIAL_REFUND,)
    )
    return c.Propose(actor=SHOP, alternatives=terms, note="We are sorry.")


def says(visitor: Visitor, case_id: str, text: str) -> None:
    visitor.shop_does(case_id, c.PostMessage(actor=SHOP, message_id=f"m-{text}", text=text))


def wanted(visitor: Visitor, case_id: str) -> str:
    return next_for_shopper(visitor.view(case_id), mails=True)


def test_what_is_next_is_told_for_each_turn(visitor: Visitor):
    case_id = entered(visitor)
    assert wanted(visitor, case_id) == "wait"
    assert NEXT["wait"] in room(visitor, case_id).one(".am-now").get_text()
    visitor.shop_does(case_id, c.RequestInfo(actor=SHOP, note="Which one?"))
    assert wanted(visitor, case_id) == "answer"
    visitor.shopper_does(case_id, c.ProvideInfo(actor=Actor.SHOPPER, note="That one."))
    visitor.shop_does(case_id, c.Reject(actor=SHOP, ground=Ground.MINOR_DEFECT, note="A scratch."))
    assert wanted(visitor, case_id) == "propose"
    page = room(visitor, case_id)
    assert "The shop thinks that the defect is minor. A scratch." in page.text
    assert page.one(".am-now")["class"] == ["am-now", "am-yours"]
    visitor.shop_does(case_id, offer())
    assert wanted(visitor, case_id) == "choose"
    visitor.shop_does(case_id, offer(Remedy.REPLACEMENT, Remedy.PARTIAL_REFUND))
    assert wanted(visitor, case_id) == "choose_one"
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP))
    assert wanted(visitor, case_id) == "wait"
    visitor.shop_does(case_id, c.Performed(actor=SHOP, reference="T-1"))
    assert wanted(visitor, case_id) == "arrived"
    visitor.shopper_does(case_id, c.Confirm(actor=Actor.SHOPPER))
    assert wanted(visitor, case_id) == "closed"


def test_a_guest_is_told_to_confirm_and_a_wish_for_more_time_is_told(visitor: Visitor):
    assert wanted(visitor, visitor.case(proven=False)) == "verify"
    case_id = entered(visitor, order_number=None, items=())
    visitor.shop_does(case_id, offer())
    visitor.shopper_does(case_id, c.Decline(actor=Actor.SHOPPER))
    until = visitor.shop.clock.now() + timedelta(days=6)
    visitor.shop_does(case_id, c.ProposeExtension(actor=SHOP, until=until))
    assert wanted(visitor, case_id) == "more_time"
    assert "The shop asks for more time" in room(visitor, case_id).one("#act-accept_extension").get_text()


def test_where_no_mail_leaves_nobody_is_promised_one(make_visitor: MakeVisitor):
    visitor = make_visitor(mails=False)
    case_id = entered(visitor)
    assert NEXT["wait_here"] in room(visitor, case_id).text


def test_there_is_one_primary_action_above_the_messages(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, c.RequestInfo(actor=SHOP, note="Which one?"))
    page = room(visitor, case_id)
    shown = [one for one in page.soup.select(".am-primary") if one.find_parent("details") is None]
    assert [" ".join(one.get_text().split()) for one in shown] == ["Answer the question"]


def test_offers_stand_side_by_side_and_each_choice_is_looked_at_once_more(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer(Remedy.REPLACEMENT, Remedy.PARTIAL_REFUND))
    page = room(visitor, case_id)
    assert len(page.soup.select(".am-offers > .am-offer")) == 2
    assert "We are sorry." in page.one("section[aria-labelledby=offers]").get_text()
    declining = visitor.open(f"/amends/d/{case_id}/decline")
    assert "A replacement" in declining.text
    before = dump(visitor.shop.state)
    unsure = {**declining.form("/decline"), "confirmed": ""}
    assert visitor.post(f"/amends/d/{case_id}/decline", unsure).status == 200
    assert dump(visitor.shop.state) == before


def test_the_steps_of_a_return_are_a_list_with_the_present_one_marked(visitor: Visitor):
    def steps() -> list[tuple[str, bool]]:
        items = room(visitor, case_id).soup.select("section[aria-labelledby=return] > ol > li")
        return [
            (str(one.get_text()).partition(" (")[0].strip(), one.get("aria-current") == "step")
            for one in items
        ]

    case_id = entered(visitor, ask=Remedy.REFUND_WITH_RETURN, amount=None)
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP))
    assert [marked for _, marked in steps()] == [True, False, False, False, False, False]
    label = c.ProvideLabel(actor=SHOP, note="Here", label_url="https://carrier.example/label")
    visitor.shop_does(case_id, label)
    assert steps()[1] == ("You send the goods back", True)
    visitor.act(case_id, "ship", carrier="InPost", tracking="620")
    assert steps()[2] == ("The parcel travels to the shop", True)
    assert "1. " not in room(visitor, case_id).text
    other = entered(visitor, order_number=None, items=())
    visitor.shop_does(other, c.AcceptClaim(actor=SHOP))
    assert room(visitor, other).soup.select("section[aria-labelledby=return]") == []


def test_what_was_asked_and_what_was_given_stand_together(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, c.RequestInfo(actor=SHOP, note="What does the label say?"))
    asked = room(visitor, case_id).one("#evidence")
    assert asked.has_attr("open")
    text = " ".join(asked.get_text(" ").split())
    assert "What does the label say?" in text
    assert "until Thursday, 5 March 2026, 09:00 (UTC)." in text
    visitor.act(case_id, "provide_info", note="Number 7.", photos=photo())
    visitor.act(case_id, "add_evidence", note="The chip.", photos=photo())
    answered = " ".join(room(visitor, case_id).one("#evidence").get_text(" ").split())
    assert "You answered on Monday, 2 March 2026, 09:00 (UTC)." in answered
    assert "What you have given so far" in answered
    assert len(room(visitor, case_id).soup.select("#evidence .am-photos img")) == 2


def test_photos_have_a_page_of_their_own_with_what_is_said_about_them(visitor: Visitor):
    case_id = entered(visitor)
    names = ["rose.jpg", "two.jpg", "three.jpg", "four.jpg"]
    visitor.act(case_id, "add_evidence", note="Wilted.", photos=[photo(name=name) for name in names])
    first = room(visitor, case_id).one("#evidence .am-photos a")
    page = visitor.open(str(first["href"]))
    assert page.one("h1").get_text() == "Photo 1 of 4"
    assert "rose.jpg" in page.text
    assert visitor.client.get(str(page.one("figure img")["src"])).status_code == 200
    following = visitor.open(str(page.one("a[rel=next]")["href"]))
    assert following.one("h1").get_text() == "Photo 2 of 4"
    assert "two.jpg" in following.text
    assert [file.name for file in visitor.view(case_id).files] == names
    assert page.soup.select("a[rel=prev]") == []
    stranger = visitor.shop.app.test_client()
    assert stranger.get(str(first["href"])).status_code == 404
    assert visitor.open(f"/amends/d/{case_id}/picture/fil_other").status == 404


def test_the_messages_alone_are_a_document_that_says_when_it_has_not_changed(visitor: Visitor):
    case_id = entered(visitor)
    says(visitor, case_id, "Hello.")
    first = visitor.client.get(f"/amends/d/{case_id}/messages")
    soup = BeautifulSoup(first.text, "lxml")
    [line] = soup.select("html[lang] [role=log] li")
    assert "Hello." in line.get_text()
    assert str(line["id"]).startswith("message-")
    assert first.headers["Cache-Control"] == "private, no-cache"
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    again = visitor.client.get(f"/amends/d/{case_id}/messages", headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    says(visitor, case_id, "And another.")
    after = visitor.client.get(f"/amends/d/{case_id}/messages", headers={"If-None-Match": etag})
    assert after.status_code == 200
    assert len(BeautifulSoup(after.text, "lxml").select("[role=log] li")) == 2
    inside = {str(one["id"]) for one in room(visitor, case_id).soup.select("amends-chat [role=log] li")}
    assert inside == {str(one["id"]) for one in BeautifulSoup(after.text, "lxml").select("[role=log] li")}


def test_looking_for_messages_writes_nothing_and_keeps_no_visit_alive(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop.clock.move(days=6)
    before = dump(visitor.shop.state)
    assert visitor.client.get(f"/amends/d/{case_id}/messages").status_code == 200
    assert dump(visitor.shop.state) == before
    visitor.shop.clock.move(days=1, seconds=1)
    assert visitor.client.get(f"/amends/d/{case_id}/messages").status_code == 404


@pytest.mark.parametrize("change", ["erased", "moved", "better", "language", "own"])
def test_whatever_changes_the_messages_changes_their_version(make_visitor: MakeVisitor, change: str):
    visitor = make_visitor()
    case_id = entered(visitor)
    says(visitor, case_id, "Hello.")
    if change == "better":
        visitor.shop_does(case_id, offer())
    etag = visitor.client.get(f"/amends/d/{case_id}/messages").headers["ETag"]
    query = ""
    if change == "erased":
        privacy.erase(visitor.shop.state, email="anna@example.org", legal_reason="asked for")
        visitor.enter(case_id)
    elif change in ("moved", "better"):
        visitor.shop_does(case_id, offer())
    elif change == "own":
        visitor.act(case_id, "add_evidence", note="See.")
    else:
        query = "?lang=pl"
    answer = visitor.client.get(f"/amends/d/{case_id}/messages{query}", headers={"If-None-Match": etag})
    assert answer.status_code == 200


def test_what_others_wrote_since_the_shopper_last_did_something_is_new(visitor: Visitor):
    case_id = entered(visitor)
    says(visitor, case_id, "Hello.")
    assert [one.get_text() for one in room(visitor, case_id).soup.select(".am-new")] == ["New"]
    visitor.act(case_id, "post_message", text="Thank you.")
    assert room(visitor, case_id).soup.select(".am-new") == []


def test_the_one_channel_that_counts_is_named_where_people_write(visitor: Visitor):  # X16
    hint = room(visitor, entered(visitor)).one("#post_message-text-hint").get_text()
    assert "rather than elsewhere" in hint
    assert "both of you can rely on it" in hint


def test_whoever_helps_is_named_with_what_to_say(make_visitor: MakeVisitor):  # X15
    contact = {"claims": {"owner": {"en": "Ola, customer care", "pl": "Ola"}, "email": "ola@shop.example"}}
    visitor = make_visitor(AMENDS_CONTACT_TOPICS=contact, AMENDS_CONTACT_PHONE="+48 22 100 20 30")
    case_id = entered(visitor)
    helping = room(visitor, case_id).one("section[aria-labelledby=help]")
    text = helping.get_text(" ")
    assert "Ola, customer care" in text
    assert visitor.view(case_id).reference_number in text
    assert {str(one["href"]) for one in helping.select("a[href^=mailto], a[href^=tel]")} == {
        "mailto:ola@shop.example",
        "tel:+48221002030",
    }


def kept_case(visitor: Visitor) -> str:
    """A case with everything in it."""
    case_id = entered(visitor)
    visitor.act(case_id, "post_message", text="Is there <b>news</b>?", photos=photo())
    visitor.shop_does(case_id, offer(Remedy.REPLACEMENT))
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP, note="Of course."))
    soon = visitor.shop.clock.now() + timedelta(days=1)
    visitor.shop_does(case_id, c.Performed(actor=SHOP, reference="T-77", expected_by=soon))
    return case_id


def test_the_whole_case_stands_on_one_page(visitor: Visitor):
    case_id = kept_case(visitor)
    page = room(visitor, case_id, "/file")
    [file] = visitor.view(case_id).files
    with visitor.shop.state.store.read() as unit:
        head = unit.history.last_hash(case_id)
    for text in (
        "Anna Nowak",
        "anna@example.org",
        "The roses had wilted when they came.",
        "2 × Roses",
        "Is there <b>news</b>?",
        "A replacement",
        "Of course.",
        "T-77",
        "Part of the money back: €20.00",
        "If the shop does not answer in time, it owes what was asked for.",
        f"SHA-256 {file.sha256}",
        str(head),
    ):
        assert text in page.text, text
    assert page.soup.select("main form") == []
    assert len(page.soup.select("figure img")) == 1


def test_the_page_of_a_case_tells_its_rules_and_who_decides(make_visitor: MakeVisitor):
    page = make_visitor(AMENDS_POLICY="pl")
    text = room(page, entered(page), "/file").text
    assert "The law's limit for the shop's answer, from the day of the claim : 14 days" in text.replace(
        "claim: ", "claim : "
    )
    assert "Someone at the shop who has not handled your case (5 days)" in text
    assert "marketplace" not in text.lower()


def test_the_file_that_is_downloaded_holds_the_case_and_checks_with_the_published_key(visitor: Visitor):
    case_id = kept_case(visitor)
    answer = visitor.client.get(f"/amends/d/{case_id}/bundle")
    reference = visitor.view(case_id).reference_number
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="case-{reference}.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    published = visitor.shop.app.test_client().get("/amends/keys.json")
    assert published.headers["Access-Control-Allow-Origin"] == "*"
    [key] = json.loads(published.data)["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "EdDSA")
    [ours] = casefile.public_keys(visitor.shop.state)
    assert (key["kid"], key["x"]) == (ours.id, ours.text)
    report = check(answer.data, key=ours)
    assert (report.problems, report.photos) == ((), 1)
    assert report.entries == history.verify_chain(visitor.shop.state, case_id)
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None


@pytest.mark.parametrize("part", ["/file", "/bundle", "/messages", "/picture/fil_x"])
def test_what_is_kept_of_a_case_is_for_those_in_its_room_only(visitor: Visitor, part: str):
    case_id = kept_case(visitor)
    other = entered(visitor, email="eva@example.org", order_number="E-5", items=())
    stranger = visitor.shop.app.test_client()
    stranger.post(visitor.link(other))
    before = dump(visitor.shop.state)
    assert stranger.get(f"/amends/d/{case_id}{part}").status_code == 404
    assert visitor.shop.app.test_client().get(f"/amends/d/{case_id}{part}").status_code == 404
    assert dump(visitor.shop.state) == before


def test_what_was_erased_is_told_as_erased_everywhere(make_visitor: MakeVisitor):
    visitor = make_visitor()
    case_id = kept_case(visitor)
    visitor.shopper_does(case_id, c.Confirm(actor=Actor.SHOPPER))
    privacy.erase(visitor.shop.state, email="anna@example.org")
    visitor.enter(case_id)
    for part in ("", "/file", "/messages"):
        page = room(visitor, case_id, part)
        assert page.status == 200
        assert "What was written here was erased." in page.soup.get_text()
        assert "wilted" not in page.response.text
