"""The lint of notices over a whole app: what its shop wrote, and the templates of its pages (N1-N11)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from jinja2 import TemplateNotFound

from flask_amends.notices.lint import Finding
from flask_amends.notices.lint_pages import lint_page
from flask_amends.service.notices import linting
from flask_amends.state import State


def of_app(app: Flask, state: State) -> list[Finding]:
    """Everything there is to look at."""
    return [*linting.of_shop(state), *of_pages(app)]


def of_pages(app: Flask) -> Iterator[Finding]:
    """Notices that nobody sees in the shop's own templates (N6)."""
    loader = app.jinja_env.loader
    for name in app.jinja_env.list_templates(extensions=["html", "htm", "j2", "jinja"]):
        try:
            source = loader.get_source(app.jinja_env, name)[0] if loader else ""
        except (TemplateNotFound, UnicodeDecodeError):
            continue
        yield from lint_page(name, source)
