"""What may be kept of an exchange: an allow-list of headers, and texts without secrets."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

KEPT_HEADERS = frozenset(
    (
        "content-length",
        "content-type",
        "date",
        "location",
        "retry-after",
        "server",
        "webhook-delivery",
        "x-request-id",
    )
)
"""Response headers that are stored; all others, cookies among them, are forgotten."""

MASK = "[redacted]"
_MAX_VALUE_CHARS = 256
_SENSITIVE = (
    r"access_token|api_?key|auth|code|credential|hmac|key|password|passwd|pwd|secret|sid|sig|signature|token"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(whsec_|whsk_)[A-Za-z0-9+/=_-]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b((?:proxy-)?authorization\s*[:=]\s*)[^\r\n]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]{1,15}://)[^/\s@?#]+@"), rf"\1{MASK}@"),
    (re.compile(rf"(?i)([?&;](?:[a-z0-9]+[_-])*(?:{_SENSITIVE})=)[^&#\s\"'<>]+"), rf"\1{MASK}"),
    (re.compile(rf"(?i)(\"(?:{_SENSITIVE})\"\s*:\s*\")[^\"]*"), rf"\1{MASK}"),
    # three dotted base64url parts: signed links and JSON Web Tokens
    (re.compile(r"[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{20,}"), MASK),
    (re.compile(r"(?<=/)(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{24,}(?=[/?#\s\"'<>]|$)"), MASK),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """Return the text with keys, credentials and link tokens replaced by "[redacted]".

    Covers `whsec_` and `whsk_` keys, authorization values, user names in URLs, secret-sounding query
    parameters and JSON members, and long tokens in paths.
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def redact_url(url: str) -> str:
    """Return a URL fit for a log: scheme, host and redacted path; the query is dropped whole."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return MASK
    query = f"?{MASK}" if parts.query else ""
    return redact(f"{parts.scheme}://{host}{parts.path}") + query if host else redact(parts.path) + query


def keep_headers(headers: Mapping[str, str], names: Iterable[str] = KEPT_HEADERS) -> dict[str, str]:
    """Return the allow-listed headers, names lower-cased, values redacted and cut to 256 characters."""
    allowed = frozenset(names)
    kept: dict[str, str] = {}
    for name, value in headers.items():
        lowered = name.lower()
        if lowered in allowed:
            kept[lowered] = _fit(redact_url(value)) if lowered == "location" else _fit_plain(value)
    return kept


@lru_cache(maxsize=256)
def _fit_plain(value: str) -> str:
    """Receivers say the same again and again: who they are, and which second it is."""
    return _fit(redact(value))


def _fit(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)[:_MAX_VALUE_CHARS]


def as_text(body: bytes, limit: int) -> str:
    """Return at most `limit` bytes of a body as redacted text; undecodable and control become U+FFFD."""
    if not body:
        return ""
    return _CONTROL.sub("\ufffd", redact(body[:limit].decode("utf-8", errors="replace")))
