"""The forms of a question at the desk: what each sends, and how it is shown again with its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amends_widgets.marking import N_
from amends_widgets.words.remedies import WISHES
from flask_amends.disputes.vocabulary import Reason
from flask_amends.service.enquiry_states import Deed
from flask_amends.web.desk.bound import Fault
from flask_amends.web.desk.replying import NOTHING, Help
from flask_amends.web.desk.schemas import DayAndTime
from flask_amends.web.desk.telling import Telling
from flask_amends.web.fields import Choice, FormSchema, SafeInt, SafeText

LONGEST = 4000


class SeenSchema(FormSchema):
    """What every act sends: the last entry that its sender has read."""

    seen = SafeInt(required=True, smallest=1)


class AnswerSchema(SeenSchema):
    """An answer in one's own words."""

    text = SafeText(required=True, shortest=2, longest=LONGEST, multiline=True)


class HoldSchema(SeenSchema):
    """A later date and the reason for it; both are needed (T8)."""

    text = SafeText(required=True, shortest=5, longest=LONGEST, multiline=True)
    until = DayAndTime(required=True)


class AgreeSchema(SeenSchema):
    """One of the wanted times, and a word if there is one to say."""

    slot = SafeText(required=True, longest=20)
    text = SafeText(load_default="", longest=LONGEST, multiline=True)


class CloseSchema(SeenSchema):
    """Why no answer is needed."""

    text = SafeText(required=True, shortest=3, longest=500, multiline=True)


class ClaimSchema(SeenSchema):
    """What the claim is about, and what its sender seems to wish for."""

    reason = Choice(Reason, required=True)
    ask = Choice(WISHES, required=True)


SCHEMAS: Mapping[Deed, type[SeenSchema]] = {
    Deed.ANSWER: AnswerSchema,
    Deed.HOLD: HoldSchema,
    Deed.AGREE: AgreeSchema,
    Deed.CLOSE: CloseSchema,
    Deed.CLAIM: ClaimSchema,
    Deed.RELEASE: SeenSchema,
}
#: Deeds whose words the shopper reads.
TOLD = frozenset({Deed.ANSWER, Deed.HOLD, Deed.AGREE})
#: The names of fields that have another one at the desk.
_FIELDS = {
    "text": N_("Your words"),
    "slot": N_("Time for the call"),
    "until": N_("Until"),
    "reason": N_("What happened"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form as it is shown. ``typed`` is what was sent, ``wrong`` the sentences by field."""

    deed: Deed
    enquiry_id: str
    url: str
    token: str
    seen: int
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latest: None = None
    help: Help = NOTHING

    @property
    def takes_snippets(self) -> bool:
        """Whether a snippet can be put in: where the shopper reads the words."""
        return self.deed in TOLD

    def id(self, name: str) -> str:
        """The id of a field in the page."""
        return f"{self.deed}-{name}"

    def value(self, name: str, default: str = "") -> str:
        """What was typed there."""
        return self.typed.get(name, default)

    def errors(self, name: str) -> tuple[str, ...]:
        """What is wrong with a field."""
        return self.wrong.get(name, ())

    @property
    def is_begun(self) -> bool:
        """Whether it comes back with something in it, and so stands open."""
        return bool(self.wrong) or any(self.typed.values())

    def faults(self, tell: Telling) -> list[Fault]:
        """Every fault, with the field it belongs to."""
        return [
            Fault(id=self.id(name) if name else f"act-{self.deed}", label=self._label(name, tell), text=one)
            for name, many in self.wrong.items()
            for one in many
        ]

    @staticmethod
    def _label(name: str, tell: Telling) -> str:
        known: Any = _FIELDS.get(name)
        return tell.language.say(known) if known else tell.field(name)
