"""Snippets: what staff start an answer from, filled with what is known, edited by leads (T9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from amends_widgets import formats
from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.words.snippets import STARTERS, VARIABLES, Starter
from flask_amends.errors import InvalidInput, Message, NotFound, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service.enquiry_writing import staff_person
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import CaseView
from flask_amends.storage.reply_records import SnippetRow
from flask_amends.storage.store import UnitOfWork

_NAMED = re.compile(r"%\((\w+)\)s")
_BRACED = re.compile(r"\{(\w+)\}")
#: A shorter text would forbid words that everybody writes.
SHORTEST = 20
_VARIABLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A snippet as it counts now; ``number`` is 0 for a shipped one that nobody has edited.

    A ``hint``, and the title of a shipped one, are msgids.
    """

    id: str
    title: str
    reasons: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    number: int = 0
    retired: bool = False
    changed_at: datetime | None = None

    @property
    def shipped(self) -> bool:
        """Whether it stands as it was shipped."""
        return self.number == 0

    def in_language(self, locale: str, default: str) -> str:
        """The text for a reader of ``locale``, else in the shop's ``default`` language, else in any."""
        known = (self.texts[code] for code in (locale, default, *self.texts) if self.texts.get(code))
        return next(known, "")

    def fits(self, reason: str | None) -> bool:
        """Whether it was written for that reason."""
        return reason is not None and reason in self.reasons


def every(state: State, *, retired: bool = False) -> list[Snippet]:
    """The snippets that can be used, or (``retired``) those that no longer can."""
    with state.store.read() as unit:
        return [one for one in of(unit) if one.retired is retired]


def of(unit: UnitOfWork) -> list[Snippet]:
    """All of them as they count now: the shop's own over the shipped ones."""
    edited = {row.snippet_id: row for row in unit.snippets.latest()}
    hints = {one.id: one.hint for one in STARTERS}
    shipped = [_shipped(one) for one in STARTERS if one.id not in edited]
    own = [
        Snippet(
            id=row.snippet_id,
            title=row.title,
            reasons=row.reasons,
            texts=row.texts,
            hint=hints.get(row.snippet_id, ""),
            number=row.number,
            retired=row.retired,
            changed_at=row.at,
        )
        for row in edited.values()
    ]
    return own + shipped


def shipped_texts() -> list[str]:
    """Every text that we ship, in every language, also where the shop has one of its own in its place."""
    return [text for one in STARTERS for text in _texts(one).values()]


def get(state: State, snippet_id: str) -> Snippet:
    """One of them. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        found = next((one for one in of(unit) if one.id == snippet_id), None)
    if found is None:
        raise NotFound("snippet", snippet_id)
    return found


def versions(state: State, snippet_id: str) -> Sequence[SnippetRow]:
    """Every version that was saved of one, the first one first."""
    with state.store.read() as unit:
        return unit.snippets.versions(snippet_id)


def save(
    state: State,
    *,
    by: StaffMember,
    title: str,
    reasons: Sequence[str],
    texts: Mapping[str, str],
    snippet_id: str | None = None,
    seen: int = 0,
    retired: bool = False,
) -> str:
    """A new snippet, or a new version of one; returns its id. ``seen`` is the version that was edited.

    Raises :class:`InvalidInput` without any text, :class:`NotFound`, and :class:`StaleVersion` if somebody
    saved one in between.
    """
    kept = {code: text for code, text in texts.items() if code in LANGUAGES and text.strip()}
    if not kept:
        raise InvalidInput.one("texts.en", "required")
    check(kept)
    now = state.clock.now()
    with state.store.begin() as unit:
        before = next((one for one in of(unit) if one.id == snippet_id), None)
        if snippet_id is not None and before is None:
            raise NotFound("snippet", snippet_id)
        if before is not None and before.number != seen:
            raise StaleVersion(before.id, seen, before.number)
        row = SnippetRow(
            snippet_id=snippet_id or new_id("snp", state.randomness),
            number=seen + 1 if before else 1,
            at=now,
            by=staff_person(unit, state, by, now),
            title=title,
            reasons=tuple(reasons),
            texts=kept,
            retired=retired,
        )
        unit.snippets.add(row)
    return row.snippet_id


def check(texts: Mapping[str, str]) -> None:
    """Raise :class:`InvalidInput` for a text that is too short to mean anything, has a variable that nobody
    knows, or an opened ``[[`` that is not closed.
    """
    wrong: dict[str, list[Message]] = {}
    for code, text in texts.items():
        unknown = [name for name in _BRACED.findall(text) if name not in VARIABLES]
        if not text.strip():
            continue
        if len(text) < SHORTEST:
            wrong[f"texts.{code}"] = [Message(code="too_short", params={"limit": SHORTEST})]
        elif unknown:
            wrong[f"texts.{code}"] = [Message(code="variable_unknown", params={"name": unknown[0]})]
        elif text.count("[[") != text.count("]]"):
            wrong[f"texts.{code}"] = [Message(code="bracket_open")]
    if wrong:
        raise InvalidInput(wrong)


def retire(state: State, snippet_id: str, *, by: StaffMember, seen: int, back: bool = False) -> None:
    """Offer a snippet no longer, or (``back``) again; its versions stay. Errors as :func:`save`."""
    found = get(state, snippet_id)
    title = Language(state.settings.default_locale, html=False).say(found.title)
    save(
        state,
        by=by,
        title=title if found.shipped else found.title,
        reasons=found.reasons,
        texts=found.texts,
        snippet_id=snippet_id,
        seen=seen,
        retired=not back,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known for the variables of a text, in the ``locale`` of whoever reads it."""

    locale: str
    values: Mapping[str, str]


def facts_of(state: State, view: CaseView, staff: StaffMember) -> Facts:
    """The values of a case."""
    titles = [item.title for item in view.dispute.items]
    return facts(
        state,
        staff,
        locale=view.locale,
        zone=view.time_zone,
        shopper_name=view.shopper.name,
        order_number=view.dispute.order_number,
        item=", ".join(titles[:3]),
        case_number=view.reference_number,
        deadline=view.due_at,
    )


def facts(
    state: State,
    staff: StaffMember,
    *,
    locale: str,
    zone: str | None,
    deadline: datetime | None,
    **known: str | None,
) -> Facts:
    """The values for a text to a reader of ``locale`` in ``zone``."""
    spoken = locale if locale in LANGUAGES else state.settings.default_locale
    where = zone or state.settings.time_zone
    by = formats.moment(deadline, Language(spoken, html=False), where) if deadline else None
    values = {**known, "deadline": by, "staff_name": staff.name, "shop_name": state.settings.shop_name}
    return Facts(locale=spoken, values={name: str(value) for name, value in values.items() if value})


def fill(text: str, known: Facts) -> str:
    """A text with its variables filled; one that is not known becomes something for a person to write."""
    language = Language(known.locale, html=False)

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return known.values.get(name) or f"[[{language.say(VARIABLES[name])}]]"

    return _VARIABLE.sub(value, text)


def _shipped(one: Starter) -> Snippet:
    return Snippet(id=one.id, title=one.title, reasons=one.reasons, texts=_texts(one), hint=one.hint)


@cache
def _texts(one: Starter) -> Mapping[str, str]:
    """A shipped snippet in every language, with its variables as staff see them."""
    return {
        code: "\n\n".join(
            _NAMED.sub(r"{\1}", Language(code, html=False).say(part)) for part in one.paragraphs
        )
        for code in LANGUAGES
    }
