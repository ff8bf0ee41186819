"""What the room of a case shows besides the case: what is next, what was asked for, who helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends_widgets import facts

#: Events by which the other side takes a stand, and the statuses in which the shopper answers to it.
_STATEMENTS = frozenset(
    {
        "dispute.offer.proposed",
        "dispute.claim.rejected",
        "dispute.hold.promised",
        "dispute.decided",
        "dispute.return.labelled",
    }
)
_OPEN_QUESTIONS = frozenset({"awaiting_shop", "awaiting_shopper", "decided", "awaiting_return"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something the shopper was asked for: by whom, until when, and what has come of it.

    A ``text`` of ``None`` was erased. ``answer`` is empty while it is ``open``.
    """

    by: str
    text: str | None
    at: datetime
    due_at: datetime | None
    open: bool
    answer: facts.Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Something the shop promised for a moment. ``consent`` is ``asked``, ``yes``, ``no``, or empty."""

    id: str
    kind: str
    at: datetime
    late: bool = False
    consent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Who helps when nothing else does (X15). ``who`` is a name or a role."""

    who: str = ""
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(facts.Room):
    """A dispute as its shopper sees it, with the way through it.

    ``next`` names what there is to do now (a code of :mod:`amends_widgets.words.rooms`); ``returning`` are
    the steps of a return, each ``done``, ``current`` or ``ahead``; ``own_last`` is the sequence of the
    shopper's last own act, behind which everything of others is new to them.
    """

    next: str
    asked: tuple[Asked, ...] = ()
    returning: tuple[tuple[str, str], ...] = ()
    own_last: int = 0
    helper: Support = Support()
    mails: bool = False

    @property
    def given(self) -> tuple[facts.Entry, ...]:
        """What the shopper has given so far: the entries of theirs with photos or evidence."""
        return tuple(
            entry
            for entry in self.entries
            if entry.actor == "shopper" and (entry.photos or entry.type == "dispute.evidence.added")
        )

    @property
    def latest(self) -> int:
        """The last thing that happened besides talking: when it changes, the page tells an older story."""
        return max((entry.sequence for entry in self.happened), default=0)

    @property
    def said(self) -> facts.Entry | None:
        """What the other side last said to the matter itself, where it matters now."""
        last = [one for one in self.entries if one.type in _STATEMENTS and one.actor != "shopper"]
        found = last[-1] if last and self.status in _OPEN_QUESTIONS else None
        return found if found is not None and (found.text or found.details.get("ground")) else None

    @property
    def questions(self) -> tuple[Asked, ...]:
        """What is asked for now."""
        return tuple(one for one in self.asked if one.open)
