"""Where the shop delivers and on what terms, and which of its letters repeat them (D1-D6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from flask_amends.guards.delivery import Carrier, DeliveryRule, Region
from flask_amends.settings import parsers as parse
from flask_amends.settings.contact_parsers import minutes
from flask_amends.settings.reading import Reader

#: The rules of delivery, as :class:`flask_amends.DeliveryRule` or mappings; one of them is for everywhere.
DELIVERY_RULES = "AMENDS_DELIVERY_RULES"
#: The countries the shop sells to (ISO 3166): ``["PL", "DE"]``. Each needs a rule of its own.
DELIVERY_COUNTRIES = "AMENDS_DELIVERY_COUNTRIES"
#: The shop's templates of letters about an order: each has to repeat the terms of delivery (D2).
ORDER_MAIL_TEMPLATES = "AMENDS_ORDER_MAIL_TEMPLATES"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """``rules`` stand where the shop registered no function for them."""

    rules: tuple[DeliveryRule, ...] = ()
    countries: tuple[str, ...] = ()
    order_mails: tuple[str, ...] = ()

    @property
    def only_country(self) -> str | None:
        """The country that is meant where an address names none."""
        return self.countries[0] if len(self.countries) == 1 else None

    @classmethod
    def read(cls, reader: Reader) -> DeliverySettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        return cls(
            **reader.read_all(
                {
                    "rules": (DELIVERY_RULES, _rules),
                    "countries": (DELIVERY_COUNTRIES, _countries),
                    "order_mails": (ORDER_MAIL_TEMPLATES, parse.many),
                }
            )
        )


def read_rules(values: Iterable[Any]) -> tuple[DeliveryRule, ...]:
    """Rules from values or mappings. Raises :class:`ValueError`, which names the rule by its number."""
    found: list[DeliveryRule] = []
    for number, value in enumerate(values, start=1):
        try:
            found.append(read_rule(value))
        except (TypeError, ValueError, KeyError) as error:
            raise ValueError(f"rule {number}: {_message(error)}") from error
    return tuple(found)


def read_rule(value: Any) -> DeliveryRule:
    """One rule. Amounts are ``"12.00 PLN"``, the cut-off ``"14:00"``, days ``[1, 3]`` or ``"2026-12-24"``."""
    if isinstance(value, DeliveryRule):
        return value
    if not isinstance(value, Mapping):
        raise ValueError("is neither a DeliveryRule nor a mapping")
    return DeliveryRule(**_known(DeliveryRule, value, _RULE))


def _message(error: Exception) -> str:
    return str(error.args[0] if error.args else error).rstrip(".")


def _rules(value: Any) -> tuple[DeliveryRule, ...]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise ValueError("must be a list of rules.", "Write [{'carrier': …}, …], or use DeliveryRule.")
    try:
        rules = read_rules(value)
    except ValueError as error:
        raise ValueError(f"{error}.", "Correct that rule.") from error
    if not any(rule.region.is_everywhere for rule in rules):
        raise ValueError(
            "has no rule for everywhere.", "Add one without a region: it holds where no other one does."
        )
    return rules


def _countries(value: Any) -> tuple[str, ...]:
    found = tuple(one.upper() for one in parse.many(value))
    if wrong := [one for one in found if not re.fullmatch(r"[A-Z]{2}", one, re.ASCII)]:
        raise ValueError(f"{wrong[0]!r} is no country of two letters.", "Write ['PL', 'DE'].")
    return found


def _known(
    kind: type[Any], value: Mapping[str, Any], how: Mapping[str, Callable[[Any], Any]]
) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    if unknown := sorted(map(str, set(value) - names)):
        raise ValueError(f"{', '.join(unknown)} is not known")
    given = {name: one for name, one in value.items() if one is not None}
    return {name: _read(name, how[name], one) if name in how else one for name, one in given.items()}


def _read(name: str, how: Callable[[Any], Any], value: Any) -> Any:
    """One fact. A fault names it: of thirty that a rule may have, the shop has to find the one."""
    try:
        return how(value)
    except (TypeError, ValueError, ArithmeticError) as error:
        why = f" ({_message(error)})" if isinstance(error, ValueError) else ""
        raise ValueError(f"{name} {value!r} is not understood{why}") from error


def _region(value: Any) -> Region:
    if isinstance(value, str):
        return Region(country=value)
    return value if isinstance(value, Region) else Region(**_known(Region, value, _REGION))


def _carrier(value: Any) -> Carrier:
    if isinstance(value, Carrier):
        return value
    return Carrier(name=value) if isinstance(value, str) else Carrier(**_known(Carrier, value, _CARRIER))


def _days(value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    if isinstance(value, str) or len(value) != 2:
        raise ValueError("write [1, 3]")
    fewest, most = value
    return int(fewest), int(most)


def _count(value: Any) -> int:
    if (number := int(value)) < 1:
        raise ValueError("write a number from 1 on")
    return number


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _pairs(value: Any) -> tuple[tuple[Any, Any], ...]:
    return tuple(value.items()) if isinstance(value, Mapping) else tuple((a, b) for a, b in value)


def _dates(value: Any) -> frozenset[date]:
    return frozenset(map(_date, (value,) if isinstance(value, str | date) else value))


_REGION: Mapping[str, Callable[[Any], Any]] = {
    "postal_prefixes": _texts,
    "postal_codes": _texts,
    "postal_ranges": lambda value: tuple((str(a), str(b)) for a, b in value),
}
_CARRIER: Mapping[str, Callable[[Any], Any]] = {"about": _pairs}
_RULE: Mapping[str, Callable[[Any], Any]] = {
    "region": _region,
    "carrier": _carrier,
    "handling": _days,
    "transit": _days,
    "cutoff": lambda value: value if isinstance(value, int) else minutes(value),
    "days_off": _dates,
    "cost": parse.money,
    "free_from": parse.money,
    "surcharges": lambda value: tuple((what, parse.money(amount)) for what, amount in _pairs(value)),
    "prepayment_share": lambda value: Decimal(str(value)),
    "pay_on_delivery_fee": parse.money,
    "inspection_fee": parse.money,
    "heaviest_kg": _count,
    "storage_days": _count,
    "not_for": lambda value: frozenset(_texts(value)),
    "reviewed_on": _date,
    "lately": lambda value: tuple(map(int, value)),
}
