"""The daily look over the shop's texts and terms: what has to be looked at again, told when it is new.

Time alone makes texts wrong: one that nobody has read for a year, a promotion whose goods are gone, a file
that somebody replaced. The desk shows all of it always; the digest tells what was not there the day before.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping

from flask_amends.service import delivery_terms, promo_lint
from flask_amends.service.notices import linting
from flask_amends.state import State

log = logging.getLogger("flask_amends")


def findings(state: State) -> Mapping[str, str]:
    """The area of each finding, by a digest that stays the same while it is there.

    A look that fails is logged, and the others go on. It asks the shop's own functions (its catalogue, its
    last baskets), so no transaction may be open.
    """
    found: dict[str, str] = {}
    for area, look in _LOOKS.items():
        try:
            known = list(look(state))
        except Exception:  # whatever a function of the shop's raises, the digest goes out
            log.exception("The daily look at %s failed.", area)
            continue
        found |= {hashlib.sha256(f"{area}\0{one}".encode()).hexdigest(): area for one in known}
    return found


def _notices(state: State) -> Iterator[str]:
    for one in linting.of_shop(state):
        yield f"{one.rule}\0{one.message}\0{one.about}\0{one.locale}"


def _promos(state: State) -> Iterator[str]:
    for row, several in promo_lint.every(state):
        for one in several:
            yield f"{row.promo_id}\0{one.code}\0{one.where}"


def _delivery(state: State) -> Iterator[str]:
    """A shop without terms of delivery lacks none."""
    if state.handlers.delivery_rules is not None or delivery_terms.shown(state):
        for one in delivery_terms.faults(state):
            yield f"{one.lack}\0{one.rule}\0{one.detail}"


_LOOKS: Mapping[str, Callable[[State], Iterator[str]]] = {
    "notices": _notices,
    "promos": _promos,
    "delivery": _delivery,
}
