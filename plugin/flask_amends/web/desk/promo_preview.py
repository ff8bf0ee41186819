"""How a promotion would look: its banner in each language, and what baskets of some sizes would get (C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from amends_widgets.languages import Language
from amends_widgets.noticefacts import SpokenNotice
from amends_widgets.words import Words
from flask_amends.disputes.money import MINOR_DIGITS, Money
from flask_amends.guards.terms import Basket, BasketLine, Benefit, Buyer, PromoTerms, check, full_use_from
from flask_amends.notices.model import Notice, Slot
from flask_amends.service.notices import promo, texts
from flask_amends.state import State
from flask_amends.storage.promo_records import PromoRow
from flask_amends.web import reader
from flask_amends.web.pages import renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a basket of one size gets, and what its owner reads."""

    amount: Money
    gets: Money
    applies: bool
    lines: tuple[str, ...]


def banners(state: State, row: PromoRow) -> list[tuple[str, Markup]]:
    """The banner in every language of the shop's, as shoppers see it."""
    found = []
    for code in state.settings.locales:
        notices = promo.of_terms(state, row, Slot.PRODUCT, locale=code)
        found.append((code, _html(state, [_spoken(state, one, Slot.BANNER, code) for one in notices], code)))
    return found


def sizes(state: State, row: PromoRow, tell: Language, asked: Money | None) -> list[Size]:
    """Baskets around every size where something changes, and the one that was asked for."""
    terms = row.terms
    known = {one.minor for one in (*_edges(terms), *((asked,) if asked is not None else ())) if one.minor > 0}
    return [_size(state, row, Money.from_minor(minor, terms.value.currency), tell) for minor in sorted(known)]


def _edges(terms: PromoTerms) -> Sequence[Money]:
    """Sizes just below and at the minimum, where it is used up, and some on the way."""
    currency = terms.value.currency
    unit = Money.from_minor(10 ** MINOR_DIGITS[currency], currency)
    least = terms.min_spend or (terms.value if terms.value.minor else unit * 100)
    edges = [least, least * 2, least * 4]
    if terms.min_spend is not None and terms.min_spend > unit:
        edges.append(terms.min_spend - unit)
    full = full_use_from(terms)
    if full is not None:
        edges += [full, *([full - unit] if full > unit else ())]
    if terms.max_spend is not None:
        edges += [terms.max_spend, terms.max_spend + unit]
    return edges


def _size(state: State, row: PromoRow, amount: Money, tell: Language) -> Size:
    basket = example(row.terms, amount)
    buyer = Buyer(new=True, named=True, groups=frozenset(one.id for one in row.terms.groups))
    moment = _inside(row.terms, state.clock.now())
    gets = check(row.terms, basket, buyer, moment)
    notices = promo.of_terms(state, row.terms, Slot.CART, basket, buyer, now=moment, locale=tell.code)
    lines = tuple(line for one in notices for line in _lines(state, one, tell))
    return Size(amount=amount, gets=gets.discount, applies=gets.applies, lines=lines)


def _inside(terms: PromoTerms, now: datetime) -> datetime:
    """A moment at which it can be used, so that sizes are told apart and not days."""
    if terms.valid_from is not None and now < terms.valid_from:
        return terms.valid_from
    return min(now, terms.valid_to) if terms.valid_to is not None else now


def example(terms: PromoTerms, amount: Money) -> Basket:
    """A basket of one size in which everything counts: one item, or several where several are asked for."""
    scope = terms.scope
    pieces = max(terms.min_quantity or 1, (terms.buy or 0) + (terms.get or 0))
    share = Money.from_minor(amount.minor // pieces, amount.currency)
    rest = amount - share * (pieces - 1)
    sku = scope.products[0].id if scope.products else "example"
    categories = () if scope.products else tuple(one.id for one in scope.categories[:1])
    brand = "" if scope.products or categories or not scope.brands else scope.brands[0].id

    def line(price: Money, quantity: int) -> BasketLine:
        return BasketLine(sku=sku, unit_price=price, quantity=quantity, categories=categories, brand=brand)

    lines = [line(rest, 1), *([line(share, pieces - 1)] if pieces > 1 else ())]
    ships = terms.benefit is Benefit.FREE_SHIPPING or terms.applies_to.value == "shipping"
    delivery = Money.from_minor(10 * 10 ** MINOR_DIGITS[amount.currency], amount.currency) if ships else None
    return Basket(
        currency=amount.currency,
        lines=tuple(lines),
        shipping=delivery,
        region=terms.regions[0].id if terms.regions else None,
        channel=terms.channels[0].id if terms.channels else None,
    )


def _spoken(state: State, notice: Notice, slot: Slot, code: str) -> SpokenNotice:
    language = Language(code)
    title = Words(language).notice_title(notice.kind)
    lines = tuple(_lines(state, notice, language))
    return SpokenNotice(kind=notice.kind, slot=slot, title=title, lines=lines)


def _lines(state: State, notice: Notice, language: Language) -> list[str]:
    words, own = Words(language), texts.in_force(state, language.code)
    told = (words.notice(one.key, one.params, reader.zone(), own.get(one.key)) for one in notice.lines)
    return [line for line in told if line]


def _html(state: State, spoken: Sequence[SpokenNotice], code: str) -> Markup:
    """The notice as shoppers of that language see it, whatever the desk is read in."""
    return renderer().fragment(
        "amends/notices.html",
        locale=code,
        zone=reader.zone(),
        now=state.clock.now(),
        settings=state.settings,
        notices=spoken,
        posted="",
    )
