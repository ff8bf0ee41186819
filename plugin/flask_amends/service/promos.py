"""Promotions: terms are drafted, looked through and published; who holds an old version keeps it (C1-C4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amends_widgets.languages import LANGUAGES
from flask_amends.errors import InvalidInput, Message, NotAllowed, NotFound, StaleVersion
from flask_amends.guards.terms import Finding, PromoTerms
from flask_amends.payloads.shop import PROMO_PUBLISHED
from flask_amends.ports import StaffMember
from flask_amends.service import promo_lint
from flask_amends.service.announcing import announce
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.service.promo_lint import Judge
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.promo_records import PromoRow
from flask_amends.storage.store import UnitOfWork

MEMORY = "promo"
NOT_OPEN = "Only a promotion that runs until the shop ends it can be ended."
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
    """What a code is found by: without case, spaces around it, and what a copied text brings along unseen."""
    seen = (one for one in unicodedata.normalize("NFKC", code) if unicodedata.category(one)[0] != "C")
    return "".join(seen).strip().casefold()


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


def publish(state: State, promo_id: str, number: int, *, by: StaffMember | None) -> PromoRow:
    """Put a version in force, unless an error stands in its way (C3). Who and when are kept.

    Raises :class:`InvalidInput` with the code of each error at its field, :class:`NotFound`, and
    :class:`StaleVersion` for a version that is not the last or was published before.
    """
    now, beside = state.clock.now(), promo_lint.beside(state)
    with state.store.begin() as unit:
        rows = _versions(unit, promo_id)
        row = _pick(rows, promo_id, number)
        wrong = [one for one in Judge(unit, state, *beside).findings(row) if one.is_error]
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
        unit.after_commit(lambda: state.memory.forget(MEMORY))
    return row


def end(state: State, promo_id: str, *, by: StaffMember | None) -> PromoRow:
    """End a promotion that was told to run until the shop ends it, every version of it.

    One with a last day runs until then: who was told that day can rely on it (UK CAP 8.17.4e). Raises
    :class:`NotFound`, and :class:`NotAllowed` for what has a last day, was never published or ended before.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        if not can_end(_versions(unit, promo_id)):
            raise NotAllowed(NOT_OPEN)
        unit.promos.end(promo_id, at=now, by=_person(unit, state, by, now))
        unit.after_commit(lambda: state.memory.forget(MEMORY))
    return get(state, promo_id)


def can_end(rows: Sequence[PromoRow]) -> bool:
    """Whether the last version that was published runs until the shop ends it, and still does."""
    published = [row for row in rows if row.published_at is not None]
    return bool(published) and published[-1].terms.open_end and published[-1].ended_at is None


def in_force(
    state: State, code_or_id: str, *, issued_at: datetime | None = None, remembered: bool = False
) -> PromoRow | None:
    """The published version that holds for a code or an id; ``None`` where there is none.

    Whoever got it at ``issued_at`` keeps the version of that time. ``remembered`` may be an answer of a
    moment ago: for pages that only tell.
    """
    if not code_or_id:
        return None
    if remembered:
        now, keep = state.clock.now(), state.settings.notices.memory
        rows = state.memory.get((MEMORY, code_or_id), now, keep, lambda: _of(state, code_or_id))
    else:
        rows = _of(state, code_or_id)
    held = (row for row in rows if issued_at is None or (row.published_at or issued_at) <= issued_at)
    return next(held, rows[-1] if rows and issued_at is not None else None)


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
    if max(len(code), len(code_key(code))) > LONGEST_CODE or not re.fullmatch(r"[^\s]*", code):
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


def _of(state: State, code_or_id: str) -> Sequence[PromoRow]:
    with state.store.read() as unit:
        found = unit.promos.of_code(code_key(code_or_id))
        if found:
            return [_as_ended(row) for row in found]
        # No id has other signs, and not every database takes them.
        rows = unit.promos.versions(code_or_id) if code_or_id.isprintable() else ()
    return [_as_ended(row) for row in reversed(rows) if row.published_at is not None]


def _as_ended(row: PromoRow) -> PromoRow:
    """The version as it holds: what the shop has ended, ended then, unless it says an earlier day."""
    terms, ended = row.terms, row.ended_at
    if ended is None or (terms.valid_to is not None and terms.valid_to <= ended):
        return row
    begins = min(terms.valid_from, ended - timedelta(minutes=1)) if terms.valid_from else None
    over = replace(terms, valid_from=begins, valid_to=ended, days_after_issue=None, open_end=False)
    return replace(row, terms=over)


def _person(unit: UnitOfWork, state: State, by: StaffMember | None, now: datetime) -> str | None:
    return staff_person(unit, state, by, now) if by is not None else None
