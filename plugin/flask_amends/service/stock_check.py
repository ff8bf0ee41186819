"""What is wrong with the stock just now: old checks, days, strange counts, places that differ (V6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_amends.guards.stock import (
    StockState,
    contradictions,
    google,
    read_google,
    read_schema_org,
    schema_org,
)
from flask_amends.service import shorts, stock, stock_dates
from flask_amends.state import State

#: The place whose word is compared with all others: what our notices and data say.
OURS = "flask-amends"
#: So many items of one kind are named.
MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that asks for somebody: a code, the item, and its facts."""

    code: str
    sku: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a place (page, feed, basket …) says about an item: our state, schema.org's, or a feed's word."""

    sku: str
    place: str
    says: str


def findings(state: State, said: Iterable[Said] = ()) -> Sequence[Finding]:
    """Everything that asks for somebody; with what other places say, where they contradict."""
    return [*_unchecked(state), *_days(state), *_strange(state), *_owed(state), *_differing(state, said)]


def _unchecked(state: State) -> Iterator[Finding]:
    with state.store.read() as unit:
        rows = unit.stock.stale(state.clock.now(), limit=MOST)
    for row in rows:
        yield Finding(
            code="not_checked",
            sku=row.sku,
            facts={"checked_at": row.fact.checked_at.isoformat(), "source": row.fact.source},
        )


def _days(state: State) -> Iterator[Finding]:
    for one in stock_dates.listed(state, due=True):
        yield Finding(
            code=f"day_{one.asks.value}",
            sku=one.row.sku,
            facts={"day": one.restock.last.isoformat(), "waiting": one.waiting},
        )


def _strange(state: State) -> Iterator[Finding]:
    with state.store.read() as unit:
        rows = unit.stock.doubted(MOST)
    for row in rows:
        facts = {"on_hand": row.fact.on_hand, "doubts": list(row.doubts)}
        yield Finding(code="strange_count", sku=row.sku, facts=facts)


def _owed(state: State) -> Iterator[Finding]:
    now = state.clock.now()
    for one in shorts.listed(state, *shorts.OWED):
        if one.due_at < now:
            yield Finding(code="letter_late", sku=one.sku, facts={"order_number": one.order_number})


def understand(text: str) -> StockState | None:
    """The state that a word means: ours, schema.org's or a feed's; ``None`` if it is none of them."""
    word = text.strip()
    if word in {one.value for one in StockState}:
        return StockState(word)
    return read_schema_org(word) or read_google(word)


def _differing(state: State, said: Iterable[Said]) -> Iterator[Finding]:
    by_sku: dict[str, dict[str, StockState]] = {}
    for one in said:
        meant = understand(one.says)
        if meant is None:
            yield Finding(code="not_understood", sku=one.sku, facts={"place": one.place, "says": one.says})
        else:
            by_sku.setdefault(one.sku, {})[one.place] = meant
    for sku, places in by_sku.items():
        known = _with_ours(state, sku, places)
        for first, second in contradictions(known):
            facts = {first: known[first].value, second: known[second].value}
            yield Finding(code="contradiction", sku=sku, facts=facts)


def _with_ours(state: State, sku: str, places: Mapping[str, StockState]) -> Mapping[str, StockState]:
    """With what our notice says. A feed in whose words that is "out of stock" says the same (1.4)."""
    row = stock.current(state, sku)
    if row is None:
        return places
    says = stock.said(state, row.fact)
    in_feed = read_google(google(says)["availability"])
    same = {place: says.state if told is in_feed else told for place, told in places.items()}
    return {**same, OURS: says.state}


def for_machines(state: State, sku: str) -> Mapping[str, Mapping[str, str]] | None:
    """What structured data and a feed have to say about an item, so that they agree with its notice."""
    row = stock.current(state, sku)
    if row is None:
        return None
    says = stock.said(state, row.fact)
    return {"schema_org": schema_org(says), "google": google(says)}
