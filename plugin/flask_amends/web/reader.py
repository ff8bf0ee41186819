"""Who reads: the language and the zone a page is written in."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Request, current_app, has_request_context, request

from amends_widgets.languages import negotiate
from flask_amends.settings import DEFAULT_LOCALE, Settings
from flask_amends.state import State, get_state

#: The parameter that chooses a language for this visit.
PARAMETER = "lang"
#: Keeps the language that somebody of the staff chose in this browser.
STAFF_COOKIE = "amends_staff_language"


def chosen() -> str | None:
    """The language asked for in the address, if we speak it."""
    if not has_request_context():
        return None
    wanted = request.args.get(PARAMETER)
    return wanted if wanted in spoken() else None


def at_desk() -> bool:
    """Whether the reader is one of the staff: their language is a setting of its own."""
    if not has_request_context():
        return False
    return _is_desk(get_state().settings, request.path)


def _is_desk(settings: Settings, path: str) -> bool:
    return f"{path}/".startswith(f"{settings.url_prefix}/desk/")


def spoken() -> tuple[str, ...]:
    """The languages that this reader can choose from."""
    settings = get_state().settings
    return settings.desk_locales if at_desk() else settings.locales


def locale(known: str | None = None) -> str:
    """The reader's language.

    The parameter wins, then the shop's selector, Flask-Babel where the shop uses it, what is ``known``
    about this reader (a case's language), the shop's own setting, and what the browser asks for. At the desk
    it is the parameter, what this browser chose there before, the language of the staff, and then the rest;
    which language shoppers read in counts for nothing there.
    """
    state = get_state()
    settings = state.settings
    configured = settings.default_locale if current_app.config.get(DEFAULT_LOCALE) else None
    if not has_request_context():
        wanted = [_selected(state), _babel(), known, configured]
        return negotiate(wanted, settings.locales, settings.default_locale)
    here: Request = request._get_current_object()  # type: ignore[attr-defined]
    asked = here.args.get(PARAMETER)
    if _is_desk(settings, here.path):
        spoken_here = settings.desk_locales
        own: list[str | None] = [here.cookies.get(STAFF_COOKIE), settings.desk.staff_locale]
    else:
        spoken_here = settings.locales
        own = [_selected(state), _babel(), known]
    wanted = [asked if asked in spoken_here else None, *own, configured, *here.accept_languages.values()]
    return negotiate(wanted, spoken_here, settings.default_locale)


def zone(known: str | None = None) -> str:
    """The reader's IANA zone: the case's own if it has one, else the shop's."""
    return named_zone(known) or get_state().settings.time_zone


def named_zone(name: str | None) -> str | None:
    """The name if it is an IANA zone, as a browser tells it in a form's ``time_zone``; else nothing."""
    try:
        return ZoneInfo(name).key if name else None
    except (ValueError, OSError, KeyError):
        return None


def _selected(state: State) -> str | None:
    return state.locale_selector() if state.locale_selector is not None else None


def _babel() -> str | None:
    if "babel" not in current_app.extensions:
        return None
    try:
        from flask_babel import get_locale  # type: ignore[import-untyped]
    except ImportError:
        return None
    found: Any = get_locale()
    return str(found) if found is not None else None
