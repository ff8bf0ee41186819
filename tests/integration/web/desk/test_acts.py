"""Acting at the desk: the forms are the core's available actions, and each of them does what it says."""

from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image

from flask_amends.disputes import commands as c
from flask_amends.disputes.events import EvidenceAdded
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.transitions import ROWS
from flask_amends.disputes.vocabulary import Actor, OfferStatus, Outcome, Reason, Remedy, Status
from flask_amends.service import compensation
from flask_amends.service.claims import ClaimedItem
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.forms import FORMS, RECORDED_BY_PROGRAMS
from tests.integration.cases import euros
from tests.integration.web.desk.conftest import LEAD, REVIEWER, Desk, MakeDesk

SHOPS = {row.action for row in ROWS if Actor.SHOP in row.actors}
ARBITERS = {row.action for row in ROWS if Actor.ARBITER in row.actors}


def test_the_registry_has_every_act_of_the_shop_and_of_the_second_look() -> None:
    registered = {form.action for form in FORMS.values()}

    assert registered == (SHOPS | ARBITERS) - RECORDED_BY_PROGRAMS


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.key)
def test_every_act_has_a_template_and_words_of_its_own(form: ActForm) -> None:
    template = files("amends_widgets") / "templates/amends/desk/acts" / f"{form.template}.html"

    assert template.is_file()
    assert form.title
    assert form.button
    assert FORMS[form.key] is form


def shops_actions(desk: Desk, case_id: str) -> set[str]:
    view = desk.view(case_id)
    return {str(one.action) for one in view.available} - {action.value for action in RECORDED_BY_PROGRAMS}


def test_in_every_state_the_forms_are_exactly_what_the_core_allows(make_small_desk: MakeDesk) -> None:
    desk = make_small_desk(AMENDS_POLICY="patient")
    seen: set[Status] = set()

    def check(case_id: str) -> None:
        shown = desk.case(case_id).actions - {"opinion", "write"}  # acts of whoever decides
        assert shown == shops_actions(desk, case_id)
        seen.add(desk.view(case_id).dispute.status)

    quarantined = desk.claim(suspicious=True, reason=Reason.OTHER)
    check(quarantined)
    case_id = desk.claim(ask=Remedy.REFUND_WITH_RETURN, amount=None)
    check(case_id)
    desk.act(case_id, "propose", alternatives__0__kind="gift")
    check(case_id)
    desk.act(case_id, "accept_claim")
    check(case_id)
    desk.act(case_id, "provide_label", note="Take it to the post office.")
    check(case_id)
    desk.shopper(case_id, c.Ship(actor=Actor.SHOPPER, carrier="Post", tracking="RR1"))
    check(case_id)
    desk.act(case_id, "delivered")
    check(case_id)
    desk.act(case_id, "acknowledge_return", condition="item_received")
    check(case_id)
    desk.act(case_id, "performed", reference="bank-1")
    check(case_id)
    desk.shopper(case_id, c.Confirm(actor=Actor.SHOPPER))
    check(case_id)
    judged = desk.claim(reason=Reason.WRONG_SIZE)
    desk.act(judged, "reject", ground="minor_defect", note="It can be polished.")
    desk.wait(days=7)
    check(judged)
    desk.sit(REVIEWER)
    desk.act(judged, "require_evidence", party="shop", note="A photo, please.")
    desk.sit(LEAD)
    check(judged)

    assert seen == set(Status) - {Status.UNVERIFIED, Status.DECIDED}


def test_agreeing_takes_one_click_a_review_and_closes_when_both_confirmed(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    first = real_desk.case(case_id)
    assert "Part of the money back" in first.soup.select(".glance")[0].get_text()

    review = real_desk.send(case_id, "accept_claim", {**first.form("accept_claim"), "note": "We are sorry."})
    assert review.status == 200
    assert "This counts as agreed at once: Part of the money back · €20.00." in review.text
    assert "We are sorry." in review.text
    assert real_desk.view(case_id).dispute.obligation is None, "the review itself does nothing"

    done = real_desk.send(case_id, "accept_claim", {**review.form("accept_claim"), "step": "confirm"})
    assert done.status == 303
    page = real_desk.open(done.response.location)
    assert "Done. Agreed with the claim: Part of the money back · €20.00" in page.text
    assert "Shop (Ola Kowalska)" in page.text

    performed = real_desk.act(case_id, "performed", reference="bank-1")
    assert performed.status == 303
    assert real_desk.view(case_id).dispute.status is Status.AWAITING_CONFIRMATION
    closed = real_desk.shopper(case_id, c.Confirm(actor=Actor.SHOPPER))
    assert closed.dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT
    assert "Settled by agreement" in real_desk.case(case_id).text


def test_alternatives_become_offers_of_which_the_shopper_takes_one(real_desk: Desk) -> None:
    case_id = real_desk.claim(items=(ClaimedItem(sku="rose"), ClaimedItem(sku="vase")))

    done = real_desk.act(
        case_id,
        "propose",
        alternatives__0__kind="partial_refund",
        alternatives__0__amount="12,50",
        alternatives__0__skus__1="vase",
        alternatives__2__kind="replacement",
        alternatives__2__return_required="on",
        note="Whichever you like.",
    )

    assert done.status == 303
    offers = real_desk.view(case_id).dispute.offers
    assert [offer.terms for offer in offers] == [
        Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("12.50"), skus=("vase",)),
        Terms(kind=Remedy.REPLACEMENT, return_required=True),
    ]
    page = real_desk.case(case_id)
    assert "Part of the money back · €12.50 · Vase" in page.text
    taken = c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offers[1].id, offer_version=offers[1].version)
    assert real_desk.shopper(case_id, taken).dispute.status is Status.AWAITING_RETURN


def test_the_shoppers_counter_offer_is_accepted_by_id_and_version(desk: Desk) -> None:
    case_id = desk.claim()
    desk.act(case_id, "propose", alternatives__0__kind="gift")
    counter = Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("15.00"))
    desk.shopper(case_id, c.Counter(actor=Actor.SHOPPER, alternatives=(counter,)))
    offer = next(one for one in desk.view(case_id).dispute.offers if one.proposed_by is Actor.SHOPPER)

    wrong = desk.act(case_id, "accept_offer", offer=f"{offer.id}:{offer.version + 1}")
    assert wrong.status == 422
    assert desk.view(case_id).dispute.obligation is None

    assert desk.act(case_id, "accept_offer", offer=f"{offer.id}:{offer.version}").status == 303
    view = desk.view(case_id)
    assert view.dispute.obligation is not None
    assert view.dispute.obligation.terms == counter
    assert OfferStatus.ACCEPTED in {one.status for one in view.dispute.offers}


def test_a_holding_reply_moves_the_deadline_once_and_names_its_last_moment(desk: Desk) -> None:
    case_id = desk.claim()
    assert "By Sunday, 8 March 2026, 09:00 (UTC) at the latest" in desk.case(case_id).text

    late = desk.act(case_id, "hold", until="2026-03-08T09:01", note="The courier is asked.")
    assert late.status == 422
    assert "Choose a moment no later than Sunday, 8 March 2026, 09:00" in late.error("hold-until")
    assert desk.act(case_id, "hold", until="2026-03-08T09:00", note="").status == 422

    done = desk.act(case_id, "hold", until="2026-03-08T09:00", note="The courier is asked.")

    assert done.status == 303
    page = desk.case(case_id)
    assert "Promised an answer by Sunday, 8 March 2026, 09:00" in page.text
    assert "hold" not in page.actions


def test_moments_are_read_in_the_shops_own_time_zone(make_small_desk: MakeDesk) -> None:
    desk = make_small_desk(AMENDS_TIME_ZONE="Europe/Warsaw")
    case_id = desk.claim()

    desk.act(case_id, "hold", until="2026-03-06T12:30", note="We ask the courier.")

    due = desk.view(case_id).dispute.clocks.turn_due_at
    assert due is not None
    assert due.isoformat() == "2026-03-06T11:30:00+00:00"
    assert "Times are in Europe/Warsaw" in desk.case(case_id).text


def test_evidence_comes_with_its_photo_and_both_are_seen_in_the_case(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    picture = BytesIO()
    Image.new("RGB", (8, 8), "green").save(picture, "PNG")
    picture.seek(0)

    done = real_desk.act(
        case_id,
        "add_evidence",
        type="photos_of_shipped_item",
        note="Before packing.",
        photos=(picture, "packed.png"),
    )

    assert done.status == 303
    page = real_desk.case(case_id)
    assert "Photos of the item before shipping" in page.text
    photo = page.soup.select_one(".thumbs img")
    assert photo is not None
    assert photo["alt"] == "packed.png"
    answer = real_desk.client.get(str(photo["src"]))
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()


def test_evidence_needs_no_words(desk: Desk) -> None:
    case_id = desk.claim()

    assert desk.act(case_id, "add_evidence", type="order_details").status == 303

    assert "Added evidence: Details of the order" in desk.case(case_id).text


def test_a_photo_survives_a_fault_elsewhere_in_the_form(desk: Desk) -> None:
    case_id = desk.claim()
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    picture.seek(0)

    refused = desk.act(case_id, "add_evidence", type="", note="x", photos=(picture, "one.png"))
    assert refused.status == 422
    assert "one.png" in refused.text
    again = desk.send(case_id, "add_evidence", {**refused.form("add_evidence"), "type": "other"})

    assert again.status == 303
    assert [file.name for file in desk.view(case_id).files] == ["one.png"]


def test_required_evidence_answers_the_request_that_is_open(desk: Desk) -> None:
    case_id = desk.under_review()
    desk.sit(REVIEWER)
    desk.act(case_id, "require_evidence", party="shop", note="A photo, please.")
    desk.sit(LEAD)

    done = desk.act(case_id, "provide_evidence", type="merchant_response", note="Here.")

    assert done.status == 303
    view = desk.view(case_id)
    assert view.dispute.status is Status.UNDER_REVIEW
    given = [entry.event.fact for entry in view.entries if isinstance(entry.event.fact, EvidenceAdded)]
    assert given[-1].request_id is not None


def test_the_shops_function_performs_what_is_owed_once(desk_with_adapter: Desk) -> None:
    desk = desk_with_adapter
    case_id = desk.claim()
    desk.act(case_id, "accept_claim")
    page = desk.case(case_id)
    form = page.soup.select_one("form[action*='/compensation']")
    assert form is not None
    hidden = form.select("input[name=form_token]")
    token = {"form_token": str(hidden[0]["value"])}

    first = desk.client.post(str(form["action"]), data=token)
    again = desk.client.post(str(form["action"]), data=token)

    assert (first.status_code, again.status_code) == (303, 303)
    assert "It is being tried." in desk.case(case_id).text
    assert compensation.perform_due(desk.shop.state) == 1
    view = desk.view(case_id)
    assert view.dispute.outcome is Outcome.RESOLVED_BY_AGREEMENT
    assert "bank-77" in desk.case(case_id).text


def test_a_claim_that_looked_automatic_is_released_by_a_person(desk: Desk) -> None:
    case_id = desk.claim(suspicious=True)
    assert desk.case(case_id).actions == {"release"}

    assert desk.act(case_id, "release").status == 303

    assert desk.view(case_id).dispute.status is Status.AWAITING_SHOP


def test_the_page_says_what_happens_if_nobody_acts(desk: Desk) -> None:
    case_id = desk.claim()

    page = desk.case(case_id)

    assert (
        "If nobody acts by then: The claim counts as granted: Part of the money back · €20.00." in page.text
    )
    assert "Your turn, until Thursday, 5 March 2026, 09:00 (UTC)." in page.text


def test_an_ask_without_an_amount_cannot_be_granted_with_one_click(desk: Desk) -> None:
    case_id = desk.claim(ask=Remedy.OTHER, amount=None)

    page = desk.case(case_id)

    assert "accept_claim" not in page.actions
    assert "still to be agreed" in page.text


def test_actions_of_the_shop_are_never_recorded_as_verified(desk: Desk) -> None:
    case_id = desk.claim()
    desk.act(case_id, "accept_claim")

    refused = desk.act(case_id, "performed", reference="bank-1", verified="on")

    assert refused.status == 422
    assert desk.view(case_id).dispute.status is Status.AWAITING_COMPENSATION


def test_what_only_programs_record_has_no_address_at_the_desk(desk: Desk) -> None:
    case_id = desk.claim()

    for action in sorted(RECORDED_BY_PROGRAMS):
        assert desk.send(case_id, action, {"version": "1"}).status == 404
    assert desk.view(case_id).version == 1
