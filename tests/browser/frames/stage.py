"""Two origins on TLS: a shop of plain HTML, and the help of Flask-Amends that it shows."""

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from flask_amends.testing import Shop

KEY = "the key of the shop on the other origin"
ORDER = {
    "number": "A-1",
    "currency": "PLN",
    "lines": [{"sku": "rose", "title": "Roses", "quantity": 3, "unit_price": "12.00"}],
}
ADDRESS = "anna@example.org"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class KeptAlive(WSGIRequestHandler):
    """One handshake for many requests."""

    protocol_version = "HTTP/1.1"


@contextmanager
def served(app: Callable[..., Iterable[bytes]], port: int) -> Iterator[None]:
    """The app on TLS, until the block ends."""
    server = make_server(
        "127.0.0.1", port, app, threaded=True, request_handler=KeptAlive, ssl_context="adhoc"
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def signed(claims: dict[str, Any], key: str = KEY, **header: str) -> str:
    """A compact JWS as any language makes it: two pieces of JSON, and an HMAC over them."""

    def packed(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    parts = [packed(json.dumps(one).encode()) for one in ({"alg": "HS256", **header}, claims)]
    mac = hmac.new(key.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, packed(mac)])


def claims(now: int, **changed: Any) -> dict[str, Any]:
    """What the shop signs about an order of ours."""
    known = {"aud": "amends", "iat": now, "exp": now + 300, "jti": secrets.token_hex(16), "order": ORDER}
    return {name: value for name, value in (known | changed).items() if value is not None}


@dataclass(kw_only=True)
class Stage:
    """The shop's pages, our help beside it, and a browser that looks at both."""

    browser: Browser
    help: Shop
    shop_origin: str
    help_origin: str
    pages: dict[str, Response] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"{self.help_origin}/amends"

    def order(self, **changed: Any) -> str:
        """A fresh signed order."""
        facts = {"order": {**ORDER, "email": ADDRESS}, **changed}
        return signed(claims(int(self.help.clock.now().timestamp()), **facts))

    def put(self, html: str, *, path: str = "/", csp: str | None = None, lang: str = "en") -> str:
        """A page of the shop; returns its address. Its policy allows our script and our frame alone."""
        policy = csp or (
            f"default-src 'none'; script-src {self.help_origin}; frame-src {self.help_origin}; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        page = f'<!doctype html><html lang="{lang}"><title>Shop</title><body>{html}</body></html>'
        self.pages[path] = Response(page, mimetype="text/html", headers={"Content-Security-Policy": policy})
        return self.shop_origin + path

    def visit(self, *, scripts: bool = True, **options: Any) -> "Visit":
        """Somebody with an empty cookie jar."""
        context = self.browser.new_context(ignore_https_errors=True, java_script_enabled=scripts, **options)
        self.contexts.append(context)
        return Visit(stage=self, context=context, page=context.new_page())

    @contextmanager
    def templates(self, own: dict[str, str]) -> Iterator[None]:
        """Templates of the shop's own on the side of the help."""
        app = self.help.app
        before = app.extensions.pop("amends_renderer", None), app.jinja_loader
        app.__dict__["jinja_loader"] = ChoiceLoader([DictLoader(own), *filter(None, [before[1]])])
        yield
        app.__dict__["jinja_loader"] = before[1]
        app.extensions.pop("amends_renderer")

    def close(self) -> None:
        while self.contexts:
            self.contexts.pop().close()
        self.pages.clear()

    def __call__(self) -> Flask:
        """The shop as an app of plain pages."""
        app = Flask("static_shop")

        @app.get("/", defaults={"path": ""})
        @app.get("/<path:path>")
        def page(path: str) -> Response:
            return self.pages.get("/" + path) or Response(status=404)

        return app


@dataclass(kw_only=True)
class Visit:
    """What one visitor sees, and what the browser complained about meanwhile."""

    stage: Stage
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on(
            "console",
            lambda one: self.complaints.append(one.text) if one.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", lambda one: self.answers.update({one.url: one.status}))
        self.page.on("request", lambda one: self.asked.append((one.url, one.headers.get("referer", ""))))

    def open(self, html: str, **options: Any) -> None:
        self.page.goto(self.stage.put(html, **options))

    @property
    def frame(self) -> Any:
        return self.page.frame_locator("iframe")

    def answer(self, part: str) -> tuple[str, int]:
        """The first answer whose address has this in it; it may have come already."""
        for _ in range(150):
            found = next(((url, status) for url, status in self.answers.items() if part in url), None)
            if found:
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"nothing was asked of {part}")

    def inside(self) -> str:
        """The address in the frame."""
        return next(one.url for one in self.page.frames if one != self.page.main_frame)
