"""The one call of the price guard: a new price, what is known about it, and a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from flask_amends.disputes.money import Money
from flask_amends.guards.price.facts import HALF, Category, Facts, Promotion, Sale
from flask_amends.guards.price.hard import hard
from flask_amends.guards.price.patterns import patterns, percent_of_last, tax
from flask_amends.guards.price.statistics import unusual
from flask_amends.guards.price.verdict import Finding, Level, PriceVerdict

#: What a declared promotion explains, unless the price fell this low.
_EXPLAINED = frozenset({"D1", "D2", "D5"})
_TOO_LOW = 0.2
#: Swapped digits say how, but not that it is harmless: the statistics are asked all the same.
_ASIDE = frozenset({"D4"})


def check_price(
    new: Money,
    history: Sequence[Money],
    *,
    month_median: Money | None = None,
    list_price: Money | None = None,
    cost: Money | None = None,
    floor: Money | None = None,
    ceiling: Money | None = None,
    promotion: Promotion | None = None,
    sale: Sale | None = None,
    pack_size: int | None = None,
    category: Category | None = None,
    tax_rates: Sequence[Decimal] = (),
    tax_included: Decimal = Decimal(0),
    margin: Decimal = Decimal(0),
    rates: Mapping[str, Decimal] | None = None,
    source_text: str | None = None,
    free: bool = False,
    hold_below: Decimal = HALF,
) -> PriceVerdict:
    """Whether ``new`` is likely meant. Pure: the same facts give the same verdict.

    ``history`` holds accepted prices, the newest last; the last ten count. ``month_median`` is the median of
    the last thirty days, which small steps down cannot drag along. ``tax_rates`` are the shares of tax the
    shop uses (0.23), ``tax_included`` the one inside ``new``, ``margin`` the least share above ``cost``.
    ``rates`` gives by currency code how much of the price's currency one unit of it is worth; ``source_text``
    is what was typed or read from a file, ``hold_below`` the share of the price before under which a price is
    held by itself (S2; S1 follows it). All amounts are in the currency of ``new``; another one raises
    :class:`ValueError`.

    The rules are P01-P06, D1-D9 and S1-S3. Statistics catch most wrong prices; the patterns explain them and
    say which price was meant (P1, P7).
    """
    facts = Facts(
        new=new,
        history=history,
        month_median=month_median,
        list_price=list_price,
        cost=cost,
        floor=floor,
        ceiling=ceiling,
        promotion=promotion,
        sale=sale,
        pack_size=pack_size,
        category=category,
        tax_rates=tax_rates,
        tax_included=tax_included,
        margin=margin,
        rates=rates or {},
        source_text=source_text,
        free=free,
        hold_below=hold_below,
    )
    anchors = {name: facts.money(minor) for name, minor in facts.anchors.items()}
    findings = tuple(_findings(facts))
    level = max((one.level for one in findings), key=lambda one: one.rank, default=Level.OK)
    return PriceVerdict(level=level, findings=findings, anchors=anchors)


def _findings(facts: Facts) -> Iterator[Finding]:
    rules = list(hard(facts))
    blocks = [one for one in rules if one.level is Level.BLOCK]
    yield from blocks
    if facts.price <= 0:
        meant = percent_of_last(facts)
        yield from (meant,) if meant is not None else ()
        return
    others = [one for one in rules if one.level is not Level.BLOCK]
    if facts.is_ordinary:
        yield from (one for one in (percent_of_last(facts), tax(facts)) if one is not None)
        yield from others
        return
    explained = [one for one in patterns(facts) if not _is_declared(facts, one)]
    yield from explained
    yield from others
    if all(one.code in _ASIDE for one in explained):
        yield from unusual(facts)


def _is_declared(facts: Facts, finding: Finding) -> bool:
    """Whether a declared promotion says why: never where the price fell below a fifth."""
    if finding.code not in _EXPLAINED or not facts.is_explained or facts.last is None:
        return False
    return facts.price / facts.last >= _TOO_LOW
