"""B11: what notices cost a page: one, all of a product page with its field, and the statements they ask."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, g
from sqlalchemy import event

from flask_amends.service import prices, stock
from flask_amends.service.price_offers import PriceKind
from flask_amends.testing import Shop, make_shop
from tests.bench.figures import Figure, Scale, quantile
from tests.integration.cases import euros

PRODUCT = {"sku": "lamp", "name": "Lamp", "price": euros("89.00"), "region": "PL"}
UNKNOWN = {"sku": "unknown", "name": "A thing"}
RULES: list[dict[str, Any]] = [
    {
        "carrier": "DPD",
        "region": {"country": "PL"},
        "handling": 1,
        "transit": [1, 2],
        "cost": "15.00 EUR",
        "prepayment": "none",
        "inspection": "no",
    },
    {"carrier": "Poczta", "transit": [3, 5], "prepayment": "full", "inspection": "no"},
]
SETTINGS: dict[str, Any] = {"AMENDS_DELIVERY_RULES": RULES, "AMENDS_CURRENCY": "EUR"}
#: What is kept in mind, and forgotten when it changes.
REMEMBERED = ("price", "stock", "notices", "promo", "delivery", "guarantee")
BARE = "<!doctype html><title>{{ product.name }}</title><h1>{{ product.name }}</h1>"
ONE = BARE + "{{ amends.stock_notice(product) }}"
ALL = BARE + "{{ amends.notices('product', product=product) }}"
CHECKOUT = ALL + "{{ amends.shown(prices=product) }}"


def pages(home: Path, scale: Scale) -> list[Figure]:
    """In this process, without a server: the time of a template with notices, less that of one without."""
    shop = make_shop(f"sqlite:///{home / 'notices.sqlite3'}", mails=False, **SETTINGS)
    try:
        _fill(shop)
        with shop.app.test_request_context("/lamp"):
            return [*_one(shop.app, scale), _all(shop.app, scale), *_statements(shop)]
    finally:
        shop.close()


def _fill(shop: Shop) -> None:
    """An item that is on sale, reduced, and in stock."""
    prices.record(shop.state, "lamp", euros("99.00"))
    shop.clock.move(days=10)
    prices.record(shop.state, "lamp", euros("89.00"), kind=PriceKind.SALE)
    stock.record(shop.state, "lamp", 12, source="till")
    shop.clock.move(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a page costs more than one without notices, in microseconds."""

    p50: float
    p99: float


def _one(app: Flask, scale: Scale) -> list[Figure]:
    one, none = _cost(app, scale, ONE, PRODUCT), _cost(app, scale, ONE, UNKNOWN)
    how = f"p50 {one.p50:,.0f} us, p99 {one.p99:,.0f} us, over {scale.pages:,} pages"
    nothing = f"p50 {none.p50:,.0f} us, p99 {none.p99:,.0f} us; nothing is known of the item"
    return [
        Figure(id="B11", what="one notice, facts cached, us", ratio=one.p50, goal=60, how=how),
        Figure(id="B11", what="a notice with nothing to say, us", ratio=none.p50, goal=10, how=nothing),
    ]


def _all(app: Flask, scale: Scale) -> Figure:
    cost, signed = _cost(app, scale, ALL, PRODUCT), _cost(app, scale, CHECKOUT, PRODUCT)
    told, bare = _render(app, CHECKOUT, PRODUCT), _render(app, BARE, PRODUCT)
    count = told.count("data-amends-notice")
    how = (
        f"p50 {cost.p50:,.0f} us, p99 {cost.p99:,.0f} us for {count} notices; with the "
        f"signed field p50 {signed.p50:,.0f} us, {len(told.encode()) - len(bare):,} bytes"
    )
    return Figure(id="B11", what="all notices of a product page, us", ratio=cost.p50, how=how)


def _statements(shop: Shop) -> list[Figure]:
    _render(shop.app, CHECKOUT, PRODUCT)
    with _counting(shop) as cached:
        _render(shop.app, CHECKOUT, PRODUCT)
    for area in REMEMBERED:
        shop.state.memory.forget(area)
    with _counting(shop) as cold:
        _render(shop.app, CHECKOUT, PRODUCT)
    how = f"{len(cold)} when nothing is in mind yet"
    return [Figure(id="B11", what="statements a page, facts cached", ratio=len(cached), goal=0, how=how)]


def _cost(app: Flask, scale: Scale, template: str, product: Any) -> Cost:
    """Both pages in turns, so that a busy moment of the machine meets both."""
    times: dict[str, list[float]] = {BARE: [], template: []}
    pages_ = {source: app.jinja_env.from_string(source) for source in times}
    for _ in range(scale.pages + 3):
        for source, page in pages_.items():
            g.pop("amends_shown", None)
            start = time.perf_counter()
            page.render(product=product)
            times[source].append((time.perf_counter() - start) * 1e6)
    bare, ours = times[BARE][3:], times[template][3:]
    return Cost(p50=quantile(ours, 0.5) - quantile(bare, 0.5), p99=quantile(ours, 0.99) - quantile(bare, 0.5))


def _render(app: Flask, template: str, product: Any) -> str:
    g.pop("amends_shown", None)
    return app.jinja_env.from_string(template).render(product=product)


@contextmanager
def _counting(shop: Shop) -> Iterator[list[str]]:
    """The statements that are sent to the database."""
    asked: list[str] = []
    engine = shop.state.store.engine()

    def note(*facts: Any) -> None:
        asked.append(facts[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
