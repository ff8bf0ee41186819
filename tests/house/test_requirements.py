"""The page of requirements names each one once."""

import re

from tests.house.tree import ROOT

SECTIONS = {"P": 17, "A": 6, "C": 8, "D": 8, "K": 12, "F": 2, "Q": 9, "H": 9, "X": 19, "T": 11}
IDS = [f"{letter}{number}" for letter, count in SECTIONS.items() for number in range(1, count + 1)]


def test_each_requirement_has_its_row():
    page = (ROOT / "plugin" / "REQUIREMENTS.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ([A-Z]\d+) \|", page, re.MULTILINE) == IDS


def test_each_row_says_what_is_asked_and_where_it_is_seen():
    page = (ROOT / "plugin" / "REQUIREMENTS.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("| \n").split(" | ")]
        for line in page.splitlines()
        if re.match(r"\| [A-Z]\d+ \|", line)
    ]
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
