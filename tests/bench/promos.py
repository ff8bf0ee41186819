"""B14: what it costs to check a basket against the conditions of a promotion, and to explain them."""

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from flask_amends.guards.terms import Basket, BasketLine, Named, PromoTerms, Scope, check, explain
from tests.bench.figures import Figure, Scale, quantile
from tests.integration.cases import euros

LINES = 20
TERMS = PromoTerms(
    value=euros("50.00"),
    min_spend=euros("150.00"),
    max_share_of_order=Decimal("0.25"),
    max_discount_per_order=euros("40.00"),
    scope=Scope(no_categories=(Named(id="books", name="Books"),), sale_items=False, gift_cards=False),
)
BASKET = Basket(
    currency="EUR",
    lines=tuple(
        BasketLine(
            sku=f"thing-{number}",
            unit_price=euros(f"{number + 3}.49"),
            quantity=number % 3 + 1,
            categories=("books",) if number % 5 == 0 else ("lamps",),
            on_sale=number % 7 == 0,
        )
        for number in range(LINES)
    ),
)


def checks(_home: Path, scale: Scale) -> list[Figure]:
    """In this process, nothing else: no database, no words."""
    found = check(TERMS, BASKET)
    assert found.applies
    checked, told = _times(lambda: check(TERMS, BASKET), scale), _times(lambda: explain(TERMS), scale)
    how = (
        f"p50 {quantile(checked, 0.5):,.0f} us, p99 {quantile(checked, 0.99):,.0f} us, {LINES} lines, "
        f"of which {len(found.counted)} count; explained in {quantile(told, 0.5):,.0f} us"
    )
    return [
        Figure(
            id="B14", what="promotion check, 20 lines, us", ratio=quantile(checked, 0.5), goal=150, how=how
        )
    ]


def _times(act: Callable[[], object], scale: Scale) -> list[float]:
    times = []
    for _ in range(scale.pages):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1e6)
    return times
