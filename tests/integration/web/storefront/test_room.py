"""The room: how the case stands, in words, and a form for everything its shopper can do."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import (
    Action,
    Actor,
    Ground,
    OutcomeReason,
    Reason,
    Remedy,
    ReturnCondition,
    RouteName,
    Status,
)
from flask_amends.ports import StaffMember
from flask_amends.service import acts, deadlines
from flask_amends.service.parties import Party
from flask_amends.web.storefront.acts import ACTS
from tests.integration.cases import ORDER, dump
from tests.integration.web.storefront.conftest import MakeVisitor, Page, Visitor, photo

SHOP = Actor.SHOP
ARBITER = Party(actor=Actor.ARBITER, staff=StaffMember(id="9", name="Rafał Wilk"))
MARKET = Party(actor=Actor.MARKETPLACE, marketplace="bazaar")


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def offer(*alternatives: Terms) -> c.Propose:
    terms = alternatives or (Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("10")),)
    return c.Propose(actor=SHOP, alternatives=terms, note="We are sorry.")


def entered(visitor: Visitor, **changes: object) -> str:
    case_id = visitor.case(**changes)
    visitor.enter(case_id)
    return case_id


def room(visitor: Visitor, case_id: str) -> Page:
    return visitor.open(f"/amends/d/{case_id}")


def wait(visitor: Visitor, *, days: int) -> None:
    visitor.shop.clock.move(days=days)
    deadlines.sweep_due(visitor.shop.state, 100)


def first_offer(visitor: Visitor, case_id: str) -> str:
    [one, *_] = visitor.view(case_id).dispute.open_offers(Actor.SHOPPER)
    return f"?offer_id={one.id}&offer_version={one.version}"


def reviewed_by_a_person(visitor: Visitor, case_id: str) -> str:
    """Hand the case over; returns the assignment."""
    visitor.shop_does(case_id, c.Reject(actor=SHOP, ground=Ground.CONFORMS_TO_CONTRACT, note="As described."))
    wait(visitor, days=3)
    dispute = visitor.view(case_id).dispute
    assert dispute.route is RouteName.SECOND_LOOK
    return str(dispute.assignment_id)


def test_the_room_says_whose_turn_it_is_until_when_and_what_follows(visitor: Visitor):
    case_id = entered(visitor)
    page = room(visitor, case_id)
    assert "It is the shop's turn" in page.text
    assert "Until Thursday, 5 March 2026, 09:00 (UTC) 3 days left" in page.text
    assert "If the shop does not answer by then, it owes you what you asked for." in page.text
    assert page.one(".am-steps [aria-current=step]").get_text() == "Finding a solution together"
    assert b'<time datetime="2026-03-05T09:00:00+00:00">' in page.response.data


def test_the_deadline_is_told_in_the_readers_zone(visitor: Visitor):
    case_id = entered(visitor, time_zone="Asia/Jerusalem")
    assert "Until Thursday, 5 March 2026, 11:00 (UTC+2)" in room(visitor, case_id).text


def test_what_the_page_says_of_silence_comes_true(visitor: Visitor):
    case_id = entered(visitor)
    wait(visitor, days=3)
    assert visitor.view(case_id).dispute.status is Status.AWAITING_COMPENSATION
    assert (
        "The shop did not answer in time, so what you asked for is owed to you" in room(visitor, case_id).text
    )


def test_accepting_an_offer_is_looked_at_once_more_and_done_once(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer(Terms(kind=Remedy.REPLACEMENT), Terms(kind=Remedy.APOLOGY)))
    assert "2 offers for you: you can choose one" in room(visitor, case_id).text
    before = dump(visitor.shop.state)
    query = first_offer(visitor, case_id)
    reviewed = visitor.open(f"/amends/d/{case_id}/accept_offer{query}")
    assert "You and the shop then agree on this." in reviewed.text
    unconfirmed = {**reviewed.form("/accept_offer"), "confirmed": ""}
    assert visitor.post(f"/amends/d/{case_id}/accept_offer", unconfirmed).status == 200
    assert dump(visitor.shop.state) == before
    sent = {**reviewed.form("/accept_offer"), "deliver_on": "2026-03-09"}
    done = f"/amends/d/{case_id}?did=accept_offer"
    for _ in range(2):
        answer = visitor.post(f"/amends/d/{case_id}/accept_offer", sent)
        assert (answer.status, answer.location) == (303, done)
    owed = visitor.view(case_id).dispute.obligation
    assert owed is not None
    assert owed.terms.kind is Remedy.REPLACEMENT
    assert owed.terms.deliver_on is not None
    assert visitor.open(done).one("[role=status]").get_text().startswith("Done.")


def test_a_day_too_far_ahead_is_named_with_the_latest_one(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer(Terms(kind=Remedy.REPLACEMENT)))
    page = visitor.confirm(case_id, "accept_offer", first_offer(visitor, case_id), deliver_on="2026-03-17")
    assert page.status == 422
    said = "Delivery day: Choose a day no later than Monday, 16 March 2026, 09:00 (UTC)."
    assert page.summary() == {"#accept_offer-deliver_on": said}
    assert page.form("/accept_offer")["deliver_on"] == "2026-03-17"
    taken = visitor.confirm(case_id, "accept_offer", first_offer(visitor, case_id), deliver_on="2026-03-16")
    assert taken.status == 303


def test_a_lost_race_is_told_with_the_new_state(visitor: Visitor):
    case_id = entered(visitor)
    reviewed = visitor.open(f"/amends/d/{case_id}/retract")
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP, note="Of course."))
    page = visitor.post(f"/amends/d/{case_id}/retract", reviewed.form("/retract"))
    assert page.status == 409
    assert "The case has moved on" in page.one("[role=alert]").get_text()
    assert "Agreed; it is being carried out" in page.text
    assert visitor.view(case_id).dispute.outcome is None


def test_an_offer_that_was_replaced_is_not_accepted(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer())
    query = first_offer(visitor, case_id)
    visitor.shop_does(case_id, offer(Terms(kind=Remedy.REPLACEMENT)))
    page = visitor.open(f"/amends/d/{case_id}/accept_offer{query}")
    assert page.status == 409
    assert "A replacement" in page.text


def test_a_counter_offer_keeps_what_was_typed_when_something_is_wrong(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer())
    typed = {"alternatives__0__kind": "partial_refund", "alternatives__0__amount": "900", "note": "Please"}
    page = visitor.act(case_id, "counter", **typed)
    assert page.status == 422
    assert page.summary() == {
        "#counter-alternatives-0-amount": "Amount: At most €55.00 can be given back for this order."
    }
    again = {**page.form("/counter"), "alternatives.0.amount": "15"}
    assert (again["note"], again["alternatives.0.kind"]) == ("Please", "partial_refund")
    assert visitor.post(f"/amends/d/{case_id}/counter", again).status == 303
    dispute = visitor.view(case_id).dispute
    assert (dispute.status, dispute.ask.amount) == (Status.AWAITING_SHOP, euros("15"))
    assert "What you proposed Part of the money back: €15.00" in room(visitor, case_id).text


def test_a_message_is_posted_once_however_often_it_is_sent(visitor: Visitor):
    case_id = entered(visitor)
    form = room(visitor, case_id).form("/post_message")
    sent = {**form, "text": "Is there news?\n<b>Please</b>"}
    for _ in range(2):
        assert visitor.post(f"/amends/d/{case_id}/post_message", {**sent, "photos": photo()}).status == 303
    page = room(visitor, case_id)
    assert [one.get_text("\n", strip=True) for one in page.soup.select(".am-chat .am-words")] == [
        "Is there news?\n<b>Please</b>"
    ]
    assert len(page.soup.select(".am-chat img")) == 1


def test_an_empty_message_is_asked_for(visitor: Visitor):
    page = visitor.act(entered(visitor), "post_message", text=" \n ")
    assert page.status == 422
    assert page.summary() == {"#post_message-text": "Message: Please fill this in."}


def test_questions_of_the_shop_are_answered_in_place(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, c.RequestInfo(actor=SHOP, note="What does the label say?"))
    assert "What does the label say?" in room(visitor, case_id).one("#act-provide_info").get_text()
    assert visitor.act(case_id, "provide_info", note="Number 7.", photos=photo()).status == 303
    assert visitor.view(case_id).dispute.status is Status.AWAITING_SHOP


def test_more_time_is_asked_for_and_agreed_to(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer())
    asked = visitor.act(case_id, "propose_extension", until="2026-03-10", note="I am away.")
    assert asked.status == 303
    other = entered(visitor, order_number=None, items=())
    visitor.shop_does(other, offer())
    until = visitor.shop.clock.now() + timedelta(days=6)
    visitor.shop_does(other, c.ProposeExtension(actor=SHOP, until=until))
    assert "The shop asks for more time" in room(visitor, other).text
    assert visitor.act(other, "accept_extension").status == 303
    assert visitor.view(other).dispute.clocks.negotiation_due_at == until


def test_a_review_is_asked_for_and_evidence_given(visitor: Visitor):
    case_id = entered(visitor)
    until = visitor.shop.clock.now() + timedelta(days=5)
    visitor.shop_does(case_id, c.Hold(actor=SHOP, until=until, note="We wait for the carrier."))
    visitor.shop.clock.move(days=3, hours=1)
    assert visitor.confirm(case_id, "escalate", note="Nobody answers.").status == 303
    assignment = str(visitor.view(case_id).dispute.assignment_id)
    ask = c.RequireEvidence(
        actor=Actor.ARBITER, assignment_id=assignment, party=Actor.SHOPPER, note="A photo?"
    )
    acts.act(visitor.shop.state, case_id, ask, by=ARBITER)
    assert "A photo?" in room(visitor, case_id).one("#act-provide_evidence").get_text()
    assert visitor.act(case_id, "provide_evidence", note="Here.", photos=photo()).status == 303
    ask = c.RequireEvidence(
        actor=Actor.ARBITER, assignment_id=assignment, party=Actor.SHOPPER, note="A receipt?"
    )
    acts.act(visitor.shop.state, case_id, ask, by=ARBITER)
    assert visitor.act(case_id, "not_available").status == 303
    assert visitor.view(case_id).dispute.status is Status.UNDER_REVIEW


@pytest.mark.parametrize("answer", ["accept_decision", "appeal"])
def test_a_decision_is_accepted_or_appealed(make_visitor: MakeVisitor, answer: str):
    visitor = make_visitor(AMENDS_POLICY="patient", orders=[replace(ORDER, marketplace="bazaar")])
    case_id = entered(visitor)
    visitor.shop_does(case_id, c.Reject(actor=SHOP, ground=Ground.CONFORMS_TO_CONTRACT, note="As described."))
    wait(visitor, days=7)
    visitor.enter(case_id)
    decision = c.Decide(
        actor=Actor.MARKETPLACE,
        assignment_id=str(visitor.view(case_id).dispute.assignment_id),
        terms=Terms(kind=Remedy.NO_ACTION),
        reason=OutcomeReason.ITEM_SOLD_AS_DESCRIBED,
        note="The photos show it.",
    )
    acts.act(visitor.shop.state, case_id, decision, by=MARKET)
    assert visitor.view(case_id).dispute.status is Status.DECIDED
    done = (
        visitor.confirm(case_id, answer)
        if answer == "accept_decision"
        else visitor.act(case_id, answer, note="New.")
    )
    assert done.status == 303


def test_a_return_is_sent_and_said_to_be_delivered(visitor: Visitor):
    case_id = entered(visitor, ask=Remedy.REFUND_WITH_RETURN, amount=None)
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP))
    visitor.shop_does(
        case_id, c.ProvideLabel(actor=SHOP, note="Here", label_url="https://carrier.example/label")
    )
    assert room(visitor, case_id).one("#act-ship a")["href"] == "https://carrier.example/label"
    assert visitor.act(case_id, "ship", carrier="InPost", tracking="620\u202e999").status == 303
    assert visitor.act(case_id, "delivered", note="Tracking says so.").status == 303
    visitor.shop_does(case_id, c.AcknowledgeReturn(actor=SHOP, condition=ReturnCondition.ITEM_RECEIVED))
    assert "620999" in room(visitor, case_id).text


def test_what_arrived_is_confirmed_or_said_to_be_missing(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP))
    soon = visitor.shop.clock.now() + timedelta(days=1)
    visitor.shop_does(case_id, c.Performed(actor=SHOP, reference="T-1", expected_by=soon))
    assert "It can take until Tuesday, 3 March 2026" in room(visitor, case_id).text
    visitor.shop.clock.move(days=1)
    assert visitor.act(case_id, "not_received", note="Nothing came.").status == 303
    visitor.shop_does(case_id, c.Performed(actor=SHOP, reference="T-2"))
    assert visitor.confirm(case_id, "confirm").status == 303
    page = room(visitor, case_id)
    assert "How it ended" in page.text
    assert visitor.view(case_id).dispute.status is Status.CLOSED


def test_a_shopper_who_pays_says_so(visitor: Visitor):
    case_id = entered(visitor, reason=Reason.PRICE_ERROR)
    visitor.shop_does(case_id, offer(Terms(kind=Remedy.REPRICE_ORDER, amount=euros("30"))))
    visitor.confirm(case_id, "accept_offer", first_offer(visitor, case_id))
    assert visitor.act(case_id, "failed", note="The bank refused.").status == 303
    assert visitor.act(case_id, "performed", reference="Transfer 7").status == 303
    assert visitor.view(case_id).dispute.status is Status.AWAITING_CONFIRMATION


def test_a_claim_is_withdrawn_and_opened_again(visitor: Visitor):
    case_id = entered(visitor)
    assert visitor.confirm(case_id, "retract", note="It came after all.").status == 303
    assert visitor.act(case_id, "reopen", note="It broke.").status == 303
    assert visitor.view(case_id).dispute.status is Status.AWAITING_SHOP


def test_what_is_owed_is_let_go_of(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP))
    assert visitor.confirm(case_id, "waive").status == 303
    assert "You gave up what was still owed to you." in room(visitor, case_id).text


def test_an_offer_is_declined(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer())
    assert visitor.confirm(case_id, "decline", note="Too little.").status == 303
    assert visitor.view(case_id).dispute.status is Status.AWAITING_SHOP


def test_there_is_a_form_for_every_act_of_a_shopper_and_no_other():
    others = {"release", "verify", "remind"}
    ours = {one for one in Action if one.value not in others and _belongs_to_shoppers(one)}
    assert set(ACTS) == ours


def _belongs_to_shoppers(action: Action) -> bool:
    from flask_amends.disputes.transitions import ROWS

    return any(row.action is action and Actor.SHOPPER in row.actors for row in ROWS)


def test_every_act_that_is_possible_has_its_form_on_the_page(visitor: Visitor):
    case_id = entered(visitor)
    visitor.shop_does(case_id, offer())
    for _ in range(2):
        possible = {one.action.value for one in visitor.view(case_id).available}
        forms = {
            str(form["action"]).partition("?")[0].rpartition("/")[2]
            for form in room(visitor, case_id).soup.select("form")
        }
        assert possible <= forms
        visitor.shop_does(case_id, c.AcceptClaim(actor=SHOP)) if _ == 0 else None


def test_an_act_of_somebody_else_has_no_page(visitor: Visitor):
    case_id = entered(visitor)
    before = dump(visitor.shop.state)
    form = room(visitor, case_id).form("/post_message")
    for action in ("accept_claim", "decide", "verify", "hold", "release", "nonsense"):
        assert visitor.post(f"/amends/d/{case_id}/{action}", form).status == 404
    assert dump(visitor.shop.state) == before


def test_a_closed_case_takes_no_more_messages(visitor: Visitor):
    case_id = entered(visitor)
    form = room(visitor, case_id).form("/post_message")
    visitor.shopper_does(case_id, c.Retract(actor=Actor.SHOPPER))
    page = visitor.post(f"/amends/d/{case_id}/post_message", {**form, "text": "Hello?"})
    assert page.status == 409
    assert "The case is closed" in page.one("[role=alert]").get_text()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused_whatever_its_token(visitor: Visitor, headers: dict[str, str]):
    case_id = entered(visitor)
    before = dump(visitor.shop.state)
    form = room(visitor, case_id).form("/post_message")
    page = visitor.post(f"/amends/d/{case_id}/post_message", {**form, "text": "Hi"}, headers=headers)
    assert page.status == 403
    assert dump(visitor.shop.state) == before


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_a_form_without_our_token_is_refused(visitor: Visitor, token: str):
    case_id = entered(visitor)
    form = {**room(visitor, case_id).form("/post_message"), "form_token": token, "text": "Hi"}
    assert visitor.post(f"/amends/d/{case_id}/post_message", form).status == 403


def test_a_token_of_one_session_does_not_serve_another(visitor: Visitor):
    case_id = entered(visitor)
    form = room(visitor, case_id).form("/post_message")
    visitor.enter(case_id)
    assert visitor.post(f"/amends/d/{case_id}/post_message", {**form, "text": "Hi"}).status == 403
