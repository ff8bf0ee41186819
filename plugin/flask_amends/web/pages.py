"""Pages: a template of ours in the reader's language, with the headers every page of ours has."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, render_template, request
from markupsafe import Markup

from amends_widgets import Renderer
from flask_amends.state import get_state
from flask_amends.web import frames, reader
from flask_amends.web.assets import asset_url, look_url
from flask_amends.web.official import withdrawal_labels

_RENDERER = "amends_renderer"
#: The parameter in which another shop's page brings its order along, and its value once that did not work.
CONTEXT, LOST = "context", "lost"
#: More names for templates, from the areas that have them; put here when an area is imported.
EXTRAS: dict[str, Any] = {}


def renderer(app: Flask | None = None) -> Renderer:
    """The app's renderer; the shop's own templates of the same path come first."""
    bound = app or current_app
    if _RENDERER not in bound.extensions:
        extras = {
            "asset": asset_url,
            "look": look_url,
            "link": link,
            "host_page": host_page,
            "here": here,
            "language_links": language_links,
            "chosen_lang": reader.chosen,
            "withdrawal_labels": withdrawal_labels,
            "order_lost": order_lost,
            **EXTRAS,
        }
        bound.extensions[_RENDERER] = Renderer(host=bound.jinja_loader, extras=extras)
    found: Renderer = bound.extensions[_RENDERER]
    return found


def page(
    template: str,
    status: int = 200,
    *,
    known_locale: str | None = None,
    known_zone: str | None = None,
    referrer: str | None = None,
    **facts: Any,
) -> Response:
    """A finished page. ``known_locale`` and ``known_zone`` are what a case knows about its reader."""
    html = render(template, known_locale=known_locale, known_zone=known_zone, **facts)
    response = Response(html, status=status, mimetype="text/html")
    if referrer is not None:
        response.headers["Referrer-Policy"] = referrer
    response.headers["Content-Language"] = reader.locale(known_locale)
    return response


def render(
    template: str,
    *,
    known_locale: str | None = None,
    known_zone: str | None = None,
    locale: str | None = None,
    **facts: Any,
) -> Markup:
    """A template in the reader's language, as a piece of HTML; ``locale`` is that language, once found."""
    state = get_state()
    return renderer().fragment(
        template,
        locale=locale or reader.locale(known_locale),
        zone=reader.zone(known_zone),
        now=state.clock.now(),
        settings=state.settings,
        framed=frames.facts(),
        **facts,
    )


def link(endpoint: str, **values: Any) -> str:
    """The address of one of our pages; a language chosen stays chosen, and a frame is not left.

    At the desk a cookie keeps it.
    """
    if not reader.at_desk() and (code := reader.chosen()) is not None:
        values.setdefault(reader.PARAMETER, code)
    return frames.address(endpoint, **values)


def host_page(template: str, **values: Any) -> Markup:
    """A template of the shop's own, rendered as its own pages are: for the shop's layout around ours."""
    return Markup(render_template(template, **values))  # noqa: S704 - rendered and escaped by the host


def order_lost() -> bool:
    """Whether the page that led here meant to bring its order along, and could not."""
    return request.args.get(CONTEXT) == LOST


def here() -> str:
    """The address of this page, for a form that posts back to it."""
    return language_link(reader.chosen())


def language_link(code: str | None) -> str:
    """This page in another language."""
    arguments: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != reader.PARAMETER
    }
    if code is not None:
        arguments[reader.PARAMETER] = code
    return frames.here(**arguments)


def language_links() -> list[tuple[str, str]]:
    """``(code, address)`` of this page in every language of the shop."""
    return [(code, language_link(code)) for code in get_state().settings.locales]
