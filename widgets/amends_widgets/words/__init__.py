"""The words of our pages and mails: every code as a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from amends_widgets import formats, ownwords
from amends_widgets.facts import Condition, Fault, Silence, Terms
from amends_widgets.languages import Language
from amends_widgets.marking import N_
from amends_widgets.words.actions import ACTIONS, CONSEQUENCES
from amends_widgets.words.contact import ENQUIRY_ENTRIES, TOPICS
from amends_widgets.words.faults import FAULTS, FIELDS
from amends_widgets.words.marks import MARKS, SUBJECTS
from amends_widgets.words.notices import NOTICES, TITLES
from amends_widgets.words.notices.lint import LINT
from amends_widgets.words.promises import CONSENTS, PROMISES, STANDINGS
from amends_widgets.words.promo import CONDITIONS
from amends_widgets.words.reasons import EXAMPLES, GROUPS, LEADING, REASONS, Group, group_of
from amends_widgets.words.refusals import REFUSALS
from amends_widgets.words.remedies import MEANINGS, PROPOSALS, REMEDIES, USUAL, WISHES
from amends_widgets.words.rooms import NEXT, RETURN_STEPS, RULES, SILENCE_RULES
from amends_widgets.words.silence import SILENCES
from amends_widgets.words.states import (
    ACTORS,
    GROUNDS,
    OUTCOME_REASONS,
    OUTCOMES,
    ROUTES,
    STATUSES,
    STEPS,
    TURNS,
)
from amends_widgets.words.timeline import line

_TABLES: Mapping[str, Mapping[str, str]] = {
    "action": ACTIONS,
    "actor": ACTORS,
    "consent": CONSENTS,
    "consequence": CONSEQUENCES,
    "enquiry_entry": ENQUIRY_ENTRIES,
    "ground": GROUNDS,
    "mark": MARKS,
    "meaning": MEANINGS,
    "next": NEXT,
    "outcome": OUTCOMES,
    "outcome_reason": OUTCOME_REASONS,
    "promise": PROMISES,
    "reason": REASONS,
    "remedy": REMEDIES,
    "return_step": RETURN_STEPS,
    "rule": RULES,
    "silence_rule": SILENCE_RULES,
    "route": ROUTES,
    "standing": STANDINGS,
    "status": STATUSES,
    "step": STEPS,
    "subject": SUBJECTS,
    "topic": TOPICS,
    "turn": TURNS,
}


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences for codes, in one language. A code without a sentence is shown as nothing, never raw."""

    language: Language

    def __call__(self, table: str, code: object) -> str:
        """The sentence for a code of a table, such as ``words("status", room.status)``."""
        text = _TABLES[table].get(str(code))
        return self.language.say(text) if text else ""

    def has(self, table: str, code: object) -> bool:
        return str(code) in _TABLES[table]

    def reasons(self) -> list[tuple[Group, list[tuple[str, str, str]]]]:
        """The list of reasons, in groups: ``(group, [(code, words, example)])``."""
        say, told = self.language.say, REASONS | LEADING
        return [
            (group, [(code, say(told[code]), say(EXAMPLES[code])) for code in group.reasons])
            for group in GROUPS
        ]

    def group_of(self, reason: object) -> Group | None:
        """The group that a reason is in."""
        return group_of(str(reason))

    def wishes(self, *, usual: bool) -> list[tuple[str, str, str]]:
        """What can be asked for, the usual or the rest: ``(code, words, what it means)``."""
        say = self.language.say
        listed = [kind for kind in WISHES if (kind in USUAL) is usual]
        return [(kind, say(REMEDIES[kind]), say(MEANINGS[kind])) for kind in listed]

    def proposals(self) -> list[tuple[str, str]]:
        """What can be proposed in place of an offer: ``(code, words)``."""
        return [(kind, self.language.say(REMEDIES[kind])) for kind in PROPOSALS]

    def terms(self, terms: Terms) -> str:
        """Terms on one line: ``Part of the money back: 12.50 zł``."""
        name = self("remedy", terms.kind)
        if terms.amount is not None:
            amount = formats.money(terms.amount, self.language.code)
            name = self.language.say("%(remedy)s: %(amount)s", remedy=name, amount=amount)
        if terms.gift is None:
            return name
        gift = formats.money(terms.gift, self.language.code)
        return self.language.say(N_("%(terms)s, and a gift worth %(gift)s"), terms=name, gift=gift)

    def condition(self, line: Condition, zone: str) -> str:
        """One condition of a code or credit."""
        return self._sentence(CONDITIONS[line.key], line.params, zone) if line.key in CONDITIONS else ""

    def notice(self, key: str, params: Mapping[str, Any], zone: str, own: str | None = None) -> str:
        """A sentence of a notice; nothing where it has none, or where one of its facts is missing.

        ``own`` is the shop's own sentence in place of ours (:mod:`amends_widgets.ownwords`).
        """
        given = {name: value for name, value in params.items() if value is not None}
        known = {name: self._shown(value, zone) for name, value in given.items()}
        try:
            if own is not None:
                return self.language.put(ownwords.said(own, given, self.language.code), **known)
            text = NOTICES[key]
            return self.language.tell(text, given, **known) if known or "%(" not in text else ""
        except (KeyError, TypeError):
            return ""

    def lint(self, message: str, params: Mapping[str, Any], zone: str) -> str:
        """What the lint of notices says to staff."""
        return self._sentence(LINT[message], params, zone)

    def notice_title(self, kind: object) -> str:
        """What a kind of notice is called."""
        return self.language.say(TITLES[str(kind)])

    def event(self, type: str, actor: str) -> str:  # noqa: A002 - the word of the vocabulary
        """The line of the timeline for an event."""
        text = line(type, actor)
        return self.language.say(text) if text else ""

    def silence(self, silence: Silence) -> str:
        """What happens if nobody acts."""
        text = SILENCES.get(silence.code, SILENCES["goes_on"])
        if "%(terms)s" in text:
            return self.language.say(text, terms=self.terms(silence.terms) if silence.terms else "")
        return self.language.say(text)

    def refusal(self, code: object, params: Mapping[str, Any], zone: str) -> str:
        """Why something could not be done, with the numbers of the rule."""
        return self._sentence(REFUSALS.get(str(code), REFUSALS["wrong_status"]), params, zone)

    def fault(self, fault: Fault, zone: str) -> str:
        """What is wrong with a field."""
        if fault.refusal:
            return self.refusal(fault.code, fault.params, zone)
        return self._sentence(FAULTS.get(fault.code, FAULTS["invalid"]), fault.params, zone)

    def field(self, path: str) -> str:
        """The name of a field by its path, such as ``items.0.quantity``."""
        names = [part for part in path.replace("-", ".").split(".") if part in FIELDS]
        return self.language.say(FIELDS[names[-1]]) if names else ""

    def _sentence(self, text: str, params: Mapping[str, Any], zone: str) -> str:
        shown = {name: self._shown(value, zone) for name, value in params.items() if f"%({name})s" in text}
        try:
            return self.language.tell(text, params, **shown)
        except KeyError:
            # A rule that came without its number: the general sentence is better than a broken one.
            general = FAULTS["invalid"]
            return self.language.say(general)

    def _shown(self, value: Any, zone: str) -> object:
        if isinstance(value, datetime):
            return formats.moment(value, self.language, zone)
        if isinstance(value, date):
            return formats.day(datetime.combine(value, time(), UTC), self.language.code, "UTC")
        if isinstance(value, int):
            return formats.number(value, self.language.code)
        if isinstance(value, Decimal):  # a share
            return formats.number((value * 100).normalize(), self.language.code)
        if hasattr(value, "currency") and hasattr(value, "amount"):
            return formats.money(value, self.language.code)
        return value
