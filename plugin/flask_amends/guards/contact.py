"""The contact gate: whether somebody may be called or written to now, later, or not at all (K1-K5, K10, K11).

Written answers to what a customer asked for, or what the law demands, always pass. For the rest a wish of the
customer comes before a wish of the shop, and a call out of hours is never made by accident: where the time
zone of a customer is not known, it has to be daytime in all that it may be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
#: How far ahead a time is looked for.
_FARTHEST = timedelta(days=10)


class Channel(StrEnum):
    """How somebody is reached."""

    CALL = "call"
    SMS = "sms"
    MESSENGER = "messenger"
    EMAIL = "email"
    PUSH = "push"
    ACCOUNT = "account"


class Purpose(StrEnum):
    """What it is about."""

    ORDER_CONFIRMATION = "order_confirmation"
    DELIVERY = "delivery"
    CLAIM = "claim"
    SERVICE = "service"
    WITHDRAWAL = "withdrawal"
    SECURITY = "security"
    MARKETING = "marketing"


class Answer(StrEnum):
    """What the gate says."""

    ALLOW = "allow"
    LATER = "later"
    DENY = "deny"


#: What rings, buzzes or lights up a screen.
DISTURBING = frozenset({Channel.CALL, Channel.SMS, Channel.MESSENGER, Channel.PUSH})
#: What a customer asked for or the law demands: in writing it is always told.
OWED = frozenset({Purpose.CLAIM, Purpose.WITHDRAWAL, Purpose.SECURITY})
#: What nobody needs in order to get what they bought: a pause puts it off, an account can hold it (K11).
OPTIONAL = frozenset({Purpose.SERVICE, Purpose.MARKETING})
#: What a customer can say yes or no to.
CHOOSABLE = (Purpose.ORDER_CONFIRMATION, Purpose.DELIVERY, Purpose.SERVICE, Purpose.MARKETING)
#: What may be allowed only if it cannot go on otherwise: nobody ever needs an invitation or an offer.
NEEDABLE = frozenset({Purpose.ORDER_CONFIRMATION, Purpose.DELIVERY})


class Because(StrEnum):
    """Why the gate says so."""

    OWED = "owed"
    AGREED = "agreed"
    FREE = "free"
    NEEDED = "needed"
    DO_NOT_CALL = "do_not_call"
    STOPPED = "stopped"
    REFUSED = "refused"
    ONLY_IF_NEEDED = "only_if_needed"
    NO_CONSENT = "no_consent"
    ACCOUNT_ONLY = "account_only"
    OVERRIDDEN = "overridden"
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    NO_TIME_FITS = "no_time_fits"
    CONFIRMED = "confirmed"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class Window:
    """Wall-clock minutes after midnight, from ``start`` up to ``end``, which may be on the next day.

    ``days`` are the ISO weekdays on which it begins; none means every day.
    """

    start: int
    end: int
    days: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not (0 <= self.start < 1440 and 0 <= self.end <= 1440 and self.start != self.end):
            raise ValueError("A window begins and ends within a day, at different minutes.")

    def covers(self, local: datetime) -> bool:
        """Whether a moment on the wall clock lies in it."""
        minute, day = local.hour * 60 + local.minute, local.date()
        if self.start < self.end:
            return self.start <= minute < self.end and self._begins_on(day)
        return (minute >= self.start and self._begins_on(day)) or (
            minute < self.end and self._begins_on(day - _DAY)
        )

    def _begins_on(self, day: date) -> bool:
        return not self.days or day.isoweekday() in self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A yes to marketing on one channel: since when, until when, and whether it was taken back."""

    at: datetime
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        ended = self.withdrawn_at or self.expires_at
        return self.at <= now and (ended is None or now < ended) and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time for which the customer asked to be called."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """A contact that was made."""

    at: datetime
    channel: Channel
    purpose: Purpose
    order_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is known of one customer's wishes.

    ``zones`` are the IANA names of the zones they may be in: one where it is known, several where only the
    country is. ``refused`` holds pairs of channel and purpose; ``only_if_needed`` those that were allowed
    only if the matter cannot go on otherwise. ``stopped`` channels were ended for good. With
    ``account_only`` the account tells what no mail has to (:data:`OPTIONAL`).
    """

    zones: tuple[str, ...]
    do_not_call: bool = False
    account_only: bool = False
    stopped: frozenset[Channel] = frozenset()
    refused: frozenset[tuple[Channel, Purpose]] = frozenset()
    only_if_needed: frozenset[tuple[Channel, Purpose]] = frozenset()
    consents: Mapping[Channel, Consent] = field(default_factory=dict)
    paused_until: datetime | None = None
    quiet: tuple[Window, ...] = ()
    slot: Slot | None = None
    contacted: Sequence[Contacted] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The shop's own limits. The bound on marketing cannot be widened by a shop.

    ``yearly`` are days off of every year, as ``(month, day)``.
    """

    quiet: tuple[Window, ...] = (Window(20 * 60, 9 * 60),)
    marketing_days_off: frozenset[int] = frozenset({7})
    holidays: Collection[date] = frozenset()
    yearly: Collection[tuple[int, int]] = frozenset()
    calls_per_order: int = 1
    marketing_per_week: int = 1


#: No marketing in these hours, whatever a shop sets.
BOUND = Window(21 * 60, 8 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The gate's answer; ``at`` is when to come back, for :attr:`Answer.LATER`."""

    answer: Answer
    because: Because
    at: datetime | None = None

    @property
    def allows(self) -> bool:
        return self.answer is Answer.ALLOW


def may_contact(
    wishes: Wishes,
    channel: Channel,
    purpose: Purpose,
    now: datetime,
    *,
    manners: Manners | None = None,
    order_number: str | None = None,
    needed: bool = False,
) -> Decision:
    """Whether to contact somebody now. Moments are aware; ``at`` comes out in UTC, and is no quiet one.

    The order of the questions: owed in writing; a slot that the customer chose; stopped or do-not-call;
    refused; allowed only if ``needed``, which passes nothing else; no consent (marketing only with one); only
    in the account; paused; too often; quiet hours.
    """
    rules = manners or Manners()
    if purpose in OWED and channel is not Channel.CALL:
        return Decision(answer=Answer.ALLOW, because=Because.OWED)
    if channel is Channel.CALL and purpose is not Purpose.MARKETING and _in_slot(wishes, now):
        return Decision(answer=Answer.ALLOW, because=Because.AGREED)
    sparing = purpose in NEEDABLE and (channel, purpose) in wishes.only_if_needed
    refusal = _refusal(wishes, channel, purpose, now)
    if refusal is None and sparing and not needed:
        refusal = Because.ONLY_IF_NEEDED
    if refusal is not None:
        return Decision(answer=Answer.DENY, because=refusal)
    waits = _paused(wishes, purpose, now)
    if waits is None and purpose is Purpose.MARKETING:
        waits = _marketing_wait(wishes, rules, now)
    elif waits is None:
        waits = _called_before(wishes, rules, channel, purpose, order_number)
    if waits is not None and waits.at is None:
        return waits
    begins = waits.at if waits is not None and waits.at is not None else now
    found = _by_the_clock(wishes, rules, channel, purpose, begins)
    if waits is not None and found.answer is not Answer.DENY:
        return replace(waits, at=found.at or begins)
    return replace(found, because=Because.NEEDED) if sparing and found.allows else found


def _in_slot(wishes: Wishes, now: datetime) -> bool:
    return wishes.slot is not None and wishes.slot.start <= now < wishes.slot.end


def _refusal(wishes: Wishes, channel: Channel, purpose: Purpose, now: datetime) -> Because | None:
    if channel in wishes.stopped:
        return Because.STOPPED
    if channel is Channel.CALL and wishes.do_not_call:
        return Because.DO_NOT_CALL
    if (channel, purpose) in wishes.refused:
        return Because.REFUSED
    if purpose is Purpose.MARKETING:
        consent = wishes.consents.get(channel)
        if consent is None or not consent.holds(now):
            return Because.NO_CONSENT
    if wishes.account_only and channel is not Channel.ACCOUNT and purpose in OPTIONAL:
        return Because.ACCOUNT_ONLY
    return None


def _paused(wishes: Wishes, purpose: Purpose, now: datetime) -> Decision | None:
    if purpose not in OPTIONAL or wishes.paused_until is None or now >= wishes.paused_until:
        return None
    return Decision(answer=Answer.LATER, because=Because.PAUSED, at=wishes.paused_until)


def _marketing_wait(wishes: Wishes, rules: Manners, now: datetime) -> Decision | None:
    week = sorted(
        one.at for one in wishes.contacted if one.purpose is Purpose.MARKETING and now - one.at < 7 * _DAY
    )
    if len(week) < rules.marketing_per_week:
        return None
    if not week:
        return Decision(answer=Answer.DENY, because=Because.TOO_OFTEN)
    free = week[-rules.marketing_per_week] + 7 * _DAY
    return Decision(answer=Answer.LATER, because=Because.TOO_OFTEN, at=free)


def _called_before(
    wishes: Wishes, rules: Manners, channel: Channel, purpose: Purpose, order_number: str | None
) -> Decision | None:
    """One call confirms an order; nobody is rung twice for it (K1)."""
    if channel is not Channel.CALL or purpose is not Purpose.ORDER_CONFIRMATION or order_number is None:
        return None
    this = (channel, purpose, order_number)
    calls = [one for one in wishes.contacted if (one.channel, one.purpose, one.order_number) == this]
    return (
        Decision(answer=Answer.DENY, because=Because.TOO_OFTEN)
        if len(calls) >= rules.calls_per_order
        else None
    )


def _by_the_clock(
    wishes: Wishes, rules: Manners, channel: Channel, purpose: Purpose, now: datetime
) -> Decision:
    marketing = purpose is Purpose.MARKETING
    if channel is Channel.ACCOUNT or not (marketing or channel in DISTURBING):
        return Decision(answer=Answer.ALLOW, because=Because.FREE)
    windows = (*wishes.quiet, *rules.quiet, *((BOUND,) if marketing else ()))
    zones = [ZoneInfo(name) for name in wishes.zones]
    if not zones:
        return Decision(answer=Answer.DENY, because=Because.NO_TIME_FITS)
    at, last = now, now + _FARTHEST
    while at <= last:
        quiet = next((zone for zone in zones if _is_quiet(at, zone, windows, rules, marketing)), None)
        if quiet is None:
            break
        at = _end_of_quiet(at, quiet, windows, rules, marketing)
    else:
        return Decision(answer=Answer.DENY, because=Because.NO_TIME_FITS)
    if at == now:
        return Decision(answer=Answer.ALLOW, because=Because.FREE)
    return Decision(answer=Answer.LATER, because=Because.QUIET_HOURS, at=at.astimezone(UTC))


def _is_quiet(
    at: datetime, zone: ZoneInfo, windows: Sequence[Window], rules: Manners, marketing: bool
) -> bool:
    local = at.astimezone(zone)
    return any(one.covers(local) for one in windows) or (marketing and _is_day_off(local.date(), rules))


def _is_day_off(day: date, rules: Manners) -> bool:
    free = day in rules.holidays or (day.month, day.day) in rules.yearly
    return free or day.isoweekday() in rules.marketing_days_off


def _end_of_quiet(
    at: datetime, zone: ZoneInfo, windows: Sequence[Window], rules: Manners, marketing: bool
) -> datetime:
    """A later moment up to which it is certainly quiet in a zone: the nearest boundary on its wall clock."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    ends = [one.end for one in windows if one.covers(local)]
    if marketing and _is_day_off(local.date(), rules):
        ends.append(1440)
    ahead = max((end - minute) % 1440 or 1440 for end in ends)
    wanted = datetime.combine(local.date(), time()) + timedelta(minutes=minute + ahead)
    moment = wanted.replace(tzinfo=zone).astimezone(UTC)
    # A change of clocks may put the boundary behind us, or let it come twice: then by the minute.
    return moment if moment > at else at + _MINUTE
