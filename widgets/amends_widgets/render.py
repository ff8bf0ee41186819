"""The renderer: our templates in the reader's language, with the host's own versions first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, escape

from amends_widgets import formats
from amends_widgets.languages import LANGUAGES, Language, bdi, direction
from amends_widgets.marking import N_
from amends_widgets.scripts import Spoken
from amends_widgets.words import Words


class _Compiled(BytecodeCache):
    """What was compiled in this process: a second app with the same templates need not do it again."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


#: By language and escaping: a compiled template may hold what a filter made of a constant.
_COMPILED: defaultdict[tuple[str, bool], _Compiled] = defaultdict(_Compiled)


class Renderer:
    """Templates by path, per language.

    ``host`` is the shop's own loader: a template of the same path there replaces ours, and can still extend
    ours as ``amends_widgets/amends/…``. ``extras`` are globals that every template sees. A template ending in
    ``.txt`` is plain text: nothing in it is escaped.
    """

    def __init__(self, *, host: BaseLoader | None = None, extras: Mapping[str, Any] | None = None) -> None:
        ours = PackageLoader("amends_widgets", "templates")
        named = PrefixLoader({"amends_widgets": ours})
        self._loader = ChoiceLoader([*([host] if host else []), ours, named])
        self._extras = dict(extras or {})
        self._environments: dict[tuple[str, bool], Environment] = {}
        self._host = host
        self._is_ours: dict[str, bool] = {}

    def render(
        self, template: str, *, locale: str, zone: str = "UTC", now: datetime | None = None, **facts: Any
    ) -> str:
        """The finished page. ``zone`` is the reader's IANA zone; ``now`` is what "time left" counts from."""
        environment = self._environment(locale, html=not template.endswith(".txt"))
        return environment.get_template(template).render(zone=zone, now=now, **facts)

    def fragment(self, template: str, *, locale: str, zone: str = "UTC", **facts: Any) -> Markup:
        """As :meth:`render`, for a piece that a host puts into a page of its own."""
        return Markup(self.render(template, locale=locale, zone=zone, **facts))  # noqa: S704 - autoescaped

    def is_ours(self, template: str) -> bool:
        """Whether no version of the host's own stands in place of a template; looked up once."""
        if template not in self._is_ours:
            self._is_ours[template] = not _has(self._host, template)
        return self._is_ours[template]

    def templates(self) -> list[str]:
        """The paths of all templates, ours and the host's."""
        return self._loader.list_templates()

    def _environment(self, locale: str, *, html: bool) -> Environment:
        key = (locale, html)
        if key not in self._environments:
            self._environments[key] = self._build(locale, html=html)
        return self._environments[key]

    def _build(self, locale: str, *, html: bool) -> Environment:
        environment = Environment(
            loader=self._loader,
            bytecode_cache=_COMPILED[locale, html],
            autoescape=html,  # noqa: S701 - off for plain text only
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        language = Language(locale, html=html)
        environment.newstyle_gettext = True  # type: ignore[attr-defined]
        environment.globals.update(
            lang=locale,
            dir=direction(locale),
            languages=LANGUAGES,
            words=Words(language),
            say=language.say,
            gettext=language.say,
            _=language.say,
            ngettext=language.count,
            error_prefix=_error_prefix,
            **Spoken(language).calls,
            **self._extras,
        )
        environment.filters.update(_Filters(language).all)
        return environment


def _has(loader: BaseLoader | None, template: str) -> bool:
    try:
        return loader is not None and bool(loader.get_source(Environment(), template))  # noqa: S701 - not rendered
    except TemplateNotFound:
        return False


class _Filters:
    """The filters of one language; those that need the reader's zone take it from the page."""

    def __init__(self, language: Language) -> None:
        self.language = language

    @cached_property
    def all(self) -> dict[str, Any]:
        """Every filter by its name in templates."""
        language = self.language

        @pass_context
        def moment(context: Context, value: datetime) -> str:
            return formats.moment(value, language, context["zone"])

        @pass_context
        def day(context: Context, value: datetime) -> str:
            return formats.day(value, language.code, context["zone"])

        @pass_context
        def short_day(context: Context, value: datetime) -> str:
            return formats.short_day(value, language.code, context["zone"])

        def month_name(value: datetime) -> str:
            return formats.month(value, language.code)

        @pass_context
        def hour(context: Context, value: datetime) -> str:
            return formats.hour(value, language.code, context["zone"])

        @pass_context
        def time_left(context: Context, value: datetime) -> str:
            return formats.time_left(value, context["now"], language.code)

        return {
            "moment": moment,
            "day": day,
            "short_day": short_day,
            "month_name": month_name,
            "hour": hour,
            "time_left": time_left,
            "money": lambda value: formats.money(value, language.code),
            "number": lambda value: formats.number(value, language.code),
            "bdi": bdi if language.html else language.isolate,
            "lines": _lines,
        }


@pass_context
def _error_prefix(context: Context) -> str:
    """What a page's title begins with while there is something to correct (widgets.md 6.2)."""
    wrong = context.get("faults") or context.get("refusal")
    return f"{context['gettext'](N_('Error:'))} " if wrong else ""


def _lines(text: str) -> Markup:
    """A person's text with its line breaks kept."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))
