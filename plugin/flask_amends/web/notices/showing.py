"""Notices in the reader's words: arranged for their place, and rendered as HTML or as plain lines."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from amends_widgets.languages import Language
from amends_widgets.noticefacts import SpokenNotice
from amends_widgets.words import Words
from flask_amends.notices.clauses import may_show
from flask_amends.notices.model import Line, Notice, Slot, Way
from flask_amends.notices.places import arrange, together
from flask_amends.service.notices import shown, texts
from flask_amends.state import State, get_state
from flask_amends.storage.notice_records import NoticeTextRow
from flask_amends.web import reader
from flask_amends.web.notices import gathered
from flask_amends.web.notices.finished import Piece, key_of, piece
from flask_amends.web.pages import link, render, renderer

_TEMPLATE = "amends/notices.html"


def show(
    notices: Iterable[Notice],
    slot: Slot | str,
    *,
    plain: bool = False,
    locale: str | None = None,
    country: str | None = None,
) -> Markup | str:
    """The notices for a place, arranged (:func:`flask_amends.notices.places.arrange`).

    ``plain`` gives the lines of a letter instead of HTML. ``locale`` is the language that a letter or order
    is known to be in; else it is the reader's. ``country`` is where somebody is known to be: the shop's words
    for other countries are left out. In letters, and in pages of other origins, addresses begin with the
    configured base; a letter without one leads to no page of ours. A clause that the shop has not accepted,
    and a sentence of which a fact is missing, are left out; a notice without any sentence takes nobody's
    place.
    """
    place = Slot(slot)
    fitting = together(notices, place)
    if not fitting:
        return "" if plain else Markup("")
    state = get_state()
    code = locale if plain and locale in state.settings.locales else reader.locale(locale)
    embedded = gathered.is_embedded()
    base = (state.settings.base_url or "") if plain or embedded else ""
    if plain:
        if not base:
            fitting = [replace(one, ways=tuple(way for way in one.ways if way.address)) for one in fitting]
        letter = _teller(state, place, code, base, html=False, country=country).tell(fitting)
        return "\n".join(line for one in letter for line in one.plain)
    posted = shown.FIELD if embedded else ""

    def make() -> Piece:
        told = tuple(_teller(state, place, code, base, html=True, country=country).tell(fitting))
        return Piece(said=told, html=_rendered(told, code, posted))

    counting = texts.counting(state, country)
    known = _key(fitting, place, code, posted, counting) if renderer().is_ours(_TEMPLATE) else None
    found = piece(state, known, make)
    said, html, before = found.said, found.html, gathered.said()
    if place is Slot.FOOTER and not before.isdisjoint(one.lines for one in said):
        # What the page has said already is not said again below it.
        said = tuple(one for one in said if one.lines not in before)
        html = _rendered(said, code, posted)
    gathered.note(one.reference for one in said)
    before.update(one.lines for one in said)
    return html


def _rendered(said: Sequence[SpokenNotice], code: str, posted: str) -> Markup:
    return render(_TEMPLATE, locale=code, notices=said, posted=posted)


def _key(
    notices: list[Notice], place: Slot, code: str, posted: str, counting: Iterable[NoticeTextRow]
) -> Hashable | None:
    """All that the piece for a place depends on: the shop's words by version, and where its links lead."""
    words = tuple((row.key, row.number) for row in counting)
    ways = [way for one in notices for way in (*one.ways, *((one.picture,) if one.picture else ()))]
    leads = tuple((way.key, _address(way)) for way in ways)
    shape = tuple((len(one.ways), one.picture is None) for one in notices) if ways else ()
    return key_of(notices, place, code, reader.zone(None), posted, words, leads, shape)


def _with_ways_once(told: Sequence[SpokenNotice]) -> list[SpokenNotice]:
    """A way on that several of them have is told with the first."""
    known: set[tuple[str, str]] = set()
    found: list[SpokenNotice] = []
    for one in told:
        found.append(replace(one, ways=tuple(way for way in one.ways if way not in known)))
        known.update(one.ways)
    return found


def _address(way: Way, base: str = "") -> str:
    return way.address or f"{base}{link(way.endpoint, **way.values)}"


def _teller(state: State, place: Slot, code: str, base: str, *, html: bool, country: str | None) -> _Teller:
    own = texts.in_force(state, code, country)
    return _Teller(
        state=state,
        slot=place,
        words=Words(Language(code, html=html)),
        own=own,
        accepted=texts.accepted(state, own),
        asking=texts.asking(state, place, country),
        base=base,
        country=country,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Says notices for one place in one language. ``base`` is what the addresses of our pages begin with."""

    state: State
    slot: Slot
    words: Words
    own: Mapping[str, str]
    accepted: Collection[str]
    asking: Collection[str]
    base: str
    country: str | None

    def tell(self, notices: Iterable[Notice]) -> list[SpokenNotice]:
        """The notices of the place, in their order."""
        sayable: list[Notice] = []
        texts_of: dict[int, tuple[str, ...]] = {}
        for notice in notices:
            pairs = [(line, text) for line in notice.lines if (text := self._line(line))]
            one = replace(notice, lines=tuple(line for line, _ in pairs))
            sayable.append(one)
            texts_of[id(one)] = tuple(text for _, text in pairs)
        told = [self._spoken(one, texts_of[id(one)]) for one in arrange(sayable, self.slot)]
        return _with_ways_once(told) if len(told) > 1 else told

    def _line(self, line: Line) -> str:
        if not may_show(line.key, self.accepted):
            return ""
        return self.words.notice(line.key, line.params, reader.zone(None), self.own.get(line.key))

    def _spoken(self, notice: Notice, lines: tuple[str, ...]) -> SpokenNotice:
        asks = any(line.key in self.asking for line in notice.lines)
        return SpokenNotice(
            kind=notice.kind,
            slot=self.slot,
            name=notice.name,
            state=notice.state,
            severity=notice.severity,
            significant=notice.significant,
            title=self.words.notice_title(notice.kind),
            lines=lines,
            ways=tuple(map(self._way, notice.ways)),
            picture=self._way(notice.picture) if notice.picture else None,
            data=dict(notice.data),
            reference=shown.refer(
                self.state,
                notice,
                self.slot,
                self.words.language.code,
                lines,
                asks=asks,
                country=self.country,
            ),
            asks=asks,
        )

    def _way(self, way: Way) -> tuple[str, str]:
        words = self._line(Line(key=way.key))
        return words, _address(way, self.base)
