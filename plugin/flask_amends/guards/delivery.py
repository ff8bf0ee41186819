"""Delivery terms by region: the rule for an address, the days a parcel comes, and what lacks (D1-D6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money

#: Terms that nobody looked at for so long are to be looked at again.
REVIEW_AFTER = timedelta(days=180)
_DAY = timedelta(days=1)
_LONGEST_SEARCH = 60


class Inspection(StrEnum):
    """Whether goods can be looked at before they are paid (D4)."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    FOR_A_FEE = "for_a_fee"


class Prepayment(StrEnum):
    """Whether an order is paid in advance (D4, D6)."""

    NONE = "none"
    PART = "part"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a rule holds. The more is given, the more exactly; nothing given is everywhere."""

    country: str | None = None
    region: str | None = None
    city: str | None = None
    postal_prefixes: tuple[str, ...] = ()

    @property
    def exactness(self) -> int:
        """How exact it is: a postal code before a city, a city before a region, a region before a country."""
        longest = max(map(len, self.postal_prefixes), default=0)
        return 1000 * longest + 100 * bool(self.city) + 10 * bool(self.region) + bool(self.country)

    def holds(self, place: Place) -> bool:
        """Whether a place lies in it. A place of which something asked for is not known does not."""
        return (
            _same(self.country, place.country)
            and _same(self.region, place.region)
            and _same(self.city, place.city)
            and (
                not self.postal_prefixes
                or _plain(place.postal_code).startswith(tuple(map(_plain, self.postal_prefixes)))
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an order goes, as far as it is known."""

    country: str | None = None
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None


def _same(wanted: str | None, found: str | None) -> bool:
    return wanted is None or (found is not None and wanted.casefold().strip() == found.casefold().strip())


def _plain(code: str | None) -> str:
    return "".join(one for one in (code or "").casefold() if one.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Who brings it; ``contact`` is the pickup point's or the local office's own (D3, D5)."""

    name: str
    url: str | None = None
    phone: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRule:
    """The terms of delivery for one region.

    ``handling`` and ``transit`` are the fewest and the most days, working days unless ``every_day``.
    ``delivers`` is false for places the shop does not deliver to, which is a rule as well. ``cutoff`` is in
    minutes after midnight in ``zone``: what is ordered later leaves a day later.
    """

    region: Region
    delivers: bool = True
    method: str | None = None
    carrier: Carrier | None = None
    handling: tuple[int, int] = (0, 1)
    transit: tuple[int, int] = (1, 3)
    every_day: bool = False
    cutoff: int | None = None
    zone: str | None = None
    cost: Money | None = None
    free_from: Money | None = None
    prepayment: Prepayment | None = None
    pay_on_delivery: bool | None = None
    inspection: Inspection | None = None
    storage_days: int | None = None
    reviewed_on: date | None = None
    languages: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for fewest, most in (self.handling, self.transit):
            if not 0 <= fewest <= most <= _LONGEST_SEARCH:
                raise ValueError("Days go from the fewest to the most, up to 60.")


def rule_for(rules: Sequence[DeliveryRule], place: Place) -> DeliveryRule | None:
    """The most exact rule that holds for a place; of equals the first. ``None`` without a fallback."""
    fitting = [rule for rule in rules if rule.region.holds(place)]
    return max(fitting, key=lambda rule: rule.region.exactness, default=None)


def arrives(
    rule: DeliveryRule, ordered_at: datetime, *, days_off: Collection[date] = frozenset()
) -> tuple[date, date]:
    """On which days a parcel may come, the first and the last: days, not speeds (D1)."""
    local = ordered_at.astimezone(ZoneInfo(rule.zone or "UTC"))
    day = local.date()
    closing = None if rule.cutoff is None else time(rule.cutoff // 60, rule.cutoff % 60)
    late = closing is not None and local.time() >= closing
    if late or not _works(day, rule, days_off):
        day = _later(day, 1, rule, days_off)
    first, last = (
        _later(_later(day, handling, rule, days_off), transit, rule, days_off)
        for handling, transit in zip(rule.handling, rule.transit, strict=True)
    )
    return first, last


def _works(day: date, rule: DeliveryRule, days_off: Collection[date]) -> bool:
    return (rule.every_day or day.isoweekday() < 6) and day not in days_off


def _later(day: date, working_days: int, rule: DeliveryRule, days_off: Collection[date]) -> date:
    for _ in range(working_days):
        day += _DAY
        while not _works(day, rule, days_off):
            day += _DAY
    return day


class Lack(StrEnum):
    """What is wrong with a shop's delivery terms."""

    NO_FALLBACK = "no_fallback"
    NO_RULE_FOR_COUNTRY = "no_rule_for_country"
    NO_INSPECTION = "no_inspection"
    NO_PREPAYMENT = "no_prepayment"
    NO_CARRIER = "no_carrier"
    OVERLAP = "overlap"
    OTHER_CURRENCY = "other_currency"
    NO_ZONE = "no_zone"
    TOO_FAST = "too_fast"
    NOT_REVIEWED = "not_reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: what lacks, in which rule (its place in the list), and beside what."""

    lack: Lack
    rule: int | None = None
    detail: str = ""


def lint(
    rules: Sequence[DeliveryRule],
    *,
    countries: Collection[str] = (),
    currency: str | None = None,
    today: date | None = None,
    slow_days: Sequence[int | None] = (),
) -> Iterator[Fault]:
    """What is wrong with a set of rules (D3, D4, D6).

    ``countries`` are those the shop sells to, ``slow_days`` the carrier's own 90th percentile of the days on
    the way, in the order of the rules, where it is known.
    """
    if not any(rule.region == Region() for rule in rules):
        yield Fault(lack=Lack.NO_FALLBACK)
    for country in sorted(countries):
        if not any(_same(rule.region.country, country) for rule in rules if rule.region.country):
            yield Fault(lack=Lack.NO_RULE_FOR_COUNTRY, detail=country)
    for at, rule in enumerate(rules):
        yield from _faults_of(at, rule, currency, today)
        slow = slow_days[at] if at < len(slow_days) else None
        if slow is not None and rule.transit[1] < slow:
            yield Fault(lack=Lack.TOO_FAST, rule=at, detail=str(slow))
        for other in range(at):
            if rules[other].region == rule.region and rules[other].method == rule.method:
                yield Fault(lack=Lack.OVERLAP, rule=at, detail=str(other))


def _faults_of(at: int, rule: DeliveryRule, currency: str | None, today: date | None) -> Iterator[Fault]:
    if rule.delivers:
        for missing, lack in (
            (rule.inspection is None, Lack.NO_INSPECTION),
            (rule.prepayment is None, Lack.NO_PREPAYMENT),
            (rule.carrier is None, Lack.NO_CARRIER),
        ):
            if missing:
                yield Fault(lack=lack, rule=at)
    money = rule.free_from or rule.cost
    mixed = rule.free_from and rule.cost and rule.free_from.currency != rule.cost.currency
    if mixed or (currency is not None and money is not None and money.currency != currency):
        yield Fault(lack=Lack.OTHER_CURRENCY, rule=at)
    if rule.cutoff is not None and rule.zone is None:
        yield Fault(lack=Lack.NO_ZONE, rule=at)
    if today is not None and (rule.reviewed_on is None or today - rule.reviewed_on > REVIEW_AFTER):
        yield Fault(lack=Lack.NOT_REVIEWED, rule=at)
