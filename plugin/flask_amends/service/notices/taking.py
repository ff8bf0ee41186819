"""Keeping what the buyer of an order was shown, and adding it to a later claim as evidence (P6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from amends_widgets.languages import Language, negotiate
from amends_widgets.words import Words
from flask_amends.disputes.commands import AddEvidence
from flask_amends.disputes.money import Money
from flask_amends.disputes.vocabulary import Actor, EvidenceType
from flask_amends.errors import InvalidInput
from flask_amends.notices.clauses import may_show
from flask_amends.notices.facts import fact, money, number_of
from flask_amends.notices.model import Notice, Slot
from flask_amends.service import acts, forgetting
from flask_amends.service.notices import delivery, ordered, texts
from flask_amends.service.notices.digests import evidence_id
from flask_amends.service.notices.shown import FIELD, TICK, BadReference, Shown, read
from flask_amends.service.parties import SYSTEM
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.shown_records import ShownRow
from flask_amends.storage.store import UnitOfWork

#: An order has so many notices at most; a page has a dozen.
MOST = 60
LONGEST_NUMBER = 200


class Source(StrEnum):
    """Where it is known from: a page of ours that came back, or what held when the order was placed."""

    SHOWN = "shown"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a form: how many notices are kept of it, and how many references were no good.

    ``old`` ones are ours, from a page of more than seven days ago; ``refused`` ones are not, or were changed.
    ``prices`` are those that the pages showed, by SKU, the last one of each. ``unticked`` are notices that
    asked for a tick and came back without, by what they are about.
    """

    source: Source
    kept: int = 0
    old: int = 0
    refused: int = 0
    prices: Mapping[str, Money] = field(default_factory=dict)
    unticked: tuple[str, ...] = ()


def take_shown(state: State, form: object, order: Any) -> Taken:
    """Keep exactly what the buyer was shown, by the references that the checkout's form sent back.

    ``form`` is the posted form, or the value of its field ``amends_shown``, or several such values: an
    add-to-basket form can carry the field too, and the basket keep it. ``order`` is the order, or its number.
    The same page sent twice counts once. Where no reference holds, what is in force is kept instead, and it
    says so. Raises :class:`InvalidInput` for an order without a number.
    """
    number = _number(order)
    found: list[Shown] = []
    old = refused = 0
    ticked = set(_references(form, TICK))
    for reference in dict.fromkeys((*_references(form), *ticked)):
        try:
            one = read(state, reference)
            found.append(replace(one, agreed=one.asks and reference in ticked))
        except BadReference as bad:
            old, refused = old + bad.expired, refused + (not bad.expired)
    if not found:
        kept = _keep(state, number, Source.IN_FORCE, _in_force(state, order))
        return Taken(source=Source.IN_FORCE, kept=kept, old=old, refused=refused)
    kept = _keep(state, number, Source.SHOWN, found)
    return Taken(
        source=Source.SHOWN,
        kept=kept,
        old=old,
        refused=refused,
        prices=_prices(found),
        unticked=_unticked(found),
    )


def snapshot(state: State, order: Any) -> int:
    """Keep the notices that are in force for an order now, read or not; returns how many.

    Raises :class:`InvalidInput` for an order without a number.
    """
    return _keep(state, _number(order), Source.IN_FORCE, _in_force(state, order))


def of_order(state: State, number: str, *, until: datetime | None = None) -> Sequence[ShownRow]:
    """What the buyer of an order was shown, in the order of the pages."""
    with state.store.read() as unit:
        return unit.shown.of_order(number, until=until)


def of_case(unit: UnitOfWork, row: CaseRow) -> Sequence[ShownRow]:
    """What a claim has as evidence: all that was told by when it came in, if the order is its shopper's."""
    if row.order is None:
        return ()
    return unit.shown.of_order(row.order.number, until=row.opened_at)


def attach(unit: UnitOfWork, state: State, row: CaseRow, *, now: datetime) -> None:
    """Add what was shown to a new claim as evidence for either side, in the claim's transaction.

    Its id in the history is a digest over all of it, so that none of it can be exchanged later.
    """
    shown = of_case(unit, row)
    if not shown:
        return
    command = AddEvidence(
        actor=Actor.SYSTEM,
        evidence_id=evidence_id([one.digest for one in shown]),
        type=EvidenceType.SHOWN_TERMS_SNAPSHOT,
    )
    acts.act_quietly(unit, state, row, command, by=SYSTEM, now=now)


def _number(order: Any) -> str:
    number = order if isinstance(order, str) else number_of(order)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise InvalidInput.one("order_number", "required")
    return number


def _references(form: object, name: str = FIELD) -> list[str]:
    """Every reference in a field of a form, in its value, or in several values of it."""
    values: Any = form if name == FIELD else ()
    if hasattr(form, "getlist"):
        values = form.getlist(name)
    elif isinstance(form, Mapping):
        values = form.get(name)
    values = [values] if isinstance(values, str) else values or ()
    return [one for value in values if value for one in str(value).split()][:MOST]


def _unticked(found: Iterable[Shown]) -> tuple[str, ...]:
    """What asked for a tick and got none on any page."""
    agreed = {one.about for one in found if one.agreed}
    return tuple(dict.fromkeys(one.about for one in found if one.asks and one.about not in agreed))


def _prices(found: Iterable[Shown]) -> dict[str, Money]:
    """The prices that the pages told, the later page's where two tell of one item."""
    told: dict[str, Money] = {}
    for one in sorted(found, key=lambda shown: shown.at):
        price = money(one.facts.get("price"), one.facts.get("currency"))
        if price is not None and one.about:
            told[one.about] = price
    return told


def _keep(state: State, number: str, source: Source, found: Iterable[Shown]) -> int:
    now = state.clock.now()
    with state.store.begin() as unit:
        known = unit.shown.count(number)
        rows = [_row(number, source, one, now, at) for at, one in enumerate(found, known)]
        return sum(unit.shown.add(row) for row in rows[: max(0, MOST - known)])


def _row(number: str, source: Source, shown: Shown, now: datetime, place: int) -> ShownRow:
    return ShownRow(
        order_number=number,
        digest=shown.digest,
        source=source.value,
        kind=shown.kind,
        slot=shown.slot,
        about=shown.about[:200],
        shown_at=shown.at,
        taken_at=now,
        place=place,
        content=shown.content,
    )


def _in_force(state: State, order: Any) -> list[Shown]:
    """Every notice about the goods, the delivery and the codes of an order, as it would be shown now."""
    if isinstance(order, str):
        return []
    settings = state.settings
    locale = negotiate([fact(order, "locale")], settings.locales, settings.default_locale)
    country = delivery.country_of(state, None, order)
    own = texts.in_force(state, locale, country)
    accepted = texts.accepted(state, own)
    words, zone = Words(Language(locale, html=False)), str(fact(order, "time_zone") or settings.time_zone)
    versions = {row.key: row.number for row in texts.counting(state, country)}
    slot, now = Slot.CHECKOUT_BUTTON, state.clock.now().replace(microsecond=0)

    def made(notice: Notice) -> Shown:
        keys = [one.key for one in notice.lines if may_show(one.key, accepted)]
        params = {one.key: one.params for one in notice.lines}
        told = (words.notice(key, params[key], zone, own.get(key)) for key in keys)
        return Shown(
            at=now,
            kind=notice.kind,
            slot=slot,
            locale=locale,
            about=notice.about,
            state=notice.state,
            lines=tuple(line for line in told if line),
            facts=_plain(notice.facts),
            words={key: versions[key] for key in keys if key in versions},
        )

    found = (made(one) for one in ordered.of_order(state, order, slot, locale))
    return [one for one in found if one.lines]


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, str | int | bool | list | dict) else str(value)
        for name, value in facts.items()
    }


def _forget(unit: UnitOfWork, case_ids: Sequence[str], person_ids: Sequence[str], now: datetime) -> int:
    """What was shown goes with the words of the case that it was evidence in.

    Of a case whose order was not found to be its shopper's, nothing goes: anybody can type a number.
    """
    del person_ids, now
    orders = [row.order.number for one in case_ids if (row := unit.cases.get(one)) and row.order is not None]
    return unit.shown.erase(orders)


forgetting.ERASERS.append(_forget)
