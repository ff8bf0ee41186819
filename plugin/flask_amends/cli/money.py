"""What the doctor says about money: the second person, goodwill, codes, orders that a mistake concerns."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.settings import money as keys
from flask_amends.state import State


def examine(state: State) -> Iterator[Finding]:
    """The limits as understood, and where there is none."""
    money, settings = state.settings.money, state.settings
    budget = f"{money.goodwill_budget} a month" if money.goodwill_budget else "no budget"
    yield ok("goodwill", f"{money.scale.least} to {money.scale.most}, {budget}")
    days = money.code_terms.days_after_issue
    yield ok("codes", "without an end" if days is None else f"good for {days} days")
    yield ok("parcels", f"{money.parcel_lead_days} working days before the first day to choose")
    limit = money.dual_control_from
    if limit is None:
        text = "is not set: one person alone can bind the shop to any amount."
        yield advice(keys.DUAL_CONTROL_FROM, text)
    else:
        yield ok("second person", f"from {limit}")
    cap = settings.auto_execute_up_to
    if limit is not None and cap is not None and (cap.currency != limit.currency or limit <= cap):
        text = f"money moves by itself only below {limit}, where a second person has to agree."
        yield advice("AMENDS_AUTO_EXECUTE_UP_TO", text)
    if money.goodwill_budget is not None and money.goodwill_budget.currency != settings.currency:
        text = f"is in {money.goodwill_budget.currency}, so goodwill in {settings.currency} has no limit."
        yield advice(keys.GOODWILL_BUDGET, text)
    if state.handlers.affected_orders is None:
        text = "is not registered: an incident finds cases only, not orders that have not complained."
        yield advice("@amends.affected_orders", text)
