"""The buyer's answer to a letter about what is not there: each choice opens or settles a case (A4)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_amends.disputes import codec
from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.errors import AmendsError, NotAllowed, NotFound, RefusedError
from flask_amends.ports import StaffMember
from flask_amends.service import acts, cases, claims, parcel_days, stock, stock_waiting
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.parties import Party
from flask_amends.service.shorts import SENT, WAIT, get
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.storage.stock_records import StockLetter, StockRow

#: For so long an answer is tried again; after that staff carry it out by hand.
TRIED_FOR = timedelta(days=2)

log = logging.getLogger("flask_amends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One choice as it is shown: its place, what it gives, and what it is about.

    ``day`` and ``until`` are when an item that can be waited for comes back, if that may be said (A5).
    """

    place: int
    choice: str
    terms: Terms
    title: str = ""
    url: str = ""
    full: Money | None = None
    price: Money | None = None
    day: date | None = None
    until: date | None = None


def ways(state: State, letter: StockLetter) -> tuple[Way, ...]:
    """What can be chosen, as it may be said today."""
    return ways_of(letter, stock.current(state, letter.sku), state)


def ways_of(letter: StockLetter, row: StockRow | None, state: State) -> tuple[Way, ...]:
    """As :func:`ways`, with what is known about the item now."""
    says = stock.said(state, row.fact) if row is not None else None
    return tuple(
        Way(
            place=place,
            choice=one["choice"],
            terms=codec.load(Terms, one["terms"]),
            title=one.get("title", ""),
            url=one.get("url", ""),
            full=codec.load(Money, one["full"]) if "full" in one else None,
            price=codec.load(Money, one["price"]) if "price" in one else None,
            day=says.day if says is not None and one["choice"] == WAIT else None,
            until=says.until if says is not None and one["choice"] == WAIT else None,
        )
        for place, one in enumerate(letter.alternatives)
    )


def answer(state: State, letter_id: str, place: int, *, zone: str | None = None) -> StockLetter:
    """Take the buyer's choice and settle it. Choosing the same twice is one choice.

    Raises :class:`NotFound`, and :class:`NotAllowed` once something else was chosen.
    """
    with state.store.begin() as unit:
        letter = unit.stock_letters.get(letter_id, lock=True)
        if letter is None or letter.state in ("draft", "ready"):
            raise NotFound("letter", letter_id)
        if not 0 <= place < len(letter.alternatives):
            raise NotFound("choice", str(place))
        if letter.state in SENT:
            now = state.clock.now()
            unit.stock_letters.change(letter_id, among=SENT, state="answered", choice=place, answered_at=now)
        elif letter.choice != place:
            raise NotAllowed("Something else was chosen already.")
    try:
        settle(state, letter_id, zone=zone)
    except AmendsError as error:
        # The choice stands; what cannot be agreed by itself, a person of the shop carries out.
        log.warning("The answer to letter %s waits for staff: %s", letter_id, error)
    return get(state, letter_id)


def finish(state: State, limit: int = 50) -> int:
    """Settle answers of the last days that were cut short; returns how many.

    What the life cycle refuses stays for staff, who find it at the desk.
    """
    since = state.clock.now() - TRIED_FOR
    with state.store.read() as unit:
        left = unit.stock_letters.unsettled(since, limit)
    done = 0
    for one in left:
        try:
            settle(state, one.id)
            done += get(state, one.id).state == "settled"
        except AmendsError as error:
            log.warning("The answer to letter %s waits for staff: %s", one.id, error)
    return done


def settle(state: State, letter_id: str, *, zone: str | None = None) -> None:
    """Open the case and agree in it. Each step finds what the ones before have done."""
    letter = get(state, letter_id)
    if letter.state != "answered" or letter.choice is None:
        return
    email, staff = _people(state, letter)
    case_id = letter.case_id
    if case_id is None:
        case_id = claims.submit(state, _claim(state, letter, email, zone)).case_id
        letter = replace(letter, case_id=case_id)
        with state.store.begin() as unit:
            unit.stock_letters.change(letter_id, among=("answered",), case_id=case_id)
    _offer_once(state, case_id, letter, staff)
    if _accept_once(state, case_id, letter):
        now = state.clock.now()
        with state.store.begin() as unit:
            done = unit.stock_letters.change(letter_id, among=("answered",), state="settled", settled_at=now)
            if done and _choice(letter)["choice"] == WAIT:
                stock_waiting.join_buyer(unit, state, letter, now=now)


def _people(state: State, letter: StockLetter) -> tuple[str, StaffMember | None]:
    with state.store.read() as unit:
        person = unit.persons.get(letter.person_id or "")
        writer = unit.persons.get(letter.sent_by or "")
    if person is None or person.email is None:
        raise NotFound("letter", letter.id)
    if writer is None or writer.external_id is None:
        return person.email, None
    return person.email, StaffMember(id=writer.external_id, name=writer.name or "")


def _choice(letter: StockLetter) -> Mapping[str, Any]:
    return letter.alternatives[letter.choice or 0]


def _chosen(letter: StockLetter) -> Terms:
    found: Terms = codec.load(Terms, _choice(letter)["terms"])
    return found


def _claim(state: State, letter: StockLetter, email: str, zone: str | None) -> ClaimForm:
    terms = _chosen(letter)
    return ClaimForm(
        email=email,
        reason=Reason.OUT_OF_STOCK,
        ask=terms.kind,
        amount=terms.amount,
        description=letter.title,
        order_number=letter.order_number,
        items=(ClaimedItem(sku=letter.sku, quantity=letter.quantity, title=letter.title),),
        locale=letter.locale if letter.locale in state.settings.locales else state.settings.default_locale,
        time_zone=zone,
        idempotency_key=letter.id,
        proven=True,
        flags={"stock_letter": letter.id},
    )


def _offer_once(state: State, case_id: str, letter: StockLetter, staff: StaffMember | None) -> None:
    offers = tuple(codec.load(Terms, one["terms"]) for one in letter.alternatives)
    named = "\n".join(one["title"] for one in letter.alternatives if one.get("title"))
    note = "\n\n".join(one for one in (letter.words or "", named) if one)
    with state.store.begin() as unit:
        case = acts.load(unit, case_id)
        if case.dispute.offers or case.dispute.obligation is not None:
            return
        propose = c.Propose(actor=Actor.SHOP, alternatives=offers, note=note)
        by = Party(actor=Actor.SHOP, staff=staff)
        _, refusal = acts.act_quietly(unit, state, case, propose, by=by, now=state.clock.now())
    if refusal is not None:
        raise RefusedError(refusal, cases.get(state, case_id, Actor.SHOPPER))


def _accept_once(state: State, case_id: str, letter: StockLetter) -> bool:
    """Accept what was chosen; whether that is agreed now."""
    chosen, view = _chosen(letter), cases.get(state, case_id, Actor.SHOPPER)
    dispute = view.dispute
    if dispute.obligation is not None:
        return bool(dispute.obligation.terms.kind is chosen.kind)
    offer = next((one for one in dispute.open_offers(Actor.SHOPPER) if one.terms == chosen), None)
    if offer is None:
        return not dispute.is_open
    accept: Any = c.AcceptOffer(
        actor=Actor.SHOPPER,
        offer_id=offer.id,
        offer_version=offer.version,
        deliver_on=_waited_for(state, letter, view),
    )
    acts.act(state, case_id, accept, by=Party(actor=Actor.SHOPPER))
    return True


def _waited_for(state: State, letter: StockLetter, view: CaseView) -> datetime | None:
    """When what the buyer waits for can be with them, after the day that they were told (A6).

    ``None`` where no day is known, or it is further off than a case plans ahead (H7).
    """
    row = stock.current(state, letter.sku)
    now = state.clock.now()
    says = stock.said(state, row.fact, now) if row is not None else None
    if says is None or says.day is None or _choice(letter)["choice"] != WAIT:
        return None
    day = parcel_days.first_after(state, says.until or says.day, now, zone=view.time_zone)
    return day if day <= view.policy.chosen_day.after(now) else None
