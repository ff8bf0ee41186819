"""A person with a browser without JavaScript: follows links, fills in forms by their labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

PATIENCE = 20
#: As browsers send it with a form of the same site.
SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


class Person:
    """One browser. What it does is what a person could do with links and buttons."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def visit(self, address: str) -> Page:
        """Type an address."""
        return self._page(self.session.get(urljoin(self.home, address), timeout=PATIENCE))

    def send(self, method: str, address: str, data: list[tuple[str, str]], files: Any = None) -> Page:
        if method == "get":
            reply = self.session.get(address, params=data, timeout=PATIENCE)
        else:
            reply = self.session.post(
                address, data=data, files=files, headers=SAME_SITE, timeout=PATIENCE, allow_redirects=True
            )
        return self._page(reply)

    def _page(self, reply: requests.Response) -> Page:
        return Page(self, reply)


class Page:
    """What the browser shows."""

    def __init__(self, person: Person, reply: requests.Response) -> None:
        self.person = person
        self.status = reply.status_code
        self.url = reply.url
        self.source = reply.text
        self.dom = BeautifulSoup(reply.text, "lxml")

    @property
    def text(self) -> str:
        """What can be read, on one line."""
        return said(self.dom.body or self.dom)

    def follow(self, text: str) -> Page:
        """Click the first link with this text in it."""
        for link in self.dom.find_all("a", href=True):
            if text.casefold() in said(link).casefold():
                return self.person.visit(urljoin(self.url, str(link["href"])))
        raise LookupError(f"No link says {text!r} on {self.url}:\n{self.text}")

    def form(self, button: str) -> Form:
        """The form that this button sends."""
        for form in self.dom.find_all("form"):
            for control in form.find_all(["button", "input"]):
                if _is_submit(control) and button.casefold() in _caption(control).casefold():
                    return Form(self, form, control)
        buttons = [_caption(one) for one in self.dom.find_all(["button", "input"]) if _is_submit(one)]
        raise LookupError(f"No button says {button!r} on {self.url}, only {buttons}:\n{self.text}")

    def press(self, button: str, **fields: Any) -> Page:
        """Fill in the form of a button, by label, and press it."""
        form = self.form(button)
        for label, value in fields.items():
            form.fill(label.replace("_", " "), value)
        return form.send()

    def has_button(self, text: str) -> bool:
        try:
            self.form(text)
        except LookupError:
            return False
        return True


@dataclass
class Form:
    """A form with what is filled in so far."""

    page: Page
    tag: Tag
    button: Tag
    files: list[tuple[str, tuple[str, bytes, str]]] = field(default_factory=list)

    def fill(self, label: str, value: str) -> Form:
        """Write into the field with this label, or choose the option that says `value` in a list."""
        control = self._labelled(label)
        if control.name == "select":
            self._choose_option(control, value)
        elif control.name == "textarea":
            control.string = value
        elif control.get("type") in ("checkbox", "radio"):
            self._mark(control)
        else:
            control["value"] = value
        return self

    def choose(self, label: str, among: str = "") -> Form:
        """Mark the radio button or box with this label, in the group with this name."""
        self._mark(self._labelled(label, kinds=("radio", "checkbox"), name=among))
        return self

    def attach(self, label: str, name: str, content: bytes, media_type: str) -> Form:
        """Add a file."""
        self.files.append((str(self._labelled(label, kinds=("file",))["name"]), (name, content, media_type)))
        return self

    def data(self) -> list[tuple[str, str]]:
        """What a browser would send."""
        sent: list[tuple[str, str]] = []
        for control in self.tag.find_all(["input", "select", "textarea"]):
            if control.has_attr("name") and not control.has_attr("disabled"):
                sent += [(str(control["name"]), value) for value in _values(control)]
        if self.button.has_attr("name"):
            sent.append((str(self.button["name"]), str(self.button.get("value", ""))))
        return sent

    def send(self) -> Page:
        """Press the button."""
        button, tag = self.button, self.tag
        address = urljoin(self.page.url, str(button.get("formaction") or tag.get("action") or self.page.url))
        method = str(button.get("formmethod") or tag.get("method") or "get").lower()
        return self.page.person.send(method, address, self.data(), self.files or None)

    def _labelled(self, text: str, kinds: tuple[str, ...] = (), name: str = "") -> Tag:
        wanted = text.casefold()
        found = [(said(label), self._of(label)) for label in self.tag.find_all("label")]
        fitting = [
            (words, control)
            for words, control in found
            if control is not None
            and wanted in words.casefold()
            and (not kinds or control.get("type") in kinds)
            and (not name or control.get("name") == name)
        ]
        exact = [control for words, control in fitting if words.casefold() == wanted]
        if not fitting:
            raise LookupError(f"No label says {text!r} in the form, only {[words for words, _ in found]}.")
        return exact[0] if exact else fitting[0][1]

    def _of(self, label: Tag) -> Tag | None:
        if label.has_attr("for"):
            found = self.tag.find(id=str(label["for"]))
            return found if isinstance(found, Tag) else None
        inside = label.find(["input", "select", "textarea"])
        return inside if isinstance(inside, Tag) else None

    def _mark(self, control: Tag) -> None:
        if control.get("type") == "radio":
            for other in self.tag.find_all("input", {"type": "radio", "name": control["name"]}):
                del other["checked"]
        control["checked"] = ""

    def _choose_option(self, select: Tag, text: str) -> None:
        options = select.find_all("option")
        chosen = next((one for one in options if text.casefold() in said(one).casefold()), None)
        if chosen is None:
            raise LookupError(f"No option says {text!r}, only {[said(one) for one in options]}.")
        for one in options:
            del one["selected"]
        chosen["selected"] = ""


def said(tag: Tag) -> str:
    """The words of an element, without the line breaks of its source."""
    return " ".join(tag.get_text(" ", strip=True).split())


def _is_submit(control: Tag) -> bool:
    if control.name == "button":
        return control.get("type", "submit") == "submit"
    return control.get("type") == "submit"


def _caption(control: Tag) -> str:
    return said(control) if control.name == "button" else str(control.get("value", ""))


def _values(control: Tag) -> list[str]:
    if control.name == "textarea":
        return [control.get_text()]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [one for one in options if one.has_attr("selected")] or options[:1]
        return [str(one.get("value", said(one))) for one in chosen]
    kind = control.get("type", "text")
    if kind in ("submit", "button", "image", "reset", "file"):
        return []
    if kind in ("radio", "checkbox"):
        return [str(control.get("value", "on"))] if control.has_attr("checked") else []
    return [str(control.get("value", ""))]
