"""The shop's own words in place of ours: written in versions, shown once accepted, by language and key.

A text that nobody has accepted is a draft and shown nowhere. An accepted one counts while it is valid and not
ended; of several the newest. What counts is kept in mind (``AMENDS_NOTICE_MEMORY``), so that a page asks
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from amends_widgets.languages import LANGUAGES
from flask_amends.errors import InvalidInput, Message, NotAllowed, NotFound, StaleVersion
from flask_amends.notices.clauses import CLAUSES
from flask_amends.notices.model import Slot
from flask_amends.notices.own import formless, in_language, is_key, is_own, kind_of, unknown_facts
from flask_amends.payloads.shop import NOTICE_PUBLISHED
from flask_amends.ports import StaffMember
from flask_amends.service.announcing import announce
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.state import State
from flask_amends.storage.notice_records import NoticeTextRow
from flask_amends.storage.store import UnitOfWork

_MEMORY = "notices"
SETTLED = "This text was accepted or ended before."
#: Where a shopper can be asked for a tick: what is sent from there is an order.
ASKED_IN = frozenset({Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON})
#: More is read by nobody in a place of a page.
LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a message tells of an accepted text."""

    notice_id: str
    kind: str
    version: int
    at: datetime


def in_force(state: State, locale: str, country: str | None = None) -> Mapping[str, str]:
    """The shop's sentence for each key that it has one for, with its facts as ``{name}``."""
    return {row.key: row.texts[locale] for row in counting(state, country) if row.texts.get(locale)}


def accepted(state: State, own: Mapping[str, str]) -> frozenset[str]:
    """The clauses that may be shown: accepted in our words, or among the shop's ``own`` ones in force."""
    return state.settings.notices.accepted | CLAUSES.intersection(own)


def counting(state: State, country: str | None = None) -> list[NoticeTextRow]:
    """The version that counts now of each notice that has one, by key.

    What is meant for other countries does not count for somebody who is known to be in ``country``.
    """
    now = state.clock.now()
    found: dict[str, NoticeTextRow] = {}
    for row in state.memory.get(
        (_MEMORY, "texts"), now, state.settings.notices.memory, lambda: _living(state)
    ):
        if row.counts_at(now) and row.is_for(country):
            found.setdefault(row.key, row)
    return list(found.values())


def counts(state: State, key: str, country: str | None = None) -> NoticeTextRow | None:
    """The version of one notice that counts now, for somebody in a country."""
    return next((row for row in counting(state, country) if row.key == key), None)


def asking(state: State, slot: Slot, country: str | None = None) -> frozenset[str]:
    """The texts that a place asks the shopper to tick: such as the shop wrote so, and only in a checkout."""
    if slot not in ASKED_IN:
        return frozenset()
    return frozenset(row.key for row in counting(state, country) if row.asks)


def own_keys(state: State, slot: Slot, country: str | None = None) -> list[str]:
    """The notices that are wholly the shop's own and stand in a place."""
    return [row.key for row in counting(state, country) if is_own(row.key) and slot in row.slots]


def every(state: State) -> dict[str, Sequence[NoticeTextRow]]:
    """Every version of every notice with words of the shop's, by key, the first one first."""
    found: dict[str, list[NoticeTextRow]] = {}
    with state.store.read() as unit:
        for row in unit.notice_texts.every():
            found.setdefault(row.key, []).append(row)
    return dict(found)


def versions(state: State, key: str) -> Sequence[NoticeTextRow]:
    """Every version of one notice, the first one first. Raises :class:`NotFound` for a key that is none."""
    if not is_key(key):
        raise NotFound("notice", key)
    with state.store.read() as unit:
        return unit.notice_texts.versions(key)


def ours(key: str, locale: str) -> str:
    """Our sentence in a language, with its facts in braces; nothing for a notice of the shop's own."""
    return in_language(key, locale)


def save(
    state: State,
    *,
    key: str,
    texts: Mapping[str, str],
    by: StaffMember | None,
    seen: int,
    slots: Sequence[Slot] = (),
    countries: Sequence[str] = (),
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    asks: bool = False,
) -> int:
    """A new version, as a draft; returns its number. ``seen`` is the last version that was looked at.

    If it ``asks``, it is shown in a checkout with a box that the shopper has to tick.

    Raises :class:`InvalidInput`, :class:`NotFound` for a key that is none, and :class:`StaleVersion` if
    somebody saved one in between.
    """
    kept = {code: text.strip() for code, text in texts.items() if code in LANGUAGES and text.strip()}
    check(key, kept, slots, valid_from, valid_to)
    now = state.clock.now()
    with state.store.begin() as unit:
        row = NoticeTextRow(
            key=key,
            number=seen + 1,
            texts=kept,
            slots=tuple(map(str, slots)),
            countries=tuple(countries),
            asks=asks,
            valid_from=valid_from,
            valid_to=valid_to,
            written_at=now,
            written_by=_person(unit, state, by, now),
        )
        last = len(unit.notice_texts.versions(key))
        if last != seen or not unit.notice_texts.add(row):
            raise StaleVersion(key, seen, max(last, seen + 1))
    return row.number


def check(
    key: str,
    texts: Mapping[str, str],
    slots: Sequence[Slot] = (),
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> None:
    """Raise :class:`InvalidInput` for what could not be shown, :class:`NotFound` for a key that is none."""
    if not is_key(key):
        raise NotFound("notice", key)
    wrong: dict[str, list[Message]] = {}
    if not texts:
        wrong["texts"] = [Message(code="required")]
    if is_own(key) and not slots:
        wrong["slots"] = [Message(code="required")]
    if valid_from is not None and valid_to is not None and valid_to <= valid_from:
        wrong["valid_to"] = [Message(code="invalid")]
    for code, text in texts.items():
        if unknown := unknown_facts(key, text):
            wrong[f"texts.{code}"] = [Message(code="variable_unknown", params={"name": unknown[0]})]
        for name, kinds in formless(text, code):
            message = "words_formless" if kinds else "words_no_number"
            wrong.setdefault(f"texts.{code}", [Message(code=message, params={"name": name, "kinds": kinds})])
    if wrong:
        raise InvalidInput(wrong)


def accept(state: State, key: str, number: int, *, by: StaffMember | None) -> None:
    """Put a version in force: the shop answers for these words from now on (who and when are kept).

    Only the last version can be accepted. Raises :class:`NotFound`, :class:`StaleVersion` if there is a later
    one, and :class:`NotAllowed` where it was accepted or ended before.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _last(unit, key, number)
        if row.ended_at is not None or not unit.notice_texts.accept(
            key, number, at=now, by=_person(unit, state, by, now)
        ):
            raise NotAllowed(SETTLED)
        facts = Published(notice_id=key, kind=kind_of(key), version=number, at=now)
        announce(unit, state, NOTICE_PUBLISHED, facts, about=key, sequence=number, marketplace=None, now=now)
        unit.after_commit(lambda: state.memory.forget(_MEMORY))


def end(state: State, key: str, number: int, *, by: StaffMember | None) -> None:
    """Show a version no longer, and give a draft up. An older one that still counts stands again.

    Errors as :func:`accept`, but any version can be ended.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        if not any(row.number == number for row in unit.notice_texts.versions(key)):
            raise NotFound("notice", key)
        if not unit.notice_texts.end(key, number, at=now, by=_person(unit, state, by, now)):
            raise NotAllowed(SETTLED)
        unit.after_commit(lambda: state.memory.forget(_MEMORY))


def accept_ours(state: State, key: str, *, by: StaffMember | None, seen: int) -> int:
    """Accept a clause in our words, as they stand now in every language of the shop: they stay as they are.

    A later release that words it otherwise changes nothing. Errors as :func:`save`.
    """
    if key not in CLAUSES:
        raise NotFound("notice", key)
    number = save(
        state, key=key, texts={code: ours(key, code) for code in state.settings.locales}, by=by, seen=seen
    )
    accept(state, key, number, by=by)
    return number


def _living(state: State) -> Sequence[NoticeTextRow]:
    with state.store.read() as unit:
        return unit.notice_texts.living()


def _last(unit: UnitOfWork, key: str, number: int) -> NoticeTextRow:
    rows = unit.notice_texts.versions(key)
    row = next((one for one in rows if one.number == number), None)
    if row is None:
        raise NotFound("notice", key)
    if rows[-1].number != number:
        raise StaleVersion(key, number, rows[-1].number)
    return row


def _person(unit: UnitOfWork, state: State, by: StaffMember | None, now: datetime) -> str | None:
    return staff_person(unit, state, by, now) if by is not None else None
