"""What ``doctor`` tells about the playbooks and about what staff read beside a case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.settings.playbooks import PLAYBOOK_GIFT, PROCEDURES
from flask_amends.state import State


def examine(state: State) -> Iterator[Finding]:
    """The shares as understood, the gift, and whether the shop wrote procedures of its own (T11)."""
    settings = state.settings.playbooks
    rules = settings.rules
    shares = f"{_percent(rules.counter)} of the real value, {_percent(rules.discount)} off a similar item"
    gift = f"a gift worth {rules.gift}" if rules.gift else f"gifts worth {_percent(rules.gift_share)}"
    yield ok("playbooks", f"{shares}, {_percent(rules.keep)} back when goods are kept, {gift}")
    if rules.gift is not None and rules.gift.currency != state.settings.currency:
        yield advice(PLAYBOOK_GIFT, f"is in {rules.gift.currency}: only cases in it get that gift.")
    if settings.procedures:
        yield ok("procedures", f"of the shop's own for {', '.join(settings.procedures)}")
    else:
        yield advice(PROCEDURES, "is not set: staff see our hints beside a case, but none of your own rules.")


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"
