"""How customers want to be reached: taken down, found again by any of their addresses, in force at once.

A wish hangs on digests of addresses, so it outlives the person's data. Where several wishes are found, the
stricter one counts (K2, K10). Those of somebody else with the same number count for what reaches that number,
and nobody gives a consent, lifts a stop or ends the mails of another by naming theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from amends_widgets.languages import negotiate
from flask_amends.disputes.vocabulary import Reason
from flask_amends.errors import NotFound
from flask_amends.guards.contact import (
    OPTIONAL,
    Answer,
    Channel,
    Consent,
    Contacted,
    Purpose,
    Window,
    Wishes,
)
from flask_amends.payloads.shop import CONTACT_STOPPED
from flask_amends.service.announcing import announce
from flask_amends.service.reach import Reached, of, zones_of
from flask_amends.service.wish_values import Known, Pair, Preferences, Stopped
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.store import UnitOfWork
from flask_amends.storage.wish_records import ConsentRow, WishRow
from flask_amends.storage.wishes import Reach

log = logging.getLogger("flask_amends")
#: What counts towards a limit on how often.
_COUNTED = timedelta(days=30)


def known(unit: UnitOfWork, state: State, who: Reached, *, now: datetime, about: str = "") -> Known:
    """Everything that is known about somebody; what was decided about ``about`` itself does not count."""
    rows = tuple(_own(unit, who))
    all_rows = (*rows, *_sharing(unit, who.reaches, rows))
    persons = persons_of(unit, who)
    chosen = next((one.zone for one in rows if one.zone), None)
    noted = no_calls_since(unit, persons)
    wishes = Wishes(
        zones=zones_of(state, who, chosen),
        do_not_call=any(one.do_not_call for one in all_rows) or noted is not None,
        account_only=any(one.account_only for one in rows),
        stopped=frozenset(Channel(one) for row in rows for one in row.stopped),
        refused=frozenset(_pair(one) for row in rows for one in row.refused),
        only_if_needed=frozenset(_pair(one) for row in rows for one in row.only_if_needed),
        consents=_consents(unit, rows),
        paused_until=max((one.paused_until for one in rows if one.paused_until), default=None),
        quiet=tuple(dict.fromkeys(window for row in all_rows for window in windows(row))),
        contacted=_contacted(unit, rows, now, about),
    )
    said = [noted, *(one.no_calls_at for one in all_rows)]
    return Known(
        rows=rows,
        wishes=wishes,
        person_ids=persons,
        no_calls_at=max((one for one in said if one is not None), default=None),
    )


def ensure(unit: UnitOfWork, state: State, who: Reached) -> WishRow:
    """The row for somebody's wishes, made without any if there is none; what is theirs alone leads to it."""
    found = _own(unit, who)
    row = found[0] if found else _new(unit, state, who)
    unit.wishes.reach(row.id, who.reaches)
    if not found and (theirs := _own(unit, who)) and theirs[0].id != row.id:
        # Somebody else was faster: what hangs on the address is what counts.
        unit.wishes.remove(row.id)
        row = theirs[0]
    if row.person_id is None and who.person_id is not None:
        unit.wishes.change(row.id, person_id=who.person_id)
    return row


def get(state: State, wish_id: str) -> WishRow:
    """One customer's wishes. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        row = unit.wishes.get(wish_id)
    if row is None:
        raise NotFound("preferences", wish_id)
    return row


def consents_of(state: State, row: WishRow) -> Mapping[Channel, Consent]:
    """The last word of one customer on each channel."""
    with state.store.read() as unit:
        return _consents(unit, [row]) if row.id else {}


def save(state: State, wish_id: str, wanted: Preferences, reaches: Sequence[Reach] = ()) -> None:
    """Set somebody's wishes; they hold from now on. Raises :class:`NotFound`.

    Who wants no calls is not called on their number for anybody's order: ``reaches`` are all their addresses
    that are known.
    """
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _locked(unit, wish_id)
        values: dict[str, Any] = {
            "do_not_call": wanted.do_not_call,
            "account_only": wanted.account_only,
            "refused": _listed(wanted.refused),
            "only_if_needed": _listed(wanted.only_if_needed),
            "stopped": sorted(wanted.stopped),
            "quiet": [[one.start, one.end, sorted(one.days)] for one in wanted.quiet],
            "zone": wanted.zone,
        }
        if wanted.pause is not None:
            values["paused_until"] = now + timedelta(days=wanted.pause) if wanted.pause else None
        _write(unit, state, row, values, now=now)
        _set_consents(unit, state, row, wanted, now=now)
        if wanted.do_not_call or Channel.CALL in wanted.stopped:
            person = unit.persons.get(row.person_id) if row.person_id is not None else None
            known_too = of(person).reaches if person is not None else ()
            _forbid(unit, state, _sharing(unit, (*reaches, *known_too), [row]), now=now)


def stop(state: State, wish_id: str) -> None:
    """End every e-mail that nobody needs: one click, at once, once for all of them (K5, K10, RFC 8058)."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _locked(unit, wish_id)
        ended = {(Channel.EMAIL.value, one.value) for one in OPTIONAL}
        refused = sorted({*row.refused, *ended})
        if set(refused) != set(row.refused):
            _write(unit, state, row, {"refused": [list(one) for one in refused]}, now=now)
        unit.wishes.withdraw([wish_id], now=now, channel=Channel.EMAIL.value)


def instead(state: State, wish_id: str, *, pause: int | None = None, account: bool = False) -> None:
    """After a stop: only a pause, or notices in the account in place of mails, if that is wanted (K11)."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = _locked(unit, wish_id)
        left = [list(one) for one in row.refused if one != (Channel.EMAIL.value, Purpose.SERVICE.value)]
        ways = [one for one in row.stopped if one != Channel.EMAIL.value]
        values: dict[str, Any] = {"refused": left, "stopped": ways, "account_only": account}
        if pause:
            values["paused_until"] = now + timedelta(days=pause)
        _write(unit, state, row, values, now=now)


def is_stopped(row: WishRow) -> bool:
    """Whether no e-mail goes out that nobody needs."""
    needless = {(Channel.EMAIL.value, one.value) for one in OPTIONAL}
    return Channel.EMAIL.value in row.stopped or needless <= set(row.refused)


def forbid_calls(unit: UnitOfWork, state: State, who: Reached, *, now: datetime) -> WishRow:
    """Note that somebody does not want to be called, under every address of theirs (K2)."""
    row, own = ensure(unit, state, who), _own(unit, who)
    _forbid(unit, state, [*own, *_sharing(unit, who.reaches, own)], now=now)
    return row


def end(
    unit: UnitOfWork,
    state: State,
    who: Reached,
    *,
    do_not_call: bool = False,
    stopped: frozenset[Channel] = frozenset(),
    refused: frozenset[Pair] = frozenset(),
    only_if_needed: frozenset[Pair] = frozenset(),
) -> WishRow:
    """Note what somebody wants no more, beside what they said before; nothing of that is taken back."""
    now = state.clock.now()
    row = ensure(unit, state, _with_person(unit, state, who, now))
    if do_not_call or Channel.CALL in stopped:
        forbid_calls(unit, state, who, now=now)
    row = _locked(unit, row.id)
    values = {
        "stopped": sorted({*row.stopped, *(one.value for one in stopped)}),
        "refused": _listed({*map(_pair, row.refused), *refused}),
        "only_if_needed": _listed({*map(_pair, row.only_if_needed), *only_if_needed}),
    }
    _write(unit, state, row, values, now=now)
    for channel in {*stopped, *(one for one, purpose in refused if purpose is Purpose.MARKETING)}:
        unit.wishes.withdraw([row.id], now=now, channel=channel.value)
    return row


def take(
    state: State, thing: Any, *, do_not_call: bool, offers: str | None = None, place: str = "checkout"
) -> str | None:
    """What was ticked beside an order; returns the id of the wishes. Nothing ticked takes nothing back.

    ``offers`` are the words that were agreed to, for e-mails with offers.
    """
    who, now = of(thing), state.clock.now()
    if not (do_not_call or offers):
        return None
    if not who.reaches:
        log.error("A wish about contact was ticked, but its order has no address or number: it is lost.")
        return None
    with state.store.begin() as unit:
        row = ensure(unit, state, _with_person(unit, state, who, now))
        if do_not_call:
            forbid_calls(unit, state, who, now=now)
        if offers:
            _consent(unit, state, row, Channel.EMAIL, wording=offers, place=place, now=now)
    return row.id


def windows(row: WishRow) -> tuple[Window, ...]:
    """The hours in which somebody wants to be left alone."""
    return tuple(Window(start, end, frozenset(days)) for start, end, days in row.quiet)


def no_calls_since(unit: UnitOfWork, person_ids: Sequence[str]) -> datetime | None:
    """Since when somebody is not to be called by what staff noted, or by a claim about calls (K7)."""
    if not person_ids:
        return None
    noted = unit.promises.no_calls_since(person_ids)
    if noted is not None:
        return noted
    complained = unit.cases.of_persons(person_ids)
    return min(
        (one.opened_at for one in complained if one.dispute.reason is Reason.UNWANTED_CONTACT), default=None
    )


def erase(unit: UnitOfWork, _cases: Sequence[str], person_ids: Sequence[str], now: datetime) -> int:
    """Forget who somebody is; what they did not want stays, behind digests (K10)."""
    return unit.wishes.erase(person_ids, now=now) if person_ids else 0


def name(unit: UnitOfWork, state: State, email: str, *, now: datetime) -> None:
    """Make a person of whoever consented behind a link, which names nobody, so that it can be erased."""
    who = of(email)
    rows = [one.id for one in unit.wishes.of(who.own) if one.person_id is None]
    if rows and any(one.withdrawn_at is None for one in unit.wishes.consents_of(rows)):
        ensure(unit, state, _with_person(unit, state, who, now))


def persons_of(unit: UnitOfWork, who: Reached) -> tuple[str, ...]:
    """The rows of everybody who gave this address."""
    same = unit.persons.with_email(who.email) if who.email else ()
    return tuple(sorted({one.id for one in same} | ({who.person_id} if who.person_id else set())))


def _own(unit: UnitOfWork, who: Reached) -> Sequence[WishRow]:
    found = unit.wishes.of(who.own)
    if not found and who.person_id is not None and (one := unit.wishes.of_person(who.person_id)) is not None:
        return [one]
    return found


def _sharing(unit: UnitOfWork, reaches: Sequence[Reach], own: Sequence[WishRow]) -> Sequence[WishRow]:
    """The wishes of others with the same number."""
    numbers, mine = [one for one in reaches if one[0] == "phone"], {one.id for one in own}
    return [one for one in unit.wishes.of(numbers) if one.id not in mine]


def _forbid(unit: UnitOfWork, state: State, rows: Sequence[WishRow], *, now: datetime) -> None:
    for one in rows:
        _write(unit, state, one, {"do_not_call": True, "no_calls_at": now}, now=now)


def _new(unit: UnitOfWork, state: State, who: Reached) -> WishRow:
    now = state.clock.now()
    row = WishRow(
        id=new_id("wsh", state.randomness),
        person_id=who.person_id,
        customer_id=who.customer_id,
        locale=negotiate([who.locale], state.settings.locales, state.settings.default_locale),
        created_at=now,
        updated_at=now,
    )
    unit.wishes.add(row)
    return row


def _with_person(unit: UnitOfWork, state: State, who: Reached, now: datetime) -> Reached:
    """Whose wishes they are is known by a row of their own, so that it can be told and erased."""
    if who.person_id is not None or any(one.person_id for one in unit.wishes.of(who.own)):
        return who
    person = who.as_person(state)
    unit.persons.add(person, now=now)
    return Reached(**{**{name: getattr(who, name) for name in Reached.__slots__}, "person_id": person.id})


def _locked(unit: UnitOfWork, wish_id: str) -> WishRow:
    row = unit.wishes.get(wish_id, lock=True)
    if row is None:
        raise NotFound("preferences", wish_id)
    return row


def _write(unit: UnitOfWork, state: State, row: WishRow, values: dict[str, Any], *, now: datetime) -> None:
    """Write wishes, and tell what is ended by them."""
    ended = list(_ended(row, values))
    if (Channel.CALL.value, None) in ended:
        values = {**values, "no_calls_at": now}
    unit.wishes.change(row.id, **values, updated_at=now, told=row.told + len(ended))
    for number, (channel, purpose) in enumerate(ended, start=row.told + 1):
        facts = Stopped(
            preference_id=row.id, customer_id=row.customer_id, channel=channel, purpose=purpose, at=now
        )
        announce(
            unit, state, CONTACT_STOPPED, facts, about=row.id, sequence=number, marketplace=None, now=now
        )
    unit.after_commit(lambda: state.memory.forget("wishes"))


def _pair(pair: tuple[str, str]) -> Pair:
    return Channel(pair[0]), Purpose(pair[1])


def _listed(pairs: Iterable[Pair]) -> list[list[str]]:
    return [list(one) for one in sorted((one.value, two.value) for one, two in pairs)]


def _ended(row: WishRow, values: Mapping[str, Any]) -> Sequence[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    if values.get("do_not_call") and not row.do_not_call:
        found.append((Channel.CALL.value, None))
    found += [(one, None) for one in values.get("stopped", ()) if one not in row.stopped]
    refused = [(one, two) for one, two in values.get("refused", ()) if (one, two) not in row.refused]
    return [*found, *refused]


def _set_consents(
    unit: UnitOfWork, state: State, row: WishRow, wanted: Preferences, *, now: datetime
) -> None:
    standing = {one for one, consent in _consents(unit, [row]).items() if consent.holds(now)}
    for channel in wanted.offers - standing:
        _consent(unit, state, row, channel, wording=wanted.wording, place=wanted.place, now=now)
    for channel in standing - wanted.offers:
        unit.wishes.withdraw([row.id], now=now, channel=channel.value)


def _consent(
    unit: UnitOfWork, state: State, row: WishRow, channel: Channel, *, wording: str, place: str, now: datetime
) -> None:
    lasts = state.settings.manners.consent_lasts
    unit.wishes.consent(
        ConsentRow(
            id=new_id("cns", state.randomness),
            wish_id=row.id,
            channel=channel.value,
            at=now,
            wording=wording,
            place=place,
            expires_at=now + lasts if lasts is not None else None,
        )
    )
    if (pair := (channel.value, Purpose.MARKETING.value)) in row.refused:
        unit.wishes.change(row.id, refused=[list(one) for one in row.refused if one != pair])


def _consents(unit: UnitOfWork, rows: Sequence[WishRow]) -> dict[Channel, Consent]:
    """The last word on each channel."""
    given = unit.wishes.consents_of([one.id for one in rows]) if rows else ()
    return {
        Channel(one.channel): Consent(at=one.at, expires_at=one.expires_at, withdrawn_at=one.withdrawn_at)
        for one in given
    }


def _contacted(unit: UnitOfWork, rows: Sequence[WishRow], now: datetime, about: str) -> tuple[Contacted, ...]:
    made = unit.wishes.made([one.id for one in rows], now - _COUNTED) if rows else ()
    return tuple(
        Contacted(
            at=one.at,
            channel=Channel(one.channel),
            purpose=Purpose(one.purpose),
            order_number=one.order_number,
        )
        for one in made
        if one.answer == Answer.ALLOW and not (about and one.about == about)
    )
