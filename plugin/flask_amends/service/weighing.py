"""What stands between the wish of a party and its act: room in the order and the budget, a second person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask_amends.disputes import commands as c
from flask_amends.disputes import decide, sweep
from flask_amends.disputes.decide import Decision
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.promo import PromoTerms
from flask_amends.disputes.vocabulary import Remedy
from flask_amends.service import costs, dual_control, parcel_days
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.records import CaseRow
from flask_amends.storage.store import UnitOfWork

#: What has conditions of use.
CODES = frozenset({Remedy.PROMO_CODE, Remedy.STORE_CREDIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A decision; ``waits_for`` names the approval it needs first, and then only the clock has acted."""

    decision: Decision
    waits_for: str | None = None


def weigh(
    unit: UnitOfWork,
    state: State,
    row: CaseRow,
    command: c.Command,
    *,
    by: Party,
    now: datetime,
    approved: bool = False,
) -> Weighed:
    """What the life cycle decides, unless the order, the budget or the missing second person forbid it.

    ``approved`` says that a second person has agreed to this very act.
    """
    decision = decide(row.dispute, command, now, row.policy)
    if decision.refusal is not None:
        return Weighed(decision=decision)
    meanwhile = sweep(row.dispute, now, row.policy)
    standing = replace(row, dispute=meanwhile.dispute)
    refusal = costs.refusal(unit, state, standing, command, now) or parcel_days.refusal(
        state, standing, command, now
    )
    if refusal is not None:
        return Weighed(decision=replace(meanwhile, refusal=refusal))
    if not approved and dual_control.stops(unit, state, standing, command):
        asked = dual_control.ask(unit, state, standing, command, by=by, now=now)
        return Weighed(decision=meanwhile, waits_for=asked)
    return Weighed(decision=decision)


def complete(state: State, command: c.Command) -> c.Command:
    """The offer with the conditions of its codes: those of the shop, where none were named.

    What a shopper does not read in the offer, no code may ask for later.
    """
    if not isinstance(command, c.Propose):
        return command
    return replace(command, alternatives=tuple(with_conditions(state, one) for one in command.alternatives))


def with_conditions(state: State, terms: Terms) -> Terms:
    """Terms with the conditions of their code; what is no code has none."""
    if terms.kind not in CODES or terms.amount is None or terms.amount.minor <= 0:
        return replace(terms, promo=None) if terms.promo is not None else terms
    named = terms.promo
    if named is None:
        return replace(terms, promo=state.settings.money.code_terms.of(terms.amount))
    return replace(terms, promo=replace(named, value=terms.amount))


def told_terms(terms: Terms) -> PromoTerms | None:
    """The conditions of a code as its shopper knows them: without any told, it has none."""
    if terms.kind not in CODES or terms.amount is None:
        return None
    return terms.promo or PromoTerms(value=terms.amount)
