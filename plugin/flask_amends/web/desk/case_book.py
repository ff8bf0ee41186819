"""The playbook of a case: its facts, and the ready offers as they stand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.reckoning import left_to_refund, payer_of
from flask_amends.disputes.vocabulary import Action, Basis, Reason, Remedy
from flask_amends.guards.goodwill import Upset
from flask_amends.playbooks import Bought, Facts, ReadyOffer, Similar, ready
from flask_amends.service import goodwill
from flask_amends.web.desk import playbook_words
from flask_amends.web.desk.case_others import others
from flask_amends.web.desk.sitting import Sitting

#: How many stand on the case page; all of them are on the page where an offer is put together.
SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What staff add to the facts: what no record says."""

    real: Mapping[str, Money]
    similar: Similar | None = None
    loss: Money | None = None
    upset: Upset = Upset.ANNOYED


NOTHING = Typed(real={})


def facts_of(sitting: Sitting, typed: Typed = NOTHING) -> Facts:
    """What the playbook is given. A real price that nobody typed is the line's regular price, if recorded."""
    state, dispute, currency = sitting.state, sitting.view.dispute, sitting.currency
    with state.store.read() as unit:
        left = goodwill.left(unit, state, currency, sitting.now, but=sitting.view.id)
    scale, order = state.settings.money.scale, sitting.view.order
    return Facts(
        reason=dispute.reason,
        currency=currency,
        items=_priced(bought(sitting), typed),
        left=left_to_refund(dispute),
        whole_order=_is_whole(sitting),
        delivered=order is not None and order.fulfilled_at is not None,
        refunded_by=payer_of(dispute, Terms(kind=Remedy.FULL_REFUND), Basis.AGREED),
        similar=typed.similar,
        loss=typed.loss,
        upset=typed.upset,
        scale=scale if scale.least.currency == currency else None,
        goodwill_left=left,
        # Asked only where a playbook reads it (K7): the page shows the other cases by itself.
        other_open=dispute.reason is Reason.UNWANTED_CONTACT and others(sitting).open_case is not None,
    )


def bought(sitting: Sitting) -> tuple[Bought, ...]:
    """The claimed items; where the claim names none, everything that was bought."""
    order = sitting.view.order
    lines = order.lines if order is not None else ()
    regular = {line.sku: line.list_price for line in lines}
    claimed = sitting.view.dispute.items or lines
    return tuple(
        Bought(
            sku=one.sku,
            title=one.title,
            quantity=one.quantity,
            unit_price=one.unit_price,
            real_price=regular.get(one.sku),
        )
        for one in claimed
    )


def _priced(items: tuple[Bought, ...], typed: Typed) -> tuple[Bought, ...]:
    """With the real prices that were typed. Once one is known, the others are right as they were shown."""
    known = [replace(one, real_price=typed.real.get(one.sku, one.real_price)) for one in items]
    if not any(one.real_price is not None for one in known):
        return tuple(known)
    return tuple(replace(one, real_price=one.real_price or one.unit_price) for one in known)


def _is_whole(sitting: Sitting) -> bool:
    """Whether the claim is about all that was bought, as far as is known."""
    order, items = sitting.view.order, sitting.view.dispute.items
    if not items or order is None:
        return True
    claimed = {item.sku: item.quantity for item in items}
    had: dict[str, int] = {}
    for line in order.lines:
        had[line.sku] = had.get(line.sku, 0) + line.quantity
    return all(claimed.get(sku, 0) >= count for sku, count in had.items())


def may_offer(sitting: Sitting) -> bool:
    """Whether this person can make an offer in this case now."""
    return any(form.action is Action.PROPOSE for form in sitting.actions())


def offers(sitting: Sitting, typed: Typed = NOTHING) -> tuple[Facts, tuple[ReadyOffer, ...]]:
    """The facts, and the offers that are ready for them."""
    facts = facts_of(sitting, typed)
    return facts, ready(facts, sitting.state.settings.playbooks.rules)


def case_book(sitting: Sitting) -> Mapping[str, Any] | None:
    """The first ready offers, while one can be made."""
    if not may_offer(sitting):
        return None
    _, found = offers(sitting)
    return {
        "words": playbook_words,
        "steps": list(takewhile(lambda one: one.is_step, found)),
        "offers": [one for one in found if not one.is_step][:SHORT],
    }
