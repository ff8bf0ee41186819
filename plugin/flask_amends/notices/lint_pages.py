"""The lint of a shop's own templates: a notice that nobody sees where it stands (N6). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from flask_amends.notices.lint import Finding, Level

_CALL = re.compile(
    r"\{\{-?\s*amends\.(?:\w+_notice|notices|contact_preferences)\((?P<arguments>[^{}]*)\)[^{}]*\}\}"
)
_OTHER = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MARK = "\ue000"
_BUTTON_MARK = "\ue001"
#: What keeps its content out of sight until somebody acts, or for good.
_HIDING = frozenset({"details", "dialog", "template", "noscript"})


def lint_page(name: str, source: str) -> list[Finding]:
    """Where a notice cannot be seen in a template: inside something closed, in an attribute, too late.

    "Too late" is a notice for the place above the order button that comes after a button of its form.
    """
    if _CALL.search(source) is None:
        return []
    looking = _Looking()
    looking.feed(_OTHER.sub(_blank, _CALL.sub(_marked, source)))
    looking.close()
    return [
        Finding(rule="N6", level=Level.WARNING, message=message, about=f"{name}:{line}")
        for message, line in looking.found
    ]


def _marked(call: re.Match[str]) -> str:
    mark = _BUTTON_MARK if "checkout_button" in call["arguments"] else _MARK
    return mark + "\n" * call[0].count("\n")


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


class _Looking(HTMLParser):
    """Reads a page from above, and notes each notice that is out of sight, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self._hiding: list[str] = []
        self._buttons = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if any(value and (_MARK in value or _BUTTON_MARK in value) for value in values.values()):
            self._note("in_attribute")
        if tag in _HIDING:
            self._hiding.append(tag)
        if tag == "form":
            self._buttons = 0
        if _sends(tag, values):
            self._buttons += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hiding:
            while self._hiding.pop() != tag:
                pass
        if tag == "form":
            self._buttons = 0

    def handle_data(self, data: str) -> None:
        before = re.split(f"[{_MARK}{_BUTTON_MARK}]", data)[0].count("\n")
        for message in self._wrong(data):
            self._note(message, before)

    def handle_comment(self, data: str) -> None:
        """What is commented out is meant to be."""

    def _wrong(self, data: str) -> Iterator[str]:
        if self._hiding and (_MARK in data or _BUTTON_MARK in data):
            yield "in_closed"
        if self._buttons and _BUTTON_MARK in data:
            yield "below_button"

    def _note(self, message: str, below: int = 0) -> None:
        self.found.append((message, self.getpos()[0] + below))


def _sends(tag: str, values: dict[str, str | None]) -> bool:
    kind = (values.get("type") or "").lower()
    return (tag == "button" and kind not in ("button", "reset")) or (
        tag == "input" and kind in ("submit", "image")
    )
