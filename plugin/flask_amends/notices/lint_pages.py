"""The lint of a shop's own templates: a notice that nobody sees where it stands (N6). Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask_amends.notices.lint import Finding, Level

_CALL = re.compile(
    r"\{\{-?\s*amends\.(?P<name>\w+_notice|notices|contact_preferences|terms_clause)"
    r"\((?P<arguments>(?:(?!\}\}|\{\{).)*)\}\}",
    re.DOTALL,
)
_ELEMENT = "amends-notice"
#: What stands above the order button unless it is told otherwise.
_ABOVE_BUTTON = frozenset({"payment_notice", "contact_preferences"})
_OTHER = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MARK = "\ue000"
_BUTTON_MARK = "\ue001"
#: What keeps its content out of sight until somebody acts, or for good; the first two unless they are open.
_HIDING = frozenset({"details", "dialog", "template", "noscript"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def lint_page(name: str, source: str) -> list[Finding]:
    """Where a notice cannot be seen in a template: inside something closed, in an attribute, too late.

    "Too late" is a notice for the place above the order button that comes after a button of its form.
    """
    if _CALL.search(source) is None and f"<{_ELEMENT}" not in source:
        return []
    looking = _Looking()
    looking.feed(_OTHER.sub(_blank, _CALL.sub(_marked, source)))
    looking.close()
    return [
        Finding(rule="N6", level=Level.WARNING, message=message, about=f"{name}:{line}")
        for message, line in looking.found
    ]


def _marked(call: re.Match[str]) -> str:
    said = call["arguments"]
    above = "checkout_button" in said or (call["name"] in _ABOVE_BUTTON and "slot" not in said)
    mark = _BUTTON_MARK if above else _MARK
    return mark + "\n" * call[0].count("\n")


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


class _Looking(HTMLParser):
    """Reads a page from above, and notes each notice that is out of sight, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self._within: list[tuple[str, bool]] = []
        self._buttons = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if any(value and (_MARK in value or _BUTTON_MARK in value) for value in values.values()):
            self._note("in_attribute")
        if tag == _ELEMENT:
            self._look(at_button=values.get("slot") == "checkout_button")
        if tag == "form":
            self._buttons = 0
        if _sends(tag, values):
            self._buttons += 1
        if tag not in _VOID:
            self._within.append((tag, _hides(tag, values)))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _ in self._within):
            while self._within.pop()[0] != tag:
                pass
        if tag == "form":
            self._buttons = 0

    def handle_data(self, data: str) -> None:
        for mark in re.finditer(f"[{_MARK}{_BUTTON_MARK}]", data):
            self._look(at_button=mark[0] == _BUTTON_MARK, below=data[: mark.start()].count("\n"))

    def handle_comment(self, data: str) -> None:
        """What is commented out is meant to be."""

    def _look(self, *, at_button: bool, below: int = 0) -> None:
        hidden = [tag for tag, hides in self._within if hides]
        # The line of a closed ``<details>`` that opens it is seen.
        if hidden and not (hidden == ["details"] and any(tag == "summary" for tag, _ in self._within)):
            self._note("in_closed", below)
        if self._buttons and at_button:
            self._note("below_button", below)

    def _note(self, message: str, below: int = 0) -> None:
        self.found.append((message, self.getpos()[0] + below))


def _hides(tag: str, values: dict[str, str | None]) -> bool:
    style = (values.get("style") or "").replace(" ", "").lower()
    if "hidden" in values or "display:none" in style:
        return True
    return tag in _HIDING and not (tag in ("details", "dialog") and "open" in values)


def _sends(tag: str, values: dict[str, str | None]) -> bool:
    kind = (values.get("type") or "").lower()
    return (tag == "button" and kind not in ("button", "reset")) or (
        tag == "input" and kind in ("submit", "image")
    )
