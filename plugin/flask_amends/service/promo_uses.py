"""What a published promotion gives for a basket, and in which orders it was used (C2, C4)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.guards import terms as guard
from flask_amends.guards.terms import Eligibility, PromoTerms, Remainder, Used
from flask_amends.guards.terms.derived import is_shared
from flask_amends.notices import baskets
from flask_amends.service import promos
from flask_amends.state import State
from flask_amends.storage.promo_records import PromoRow, PromoUseRow, PromoUses


def check(
    state: State, code_or_id: str, basket: Any, customer: Any = None, *, used: Any = None
) -> tuple[PromoRow, Eligibility]:
    """What a published promotion gives for a basket, and everything that is missing (C2).

    It was never used less often, or less of it, than was recorded, whatever ``used`` says: in all for what
    is shared, by its ``customer`` for what each has of their own. Raises :class:`NotFound`.
    """
    found = held(state, code_or_id, customer, used)
    if found is None:
        raise NotFound("promotion", code_or_id)
    row, known = found
    asked, buyer = baskets.basket(basket, row.terms.value.currency), baskets.buyer(customer)
    return row, guard.check(row.terms, asked, buyer, state.clock.now(), used=known)


def held(
    state: State, code_or_id: str, customer: Any = None, used: Any = None, *, remembered: bool = False
) -> tuple[PromoRow, Used] | None:
    """The version that somebody has, and how it was used: what is told and what was recorded together.

    ``remembered`` may be an answer of a moment ago. ``None`` where there is no such promotion.
    """
    told = baskets.used(used, state.settings.currency)
    row = promos.in_force(state, code_or_id, issued_at=told.issued_at, remembered=remembered)
    if row is None:
        return None
    told = baskets.used(used, row.terms.value.currency)
    if not remembered:
        return row, _together(told, _recorded(state, row, customer, alone=used is not None))
    key = (promos.MEMORY, row.promo_id, "uses", baskets.customer_id(customer), used is not None)
    now, keep = state.clock.now(), state.settings.notices.memory
    recorded = state.memory.get(key, now, keep, lambda: _recorded(state, row, customer, alone=key[-1]))
    return row, _together(told, recorded)


def record(
    state: State,
    code_or_id: str,
    order_number: str,
    discount: Money,
    *,
    customer: Any = None,
    version: int = 0,
) -> bool:
    """That an order used a promotion, once; ``False`` if that was known. Raises :class:`NotFound`, and
    :class:`InvalidInput` for an amount that is not in its currency: budgets would never see it.

    Of the order, and of the ``customer`` if one is said, only digests are kept.
    """
    row = _in_force(state, code_or_id)
    if discount.currency != row.terms.value.currency:
        raise InvalidInput.one("discount", "invalid")
    buyer = baskets.customer_id(customer)
    with state.store.begin() as unit:
        unit.after_commit(lambda: state.memory.forget(promos.MEMORY))
        return unit.promos.use(
            PromoUseRow(
                promo_id=row.promo_id,
                used_in=_digest(row, order_number),
                number=version or row.number,
                at=state.clock.now(),
                discount=discount,
                used_by=_digest(row, "customer", buyer) if buyer else None,
            )
        )


def undo(state: State, code_or_id: str, order_number: str) -> bool:
    """That an order came to nothing, so that its code can be used again; ``False`` if it had used none.

    Raises :class:`NotFound`.
    """
    row = _in_force(state, code_or_id)
    with state.store.begin() as unit:
        unit.after_commit(lambda: state.memory.forget(promos.MEMORY))
        return unit.promos.undo(row.promo_id, _digest(row, order_number))


def uses(state: State, promo_id: str) -> Sequence[PromoUses]:
    """How each version was used: whether telling the conditions costs uses is seen here (C4)."""
    with state.store.read() as unit:
        return unit.promos.uses(promo_id)


def _in_force(state: State, code_or_id: str) -> PromoRow:
    row = promos.in_force(state, code_or_id)
    if row is None:
        raise NotFound("promotion", code_or_id)
    return row


def _digest(row: PromoRow, *parts: str) -> str:
    return hashlib.sha256("\n".join((row.promo_id, *parts)).encode()).hexdigest()


def _recorded(state: State, row: PromoRow, customer: Any, *, alone: bool) -> Used:
    """What was recorded; ``alone`` says that the shop tells of one that somebody has of their own."""
    buyer, terms = baskets.customer_id(customer), row.terms
    currency = terms.value.currency
    mine, got = 0, Money.from_minor(0, currency)
    with state.store.read() as unit:
        every = unit.promos.uses(row.promo_id)
        if buyer:
            mine, got = unit.promos.uses_by(row.promo_id, _digest(row, "customer", buyer), currency)
    given = Money.from_minor(
        sum(one.given.minor for one in every if one.given.currency == currency), currency
    )
    shared = is_shared(terms)
    own = (buyer or alone) and not shared
    times = mine if own else sum(one.times for one in every)
    spent = got if shared or own else given
    return Used(times=times, by_customer=mine, given=given, left=_left(terms, spent))


def _left(terms: PromoTerms, spent: Money) -> Money | None:
    """What is left of a value that is used bit by bit; ``None`` where it is whole, or is no such value."""
    if not spent.minor or not terms.has_face_value or terms.remainder is not Remainder.KEPT:
        return None
    return Money.from_minor(max(0, terms.value.minor - spent.minor), terms.value.currency)


def _together(told: Used, recorded: Used) -> Used:
    given = max((one for one in (told.given, recorded.given) if one is not None), default=None)
    left = min((one for one in (told.left, recorded.left) if one is not None), default=None)
    return replace(
        told,
        times=max(told.times, recorded.times),
        by_customer=max(told.by_customer, recorded.by_customer),
        given=given,
        left=left,
    )
