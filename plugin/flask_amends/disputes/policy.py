"""Policies: named, versioned sets of windows and rules, frozen into a dispute when it opens."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from flask_amends.disputes.deadlines import Window, days
from flask_amends.disputes.vocabulary import RouteName


class OnShopSilence(StrEnum):
    """What the shop's silence does."""

    SHOPPER_FAVOUR = "shopper_favour"
    ARBITRATE = "arbitrate"


class OnShopperSilence(StrEnum):
    """What the shopper's silence does."""

    DECIDE_ON_FILE = "decide_on_file"
    CLOSE = "close"


class DefaultRule(StrEnum):
    """What is owed when nobody decided; a policy lists them in the order in which they are tried."""

    SHOPS_LAST_OFFER = "shops_last_offer"
    ASK_WITHOUT_EVIDENCE = "ask_without_evidence"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One place that may decide, and how long it has."""

    name: RouteName
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one case. Every window and limit of the life cycle is a value here.

    ``statutory`` is a legal ceiling on the shop's answer (PL: 14 days); ``claim_window`` decides only
    whether the house rules apply to a claim (X3), never whether it is taken; ``routes`` is tried in
    order, and an empty list means the default rule at once.
    """

    name: str
    version: int = 1
    verify: Window = days(7)
    quarantine: Window = days(1)
    turn: Window = days(3)
    hold: Window = days(3)
    negotiation: Window = days(3)
    longest_negotiation: Window = days(14)
    escalate_after: Window = days(3)
    statutory: Window | None = None
    late_turn: Window = days(14)
    case: Window = days(60)
    reopened_case: Window = days(30)
    claim_window: Window = days(3)
    evidence: Window = days(3)
    appeal_window: Window = days(3)
    label: Window = days(3)
    label_needed: bool = True
    ship: Window = days(7)
    transit: Window = days(14)
    inspection: Window = days(3)
    compensation: Window = days(3)
    chosen_day: Window = days(14)
    expected_money: Window = days(10)
    expected_parcel: Window = days(14)
    confirmation: Window = days(5)
    reopen: Window = days(7)
    remind_before: timedelta = timedelta(hours=24)
    on_shop_silence: OnShopSilence = OnShopSilence.SHOPPER_FAVOUR
    on_shopper_silence: OnShopperSilence = OnShopperSilence.DECIDE_ON_FILE
    routes: tuple[Route, ...] = (
        Route(name=RouteName.MARKETPLACE, window=days(5)),
        Route(name=RouteName.SECOND_LOOK, window=days(5)),
    )
    default_rules: tuple[DefaultRule, ...] = (
        DefaultRule.SHOPS_LAST_OFFER,
        DefaultRule.ASK_WITHOUT_EVIDENCE,
        DefaultRule.SPLIT,
    )
    appeal: bool = False
    marketplace_guarantee: bool = True
    max_rounds: int = 6
    max_info_requests: int = 2
    max_evidence_requests: int = 2
    max_alternatives: int = 3
    max_failures: int = 3
    dispute_rating_below: int = 2

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for rules under which a case could stand still or end before it begins."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        empty = [name for name, one in values.items() if isinstance(one, Window) and one.is_empty]
        empty += [route.name for route in self.routes if route.window.is_empty]
        if set(empty) - {"escalate_after"}:
            raise ValueError(f"Policy {self.name}: these windows have no length: {', '.join(empty)}.")
        if len({route.name for route in self.routes}) < len(self.routes):
            raise ValueError(f"Policy {self.name}: a route can be listed once, because it is used once.")
        negative = [name for name, one in values.items() if name.startswith("max_") and one < 0]
        if negative or not self.max_alternatives:
            raise ValueError(
                f"Policy {self.name}: these limits are too low: {negative or 'max_alternatives'}."
            )


#: The rules of the source the project started from: three days each (S002).
FLOWWOW = Policy(name="flowwow")
#: The same, with the Polish statutory clock: no answer in 14 days means that the claim is accepted.
PL = Policy(name="pl", statutory=days(14))
#: Slower, with an appeal: the ten days of ISO 32122 for negotiation.
PATIENT = Policy(
    name="patient",
    turn=days(7),
    negotiation=days(10),
    escalate_after=days(7),
    claim_window=days(14),
    appeal=True,
)

POLICIES: dict[str, Policy] = {policy.name: policy for policy in (FLOWWOW, PL, PATIENT)}
