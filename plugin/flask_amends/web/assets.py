"""Our stylesheets, scripts and pictures, under names that change with their content and are kept for ever."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Blueprint, Response, abort, request, url_for

from flask_amends.state import get_state

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_FOR_EVER = "public, max-age=31536000, immutable"
#: What shops name in pages of their own has an address that never changes, too (widgets.md 5).
LOADER, STYLE = "embed.js", "amends.css"
_A_WHILE = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the package."""

    name: str
    content: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Every asset by its hashed name."""
    found = {}
    for file in files("amends_widgets").joinpath("static").iterdir():
        stem, _, kind = file.name.rpartition(".")
        if kind in _TYPES:
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            found[f"{stem}.{digest}.{kind}"] = Asset(name=file.name, content=content, media_type=_TYPES[kind])
    return found


@cache
def hashed(name: str) -> str:
    """The hashed name of an asset."""
    return next(key for key, asset in assets().items() if asset.name == name)


def asset_url(name: str) -> str:
    """Where an asset is found; relative to the host."""
    return url_for("amends.asset", name=hashed(name))


def look() -> Asset | None:
    """The shop's own tokens. They lie in no layer, so they win over our stylesheet's."""
    tokens = dict(get_state().settings.frames.tokens)
    scheme = tokens.pop("scheme", None)
    rules = [f"--am-{name}: {value};" for name, value in tokens.items()]
    rules += [f"color-scheme: {scheme};"] if scheme else []
    if not rules:
        return None
    content = f".am {{ {' '.join(rules)} }}\n".encode()
    name = f"look.{hashlib.sha256(content).hexdigest()[:12]}.css"
    return Asset(name=name, content=content, media_type=_TYPES["css"])


def look_url() -> str:
    """Where the shop's own tokens are found; empty if it has none."""
    own = look()
    return url_for("amends.asset", name=own.name) if own else ""


def integrity(name: str) -> str:
    """What a shop pins an asset with: its Subresource Integrity value."""
    digest = hashlib.sha384(assets()[hashed(name)].content).digest()
    return f"sha384-{b64encode(digest).decode()}"


def register(bp: Blueprint) -> None:
    """Serve the assets, and those that shops name at addresses that stay."""

    @bp.get("/s/<name>")
    def asset(name: str) -> Response:
        own = look()
        found = own if own is not None and own.name == name else assets().get(name)
        if found is None:
            abort(404)
        return _served(found, _FOR_EVER)

    @bp.get(f"/<any({LOADER}, {STYLE}):name>")
    def newest(name: str) -> Response:
        current = hashed(name)
        response = _served(assets()[current], _A_WHILE)
        response.set_etag(current)
        return response.make_conditional(request)  # type: ignore[return-value]


def _served(found: Asset, kept: str) -> Response:
    """A public file: any page may load it, and nobody's browser guesses what it is."""
    response = Response(found.content, content_type=found.media_type)
    response.headers["Cache-Control"] = kept
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
