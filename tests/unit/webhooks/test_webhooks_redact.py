"""What is kept of an exchange holds no secrets."""

import pytest

from amends_webhooks import redact, redact_url
from amends_webhooks.redact import as_text, keep_headers

CANARY = "c4n4ryC4N4RYc4n4ryC4N4RY"


@pytest.mark.parametrize(
    "text",
    [
        f"key whsec_{CANARY}== is bad",
        f"whsk_{CANARY}",
        f"Authorization: Bearer {CANARY}",
        f"authorization=Basic {CANARY}",
        f"Bearer {CANARY}",
        f"https://user:{CANARY}@market.example/",
        f"https://m.example/?token={CANARY}&a=b",
        f"https://m.example/?a=b&access_token={CANARY}",
        f"https://m.example/?api_key={CANARY}",
        f"/x?x-amz-signature={CANARY}",
        f'{{"password":"{CANARY}"}}',
        f'{{"token" : "{CANARY}"}}',
        f"https://shop.example/amends/d/eyJhIjoxfQ.aaaaaa.{CANARY}xyz/reply",
        f"https://hooks.example/services/T00/{CANARY}",
        f"eyJhbGciOi.eyJzdWIi.{CANARY}",
    ],
)
def test_secrets_are_taken_out(text):
    assert CANARY not in redact(text)
    assert "[redacted]" in redact(text)


@pytest.mark.parametrize(
    "text", ["", "refused", "https://market.example/hook?page=2", "2026-01-01T00:00:00.000Z", '{"ok":true}']
)
def test_ordinary_texts_are_left_alone(text):
    assert redact(text) == text


def test_a_url_in_a_log_has_no_query():
    assert (
        redact_url(f"https://u:{CANARY}@market.example/hook?x={CANARY}")
        == "https://market.example/hook?[redacted]"
    )
    assert redact_url("https://[::1/") == "[redacted]"
    assert redact_url("/elsewhere?x=1") == "/elsewhere?[redacted]"


def test_only_listed_headers_are_kept():
    kept = keep_headers(
        {
            "Content-Type": "text/html",
            "Set-Cookie": CANARY,
            "X-Internal": CANARY,
            "Location": f"http://x.example/?t={CANARY}",
            "Retry-After": "5",
            "Server": "a\x1b[31mb" + "c" * 500,
        }
    )
    assert list(kept) == ["content-type", "location", "retry-after", "server"]
    assert CANARY not in str(kept)
    assert len(kept["server"]) == 256
    assert "\x1b" not in kept["server"]


def test_a_body_becomes_a_short_plain_text():
    assert as_text(b"ok\r\n\ttab", 1024) == "ok\r\n\ttab"
    assert as_text("a\u202eb".encode() + b"\x00\xff", 1024) == "a\ufffdb\ufffd\ufffd"
    assert as_text(b"x" * 5000, 1024) == "x" * 1024
    assert CANARY not in as_text(b"whsec_" + CANARY.encode(), 1024)
