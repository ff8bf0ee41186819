"""The stylesheet and the templates keep to their rules: small, logical, layered, replaceable by path."""

import gzip
import re
from pathlib import Path

from jinja2 import DictLoader

import amends_widgets
from amends_widgets import Renderer

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
    assert "url(" not in CSS


def test_every_token_has_a_light_and_a_dark_side():
    colours = re.findall(r"--am-(?:accent|on-accent|ink|soft|paper|tint|line|edge|error|good): ([^;]+);", CSS)
    assert len(colours) >= 10
    assert all(one.startswith("light-dark(") for one in colours[:10])


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_text_can_be_read_on_every_ground():
    pairs = re.findall(r"--am-([\w-]+): light-dark\((#\w+), (#\w+)\)", CSS)
    for side in (1, 2):
        tokens = {pair[0]: pair[side] for pair in pairs}
        for text in ("ink", "soft", "accent", "error", "good"):
            for ground in ("paper", "tint"):
                assert contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground, side)
        assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
        assert contrast(tokens["edge"], tokens["paper"]) >= 3


def test_a_hosts_template_of_the_same_path_comes_first():
    host = DictLoader({"amends/contact_card.html": "Ours: {{ _('Contact') }}"})
    assert Renderer(host=host).render("amends/contact_card.html", locale="en") == "Ours: Contact"


def test_templates_have_no_inline_style_and_no_script():
    for path in (ROOT / "templates" / "amends").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text), path.name
