"""A shop on a real port, and windows in which any complaint of the browser fails the test."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, FilePayload, Page, Route
from werkzeug.serving import WSGIRequestHandler, make_server

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts, cases
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.storage.records import CaseView, LinkRow
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import ORDER, SHOP, open_case

ANNA = "anna@example.org"
WORDS = "The roses had wilted when they came."
PHOTOS = "input[type=file]"
#: The texts change, and are read in four languages; where they are does not.
DESCRIPTION, MESSAGE = "#claim-description", "#post_message-text"
NEXT, SEND, EDIT = (f"[name=step][value={step}]" for step in ("review", "send", "edit"))
LIMIT = 200_000


class Quiet(WSGIRequestHandler):
    """A server that says nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the signature of the server
        pass


@dataclass(kw_only=True)
class Site:
    """The running shop."""

    shop: Shop
    address: str

    def case(self) -> str:
        return open_case(self.shop.state)

    def view(self, case_id: str) -> CaseView:
        return cases.get(self.shop.state, case_id, Actor.SHOPPER)

    def says(self, case_id: str, text: str) -> None:
        """The shop writes into the room."""
        key = self.shop.state.randomness.token_bytes(8).hex()
        acts.act(
            self.shop.state,
            case_id,
            c.PostMessage(actor=Actor.SHOP, message_id=f"msg_{key}", text=text),
            by=SHOP,
        )

    def link(self, case_id: str) -> str:
        """A link into the room, as a mail carries it."""
        state = self.shop.state
        jti = state.randomness.token_bytes(16).hex()
        now = state.clock.now()
        row = LinkRow(
            jti=jti,
            purpose="room",
            case_id=case_id,
            person_id=None,
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        with state.store.begin() as unit:
            unit.links.add(row)
        return f"{self.address}/d/{link_token(state, Purpose.ROOM, jti)}"

    def enter(self, page: Page, case_id: str) -> None:
        """Open the room with a link, without its page in between."""
        origin = {"Origin": self.address.removesuffix("/amends")}
        answer = page.context.request.post(self.link(case_id), headers=origin, max_redirects=0)
        assert answer.status == 303
        page.goto(f"{self.address}/d/{case_id}")

    def claim(self, page: Page, query: str = "") -> None:
        """Open the claim form, and wait until scripts have done their part."""
        page.goto(f"{self.address}/claim{query}")
        page.wait_for_selector(".am-drop:visible")


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """A shop that is reached over the network, until the block ends."""
    shop = make_shop(f"sqlite:///{folder / 'amends.sqlite3'}", orders=[ORDER], AMENDS_MAX_PHOTO_BYTES=LIMIT)
    server = make_server("127.0.0.1", 0, shop.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(shop=shop, address=f"http://127.0.0.1:{server.server_port}/amends")
    server.shutdown()
    thread.join()
    server.server_close()
    shop.close()


@dataclass(kw_only=True)
class Watch:
    """What a window complained about, and what a test does on purpose."""

    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def window(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "favicon" not in message.location.get("url", ""):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def unexpected(self) -> list[str]:
        return [one for one in self.complaints if not any(text in one for text in self.expected)]


def file(name: str, content: bytes) -> FilePayload:
    """A file with the type that its name tells."""
    return {"name": name, "mimeType": guess_type(name)[0] or "", "buffer": content}


def photo(name: str) -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), (180, 60, 60)).save(content, "JPEG")
    return file(name, content.getvalue())


def hold(page: Page, address: str) -> list[Route]:
    """Requests to an address wait until they are let go."""
    held: list[Route] = []

    def catch(route: Route) -> None:
        held.append(route)

    page.route(address, catch)
    return held


def fill(page: Page, ask: str = "full_refund") -> None:
    """Fill in the claim form, all but photos."""
    page.locator("#claim-order_number").fill("A-1")
    check(page, "reason", "defective")
    page.locator(DESCRIPTION).fill(WORDS)
    check(page, "ask", ask)
    page.locator("#claim-email").fill(ANNA)


def check(page: Page, name: str, value: str) -> None:
    """Choose a line, whose group is opened first."""
    box = page.locator(f"[name={name}][value={value}]")
    group = page.locator("details", has=box)
    if group.count() and group.get_attribute("open") is None:
        group.locator("summary").click()
    # the whole line is its label, and lies on top
    box.check(force=True)


def proceed(page: Page) -> None:
    page.locator(NEXT).click()
    page.wait_for_selector(SEND)
