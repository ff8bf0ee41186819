"""The desk's sentences in one language: codes, terms, and events that happened or would follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from amends_widgets import formats
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words.faults import FAULTS, FIELDS
from flask_amends.disputes import vocabulary as v
from flask_amends.disputes.events import Event
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Offer, Terms
from flask_amends.errors import Message
from flask_amends.web.desk import labels, lines

#: The table of words for each kind of code that an event can carry.
TABLE_OF: Mapping[type[StrEnum], str] = {
    v.Actor: "party",
    v.Basis: "basis",
    v.Clock: "clock",
    v.EvidenceType: "evidence",
    v.Ground: "ground",
    v.Outcome: "outcome",
    v.OutcomeReason: "outcome_reason",
    v.Reason: "reason",
    v.ReturnCondition: "condition",
    v.RouteName: "route",
}

_FIELDS = {
    **FIELDS,
    "kind": N_("What"),
    "reason": N_("Why"),
    "ground": N_("Ground"),
    "condition": N_("Condition"),
    "type": N_("What it shows"),
    "party": N_("Whom to ask"),
    "expected_by": N_("Expected by"),
    "label_url": N_("Address of the label"),
    "skus": N_("Items"),
    "return_required": N_("The goods come back first"),
    "evidence_ids": N_("Evidence you rely on"),
    "until": N_("Until"),
    "offer": N_("Offer"),
    "gift": N_("Gift on top"),
    "files": N_("Photos"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Sentences in one language, for a reader in ``zone``. ``titles`` are the claimed items by their sku."""

    language: Language
    zone: str
    titles: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, table: str, code: object) -> str:
        """The words for a code, such as ``tell("status", dispute.status)``; for ``None`` nothing."""
        return self.language.say(labels.TABLES[table].get(str(code), "")) if code else ""

    @property
    def yes(self) -> str:
        """A box that was ticked."""
        return self.language.say(N_("Yes"))

    def codes(self, table: str) -> list[str]:
        """Every code of a table, in its order."""
        return list(labels.TABLES[table])

    def choices(self, table: str, codes: Iterable[object]) -> list[tuple[str, str]]:
        """``(code, words)`` of a list to choose from."""
        return [(str(code), self(table, code)) for code in codes]

    def terms(self, terms: Terms) -> str:
        """Terms on one line: what, how much, for which items, and whether the goods come back."""
        parts = [self("remedy", terms.kind)]
        if terms.amount is not None:
            parts.append(formats.money(terms.amount, self.language.code))
        if terms.skus:
            parts.append(", ".join(self.titles.get(sku, sku) for sku in terms.skus))
        if terms.return_required and terms.kind is not v.Remedy.REFUND_WITH_RETURN:
            parts.append(self.language.say(N_("after the goods came back")))
        if terms.gift is not None:
            worth = formats.money(terms.gift, self.language.code)
            parts.append(self.language.say(N_("a gift worth %(gift)s on top"), gift=worth))
        if terms.deliver_on is not None:
            parts.append(formats.day(terms.deliver_on, self.language.code, self.zone))
        return self._joined(parts)

    def happened(self, event: Event) -> str:
        """The line of the timeline."""
        return self._event(lines.HAPPENED, event) or ""

    def follows(self, events: Iterable[Event]) -> list[str]:
        """What would follow, sentence by sentence."""
        return [told for event in events if (told := self._event(lines.FOLLOWS, event))]

    def refusal(self, code: object, params: Mapping[str, Any]) -> str:
        """Why the case did not allow an act."""
        return self._with(labels.REFUSALS.get(str(code), labels.REFUSALS["wrong_status"]), params)

    def fault(self, message: Message) -> str:
        """What is wrong with a field."""
        text = FAULTS.get(message.code) or labels.REFUSALS.get(message.code) or FAULTS["invalid"]
        return self._with(text, message.params)

    def field(self, path: str) -> str:
        """The name of a field by its path, such as ``alternatives.0.amount``."""
        names = [part for part in path.split(".") if part in _FIELDS]
        return self.language.say(_FIELDS[names[-1]]) if names else ""

    def left(self, due: datetime, now: datetime) -> str:
        """The time left in words, or how long ago it ran out."""
        late = due <= now
        length = formats.time_left(now + abs(due - now), now, self.language.code)
        return self.language.say(N_("%(time)s overdue") if late else N_("%(time)s left"), time=length)

    def with_facts(self, text: str, facts: Mapping[str, Any]) -> str:
        """A msgid of another table, with its facts in words."""
        return self._with(text, facts)

    def _event(self, table: dict[tuple[str, str], str], event: Event) -> str | None:
        text = lines.line(table, event.type, event.actor.value)
        if text is None:
            return None
        values = {one.name: getattr(event.fact, one.name) for one in fields(event.fact)}
        return self._with(text, {**values, "due": event.clocks.turn_due_at})

    def _with(self, text: str, params: Mapping[str, Any]) -> str:
        shown = {name: self._shown(value) for name, value in params.items() if f"%({name})s" in text}
        try:
            return self.language.tell(text, params, **shown)
        except KeyError:
            general = FAULTS["invalid"]
            return self.language.say(general)

    def _shown(self, value: Any) -> object:
        match value:
            case Terms():
                return self.terms(value)
            case Money():
                return formats.money(value, self.language.code)
            case datetime():
                return formats.moment(value, self.language, self.zone)
            case StrEnum():
                return self(TABLE_OF[type(value)], value)
            case tuple():
                return self._joined([self.terms(one.terms) for one in value if isinstance(one, Offer)], " / ")
            case int():
                return formats.number(value, self.language.code)
            case _:
                return value

    def _joined(self, parts: Iterable[str], between: str = " · ") -> str:
        """Pieces on one line; each is escaped and kept apart from the direction of the others."""
        if not self.language.html:
            return between.join(parts)
        return Markup(between).join(Markup("<bdi>{}</bdi>").format(part) for part in parts)  # noqa: S704 - escaped by format
