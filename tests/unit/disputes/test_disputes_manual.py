"""The manual says what the code does: the diagram and the policies in plugin/README.md."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask_amends.disputes import POLICIES, Policy
from flask_amends.disputes.deadlines import Window
from flask_amends.disputes.diagram import EVERYWHERE, FORK, mermaid
from flask_amends.disputes.policy import Route
from flask_amends.disputes.vocabulary import Status

README = Path(__file__).parents[3] / "plugin" / "README.md"
#: Names, and what is told in words.
LEFT_OUT = {"name", "version", "remind_before"}


def manual() -> str:
    return README.read_text(encoding="utf-8")


def test_the_manual_holds_the_diagram_of_the_table():
    """Write it anew with ``python -m flask_amends.disputes.diagram``."""
    found = re.search(r"```mermaid\n(stateDiagram-v2\n.*?)```", manual(), re.DOTALL)
    assert found is not None
    assert found[1] == mermaid()


def test_the_diagram_is_a_command():
    printed = subprocess.run(
        [sys.executable, "-m", "flask_amends.disputes.diagram"], capture_output=True, text=True, check=True
    )
    assert printed.stdout == mermaid()


def test_every_status_is_in_the_diagram():
    assert all(re.search(rf"\b{status} -->", mermaid()) for status in Status)
    assert f"state {FORK} <<choice>>" in mermaid()


def test_the_manual_names_what_the_diagram_leaves_out():
    beside = manual().split("```mermaid")[1].split("```")[1]
    assert all(f"`{action}`" in beside for action in EVERYWHERE)


def spelled(value: Any) -> str:
    """A value of a policy as the manual writes it: windows as ISO 8601, lists with commas."""
    match value:
        case Window():
            return f"{value.business_days} business days" if value.business_days else f"P{value.length.days}D"
        case Route():
            return f"{value.name} {spelled(value.window)}"
        case StrEnum():
            return value.value
        case tuple():
            return ", ".join(spelled(one) for one in value)
        case bool():
            return "yes" if value else "no"
        case None:
            return "-"
    return str(value)


def row(name: str) -> str:
    cells = [spelled(getattr(policy, name)) for policy in POLICIES.values()]
    return f"| `{name}` | {' | '.join(cells)} |"


def test_the_manual_lists_every_value_of_the_shipped_policies():
    names = [one.name for one in fields(Policy) if one.name not in LEFT_OUT]
    table = [line for line in manual().splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert [line for line in table if line.split("`")[1] in names] == [row(name) for name in names]
