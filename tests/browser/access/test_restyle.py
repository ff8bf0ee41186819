"""A shop makes the pages its own: by tokens alone, and by a template of its own in the place of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Response

from tests.browser.access.stall import Stall, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOKENS = {
    "scheme": "light",
    "accent": "#0b5d4e",
    "on-accent": "#fffff0",
    "paper": "#fafaf5",
    "radius": "0",
    "font": "Georgia, serif",
}
LAYOUT = """<!doctype html>
<html lang="en"><head><title>{% block title %}{% endblock %}</title>
<link rel="stylesheet" href="/shop.css">{% block head %}{% endblock %}</head>
<body><header class="shop-head"><a href="/">Lamplight lamps</a></header>
<main class="shop-main">{% block content %}{% endblock %}</main></body></html>"""
BASE = """{% if framed %}{% extends "amends_widgets/amends/base.html" %}{% endif %}
{% set title %}{% block title %}{% endblock %}{% endset %}
{% set content %}{% block content %}{% endblock %}{% endset %}
{{ host_page("help.html", title=error_prefix() ~ title, content=content, lang=lang, dir=dir) }}"""
HELP = """{% extends "layout.html" %}{% block title %}{{ title }}{% endblock %}
{% block head %}{{ amends.assets() }}{% endblock %}
{% block content %}<p>{{ said_by_the_shop }}</p><div class="am">{{ content }}</div>{% endblock %}"""
DOOR = """{% extends "amends/base.html" %}{% block title %}Lamplight helps{% endblock %}
{% block content %}<h1>Lamplight helps</h1>
<a class="am-button am-primary" href="{{ link("claim") }}">{{ _("Contact") }}</a>{% endblock %}"""
SHEET = """.shop-head { background: rgb(1, 2, 3) } .am { --am-accent: rgb(4, 5, 6) }
.am-button { border-radius: 21px } a { color: rgb(4, 5, 6) }"""


def style(page: Page, selector: str, name: str) -> str:
    found = page.locator(selector).first.evaluate("(one, name) => getComputedStyle(one)[name]", name)
    return str(found)


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stall]:
    """A shop that set tokens and nothing else."""
    with running(tmp_path_factory.mktemp("dressed"), is_new=True, AMENDS_TOKENS=TOKENS) as stall:
        yield stall


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stall]:
    """A shop whose own layout stands around every page, with a start page of its own."""
    templates = {
        "layout.html": LAYOUT,
        "help.html": HELP,
        "amends/base.html": BASE,
        "amends/home.html": DOOR,
    }
    with running(tmp_path_factory.mktemp("own"), templates=templates, is_new=True) as stall:
        app = stall.shop.app
        app.add_url_rule("/shop.css", "sheet", lambda: Response(SHEET, content_type="text/css"))
        app.context_processor(lambda: {"said_by_the_shop": "From the shop's own context"})
        yield stall


def test_tokens_alone_change_every_colour_corner_and_letter(browser: Browser, dressed: Stall):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    for address in ("/amends/claim", "/amends/embed/claim", "/amends/contact"):
        page.goto(dressed.address + address)
        assert style(page, "main .am-primary", "backgroundColor") == "rgb(11, 93, 78)"
        assert style(page, "main .am-primary", "color") == "rgb(255, 255, 240)"
        assert style(page, "main .am-primary", "borderStartStartRadius") == "0px"
        assert style(page, "main textarea", "borderEndEndRadius") == "0px"
        assert style(page, "h1", "fontFamily") == "Georgia, serif"
        assert style(page, "body", "backgroundColor") == "rgb(250, 250, 245)", "the one scheme it knows"
        assert style(page, ".am-languages a[href]", "color") == "rgb(11, 93, 78)"
    context.close()


def test_the_shops_layout_stands_around_our_page(browser: Browser, own: Stall):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{own.address}/amends/?lang=en")
    assert page.title() == "Lamplight helps"
    assert page.locator("h1").inner_text() == "Lamplight helps"
    assert style(page, ".shop-head", "backgroundColor") == "rgb(1, 2, 3)"
    assert style(page, ".am-primary", "backgroundColor") == "rgb(4, 5, 6)", "any rule outside a layer wins"
    assert style(page, ".am-primary", "borderStartStartRadius") == "21px"
    fill = style(page, ".am-primary", "-webkit-text-fill-color")
    assert fill == "rgb(255, 255, 255)", "the shop colours its links, and the button can still be read"
    page.locator(".am-primary").click()
    assert page.locator(".shop-main form[action*='/amends/claim'] textarea").count() == 1
    assert page.locator(".am-top").count() == 0
    assert page.get_by_text("From the shop's own context").count() == 1
    page.locator("button[name=step][value=review]").click()
    assert page.title() == "Error: Something is wrong with my order"
    context.close()


def test_pieces_in_a_shops_own_page_follow_its_colour_scheme(browser: Browser, own: Stall):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{own.address}/amends/?lang=en")
    assert style(page, ".am h1", "color") == "rgb(42, 37, 34)", (
        "the shop's page is light, whatever the system is"
    )
    context.close()
