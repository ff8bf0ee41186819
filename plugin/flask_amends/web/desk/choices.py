"""What there is to choose from in a case, and what was chosen, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_amends.disputes.events import EvidenceAdded
from flask_amends.disputes.vocabulary import Actor
from flask_amends.storage.records import CaseView, Entry
from flask_amends.web.desk.bound import Bound
from flask_amends.web.desk.telling import Telling

#: Fields that hold a code, and the table of its words.
_CODES = {
    "kind": "remedy",
    "ground": "ground",
    "reason": "outcome_reason",
    "party": "actor",
    "condition": "condition",
    "type": "evidence",
}

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The items, offers and evidence of a case, as lists of ``(value, words)``."""

    view: CaseView
    tell: Telling
    currency: str

    def items(self) -> list[Choice]:
        """The claimed items."""
        return [(item.sku, item.title) for item in self.view.dispute.items]

    def offers(self) -> list[Choice]:
        """The shopper's open offers, each by its id and version."""
        mine = self.view.dispute.open_offers(Actor.SHOP)
        return [(f"{offer.id}:{offer.version}", self.tell.terms(offer.terms)) for offer in mine]

    def evidence(self) -> list[Choice]:
        """Every piece of evidence."""
        return [
            (
                fact.evidence_id,
                f"{self.tell('evidence', fact.evidence_type)} ({self.tell('actor', entry.event.actor)})",
            )
            for entry in self.view.entries
            if isinstance(fact := entry.event.fact, EvidenceAdded)
        ]

    def pieces(self) -> list[Entry]:
        """Everything that came with photos or as evidence, the newest first."""
        return [
            entry
            for entry in reversed(self.view.entries)
            if entry.files or isinstance(entry.event.fact, EvidenceAdded)
        ]

    def shown(self, form: Bound) -> list[Choice]:
        """What was typed into a form, by the names of its fields.

        The conditions of a code are left to what the shopper sees: there each is a sentence.
        """
        return [
            (self.tell.field(name), self._words(name, value))
            for name, value in form.typed.items()
            if value and ".code." not in name
        ]

    def _words(self, name: str, value: str) -> str:
        parts = [part for part in name.split(".") if not part.isdigit()]
        last = parts[-1] if parts else name
        if last in _CODES:
            return self.tell(_CODES[last], value)
        if last in ("amount", "gift"):
            return f"{value} {self.currency}"
        known = {"skus": self.items, "offer": self.offers, "evidence_ids": self.evidence}
        if last in known:
            return dict(known[last]()).get(value, value)
        return self.tell.yes if last == "return_required" else value
