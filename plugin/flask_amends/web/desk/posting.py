"""What a form of the desk sent: read, checked and made into a command; what was typed is always kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from flask_amends.disputes import decide, replay
from flask_amends.disputes.commands import Command
from flask_amends.disputes.conditions import Refusal
from flask_amends.errors import InvalidInput, Message
from flask_amends.service.tokens import BadToken
from flask_amends.storage.records import CaseView
from flask_amends.web import csrf, uploads
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.bound import Bound
from flask_amends.web.desk.build import Sent
from flask_amends.web.desk.offer_query import KNOWN
from flask_amends.web.desk.replying import CHOSEN, WORDS
from flask_amends.web.desk.sitting import Sitting, form_name
from flask_amends.web.fields import load
from flask_amends.web.forms import nested

#: Fields of the frame, which no schema knows.
FRAME = frozenset({csrf.FIELD, "version", "step", CHOSEN, uploads.KEPT, uploads.REMOVED, KNOWN})
_ENTRY = re.compile(r"([a-z_]+)\.([0-9]{1,3})\.(.+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A form that arrived. ``key`` is its own for ever: sent twice, it is the same act."""

    form: ActForm
    key: str
    version: int
    step: str
    fields: MultiDict[str, str]

    @property
    def typed(self) -> dict[str, str]:
        """What was sent, by names with dots."""
        return {name: value for name, value in self.fields.items() if name not in FRAME}

    @property
    def words_field(self) -> str | None:
        """The field in which somebody writes to the other side; ``None`` where the act has none."""
        known = self.form.schema().fields
        return next((name for name in WORDS if name in known), None)

    @property
    def words(self) -> str:
        """What somebody writes to the other side."""
        return self.typed.get(self.words_field or "", "")

    def command(self, sitting: Sitting) -> Command:
        """The command. Raises :class:`InvalidInput` with a message per field."""
        data = load(self.form.schema(), nested(self.fields, without=FRAME))
        sent = Sent(
            dispute=sitting.view.dispute,
            actor=self.form.seat,
            data=data,
            currency=sitting.currency,
            zone=sitting.zone,
            key=self.key,
            codes=sitting.state.settings.money.code_terms,
        )
        return self.form.build(sent)

    def again(self, sitting: Sitting, wrong: Mapping[str, tuple[str, ...]] | None = None) -> Bound:
        """The form with everything that was typed, for the case as it stands now."""
        return replace(sitting.bind(self.form), typed=self.typed, wrong=wrong or {}, open=True)


def receive(sitting: Sitting, form: ActForm) -> Posted:
    """The form of this request.

    Raises :class:`flask_amends.errors.NotAllowed` for one that is not ours, and :class:`Expired` for one that
    is too old.
    """
    fields = compact(request.form)
    try:
        token = csrf.form_of(sitting.state, form_name(form.action), bound=sitting.bound)
    except BadToken as error:
        raise Expired(Posted(form=form, key="", version=0, step="", fields=fields)) from error
    version = request.form.get("version", "")
    return Posted(
        form=form,
        key=token.key,
        version=int(version) if re.fullmatch(r"[0-9]{1,9}", version, re.ASCII) else 0,
        step=request.form.get("step", ""),
        fields=fields,
    )


class Expired(InvalidInput):
    """A form that lay open for too long; ``posted`` keeps what was typed."""

    def __init__(self, posted: Posted) -> None:
        super().__init__({"": [Message(code="form_expired")]})
        self.posted = posted


def compact(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """The form without the entries of lists that were left empty; those behind them move up."""
    filled: dict[str, list[str]] = {}
    for name, value in form.items(multi=True):
        if (found := _ENTRY.fullmatch(name)) and value.strip():
            numbers = filled.setdefault(found[1], [])
            if found[2] not in numbers:
                numbers.append(found[2])
    places = {group: sorted(numbers, key=int) for group, numbers in filled.items()}
    kept: MultiDict[str, str] = MultiDict()
    for name, value in form.items(multi=True):
        found = _ENTRY.fullmatch(name)
        if found is None:
            kept.add(name, value)
        elif found[2] in places.get(found[1], ()):
            kept.add(f"{found[1]}.{places[found[1]].index(found[2])}.{found[3]}", value)
    return kept


def wrong_with(sitting: Sitting, error: InvalidInput) -> dict[str, tuple[str, ...]]:
    """The sentences for each field. What no field of the form sent is the fault of the form as a whole."""
    wrong: dict[str, tuple[str, ...]] = {}
    for path, many in error.fields.items():
        at = "" if all(one.code == "unknown_field" for one in many) else path
        wrong[at] = (*wrong.get(at, ()), *(sitting.tell.fault(one) for one in many))
    return wrong


def wrong_by(sitting: Sitting, refusal: Refusal) -> dict[str, tuple[str, ...]]:
    """The sentence of a refusal, at the field it names."""
    return {refusal.field or "": (sitting.tell.refusal(refusal.code, refusal.params),)}


def was_done(view: CaseView, posted: Posted, command: Command, mine: Any) -> int | None:
    """The sequence of this very act, if it was carried out before: a form sent twice acts once.

    The history tells: after the version the form was made for comes exactly what the command does there, by
    the same person.
    """
    before = [entry.event for entry in view.entries if entry.event.sequence <= posted.version]
    after = next((entry for entry in view.entries if entry.event.sequence == posted.version + 1), None)
    if not before or after is None or after.actor_id not in mine:
        return None
    expected = decide(replay(before), command, after.event.at, view.policy).events
    same = bool(expected) and expected[0].fact == after.event.fact
    return after.event.sequence if same else None
