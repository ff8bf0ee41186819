"""The message: its id, its exact bytes, its headers; and the strict JSON loader."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends_webhooks import (
    MAX_BODY_BYTES,
    WARN_BODY_BYTES,
    MessageError,
    MessageTooLargeError,
    StrictJSONError,
    Webhook,
    encode,
    generate_secret,
    generate_signing_key,
    load_json,
    new_message_id,
    rfc3339,
    signed_headers,
    size_warning,
)

NOW = datetime(2026, 3, 29, 1, 30, 5, 123999, tzinfo=UTC)


@given(st.binary(min_size=16, max_size=45))
def test_an_id_is_short_and_has_no_dot(raw):
    assert re.fullmatch(r"msg_[A-Za-z0-9_-]{22,60}", new_message_id(raw))


@pytest.mark.parametrize("length", [0, 15, 46])
def test_an_id_needs_enough_randomness(length):
    with pytest.raises(MessageError):
        new_message_id(bytes(length))


def test_the_body_is_minified_utf8_in_this_order():
    body = encode("dispute.created", NOW, {"sequence": 1, "name": "Łódź"})
    assert (
        body
        == (
            '{"type":"dispute.created","timestamp":"2026-03-29T01:30:05.123Z",'
            '"data":{"sequence":1,"name":"Łódź"}}'
        ).encode()
    )


def test_times_are_written_in_utc_with_milliseconds():
    assert rfc3339(NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))) == "2026-03-29T01:30:05.123Z"
    with pytest.raises(MessageError, match="time zone"):
        rfc3339(NOW.replace(tzinfo=None))


@pytest.mark.parametrize("type_", ["", ".", "a.", ".a", "a..b", "a b", "ä", "a-b", "x" * 129])
def test_a_bad_type_is_refused(type_):
    with pytest.raises(MessageError, match="event type"):
        encode(type_, NOW, {})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), "\ud800", {1, 2}, b"x"])
def test_data_that_is_not_json_is_refused(value):
    with pytest.raises(MessageError, match="cannot be written"):
        encode("dispute.created", NOW, {"value": value})


def test_endless_data_is_refused():
    endless: dict[str, object] = {}
    endless["self"] = endless
    with pytest.raises(MessageError):
        encode("dispute.created", NOW, endless)


def test_256_kb_is_the_limit():
    frame = len(encode("a", NOW, {"x": ""}))
    assert len(encode("a", NOW, {"x": "y" * (MAX_BODY_BYTES - frame)})) == MAX_BODY_BYTES == 262_144
    with pytest.raises(MessageTooLargeError, match="262145 bytes"):
        encode("a", NOW, {"x": "y" * (MAX_BODY_BYTES - frame + 1)})


def test_a_body_over_20_kb_is_worth_a_warning():
    assert size_warning(b"x" * WARN_BODY_BYTES) is None
    assert "20481 bytes" in str(size_warning(b"x" * (WARN_BODY_BYTES + 1)))


def test_the_headers_of_an_attempt_verify():
    body = encode("dispute.created", NOW, {"sequence": 1})
    secret, signing = generate_secret(), generate_signing_key()
    headers = signed_headers("msg_1", NOW, body, (signing, secret))
    assert list(headers) == ["content-type", "webhook-id", "webhook-timestamp", "webhook-signature"]
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    for key in (secret, signing):
        assert Webhook(key).verify(body, headers, now=NOW)["data"] == {"sequence": 1}


def test_each_attempt_has_a_new_signature_and_the_same_id():
    secret = generate_secret()
    first, second = (signed_headers("msg_1", NOW + timedelta(seconds=s), b"{}", (secret,)) for s in (0, 5))
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize(
    "keys", [(), ("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",), ("whsec_AAAA",)]
)
def test_without_a_good_key_nothing_is_signed(keys):
    with pytest.raises(ValueError, match="key"):
        signed_headers("msg_1", NOW, b"{}", keys)


REFUSED = {
    "empty": b"",
    "blank": b" ",
    "two values": b"{} {}",
    "trailing comma": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "comment": b"/**/{}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "utf-16": '{"a":1}'.encode("utf-16"),
    "latin-1": b'{"a":"\xe9"}',
    "overlong": b'{"a":"\xc0\xaf"}',
    "encoded surrogate": b'{"a":"\xed\xa0\x80"}',
    "high surrogate": b'{"a":"\\ud800"}',
    "low surrogate": b'{"a":"\\udc00"}',
    "surrogates in the wrong order": b'{"a":"\\udc00\\ud800"}',
    "surrogate as a name": b'{"\\ud800":1}',
    "surrogate in a list": b'[["\\uD800"]]',
    "surrogate at the top": b'"\\ud800"',
    "NaN": b"NaN",
    "Infinity": b"[Infinity]",
    "-Infinity": b'{"a":-Infinity}',
    "1e999": b"1e999",
    "-1e999": b"[-1e999]",
    "same name": b'{"a":1,"a":1}',
    "same name, escaped": b'{"a":1,"\\u0061":2}',
    "same name, deep": b'[{"x":{"a":1,"b":2,"a":3}}]',
    "2^63": b"9223372036854775808",
    "-2^63-1": b"-9223372036854775809",
    "long number": b"1" * 5000,
    "leading zero": b"01",
    "plus": b"+1",
    "fullwidth digit": "１".encode(),
    "underscore": b"1_000",
    "hexadecimal": b"0x10",
    "control character": b'"\x00"',
    "newline in a text": b'"a\nb"',
    "bad escape": b'"\\x41"',
    "cut escape": b'"\\u12"',
    "21 lists": b"[" * 21 + b"]" * 21,
    "21 objects": b'{"a":' * 21 + b"1" + b"}" * 21,
    "100 kB of brackets": b"[" * 100_000,
    "100 kB of braces": b'{"a":' * 20_000,
    "closing only": b"]" * 30,
    "an open text full of brackets": b'"' + b"[" * 30,
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_ambiguous_or_broken_json_is_refused(raw):
    with pytest.raises(StrictJSONError):
        load_json(raw)


ACCEPTED = [
    b"{}",
    b"[]",
    b"null",
    b"true",
    b"-1",
    b"0.5",
    b"1e3",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"[" * 20 + b"]" * 20,
    b'{"a":' * 20 + b"1" + b"}" * 20,
    b'"\\ud83d\\ude00"',
    '"😀"'.encode(),
    b'"\\u0000"',
    b'"' + b"[{" * 100 + b'"',
    b'["\\"' + b"[" * 50 + b'"]',
    b"[" + b",".join([b"[]"] * 50) + b"]",
    b' {"a" : [1 , 2]}\n',
    b'[{"a":1},{"a":1}]',
    b"[0.1,1.7976931348623157e308]",
]


@pytest.mark.parametrize("raw", ACCEPTED)
def test_plain_json_is_read_as_the_standard_library_does(raw):
    assert json.loads(raw) == load_json(raw)


@given(st.binary(max_size=200))
def test_fuzzed_bytes_raise_nothing_else(raw):
    try:
        value = load_json(raw)
    except StrictJSONError:
        return
    assert json.loads(raw) == value


@given(st.text(alphabet='[]{}":,\\ud80019aeE+-. \n', max_size=60))
def test_fuzzed_json_raises_nothing_else(text):
    try:
        value = load_json(text.encode())
    except StrictJSONError:
        return
    assert json.loads(text) == value
