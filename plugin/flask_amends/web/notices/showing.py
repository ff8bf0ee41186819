"""Notices in the reader's words: arranged for their place, and rendered as HTML or as plain lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from markupsafe import Markup

from amends_widgets.languages import Language
from amends_widgets.noticefacts import SpokenNotice
from amends_widgets.words import Words
from flask_amends.notices.clauses import may_show
from flask_amends.notices.model import Notice, Slot, Way
from flask_amends.notices.places import arrange
from flask_amends.service.notices import shown, texts
from flask_amends.service.notices.shown import FIELD
from flask_amends.state import State, get_state
from flask_amends.web import reader
from flask_amends.web.notices import gathered
from flask_amends.web.pages import link, render


def show(
    notices: Iterable[Notice], slot: Slot | str, *, plain: bool = False, locale: str | None = None
) -> Markup | str:
    """The notices for a place, arranged (:func:`flask_amends.notices.places.arrange`).

    ``plain`` gives the lines of a letter instead of HTML. ``locale`` is the language that a letter or order
    is known to be in; else it is the reader's.
    """
    place, state = Slot(slot), get_state()
    language = Language(reader.locale(locale), html=not plain)
    own = texts.in_force(state, language.code)
    accepted = texts.accepted(state, own)
    shown = (_without_clauses(one, accepted) for one in notices)
    found = [_spoken(state, one, place, language, own) for one in arrange(shown, place)]
    said = [one for one in found if one.lines]
    if plain:
        return "\n".join(line for one in said for line in one.plain)
    gathered.note(one.reference for one in said)
    posted = FIELD if gathered.is_embedded() else ""
    return render("amends/notices.html", known_locale=locale, notices=said, posted=posted)


def _without_clauses(notice: Notice, accepted: Collection[str]) -> Notice:
    """The notice without the clauses that the shop has not accepted."""
    lines = tuple(line for line in notice.lines if may_show(line.key, accepted))
    return notice if len(lines) == len(notice.lines) else replace(notice, lines=lines)


def _spoken(
    state: State, notice: Notice, slot: Slot, language: Language, own: Mapping[str, str]
) -> SpokenNotice:
    words, zone = Words(language), reader.zone(None)
    told = (words.notice(one.key, one.params, zone, own.get(one.key)) for one in notice.lines)
    lines = tuple(line for line in told if line)
    return SpokenNotice(
        kind=notice.kind,
        slot=slot,
        state=notice.state,
        severity=notice.severity,
        significant=notice.significant,
        title=words.notice_title(notice.kind),
        lines=lines,
        ways=tuple((words.notice(way.key, {}, zone, own.get(way.key)), _address(way)) for way in notice.ways),
        data=dict(notice.data),
        reference=shown.refer(state, notice, slot, language.code, lines) if lines else "",
    )


def _address(way: Way) -> str:
    return way.address or link(way.endpoint, **way.values)
