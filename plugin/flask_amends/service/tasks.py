"""What staff take upon themselves in a case: a call, a pause, a change, a public answer; each with a date.

What the shopper is told of it is said in the case, in the same transaction (X16).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends_widgets import formats
from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from flask_amends.disputes.commands import PostMessage
from flask_amends.disputes.vocabulary import Actor, Status
from flask_amends.errors import InvalidInput, NotFound, RefusedError
from flask_amends.guards.contact import Answer, Because
from flask_amends.ports import StaffMember
from flask_amends.service import promise_drafts, reaching, replies, wishes
from flask_amends.service.acts import act_quietly, load
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.service.parties import Party
from flask_amends.service.promise_book import CALL, PromiseKind, reminded_at
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.storage.store import UnitOfWork

#: A change is promised for two days ahead at most: nobody looks again later (C8).
LONGEST_FIX = timedelta(days=2)
#: A pause or a call lies in the next weeks.
FARTHEST = timedelta(days=30)
WE_CALL = N_("I call you on %(moment)s.")
WE_GO_ON = N_("Let us go on with this on %(moment)s. You hear from me then.")


def call_back(state: State, case_id: str, slot: datetime, text: str, *, by: StaffMember, key: str) -> str:
    """Agree on a call with the shopper, who reads of it in the case (H5); returns the promise's id.

    ``key`` belongs to one form: the same one twice makes one promise. Raises :class:`NotFound`, and
    :class:`InvalidInput` for a time at which the shopper must not be called; it tells the next one that is
    all right, where there is one.
    """
    with state.store.begin() as unit:
        work = _begin(unit, state, case_id, by, key)
        if work.is_done:
            return work.id
        work.check_ahead(slot, "slot")
        check_call(unit, state, work.row, slot)
        work.tell(text, WE_CALL, slot)
        return work.add(PromiseKind.CALLBACK, slot + CALL, text)


def pause(state: State, case_id: str, until: datetime, text: str, *, by: StaffMember, key: str) -> str:
    """Put off the talk with somebody who is angry now (P16); ``text`` is what the shopper is told.

    No clock moves, so a pause ends before the shop's own time does (:class:`InvalidInput`): for more time
    there is a promised answer.
    """
    with state.store.begin() as unit:
        work = _begin(unit, state, case_id, by, key)
        if work.is_done:
            return work.id
        work.check_ahead(until, "until")
        dispute = work.row.dispute
        due = dispute.clocks.turn_due_at
        if dispute.status is Status.AWAITING_SHOP and due is not None and until + CALL > due:
            raise InvalidInput.one("until", "after_your_time", latest=due - CALL)
        work.tell(text, WE_GO_ON, until)
        return work.add(PromiseKind.PAUSE, until + CALL, text)


def promise_fix(
    state: State,
    case_id: str,
    what: str,
    until: datetime,
    *,
    owner: str | None = None,
    by: StaffMember,
    key: str,
) -> str:
    """Take upon oneself, or a colleague, to change something: one person, within two days (C8).

    ``owner`` is the shop's id of somebody who was at the desk before; without it, ``by``. Raises
    :class:`InvalidInput` for a later date, and for somebody unknown.
    """
    with state.store.begin() as unit:
        work = _begin(unit, state, case_id, by, key)
        if work.is_done:
            return work.id
        if until <= work.now:
            raise InvalidInput.one("until", "not_in_future")
        if until > work.now + LONGEST_FIX:
            raise InvalidInput.one("until", "fix_too_late", latest=work.now + LONGEST_FIX)
        who = unit.persons.find_staff(owner) if owner and owner != by.id else None
        if owner and owner != by.id and who is None:
            raise InvalidInput.one("owner", "not_a_choice")
        return work.add(PromiseKind.FIX, until, what, owner=who)


def watch(state: State, case_id: str, until: datetime, note: str, *, by: StaffMember, key: str) -> str:
    """Watch for a public post about a case until a day, with a draft of the answer to it (P17)."""
    with state.store.begin() as unit:
        work = _begin(unit, state, case_id, by, key)
        if work.is_done:
            return work.id
        work.check_ahead(until, "until")
        draft = promise_drafts.public_answer(work.row, state.settings.shop_name)
        return work.add(PromiseKind.PUBLIC_ANSWER, until, note, draft=draft)


def forbid_calls(state: State, case_id: str, *, by: StaffMember) -> None:
    """Note that this shopper does not want to be called; it holds for every case with their address."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = load(unit, case_id)
        person = staff_person(unit, state, by, now)
        unit.promises.forbid_calls(row.shopper_id, since=now, by=person)
        wishes.forbid_calls(unit, state, reaching.who_of_case(unit, row), now=now)


def calls_forbidden_since(state: State, case_id: str) -> datetime | None:
    """Since when this shopper is not to be called, by what staff noted or by a claim about calls."""
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        if row is None:
            raise NotFound("case", case_id)
        return _no_calls(unit, row)


def check_call(unit: UnitOfWork, state: State, row: CaseRow, slot: datetime) -> None:
    """Raise :class:`InvalidInput` if the shopper must not be called then: never, or not at that hour.

    ``next`` in it is the first moment that is all right.
    """
    last = slot + CALL - timedelta(minutes=1)
    for found in reaching.call_at(unit, state, row, (slot, last)):
        if found.answer is Answer.LATER and found.at is not None:
            raise InvalidInput.one("slot", "quiet_hours", next=found.at)
        if found.answer is not Answer.ALLOW:
            refused = found.because in (Because.DO_NOT_CALL, Because.STOPPED, Because.REFUSED)
            raise InvalidInput.one("slot", "do_not_call" if refused else "no_time_fits")


def next_call(state: State, case_id: str) -> datetime | None:
    """The first whole hour of the shop's that is no quiet hour of the shopper's."""
    earliest = state.clock.now() + CALL
    slots = list(state.settings.contact.hours.slots(earliest, length=CALL, working_days=5))
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        if row is None:
            raise NotFound("case", case_id)
        ends = [one + CALL - timedelta(minutes=1) for one in slots]
        said = reaching.call_at(unit, state, row, [*slots, *ends])
    both = zip(slots, said[: len(slots)], said[len(slots) :], strict=True)
    return next((slot for slot, first, last in both if first.allows and last.allows), None)


def _no_calls(unit: UnitOfWork, row: CaseRow) -> datetime | None:
    who = reaching.who_of_case(unit, row)
    wished = [one.updated_at for one in unit.wishes.of(who.reaches) if one.do_not_call]
    noted = wishes.no_calls_since(unit, wishes.persons_of(unit, who))
    return min([*wished, *([noted] if noted is not None else [])], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One task in the making, in its transaction."""

    unit: UnitOfWork
    state: State
    row: CaseRow
    by: StaffMember
    id: str
    key: str
    now: datetime
    is_done: bool

    def check_ahead(self, moment: datetime, field: str) -> None:
        """Raise :class:`InvalidInput` for a moment that is over, or too far away to be remembered."""
        if moment <= self.now:
            raise InvalidInput.one(field, "not_in_future")
        if moment > self.now + FARTHEST:
            raise InvalidInput.one(field, "too_far_ahead", latest=self.now + FARTHEST)

    def tell(self, text: str, sentence: str, moment: datetime) -> None:
        """Say it in the case, in the shopper's language and on their clock."""
        row, settings = self.row, self.state.settings
        if text:
            replies.check_sendable(self.unit, self.state, text)
        code = row.locale if row.locale in LANGUAGES else settings.default_locale
        language = Language(code, html=False)
        told = formats.moment(moment, language, row.time_zone or settings.time_zone)
        when = language.say(sentence, moment=told)
        command = PostMessage(
            actor=Actor.SHOP, message_id=f"msg_{self.key}", text=f"{text}\n\n{when}" if text else when
        )
        party = Party(actor=Actor.SHOP, staff=self.by)
        _, refusal = act_quietly(self.unit, self.state, row, command, by=party, now=self.now)
        if refusal is not None:
            raise RefusedError(refusal)

    def add(
        self,
        kind: PromiseKind,
        due_at: datetime,
        text: str,
        *,
        draft: str | None = None,
        owner: str | None = None,
    ) -> str:
        """Write it into the book; returns its id."""
        person = staff_person(self.unit, self.state, self.by, self.now)
        self.unit.promises.add(
            PromiseRow(
                id=self.id,
                kind=kind.value,
                case_id=self.row.id,
                made_at=self.now,
                made_by=person,
                owner=owner or person,
                due_at=due_at,
                text=text or None,
                draft=draft,
                next_at=reminded_at(kind, self.now, due_at),
            )
        )
        return self.id


def _begin(unit: UnitOfWork, state: State, case_id: str, by: StaffMember, key: str) -> _Work:
    row, promise_id = load(unit, case_id), f"prm_{key[:36]}"
    return _Work(
        unit=unit,
        state=state,
        row=row,
        by=by,
        id=promise_id,
        key=key,
        now=state.clock.now(),
        is_done=unit.promises.get(promise_id) is not None,
    )
