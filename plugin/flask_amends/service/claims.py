"""Taking a claim: one transaction for the case, its person, its photos and the answer to its repetition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from flask_amends.disputes import codec, open_claim
from flask_amends.disputes.commands import CloseDuplicate, OpenClaim, Verify
from flask_amends.disputes.conditions import Refusal
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy, Status
from flask_amends.errors import IdempotencyMismatch, NotFound, RefusedError
from flask_amends.ports import Order
from flask_amends.service import limits
from flask_amends.service.acts import act_quietly, load, staged
from flask_amends.service.notices import taking
from flask_amends.service.orderfacts import (
    bought_items,
    claimed_items,
    delivered_by,
    is_late,
    money_moved_by,
    order_of,
)
from flask_amends.service.parties import SYSTEM, Party
from flask_amends.service.recording import Writing, record
from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.ids import new_id, new_reference_number
from flask_amends.storage.records import CaseRow, Person
from flask_amends.storage.store import UnitOfWork

SCOPE = "claim"
TWINS = "twins"
#: Fields of a form that no person filled in.
_NOT_SAID = frozenset({"idempotency_key", "network", "suspicious", "proven", "flags"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedItem:
    """What a shopper says is wrong; ``title`` is used where the order is not known."""

    sku: str
    quantity: int = 1
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimForm:
    """A claim form whose fields are well-formed; whether they are right is decided here.

    ``proven`` says that the shop knows who this is (a customer who is signed in, a form signed for this
    order): then faults against the order are named. Of a guest's order nothing is revealed, not even by a
    refusal. ``network`` is the prefix of the sender's address (/24 or /56); ``suspicious`` sends the claim
    into quarantine.
    """

    email: str
    reason: Reason
    ask: Remedy
    description: str
    order_number: str | None = None
    name: str = ""
    phone: str | None = None
    items: tuple[ClaimedItem, ...] = ()
    amount: Money | None = None
    upload_ids: tuple[str, ...] = ()
    locale: str = "en"
    time_zone: str | None = None
    idempotency_key: str | None = None
    proven: bool = False
    suspicious: bool = False
    network: str | None = None
    flags: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The answer to a claim. Its shape does not depend on whether the order exists.

    ``verification_sent`` says that the shopper is told to look into their mail; ``is_duplicate`` that a
    proven shopper has the same claim open already, which ``case_id`` names.
    """

    case_id: str
    reference_number: str
    verification_sent: bool
    is_duplicate: bool = False


def submit(state: State, form: ClaimForm) -> Submitted:
    """Take a claim.

    The same ``idempotency_key`` gives the first result again. Raises
    :class:`flask_amends.errors.IdempotencyMismatch` for the same key with another form,
    :class:`flask_amends.errors.LimitReached`, :class:`flask_amends.errors.InvalidInput` for photos, and
    :class:`flask_amends.errors.RefusedError` for what the life cycle does not take (nothing is saved then).
    """
    now = state.clock.now()
    order = order_of(state, form.order_number, form.email)
    with state.store.begin() as unit:
        first = _claim_key(unit, form, now)
        if first is not None:
            return first
        _spend_limits(unit, state, form, now)
        submitted = _take(unit, state, form, order, now)
        if form.idempotency_key is not None:
            answer = {one.name: getattr(submitted, one.name) for one in fields(submitted)}
            unit.idempotency.answer(SCOPE, form.idempotency_key, status=201, response=answer)
    return submitted


def verify(state: State, case_id: str) -> str:
    """Note that the shopper's address is proven; returns the id of the case to show.

    That is another one if the same claim (order, items, reason, address) is open already: then this case is
    closed as a duplicate of it. Verifying again changes nothing. What is read and written only for an order
    that is known comes now: earlier, the time it takes would tell a guest that it is there (security 7).
    """
    now = state.clock.now()
    by = Party(actor=Actor.SHOPPER)
    with state.store.begin() as unit:
        row = load(unit, case_id)
        duplicate_of = row.flags.get("duplicate_of")
        if duplicate_of is not None:
            return str(duplicate_of)
        if row.dispute.status is not Status.UNVERIFIED:
            return case_id
        twins = _open_twins(unit, row.claim_key, but=case_id, now=now)
        if not twins:
            row, refusal = act_quietly(unit, state, row, Verify(actor=Actor.SHOPPER), by=by, now=now)
            if refusal is None:
                taking.attach(unit, state, row, now=now)
            return case_id
        marked = replace(row, flags={**row.flags, "duplicate_of": twins[0]})
        act_quietly(unit, state, marked, CloseDuplicate(actor=Actor.SYSTEM), by=SYSTEM, now=now)
        return twins[0]


def _claim_key(unit: UnitOfWork, form: ClaimForm, now: datetime) -> Submitted | None:
    if form.idempotency_key is None:
        return None
    said = body_hash(form)
    remembered = unit.idempotency.claim(SCOPE, form.idempotency_key, said, now=now)
    if remembered is None:
        return None
    if remembered.body_hash != said:
        raise IdempotencyMismatch
    return Submitted(**remembered.response)


def body_hash(form: ClaimForm) -> str:
    """What makes two forms the same: everything a person filled in."""
    said = {
        one.name: codec.dump(getattr(form, one.name)) for one in fields(form) if one.name not in _NOT_SAID
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def _spend_limits(unit: UnitOfWork, state: State, form: ClaimForm, now: datetime) -> None:
    if form.network is not None:
        limits.spend(unit, state, limits.CLAIMS_PER_NETWORK, form.network, now=now)
    if form.proven:
        return
    limits.spend(unit, state, limits.CLAIMS_PER_ADDRESS, form.email, now=now)
    if form.order_number is not None:
        limits.spend(unit, state, limits.CLAIMS_PER_ORDER, form.order_number, now=now)


def _take(unit: UnitOfWork, state: State, form: ClaimForm, order: Order | None, now: datetime) -> Submitted:
    key = _twin_key(state, form)
    twins = _open_twins(unit, key, but="", now=now) if form.proven else ()
    if twins:
        return _existing(unit, twins[0])
    decision, order = _decide(unit, state, form, order, now)
    shopper = Person(
        id=new_id("per", state.randomness),
        kind="shopper",
        email=form.email,
        name=form.name or None,
        phone=form.phone,
    )
    unit.persons.add(shopper, now=now)
    row = CaseRow(
        dispute=decision.dispute,
        policy=state.settings.policy,
        reference_number=new_reference_number(state.randomness),
        shopper_id=shopper.id,
        locale=form.locale,
        time_zone=form.time_zone,
        order=order,
        opened_at=now,
        updated_at=now,
        claim_key=key,
        flags=form.flags,
    )
    needs_verification = decision.dispute.needs_verification
    writing = Writing(
        row=row,
        events=decision.events,
        actor=Actor.SHOPPER,
        writer=shopper.id,
        uploads=staged(unit, form.upload_ids, limit=state.settings.max_photos) if form.upload_ids else (),
        shopper=shopper,
        to_shopper=form.proven or not state.can_mail or _may_mail(unit, state, form, now),
    )
    record(unit, state, writing, expected=0, now=now)
    if not needs_verification:
        taking.attach(unit, state, row, now=now)
    return Submitted(
        case_id=row.id, reference_number=row.reference_number, verification_sent=needs_verification
    )


def _may_mail(unit: UnitOfWork, state: State, form: ClaimForm, now: datetime) -> bool:
    """The form is no mail cannon: an address that is not proven gets few mails a day."""
    return limits.may_mail(unit, state, form.email, now=now)


def _open_twins(unit: UnitOfWork, key: str | None, *, but: str, now: datetime) -> Sequence[str]:
    """Open cases that make the same claim. Of two twins at one instant, the second waits for the first."""
    if key is None:
        return ()
    unit.idempotency.claim(TWINS, key, "", now=now)
    return unit.cases.open_twins(key, but=but)


def _existing(unit: UnitOfWork, case_id: str) -> Submitted:
    row = unit.cases.get(case_id)
    if row is None:
        raise NotFound("case", case_id)
    return Submitted(
        case_id=case_id, reference_number=row.reference_number, verification_sent=False, is_duplicate=True
    )


def _twin_key(state: State, form: ClaimForm) -> str | None:
    """What makes two claims the same; without an order number nothing does."""
    if form.order_number is None:
        return None
    items = sorted((item.sku, item.quantity) for item in form.items)
    said = canonical([form.order_number, items, form.reason.value, form.email.casefold()])
    return limits.digest(state, said.decode())


def _decide(
    unit: UnitOfWork, state: State, form: ClaimForm, order: Order | None, now: datetime
) -> tuple[Decision, Order | None]:
    """Open the claim. A guest whose claim does not fit the order is taken as if the order were unknown."""
    dispute_id = new_id("dsp", state.randomness)
    attempts: Sequence[Order | None] = [order] if form.proven or order is None else [order, None]
    refusal: Refusal | None = None
    for known in attempts:
        command = _command(unit, state, form, known, dispute_id=dispute_id, now=now)
        result = open_claim(command, now, state.settings.policy)
        if isinstance(result, Decision):
            return result, known
        refusal = result
    raise RefusedError(refusal)


def _command(
    unit: UnitOfWork, state: State, form: ClaimForm, order: Order | None, *, dispute_id: str, now: datetime
) -> OpenClaim:
    marketplace = order.marketplace if order is not None else None
    guest = not form.proven
    return OpenClaim(
        dispute_id=dispute_id,
        reason=form.reason,
        ask=Terms(kind=form.ask, amount=form.amount, return_required=form.ask is Remedy.REFUND_WITH_RETURN),
        description=form.description,
        items=claimed_items(form.items, order),
        bought=bought_items(order),
        currency=_currency(state, form, order),
        paid=order.total if order is not None else None,
        refunded=order.refunded if order is not None else None,
        marketplace=marketplace,
        order_number=form.order_number,
        order_verified=order is not None and (form.proven or state.can_mail),
        delivered_by=delivered_by(order),
        money_moved_by=money_moved_by(unit, marketplace),
        late=is_late(order, state.settings.policy, now),
        needs_verification=guest and state.can_mail,
        suspicious=form.suspicious,
    )


def _currency(state: State, form: ClaimForm, order: Order | None) -> str:
    if order is not None and order.currency is not None:
        return order.currency
    # In which currency an order was paid is a fact about the order, so a guest's own word stands here.
    if form.order_number is not None and form.amount is not None and not form.proven:
        return form.amount.currency
    return state.settings.currency
