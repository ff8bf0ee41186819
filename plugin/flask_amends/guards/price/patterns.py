"""Which mistake a price looks like: digits, separators, currencies, tax, percent, packs (D1-D9).

Each pattern compares the new price with one anchor and gives the price that was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import log

from flask_amends.guards.price.facts import SILENT, Facts
from flask_amends.guards.price.verdict import Finding, Level

_SHIFTS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)
_THREE_BEHIND = re.compile(r"\s*\d+[.,]\d{3}\s*", re.ASCII)
_HALF_A_UNIT = 0.5
_COUNTS = {1: "one digit", 2: "two digits"}

Pattern = Callable[[Facts, int, float], "Finding | None"]


def patterns(facts: Facts) -> Iterator[Finding]:
    """What the price looks like, the surest explanation first; each kind of mistake once."""
    found_any = False
    for pattern in ORDER:
        if found_any and pattern is _moved_shift:
            continue
        for anchor, ratio in facts.ratios():
            found = pattern(facts, anchor, ratio)
            if found is not None:
                found_any = True
                yield found
                break


def tax(facts: Facts) -> Finding | None:
    """D7: the last price with a tax added or taken away. Small moves are tested for this one alone."""
    last = facts.last
    if last is None or last == facts.price:
        return None
    for rate in facts.tax_rates:
        share = 1 + float(rate)
        for changed, key, words in (
            (last / share, "without_tax", "without"),
            (last * share, "with_tax", "with another"),
        ):
            if abs(changed - facts.price) <= _HALF_A_UNIT:
                percent = f"{rate * 100:f}".rstrip("0").rstrip(".")
                return Finding(
                    code="D7",
                    key=key,
                    level=Level.WARN,
                    message=f"{facts.new} is the last price {facts.money(last)} {words} {percent} % of tax.",
                    params={"price": str(facts.new), "last": str(facts.money(last)), "percent": percent},
                    suggestion=facts.money(last),
                )
    return None


def _separator(facts: Facts, anchor: int, ratio: float) -> Finding | None:
    text = facts.source_text
    if text is None or not _THREE_BEHIND.fullmatch(text) or abs(ratio * 1000 - 1) > 0.01:
        return None
    return Finding(
        code="D5",
        key="separator",
        level=Level.HOLD,
        message=f"“{text.strip()}” was read as {facts.new}, but the price was {facts.money(anchor)}: "
        "the sign in it separates thousands.",
        params={"text": text.strip(), "price": str(facts.new), "anchor": str(facts.money(anchor))},
        suggestion=facts.money(facts.price * 1000),
    )


def _percent(facts: Facts, anchor: int, _ratio: float) -> Finding | None:
    promotion = facts.promotion
    if promotion is None or promotion.percent is None or anchor != facts.last or facts.is_as_promoted:
        return None
    number = int(promotion.percent * facts.whole)
    if facts.price > 0 and facts.price not in (anchor - number, number):
        return None
    percent, meant = f"{promotion.percent:f}", facts.money(promotion.price(anchor))
    return Finding(
        code="D8",
        key="percent",
        level=Level.HOLD,
        message=f"{facts.new} looks like {percent} taken as an amount. {percent} % off {facts.money(anchor)} "
        f"is {meant}.",
        params={
            "price": str(facts.new),
            "percent": percent,
            "anchor": str(facts.money(anchor)),
            "meant": str(meant),
        },
        suggestion=meant,
    )


def percent_of_last(facts: Facts) -> Finding | None:
    """D8 against the last price: also where nothing is left, and where the move is a small one.

    A declared promotion says what was meant, so a price beside it is no ordinary repricing.
    """
    last, promotion = facts.last, facts.promotion
    if last is None or promotion is None or promotion.percent is None:
        return None
    return _percent(facts, last, facts.price / last)


def _shift(facts: Facts, anchor: int, ratio: float, *, exact: bool) -> Finding | None:
    for shift in _SHIFTS:
        off = abs(log(ratio / shift))
        if off >= 0.06 or off > 0.2 * abs(log(ratio)):
            continue
        meant = facts.price / shift
        if (round(meant) == anchor) != exact:
            return None
        times = f"{round(max(shift, 1 / shift)):d}"
        words = f"{times} times lower" if shift < 1 else f"{times} times higher"
        return Finding(
            code="D1",
            key="shift_low" if shift < 1 else "shift_high",
            level=Level.HOLD,
            message=f"{facts.new} is {words} than {facts.money(anchor)}: the decimal point looks misplaced.",
            params={"price": str(facts.new), "anchor": str(facts.money(anchor)), "times": times},
            suggestion=facts.money(meant),
        )
    return None


def _exact_shift(facts: Facts, anchor: int, ratio: float) -> Finding | None:
    return _shift(facts, anchor, ratio, exact=True)


def _about_shift(facts: Facts, anchor: int, ratio: float) -> Finding | None:
    return _shift(facts, anchor, ratio, exact=False)


def _moved_shift(facts: Facts, anchor: int, ratio: float) -> Finding | None:
    """D1 where a price was changed and slipped at once: what was meant is near, but is none that it had."""
    for shift in _SHIFTS:
        if 0.06 <= abs(log(ratio / shift)) < SILENT:
            meant = facts.money(facts.price / shift)
            return Finding(
                code="D1",
                key="shift_about",
                level=Level.HOLD,
                message=f"With its decimal point moved, {facts.new} would be {meant}, "
                f"which is near {facts.money(anchor)}.",
                params={"price": str(facts.new), "anchor": str(facts.money(anchor)), "meant": str(meant)},
                suggestion=meant,
            )
    return None


def _missing(facts: Facts, anchor: int, ratio: float) -> Finding | None:
    if ratio >= 0.6:
        return None
    count = _removed(facts, longer=anchor, shorter=facts.price)
    return None if count is None else _digits(facts, anchor, "D2", "missing", count)


def _added(facts: Facts, anchor: int, ratio: float) -> Finding | None:
    if ratio <= 1.6:
        return None
    count = _removed(facts, longer=facts.price, shorter=anchor)
    return None if count is None else _digits(facts, anchor, "D3", "too many", count)


def _digits(facts: Facts, anchor: int, code: str, words: str, count: int) -> Finding:
    meant = facts.money(anchor)
    return Finding(
        code=code,
        key=f"{'missing' if code == 'D2' else 'added'}_{count}",
        level=Level.HOLD,
        message=f"{facts.new} looks like {meant} with {_COUNTS[count]} {words}.",
        params={"price": str(facts.new), "anchor": str(meant), "count": str(count)},
        suggestion=meant,
    )


def _removed(facts: Facts, *, longer: int, shorter: int) -> int | None:
    """How many neighbouring digits (one or two) taken from ``longer`` leave ``shorter``; ``None`` if none do.

    The digits are those people type: with the cents, and without them where none were typed.
    """
    pairs = [(str(longer), str(shorter))]
    if facts.price % facts.whole == 0:
        pairs.append((str(longer // facts.whole), str(shorter // facts.whole)))
    for whole, part in pairs:
        count = len(whole) - len(part)
        if count in _COUNTS and any(whole[:at] + whole[at + count :] == part for at in range(len(part) + 1)):
            return count
    return None


def _currency(facts: Facts, _anchor: int, ratio: float) -> Finding | None:
    for code, rate in facts.rates.items():
        for factor in (float(rate), 1 / float(rate)):
            if abs(log(factor)) > log(1.5) and abs(ratio / factor - 1) <= 0.05:
                meant = facts.money(facts.price / factor)
                return Finding(
                    code="D6",
                    key="currency",
                    level=Level.HOLD,
                    message=f"{facts.new} looks like an amount in {code}, which would be about {meant}.",
                    params={"price": str(facts.new), "currency": code, "meant": str(meant)},
                    suggestion=meant,
                )
    return None


def _pack(facts: Facts, anchor: int, _ratio: float) -> Finding | None:
    size = facts.pack_size
    if size is None or size < 2 or anchor != facts.last or abs(facts.price * size / anchor - 1) > 0.05:
        return None
    return Finding(
        code="D9",
        key="pack",
        level=Level.WARN,
        message=f"{facts.new} looks like one piece; the pack of {size} cost {facts.money(anchor)}.",
        params={"price": str(facts.new), "anchor": str(facts.money(anchor)), "size": str(size)},
        suggestion=facts.money(facts.price * size),
    )


def _swapped(facts: Facts, anchor: int, _ratio: float) -> Finding | None:
    old, new = str(anchor), str(facts.price)
    if len(old) != len(new) or old[0] == new[0]:
        return None
    differ = [at for at in range(len(old)) if old[at] != new[at]]
    if len(differ) != 2 or differ[1] != differ[0] + 1 or old[differ[0]] != new[differ[1]]:
        return None
    if old[differ[1]] != new[differ[0]]:
        return None
    return Finding(
        code="D4",
        key="swapped",
        level=Level.WARN,
        message=f"{facts.new} is {facts.money(anchor)} with two digits swapped.",
        params={"price": str(facts.new), "anchor": str(facts.money(anchor))},
        suggestion=facts.money(anchor),
    )


#: An exact match of digits stands before one that is only near; the widest explains what nothing else does.
ORDER: tuple[Pattern, ...] = (
    _separator,
    _percent,
    _exact_shift,
    _missing,
    _added,
    _currency,
    _about_shift,
    _pack,
    lambda facts, _anchor, _ratio: tax(facts),
    _swapped,
    _moved_shift,
)
