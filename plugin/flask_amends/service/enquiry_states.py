"""The small life of a question to the shop: four states, and what each deed makes of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class EnquiryState(StrEnum):
    """``held`` waits for a look, ``open`` for the shop, ``answered`` for nobody; ``closed`` needs nothing."""

    HELD = "held"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Deed(StrEnum):
    """What is written and done in an enquiry; the kinds of its entries."""

    ASK = "ask"
    REPLY = "reply"
    RELEASE = "release"
    ANSWER = "answer"
    HOLD = "hold"
    AGREE = "agree"
    CLOSE = "close"
    CLAIM = "claim"


class By(StrEnum):
    """Who did it."""

    SHOPPER = "shopper"
    STAFF = "staff"
    SYSTEM = "system"


HELD, OPEN, ANSWERED, CLOSED = EnquiryState

#: Deed -> the states in which it is possible, and the state it leads to. What is not there cannot be done.
MOVES: Mapping[Deed, Mapping[EnquiryState, EnquiryState]] = {
    Deed.REPLY: {HELD: HELD, OPEN: OPEN, ANSWERED: OPEN, CLOSED: OPEN},
    Deed.RELEASE: {HELD: OPEN},
    Deed.ANSWER: {HELD: ANSWERED, OPEN: ANSWERED, ANSWERED: ANSWERED, CLOSED: ANSWERED},
    Deed.HOLD: {HELD: OPEN, OPEN: OPEN},
    Deed.AGREE: {HELD: OPEN, OPEN: OPEN, ANSWERED: OPEN},
    Deed.CLOSE: {HELD: CLOSED, OPEN: CLOSED, ANSWERED: CLOSED},
    Deed.CLAIM: {HELD: CLOSED, OPEN: CLOSED, ANSWERED: CLOSED},
}

#: Where the shop owes something, and so a promised moment stands.
OWING = frozenset({HELD, OPEN})


def after(state: str, deed: Deed) -> EnquiryState | None:
    """Where a deed leads; ``None`` where it cannot be done."""
    return MOVES[deed].get(EnquiryState(state))


def deeds_of(state: str) -> frozenset[Deed]:
    """What can be done."""
    return frozenset(deed for deed in MOVES if after(state, deed) is not None)
