"""The stylesheet and the templates keep to their rules: small, logical, layered, replaceable by path."""

import gzip
import re
from pathlib import Path

import pytest
from jinja2 import DictLoader

import amends_widgets
from amends_widgets import Renderer, colours

ROOT = Path(amends_widgets.__file__).parent
CSS = (ROOT / "static" / "amends.css").read_text(encoding="utf-8")
PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border|inset)-(left|right|top|bottom)|(?<![-\w])(left|right|top|bottom):"
)


def test_the_stylesheet_weighs_at_most_three_kilobytes():
    assert len(gzip.compress(CSS.encode(), 9)) <= 3 * 1024


def test_the_stylesheet_lies_in_one_layer_and_knows_no_left_and_right():
    assert CSS.startswith("@layer amends {")
    assert CSS.rstrip().endswith("}")
    assert PHYSICAL.findall(CSS) == []
    assert "!important" not in CSS
    assert "z-index" not in CSS
    assert "url(" not in CSS


def test_every_token_has_a_light_and_a_dark_side():
    colours = re.findall(r"--am-(?:accent|on-accent|ink|soft|paper|tint|line|edge|error|good): ([^;]+);", CSS)
    assert len(colours) >= 10
    assert all(one.startswith("light-dark(") for one in colours[:10])


def test_text_can_be_read_on_every_ground():
    assert set(colours.ours()) == {
        "accent",
        "on-accent",
        "ink",
        "soft",
        "paper",
        "tint",
        "line",
        "edge",
        "error",
        "good",
    }
    assert colours.weak({}) == []


def test_contrast_is_counted_as_wcag_counts_it():
    assert colours.contrast("#000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#FFF", "#777") == colours.contrast("#777777", "#ffffff")


def test_a_shops_colour_that_could_not_be_read_is_named_with_its_ground_and_scheme():
    bright = colours.weak({"accent": ("#ffcc00", "#ffcc00")})
    assert {(one.token, one.ground, one.scheme) for one in bright} == {
        ("accent", "paper", "light"),
        ("accent", "tint", "light"),
        ("on-accent", "accent", "light"),
    }
    assert all(one.contrast < one.least == colours.TEXT for one in bright)
    assert colours.weak({"accent": ("#0b5d4e", "#8fd0c0"), "on-accent": ("#fff", "#10201c")}) == []
    one_for_both = colours.weak({"paper": "#fff", "tint": "#fff"})
    assert {one.scheme for one in one_for_both} == {"dark"}


@pytest.mark.parametrize("value", ["red", "#12345", "#1234567", "rgb(0 0 0)", "#fff;}", "", "#fff\n"])
def test_only_plain_hex_colours_are_taken(value: str):
    with pytest.raises(ValueError, match="is no colour"):
        colours.weak({"accent": value})


def test_a_token_that_is_not_ours_is_refused():
    with pytest.raises(KeyError):
        colours.weak({"brand": "#000"})


def test_a_hosts_template_of_the_same_path_comes_first():
    host = DictLoader({"amends/contact_card.html": "Ours: {{ _('Contact') }}"})
    assert Renderer(host=host).render("amends/contact_card.html", locale="en") == "Ours: Contact"


def test_templates_have_no_inline_style_and_no_inline_script():
    for path in (ROOT / "templates" / "amends").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", text), path.name
