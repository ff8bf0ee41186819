"""What goes wrong at the desk: it says so in a sentence, keeps every word, and changes nothing."""

from datetime import timedelta

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason, Status
from tests.integration.cases import dump
from tests.integration.web.desk.conftest import AGENT, LEAD, Desk

TYPED = {
    "alternatives.0.kind": "partial_refund",
    "alternatives.0.amount": "12.50",
    "note": "Please choose\r\nwhat you like.",
}


def test_a_stale_version_shows_the_new_state_with_everything_typed(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    sent = {**real_desk.case(case_id).form("propose"), **TYPED}
    real_desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="One more thing."))
    before = dump(real_desk.shop.state)

    page = real_desk.send(case_id, "propose", sent)

    assert page.status == 409
    assert "The case has moved on" in page.text
    assert "One more thing." in page.text
    form = page.form("propose")
    assert form["alternatives.0.amount"] == "12.50"
    assert form["note"].splitlines() == ["Please choose", "what you like."]
    assert form["version"] == "2"
    assert dump(real_desk.shop.state) == before

    assert real_desk.send(case_id, "propose", {**form, "step": "confirm"}).status == 303


def test_words_are_kept_even_where_their_form_is_gone(desk: Desk) -> None:
    case_id = desk.claim()
    sent = {**desk.case(case_id).form("propose"), **TYPED}
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))

    page = desk.send(case_id, "propose", sent)

    assert page.status == 409
    assert "propose" not in page.actions
    kept = page.soup.select_one(".kept-words")
    assert kept is not None
    assert "what you like." in kept.get_text()
    assert "12.50 EUR" in kept.get_text()


def test_an_act_after_the_deadline_meets_the_new_state(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    real_desk.shop.clock.move(timedelta(days=2, hours=23))
    sent = real_desk.case(case_id).form("reject") | {
        "ground": "other",
        "note": "Too late.",
        "step": "confirm",
    }
    real_desk.shop.clock.move(timedelta(hours=2))

    page = real_desk.send(case_id, "reject", sent)

    assert page.status == 409
    assert "Too late." in page.text
    assert real_desk.view(case_id).dispute.status is Status.AWAITING_COMPENSATION


def test_the_same_form_sent_twice_acts_once(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    sent = {**real_desk.case(case_id).form("post_message"), "text": "Hello."}

    first, second = (real_desk.send(case_id, "post_message", sent) for _ in range(2))

    assert (first.status, second.status) == (303, 303)
    assert first.response.location == second.response.location
    assert real_desk.view(case_id).version == 2


def test_the_same_words_of_a_colleague_are_not_taken_for_mine(desk: Desk) -> None:
    case_id = desk.claim()
    mine = {**desk.case(case_id).form("reject"), "ground": "other", "note": "No."}
    desk.sit(LEAD)
    desk.act(case_id, "reject", ground="other", note="No.")
    desk.sit(AGENT)

    assert desk.send(case_id, "reject", {**mine, "step": "confirm"}).status == 409


@pytest.mark.parametrize(
    ("action", "typed", "field", "says"),
    [
        ("propose", {}, "propose-alternatives", "Propose between 1 and 3 solutions."),
        ("propose", {"alternatives.0.note": "x"}, "", "does not belong to it"),
        (
            "propose",
            {"alternatives.0.kind": "partial_refund"},
            "propose-alternatives-0-amount",
            "needs an amount",
        ),
        (
            "propose",
            {"alternatives.0.kind": "partial_refund", "alternatives.0.amount": "55.01"},
            "propose-alternatives-0-amount",
            "At most €55.00",
        ),
        (
            "propose",
            {"alternatives.0.kind": "partial_refund", "alternatives.0.amount": "1.234"},
            "propose-alternatives-0-amount",
            "EUR has 2 decimal places",
        ),
        (
            "propose",
            {"alternatives.0.kind": "partial_refund", "alternatives.0.amount": "１２"},
            "propose-alternatives-0-amount",
            "in digits",
        ),
        (
            "propose",
            {"alternatives.0.kind": "other"},
            "propose-alternatives-0-kind",
            "choose one from the list",
        ),
        ("propose", {"alternatives.0.amount": "1"}, "propose-alternatives-0-kind", "choose one"),
        ("reject", {"ground": "because", "note": "x"}, "reject-ground", "choose one from the list"),
        ("reject", {"ground": "other", "note": " \n "}, "reject-note", "fill this in"),
        ("request_info", {"note": "x" * 2001}, "request_info-note", "keep it to 2,000"),
        ("hold", {"until": "2026-03-05T09:00Z", "note": "x"}, "hold-until", "give a date"),
        ("hold", {"until": "2026-02-01T09:00", "note": "x"}, "hold-until", "still ahead"),
        ("hold", {"until": "", "note": "x"}, "hold-until", "fill this in"),
        ("add_evidence", {"type": "rumour"}, "add_evidence-type", "choose one from the list"),
        ("post_message", {"text": "\x00"}, "post_message-text", "fill this in"),
        ("accept_claim", {"unknown": "1"}, "", "does not belong to it"),
    ],
)
def test_wrong_input_is_named_at_its_field_and_changes_nothing(
    desk: Desk, action: str, typed: dict[str, str], field: str, says: str
) -> None:
    case_id = desk.claim()
    sent = {**desk.case(case_id).form(action), **typed}
    before = dump(desk.shop.state)

    page = desk.send(case_id, action, sent)

    assert page.status == 422
    assert page.soup.title is not None
    assert page.soup.title.get_text().startswith("Error:")
    assert any(says in text for text in page.summary().values()), page.summary()
    assert all(page.soup.find(id=target.removeprefix("#")) for target in page.summary())
    if field:
        assert f"#{field}" in page.summary()
    assert dump(desk.shop.state) == before


def test_what_was_typed_comes_back_in_the_open_form(desk: Desk) -> None:
    case_id = desk.claim()

    page = desk.act(case_id, "reject", ground="", note="Because <b>I</b> say so.")

    assert page.status == 422
    assert page.form("reject")["note"] == "Because <b>I</b> say so."
    fold = page.soup.find(id="act-reject")
    assert fold is not None
    assert fold.has_attr("open")
    assert page.error("reject-ground")


def test_a_form_from_elsewhere_is_refused(desk: Desk) -> None:
    case_id = desk.claim()
    sent = {**desk.case(case_id).form("post_message"), "text": "Hello."}
    before = dump(desk.shop.state)

    cross = desk.send(case_id, "post_message", sent, headers={"Sec-Fetch-Site": "cross-site"})
    null = desk.send(case_id, "post_message", sent, headers={"Origin": "null"})
    bare = desk.send(case_id, "post_message", {**sent, "form_token": ""})
    other = desk.send(
        case_id, "request_info", {"form_token": sent["form_token"], "version": "1", "note": "x"}
    )

    assert [page.status for page in (cross, null, bare, other)] == [403] * 4
    assert dump(desk.shop.state) == before


def test_a_form_belongs_to_the_person_it_was_made_for(desk: Desk) -> None:
    case_id, second = desk.claim(), desk.claim(reason=Reason.WRONG_SIZE)
    sent = {**desk.case(case_id).form("post_message"), "text": "Hello."}

    assert desk.send(second, "post_message", sent).status == 403
    desk.sit(LEAD)
    assert desk.send(case_id, "post_message", sent).status == 403
    assert desk.view(case_id).version == 1


def test_a_form_that_lay_open_too_long_keeps_its_words(desk: Desk) -> None:
    case_id = desk.claim()
    sent = {**desk.case(case_id).form("post_message"), "text": "A long answer."}
    desk.shop.clock.move(days=2, minutes=1)

    page = desk.send(case_id, "post_message", sent)

    assert page.status == 422
    assert "open for a long time" in page.text
    assert page.form("post_message")["text"] == "A long answer."
    assert desk.send(case_id, "post_message", page.form("post_message")).status == 303


def test_going_back_from_the_review_keeps_everything(desk: Desk) -> None:
    case_id = desk.claim()
    review = desk.send(
        case_id,
        "reject",
        {**desk.case(case_id).form("reject"), "ground": "minor_defect", "note": "A scratch."},
    )
    assert "The defect is minor" in review.text

    back = desk.send(case_id, "reject", {**review.form("reject"), "step": "change"})

    assert back.status == 200
    assert back.form("reject")["note"] == "A scratch."
    assert back.form("reject")["ground"] == "minor_defect"
    assert desk.view(case_id).version == 1
