"""What is wrong with a shop's terms of delivery: what they leave out, and where they disagree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask_amends.guards.delivery.places import Place
from flask_amends.guards.delivery.terms import DeliveryRule

#: Terms that nobody looked at for so long are to be looked at again.
REVIEW_AFTER = timedelta(days=180)
#: How many of the last parcels say how long a carrier takes, and how many of them a promise has to hold for.
PARCELS = 50
_HELD_PERCENT = 90


class Lack(StrEnum):
    """What is wrong with a shop's delivery terms."""

    NO_FALLBACK = "no_fallback"
    NO_REFUSAL = "no_refusal"
    NO_RULE_FOR_COUNTRY = "no_rule_for_country"
    NO_INSPECTION = "no_inspection"
    NO_PREPAYMENT = "no_prepayment"
    NO_CARRIER = "no_carrier"
    NO_CONTACT = "no_contact"
    OVERLAP = "overlap"
    OTHER_CURRENCY = "other_currency"
    NO_ZONE = "no_zone"
    TOO_FAST = "too_fast"
    NOT_REVIEWED = "not_reviewed"
    MAIL_SILENT = "mail_silent"
    MAIL_MISSING = "mail_missing"
    BROKEN = "broken"

    @property
    def is_advice(self) -> bool:
        """Whether a shop can go on with it for now; the others leave buyers without an answer."""
        return self in {Lack.NO_REFUSAL, Lack.NO_CONTACT, Lack.TOO_FAST, Lack.NOT_REVIEWED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: what lacks, in which rule (its place in the list), and beside what."""

    lack: Lack
    rule: int | None = None
    detail: str = ""


def slowest_usual(days: Sequence[int]) -> int | None:
    """The days within which nine of ten of the last 50 parcels came; ``None`` where none is known."""
    last = sorted(days[-PARCELS:])
    return last[-(-len(last) * _HELD_PERCENT // 100) - 1] if last else None


def lint(
    rules: Sequence[DeliveryRule],
    *,
    countries: Collection[str] = (),
    currency: str | None = None,
    today: date | None = None,
    reviews: Mapping[int, date] | None = None,
) -> Iterator[Fault]:
    """What is wrong with a set of rules (D3, D4, D6).

    ``countries`` are those the shop sells to. ``reviews`` says when somebody last looked at a rule at the
    desk, by its place in the list; the rule's own ``reviewed_on`` counts as well.
    """
    if not any(rule.region.is_everywhere for rule in rules):
        yield Fault(lack=Lack.NO_FALLBACK)
    if rules and not countries and all(rule.delivers for rule in rules):
        yield Fault(lack=Lack.NO_REFUSAL)
    for country in sorted(countries):
        if not any(rule.region.country and rule.region.holds(Place(country=country)) for rule in rules):
            yield Fault(lack=Lack.NO_RULE_FOR_COUNTRY, detail=country)
    for at, rule in enumerate(rules):
        yield from _gaps(at, rule)
        yield from _money(at, rule, currency)
        yield from _days(at, rule, today, (reviews or {}).get(at))
        for other in range(at):
            if _contradict(rules[other], rule):
                yield Fault(lack=Lack.OVERLAP, rule=at, detail=str(other + 1))


def _gaps(at: int, rule: DeliveryRule) -> Iterator[Fault]:
    """What a buyer is not told (D3-D6)."""
    if not rule.delivers:
        return
    for missing, lack in (
        (rule.inspection is None, Lack.NO_INSPECTION),
        (rule.prepayment is None, Lack.NO_PREPAYMENT),
        (rule.carrier is None or not rule.carrier.name.strip(), Lack.NO_CARRIER),
        (rule.carrier is not None and not rule.carrier.reached_at, Lack.NO_CONTACT),
    ):
        if missing:
            yield Fault(lack=lack, rule=at)


def _money(at: int, rule: DeliveryRule, currency: str | None) -> Iterator[Fault]:
    fees = (rule.cost, rule.free_from, rule.pay_on_delivery_fee, rule.inspection_fee)
    found = {one.currency for one in (*fees, *(amount for _, amount in rule.surcharges)) if one is not None}
    if len(found | ({currency} if currency is not None and found else set())) > 1:
        yield Fault(lack=Lack.OTHER_CURRENCY, rule=at)


def _days(at: int, rule: DeliveryRule, today: date | None, seen: date | None) -> Iterator[Fault]:
    if rule.cutoff is not None and rule.zone is None:
        yield Fault(lack=Lack.NO_ZONE, rule=at)
    slow = slowest_usual(rule.lately)
    if slow is not None and rule.transit[1] < slow:
        yield Fault(lack=Lack.TOO_FAST, rule=at, detail=str(slow))
    looked = max((one for one in (rule.reviewed_on, seen) if one is not None), default=None)
    if today is not None and (looked is None or today - looked > REVIEW_AFTER):
        yield Fault(lack=Lack.NOT_REVIEWED, rule=at)


def _contradict(one: DeliveryRule, two: DeliveryRule) -> bool:
    """Whether two rules can hold for one place, equally exact, and say different things."""
    if one.delivers and two.delivers and one.method is not two.method:
        return False
    return (
        one.region.exactness == two.region.exactness
        and one.region.meets(two.region)
        and one.promise != two.promise
    )
