"""Promotions: terms are drafted, looked through and published; who holds an old version keeps it (C1-C4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends_widgets.languages import LANGUAGES
from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, Message, NotFound, StaleVersion
from flask_amends.guards import terms as guard
from flask_amends.guards.terms import Eligibility, Finding, Known, PromoTerms, Used
from flask_amends.notices import baskets
from flask_amends.payloads.shop import PROMO_PUBLISHED
from flask_amends.ports import StaffMember
from flask_amends.service.announcing import announce
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.service.notices import texts
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.promo_records import PromoRow, PromoUseRow, PromoUses
from flask_amends.storage.store import UnitOfWork

_MEMORY = "promo"
_PREFIX = "promo."
LONGEST_NAME, LONGEST_CODE = 200, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a message tells of published terms."""

    promo_id: str
    version: int
    at: datetime
    kind: str
    code: str | None
    valid_from: datetime | None
    valid_to: datetime | None


def code_key(code: str) -> str:
    """What a code is found by: without case and without the spaces around it."""
    return code.strip().casefold()


def every(state: State) -> Sequence[PromoRow]:
    """The last version of each promotion, published or not, by name."""
    with state.store.read() as unit:
        return unit.promos.latest()


def versions(state: State, promo_id: str) -> Sequence[PromoRow]:
    """Every version of one, the first one first. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        return _versions(unit, promo_id)


def get(state: State, promo_id: str, number: int | None = None) -> PromoRow:
    """One version, by default the last. Raises :class:`NotFound`."""
    return _pick(versions(state, promo_id), promo_id, number)


def save(
    state: State,
    *,
    name: str,
    terms: PromoTerms,
    by: StaffMember | None,
    code: str = "",
    banner: Mapping[str, str] | None = None,
    promo_id: str | None = None,
    seen: int = 0,
) -> PromoRow:
    """A new promotion, or a new version of one, as a draft. ``seen`` is the last version that was looked at.

    Raises :class:`InvalidInput`, :class:`NotFound`, and :class:`StaleVersion` if somebody saved one between.
    """
    code = code.strip()
    _check(name, code)
    now = state.clock.now()
    with state.store.begin() as unit:
        last = _versions(unit, promo_id)[-1].number if promo_id is not None else 0
        row = PromoRow(
            promo_id=promo_id or new_id("prm", state.randomness),
            number=seen + 1,
            name=name.strip(),
            code=code or None,
            code_key=code_key(code) or None,
            terms=terms,
            banner={
                locale: text.strip() for locale, text in (banner or {}).items() if _is_said(locale, text)
            },
            written_at=now,
            written_by=_person(unit, state, by, now),
        )
        if last != seen or not unit.promos.add(row):
            raise StaleVersion(row.promo_id, seen, max(last, seen + 1))
    return row


def findings(state: State, row: PromoRow, *, baskets: Sequence[Money] = ()) -> tuple[Finding, ...]:
    """Everything that is wrong with a version, errors first. ``baskets`` are the sizes of recent orders."""
    with state.store.read() as unit:
        known = _known(unit, state, row, baskets)
    return guard.lint(row.terms, known)


def publish(state: State, promo_id: str, number: int, *, by: StaffMember | None) -> PromoRow:
    """Put a version in force, unless an error stands in its way (C3). Who and when are kept.

    Raises :class:`InvalidInput` with the code of each error at its field, :class:`NotFound`, and
    :class:`StaleVersion` for a version that is not the last or was published before.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        rows = _versions(unit, promo_id)
        row = _pick(rows, promo_id, number)
        wrong = [one for one in guard.lint(row.terms, _known(unit, state, row, ())) if one.is_error]
        if wrong:
            raise _refused(wrong)
        by_id = _person(unit, state, by, now)
        if rows[-1].number != number or not unit.promos.publish(promo_id, number, at=now, by=by_id):
            raise StaleVersion(promo_id, number, rows[-1].number)
        facts = Published(
            promo_id=promo_id,
            version=number,
            at=now,
            kind=row.terms.kind,
            code=row.code,
            valid_from=row.terms.valid_from,
            valid_to=row.terms.valid_to,
        )
        announce(
            unit, state, PROMO_PUBLISHED, facts, about=promo_id, sequence=number, marketplace=None, now=now
        )
        unit.after_commit(lambda: state.memory.forget(_MEMORY))
    return row


def in_force(
    state: State, code_or_id: str, *, issued_at: datetime | None = None, remembered: bool = False
) -> PromoRow | None:
    """The published version that holds for a code or an id; ``None`` where there is none.

    Whoever got it at ``issued_at`` keeps the version of that time. ``remembered`` may be an answer of a
    moment ago: for pages that only tell.
    """
    if remembered:
        now, keep = state.clock.now(), state.settings.notices.memory
        rows = state.memory.get((_MEMORY, code_or_id), now, keep, lambda: _of(state, code_or_id))
    else:
        rows = _of(state, code_or_id)
    held = (row for row in rows if issued_at is None or (row.published_at or issued_at) <= issued_at)
    return next(held, rows[-1] if rows and issued_at is not None else None)


def check(
    state: State, code_or_id: str, basket: Any, customer: Any = None, *, used: Any = None
) -> tuple[PromoRow, Eligibility]:
    """What a published promotion gives for a basket, and everything that is missing (C2).

    What is not said of its uses is taken from those that were recorded. Raises :class:`NotFound`.
    """
    facts = None if used is None else baskets.used(used, state.settings.currency)
    row = in_force(state, code_or_id, issued_at=facts.issued_at if facts else None)
    if row is None:
        raise NotFound("promotion", code_or_id)
    currency = row.terms.value.currency
    told = baskets.used(used, currency) if used is not None else _recorded(state, row)
    return row, guard.check(
        row.terms, baskets.basket(basket, currency), baskets.buyer(customer), state.clock.now(), used=told
    )


def record_use(
    state: State, code_or_id: str, order_number: str, discount: Money, *, version: int = 0
) -> bool:
    """That an order used a promotion, once; ``False`` if that was known. Raises :class:`NotFound`.

    Of the order only a digest is kept.
    """
    row = in_force(state, code_or_id)
    if row is None:
        raise NotFound("promotion", code_or_id)
    digest = hashlib.sha256(f"{row.promo_id}\n{order_number}".encode()).hexdigest()
    with state.store.begin() as unit:
        return unit.promos.use(
            PromoUseRow(
                promo_id=row.promo_id,
                used_in=digest,
                number=version or row.number,
                at=state.clock.now(),
                discount=discount,
            )
        )


def uses(state: State, promo_id: str) -> Sequence[PromoUses]:
    """How each version was used: whether telling the conditions costs uses is seen here (C4)."""
    with state.store.read() as unit:
        return unit.promos.uses(promo_id)


# -- pieces --------------------------------------------------------------------------------------------------


def _versions(unit: UnitOfWork, promo_id: str) -> Sequence[PromoRow]:
    rows = unit.promos.versions(promo_id)
    if not rows:
        raise NotFound("promotion", promo_id)
    return rows


def _pick(rows: Sequence[PromoRow], promo_id: str, number: int | None) -> PromoRow:
    found = rows[-1] if number is None else next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFound("promotion", f"{promo_id}/{number}")
    return found


def _check(name: str, code: str) -> None:
    wrong: dict[str, list[Message]] = {}
    if not name.strip():
        wrong["name"] = [Message(code="required")]
    elif len(name) > LONGEST_NAME:
        wrong["name"] = [Message(code="too_long", params={"limit": LONGEST_NAME, "length": len(name)})]
    if len(code) > LONGEST_CODE or re.search(r"\s", code):
        wrong["code"] = [Message(code="invalid")]
    if wrong:
        raise InvalidInput(wrong)


def _is_said(locale: str, text: str) -> bool:
    return locale in LANGUAGES and bool(text.strip())


def _refused(wrong: Sequence[Finding]) -> InvalidInput:
    fields: dict[str, list[Message]] = {}
    for one in wrong:
        fields.setdefault(one.where, []).append(Message(code=one.code, params=dict(one.params)))
    return InvalidInput(fields)


def _known(unit: UnitOfWork, state: State, row: PromoRow, sizes: Sequence[Money]) -> Known:
    published = unit.promos.published()
    others = {one.promo_id: one for one in reversed(published) if one.promo_id != row.promo_id}
    latest = (one.code for one in unit.promos.latest() if one.promo_id != row.promo_id)
    codes = {code for code in (*latest, *(one.code for one in others.values())) if code}
    before = (one for one in published if one.promo_id == row.promo_id and one.number < row.number)
    issued = next(before, None)
    return Known(
        locales=state.settings.locales,
        banner=row.banner,
        sentences=_own_sentences(state),
        code=row.code or "",
        codes=sorted(codes),
        others=tuple(one.terms for one in others.values()),
        baskets=tuple(sizes),
        now=state.clock.now(),
        zone=state.settings.time_zone,
        issued=issued.terms if issued else None,
    )


def _own_sentences(state: State) -> dict[str, dict[str, str]]:
    """The shop's own words for conditions that are in force, by language and key."""
    return {
        locale: {
            key.removeprefix(_PREFIX): text
            for key, text in texts.in_force(state, locale).items()
            if key.startswith(_PREFIX)
        }
        for locale in state.settings.locales
    }


def _of(state: State, code_or_id: str) -> Sequence[PromoRow]:
    with state.store.read() as unit:
        found = unit.promos.of_code(code_key(code_or_id))
        if found:
            return found
        rows = unit.promos.versions(code_or_id)
    return [row for row in reversed(rows) if row.published_at is not None]


def _recorded(state: State, row: PromoRow) -> Used:
    known = [one for one in uses(state, row.promo_id) if one.given.currency == row.terms.value.currency]
    given = Money.from_minor(sum(one.given.minor for one in known), row.terms.value.currency)
    return Used(times=sum(one.times for one in known), given=given)


def _person(unit: UnitOfWork, state: State, by: StaffMember | None, now: datetime) -> str | None:
    return staff_person(unit, state, by, now) if by is not None else None
