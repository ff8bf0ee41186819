"""What is wrong with promotions, by what is known: others, own sentences, goods, recent orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_amends.disputes.money import Money
from flask_amends.guards import terms as guard
from flask_amends.guards.terms import Finding, Known
from flask_amends.guards.terms.derived import has_ended
from flask_amends.service import promo_goods
from flask_amends.service.notices import texts
from flask_amends.service.promo_goods import Goods
from flask_amends.state import State
from flask_amends.storage.promo_records import PromoRow
from flask_amends.storage.store import UnitOfWork

_PREFIX = "promo."


def findings(state: State, row: PromoRow, *, baskets: Sequence[Money] | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with a version, errors first.

    ``baskets`` are the sums of recent orders, by default those of ``@amends.recent_baskets``.
    """
    goods, sums = beside(state, baskets)
    with state.store.read() as unit:
        return Judge(unit, state, goods, sums).findings(row)


def every(
    state: State, *, baskets: Sequence[Money] | None = None
) -> list[tuple[PromoRow, tuple[Finding, ...]]]:
    """The last version of each promotion with what is wrong with it; those that are over are left out."""
    goods, sums = beside(state, baskets)
    with state.store.read() as unit:
        judge, now = Judge(unit, state, goods, sums), state.clock.now()
    return [
        (row, judge.findings(row))
        for row in judge.latest
        if row.ended_at is None and not has_ended(row.terms, now)
    ]


def beside(state: State, baskets: Sequence[Money] | None = None) -> tuple[Goods | None, Sequence[Money]]:
    """What the shop's own functions say. They are asked while no transaction of ours is open."""
    return promo_goods.goods(state), promo_goods.orders(state) if baskets is None else baskets


class Judge:
    """Knows what all versions are judged by, read once."""

    def __init__(self, unit: UnitOfWork, state: State, goods: Goods | None, sums: Sequence[Money]) -> None:
        self.goods = goods
        self.latest, self.published = unit.promos.latest(), unit.promos.published()
        self.known = Known(
            locales=state.settings.locales,
            sentences=_own_sentences(state),
            baskets=tuple(sums),
            costs=goods.costs if goods is not None else (),
            prior_price=unit.promos.are_prices_known(),
            now=state.clock.now(),
            zone=state.settings.time_zone,
        )

    def findings(self, row: PromoRow) -> tuple[Finding, ...]:
        """What is wrong with one version, saved or not."""
        others = {one.promo_id: one for one in reversed(self.published) if one.promo_id != row.promo_id}
        drafts = [one.code for one in self.latest if one.promo_id != row.promo_id and not row.published_at]
        codes = {code for code in (*drafts, *(one.code for one in others.values())) if code}
        before = (one for one in self.published if one.promo_id == row.promo_id and one.number < row.number)
        issued = next(before, None)
        return guard.lint(
            row.terms,
            replace(
                self.known,
                banner=row.banner,
                code=row.code or "",
                codes=sorted(codes),
                others=tuple(one.terms for one in others.values() if one.ended_at is None),
                counts=self.goods.has_any_for(row.terms) if self.goods is not None else None,
                issued=issued.terms if issued else None,
            ),
        )


def _own_sentences(state: State) -> dict[str, dict[str, str]]:
    """The shop's own words for conditions that are in force, by language and key."""
    return {
        locale: {
            key.removeprefix(_PREFIX): text
            for key, text in texts.in_force(state, locale).items()
            if key.startswith(_PREFIX)
        }
        for locale in state.settings.locales
    }
