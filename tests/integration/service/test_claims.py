"""Taking claims: once, for the right person, and without telling a stranger anything."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from flask_amends.disputes.vocabulary import Actor, Outcome, Reason, RefusalCode, Remedy, Status
from flask_amends.errors import IdempotencyMismatch, InvalidInput, LimitReached, RefusedError
from flask_amends.service import cases, claims, history
from flask_amends.service.claims import ClaimedItem
from flask_amends.state import State
from flask_amends.storage.records import StagedUpload
from flask_amends.testing import FrozenClock
from tests.integration.cases import CLAIM, GUEST, ORDER, dump, euros, open_case
from tests.integration.migrated import MakeState


def test_a_proven_claim_waits_for_the_shop_with_the_facts_of_the_order(state: State):
    view = cases.get(state, open_case(state), Actor.SHOP)
    assert view.dispute.status is Status.AWAITING_SHOP
    assert view.dispute.paid == euros("55.00")
    assert view.dispute.order_verified
    assert [(item.title, item.quantity) for item in view.dispute.items] == [("Roses", 2)]
    assert view.entries[0].texts == {"description": CLAIM.description}
    assert view.entries[0].actor_name == "Anna Nowak"


def test_the_snapshot_of_an_order_names_nobody(state: State):
    order = cases.get(state, open_case(state), Actor.SHOP).order
    assert order == replace(ORDER, email=None, phone=None)


def test_a_guest_verifies_first_where_mails_can_be_sent(state: State):
    submitted = claims.submit(state, GUEST)
    assert submitted.verification_sent
    assert cases.get(state, submitted.case_id, Actor.SHOPPER).dispute.status is Status.UNVERIFIED
    assert claims.verify(state, submitted.case_id) == submitted.case_id
    assert cases.get(state, submitted.case_id, Actor.SHOPPER).dispute.status is Status.AWAITING_SHOP


def test_a_guest_without_a_mailer_is_taken_but_not_as_verified(new_state: MakeState):
    state = new_state(mails=False)
    submitted = claims.submit(state, GUEST)
    dispute = cases.get(state, submitted.case_id, Actor.SHOP).dispute
    assert not submitted.verification_sent
    assert (dispute.status, dispute.order_verified) == (Status.AWAITING_SHOP, False)


@pytest.mark.parametrize(
    "form",
    [
        replace(GUEST, order_number="no-such-order"),
        replace(GUEST, email="someone.else@example.org"),
        replace(GUEST, items=(ClaimedItem(sku="rose", quantity=99),)),
        replace(GUEST, items=(ClaimedItem(sku="no-such-item"),)),
        replace(GUEST, amount=euros("5000.00")),
    ],
    ids=["order", "address", "quantity", "item", "amount"],
)
def test_a_guest_learns_nothing_about_an_order(state: State, form: claims.ClaimForm):
    good, other = claims.submit(state, GUEST), claims.submit(state, form)
    assert (other.verification_sent, other.is_duplicate) == (good.verification_sent, good.is_duplicate)
    view = cases.get(state, other.case_id, Actor.SHOP)
    assert (view.order, view.dispute.order_verified, view.dispute.paid) == (None, False, None)


def test_what_does_not_fit_a_proven_order_is_named_and_not_saved(state: State):
    before = dump(state)
    with pytest.raises(RefusedError) as caught:
        open_case(state, replace(CLAIM, items=(ClaimedItem(sku="rose", quantity=4),), idempotency_key="one"))
    assert caught.value.refusal.code is RefusalCode.QUANTITY_ABOVE_BOUGHT
    assert caught.value.refusal.field == "items.0.quantity"
    assert dump(state) == before


def test_the_same_key_gives_the_first_result(state: State):
    form = replace(GUEST, idempotency_key="abc")
    first = claims.submit(state, form)
    before = dump(state)
    assert claims.submit(state, form) == first
    assert dump(state) == before


def test_the_same_key_with_another_form_is_refused(state: State):
    claims.submit(state, replace(GUEST, idempotency_key="abc"))
    before = dump(state)
    with pytest.raises(IdempotencyMismatch):
        claims.submit(state, replace(GUEST, idempotency_key="abc", description="Something else."))
    assert dump(state) == before


def test_a_hundred_parallel_twins_are_one_case(state: State):
    form = replace(GUEST, idempotency_key="twins")
    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = set(pool.map(lambda _: claims.submit(state, form), range(100)))
    assert len(answers) == 1
    rows = dump(state)
    assert [len(rows[f"amends_{name}"]) for name in ("cases", "events", "persons")] == [1, 1, 1]


def test_a_verified_duplicate_leads_to_the_case_that_is_open(state: State):
    first = open_case(state)
    second = claims.submit(state, GUEST).case_id
    assert second != first
    assert claims.verify(state, second) == first
    closed = cases.get(state, second, Actor.SHOPPER).dispute
    assert (closed.status, closed.outcome) == (Status.CLOSED, Outcome.DUPLICATE)
    assert claims.verify(state, second) == first
    assert history.verify_chain(state, second) == len(cases.get(state, second, Actor.SHOP).entries)


def test_of_two_twins_verified_at_the_same_instant_one_stays_open(state: State):
    twins = [claims.submit(state, GUEST).case_id for _ in range(2)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        kept = set(pool.map(lambda case_id: claims.verify(state, case_id), twins))
    assert len(kept) == 1
    outcomes = [cases.get(state, case_id, Actor.SHOP).dispute.outcome for case_id in twins]
    assert sorted(outcomes, key=str) == [None, Outcome.DUPLICATE]


def test_a_claim_about_other_items_is_no_duplicate(state: State):
    open_case(state)
    second = claims.submit(state, replace(GUEST, items=(ClaimedItem(sku="vase"),))).case_id
    assert claims.verify(state, second) == second


def test_a_proven_twin_is_answered_with_the_open_case(state: State):
    first = claims.submit(state, CLAIM)
    before = dump(state)["amends_cases"]
    again = claims.submit(state, CLAIM)
    assert (again.case_id, again.is_duplicate) == (first.case_id, True)
    assert dump(state)["amends_cases"] == before


def test_an_address_gets_three_mails_a_day(state: State, clock: FrozenClock):
    for number in range(5):
        claims.submit(state, replace(GUEST, order_number=f"B-{number}"))
    assert len([row for row in dump(state)["amends_mails"] if "verify" in row]) == 3
    clock.move(timedelta(days=1))
    claims.submit(state, replace(GUEST, order_number="B-9"))
    assert len([row for row in dump(state)["amends_mails"] if "verify" in row]) == 4


def test_a_network_has_a_limit_and_what_is_above_it_writes_nothing(state: State):
    for number in range(20):
        claims.submit(state, replace(CLAIM, order_number=f"C-{number}", network="198.51.100.0/24"))
    before = dump(state)
    with pytest.raises(LimitReached):
        claims.submit(state, replace(CLAIM, order_number="C-99", network="198.51.100.0/24"))
    assert dump(state) == before
    claims.submit(state, replace(CLAIM, order_number="C-99", network="203.0.113.0/24"))


def test_limits_and_keys_hold_no_address(state: State):
    claims.submit(state, replace(GUEST, idempotency_key="k", network="198.51.100.0/24"))
    rows = dump(state)
    for name in ("limits", "idempotency", "cases", "events", "mails"):
        assert "anna@" not in repr(rows[f"amends_{name}"])
        assert "198.51" not in repr(rows[f"amends_{name}"])


def test_a_suspicious_claim_is_quarantined(state: State):
    case_id = open_case(state, replace(GUEST, suspicious=True))
    assert cases.get(state, case_id, Actor.SHOP).dispute.status is Status.QUARANTINED


def test_a_claim_needs_no_order(state: State):
    form = replace(
        CLAIM,
        order_number=None,
        items=(),
        reason=Reason.UNWANTED_CONTACT,
        ask=Remedy.APOLOGY,
        amount=None,
    )
    dispute = cases.get(state, open_case(state, form), Actor.SHOP).dispute
    assert (dispute.order_number, dispute.currency) == (None, "EUR")


def test_photos_of_a_claim_stand_in_its_first_entry_and_are_taken_once(state: State):
    upload = StagedUpload(
        id="upl_1",
        key="upl_1.jpg",
        name="wilted.jpg",
        media_type="image/jpeg",
        bytes=3,
        sha256="ab" * 32,
        created_at=state.clock.now(),
    )
    with state.store.begin() as unit:
        unit.uploads.add(upload)
    case_id = open_case(state, replace(CLAIM, upload_ids=("upl_1",)))
    [file] = cases.get(state, case_id, Actor.SHOP).entries[0].files
    assert (file.name, file.key, file.case_id) == ("wilted.jpg", "upl_1.jpg", case_id)
    assert history.verify_chain(state, case_id) == 1
    with pytest.raises(InvalidInput):
        open_case(state, replace(CLAIM, order_number="X", upload_ids=("upl_1",)))
