"""What a shopper's browser has to fetch: little, ours alone, and once (widgets.md 1.4, 5)."""

import gzip
import re
from pathlib import Path

import pytest

import amends_widgets

STATIC = Path(amends_widgets.__file__).parent / "static"


def weight(*names: str) -> int:
    """The bytes that travel, unminified, each file compressed by itself."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_the_loader_weighs_at_most_one_kilobyte():
    assert weight("embed.js") <= 1024


def test_the_scripts_of_our_pages_weigh_at_most_four_kilobytes():
    assert weight("amends.js", "frame.js") <= 4096


def test_the_script_of_the_desk_weighs_at_most_two_and_a_half_kilobytes():
    assert weight("desk.js") <= 2560


def test_the_stylesheet_weighs_at_most_three_kilobytes():
    assert weight("amends.css") <= 3072


@pytest.mark.parametrize("name", ["embed.js", "frame.js", "amends.js", "desk.js"])
def test_a_script_keeps_to_what_the_strictest_policy_allows(name: str):
    source = (STATIC / name).read_text(encoding="utf-8")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\(.style"
    )
    assert re.findall(forbidden, source) == []
    assert re.findall(r"https?://|\bimport\b|postMessage\([^)]*[\"']\*[\"']", source) == []
