"""Terms of delivery: what a rule promises, which rules hold for an address, and on which days it comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import Money
from flask_amends.guards.delivery.countries import country_code
from flask_amends.guards.delivery.places import Place, Region

_DAY = timedelta(days=1)
_LONGEST_SEARCH = 60
_DAY_MINUTES = 24 * 60


class Method(StrEnum):
    """How goods reach the buyer."""

    COURIER = "courier"
    PICKUP_POINT = "pickup_point"
    LOCKER = "locker"
    POST = "post"
    IN_STORE = "in_store"
    OWN_COURIER = "own_courier"

    @property
    def is_collected(self) -> bool:
        """Whether the buyer goes and gets it."""
        return self in {Method.PICKUP_POINT, Method.LOCKER, Method.IN_STORE}


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


class Extra(StrEnum):
    """What a delivery costs more for."""

    FLOOR = "floor"
    ISLAND = "island"
    OVERSIZE = "oversize"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Who brings it; ``contact`` is the pickup point's or the local office's own (D3, D5).

    ``about`` introduces them in a sentence of the shop's own, by language (D7).
    """

    name: str
    url: str | None = None
    phone: str | None = None
    contact: str | None = None
    about: tuple[tuple[str, str], ...] = ()

    @property
    def reached_at(self) -> str | None:
        """Where a buyer asks after the parcel: as near as it is known."""
        return self.contact or self.phone

    def introduction(self, locale: str) -> str | None:
        """What the shop says about them in a language."""
        return dict(self.about).get(locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRule:
    """The terms of delivery for one region.

    ``handling`` and ``transit`` are the fewest and the most days, working days unless ``every_day``.
    ``delivers`` is false for places the shop does not deliver to, which is a rule as well. ``cutoff`` is in
    minutes after midnight in ``zone``: what is ordered later leaves a day later. ``cost_from`` says that
    ``cost`` is the least. ``not_for`` are categories that are not brought there. ``lately`` are the days that
    the carrier's last parcels were on the way, counted as ``transit`` is, in the order they came.
    """

    region: Region = field(default_factory=Region)
    delivers: bool = True
    method: Method | str | None = None
    carrier: Carrier | None = None
    handling: tuple[int, int] = (0, 1)
    transit: tuple[int, int] = (1, 3)
    every_day: bool = False
    cutoff: int | None = None
    zone: str | None = None
    days_off: frozenset[date] = frozenset()
    cost: Money | None = None
    cost_from: bool = False
    free_from: Money | None = None
    surcharges: tuple[tuple[Extra | str, Money], ...] = ()
    prepayment: Prepayment | str | None = None
    prepayment_share: Decimal | None = None
    pay_on_delivery: bool | None = None
    pay_on_delivery_fee: Money | None = None
    inspection: Inspection | str | None = None
    inspection_fee: Money | None = None
    try_on: bool | None = None
    not_for: frozenset[str] = frozenset()
    heaviest_kg: int | None = None
    shows_id: bool = False
    storage_days: int | None = None
    returns_to: str | None = None
    shop_pays_returns: bool | None = None
    reviewed_on: date | None = None
    lately: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for fewest, most in (self.handling, self.transit):
            if not 0 <= fewest <= most <= _LONGEST_SEARCH:
                raise ValueError("Days go from the fewest to the most, up to 60.")
        if self.cutoff is not None and not 0 <= self.cutoff < _DAY_MINUTES:
            raise ValueError("A cut-off is a minute of the day, from 0 to 1439.")
        if self.prepayment_share is not None and not 0 < self.prepayment_share < 1:
            raise ValueError("A share that is paid in advance lies between 0 and 1.")
        if self.zone is not None:
            ZoneInfo(self.zone)
        kinds: tuple[tuple[str, type[StrEnum]], ...] = (
            ("method", Method),
            ("prepayment", Prepayment),
            ("inspection", Inspection),
        )
        for name, kind in kinds:
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else kind(value))
        extras = tuple((Extra(what), amount) for what, amount in self.surcharges)
        sums = (self.cost, self.free_from, self.pay_on_delivery_fee, self.inspection_fee)
        if any(one is not None and one.amount < 0 for one in (*sums, *(amount for _, amount in extras))):
            raise ValueError("A delivery costs nothing or something, never less.")
        object.__setattr__(self, "surcharges", extras)

    @property
    def promise(self) -> tuple[object, ...]:
        """What two rules for one place must not tell differently."""
        return (
            self.delivers,
            (self.handling, self.transit, self.every_day, self.cutoff, self.zone),
            (self.cost, self.cost_from, self.free_from, self.surcharges),
            (self.prepayment, self.prepayment_share, self.pay_on_delivery, self.pay_on_delivery_fee),
            (self.inspection, self.inspection_fee, self.try_on),
            self.carrier.name if self.carrier else None,
        )


def rules_for(
    rules: Sequence[DeliveryRule], place: Place, *, countries: Collection[str] = ()
) -> tuple[DeliveryRule, ...]:
    """The most exact rules that hold for a place, one for each way of delivery; nothing without a fallback.

    A rule against delivery ends the choice among its equals. With ``countries``, those the shop sells to, a
    fallback is for places that are not known yet: it does not promise delivery to another country.
    """
    fits = [(fit, rule) for rule in rules if (fit := rule.region.fit(place)) is not None]
    best = max((fit for fit, _ in fits), default=None)
    equals = [rule for fit, rule in fits if fit == best]
    if refused := next((rule for rule in equals if not rule.delivers), None):
        return (refused,)
    if best == 0 and is_beyond(place, countries):
        return (DeliveryRule(region=Region(country=place.country), delivers=False),)
    by_method: dict[object, DeliveryRule] = {}
    for rule in equals:
        by_method.setdefault(rule.method, rule)
    return tuple(by_method.values())


def rule_for(rules: Sequence[DeliveryRule], place: Place) -> DeliveryRule | None:
    """The most exact rule that holds for a place; of equals the first. ``None`` without a fallback."""
    return next(iter(rules_for(rules, place)), None)


def is_beyond(place: Place, countries: Collection[str]) -> bool:
    """Whether a place is known to lie in a country the shop does not sell to."""
    if not countries or place.country is None:
        return False
    return place.country not in {country_code(one) for one in countries}


def arrives(
    rule: DeliveryRule, ordered_at: datetime, *, days_off: Collection[date] = frozenset(), zone: str = "UTC"
) -> tuple[date, date]:
    """On which days a parcel may come, the first and the last: days, not speeds (D1).

    ``zone`` is the shop's own, for a rule without one: by it an order after midnight is one of that day.
    """
    off = {*days_off, *rule.days_off}
    local = ordered_at.astimezone(ZoneInfo(rule.zone or zone))
    day = local.date()
    closing = _closing(rule)
    late = closing is not None and local.time() >= closing
    if late or not _works(day, rule, off):
        day = _later(day, 1, rule, off)
    first, last = (
        _later(_later(day, handling, rule, off), transit, rule, off)
        for handling, transit in zip(rule.handling, rule.transit, strict=True)
    )
    return first, last


def order_by(
    rule: DeliveryRule, now: datetime, *, days_off: Collection[date] = frozenset()
) -> datetime | None:
    """Until when today an order keeps these days; ``None`` where there is no such hour, or it has passed."""
    closing = _closing(rule)
    if closing is None or rule.zone is None:
        return None
    local = now.astimezone(ZoneInfo(rule.zone))
    open_today = _works(local.date(), rule, {*days_off, *rule.days_off}) and local.time() < closing
    return datetime.combine(local.date(), closing, ZoneInfo(rule.zone)) if open_today else None


def _closing(rule: DeliveryRule) -> time | None:
    return None if rule.cutoff is None else time(rule.cutoff // 60, rule.cutoff % 60)


def _works(day: date, rule: DeliveryRule, days_off: Collection[date]) -> bool:
    return (rule.every_day or day.isoweekday() < 6) and day not in days_off


def _later(day: date, working_days: int, rule: DeliveryRule, days_off: Collection[date]) -> date:
    for _ in range(working_days):
        day += _DAY
        while not _works(day, rule, days_off):
            day += _DAY
    return day
