"""Hostile headers and bodies: every one ends in the one error, whatever its type."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends_webhooks import Webhook, WebhookVerificationError

ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SECONDS = 1614265330
NOW = datetime.fromtimestamp(SECONDS, UTC)
BODY = b'{"test": 2432232314}'
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
MAC = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
ED = "hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
WEBHOOK = Webhook([SECRET, PUBLIC])


def refuse(body: Any, headers: Any) -> None:
    with pytest.raises(WebhookVerificationError):
        WEBHOOK.verify(body, headers, now=NOW)


def with_headers(**changed: object) -> dict:
    return {
        "webhook-id": ID,
        "webhook-timestamp": str(SECONDS),
        "webhook-signature": f"v1,{MAC}",
    } | {f"webhook-{name}": value for name, value in changed.items()}


def hostile_signatures() -> Iterator[object]:
    yield from (
        "",
        " ",
        "  ",
        ",",
        ",,",
        "v1",
        "v1,",
        "v1a",
        "v1a,",
        "junk",
        "v1 ,",
        "v1:",
        "=",
        "v1,=",
        "v1,====",
    )
    yield from (
        MAC,
        f",{MAC}",
        f"V1,{MAC}",
        f"v01,{MAC}",
        f"v1.0,{MAC}",
        f"v2,{MAC}",
        f"v1;{MAC}",
        f"v1={MAC}",
    )
    yield from (
        f"v1a,{MAC}",
        f"v1,{ED}",
        f"v1aa,{ED}",
        f"v1A,{ED}",
        f"v1,{MAC},",
        f"v1,,{MAC}",
        f"v1,{MAC},{MAC}",
    )
    yield from (f" v1,{MAC[:-1]}", f"v1,{MAC[:-1]}", f"v1,{MAC}=", f"v1,{MAC}==", f"v1,{MAC}A", f"v1,A{MAC}")
    yield from (
        f"v1, {MAC}",
        f"v1,{MAC}\t",
        f"\tv1,{MAC}",
        f"v1,\t{MAC}",
        f"v1,{MAC}\n",
        f"v1,{MAC}\r\n",
        f"\x00v1,{MAC}",
    )
    yield from (f"v1\t,{MAC}", f"v1,{MAC}\x00", f"v1,{MAC};", f"v1,{MAC}|v1,{MAC}", f"v1,{MAC},v1,{MAC}")
    yield from (
        f"v1,{MAC.replace('+', '-').replace('/', '_')}",
        f"v1,{MAC.lower()}",
        f"v1,{MAC.upper()}",
        f"v1,{MAC[::-1]}",
    )
    yield from (
        f"v1,{MAC[:20]}",
        f"v1,{MAC[:40]}",
        f"v1,{MAC[:-2]}F=",
        f"v1,{MAC[:-2]}G=",
        f"v1,{MAC[:-2]}H=",
    )
    yield f"v1,{base64.b64decode(MAC).hex()}"
    yield f"v1,{base64.b32encode(base64.b64decode(MAC)).decode()}"
    yield f"v1,{base64.b64encode(bytes(32)).decode()}"
    yield f"v1a,{base64.b64encode(bytes(64)).decode()}"
    yield f"v1a,{base64.b64encode(bytes(63)).decode()}"
    yield f"v1a,{ED[:-2]}"
    yield f"v1a,{ED}="
    yield f"v1a,{ED[:-3]}h=="  # other spare bits of the same signature
    yield f"v1a,{ED.replace('/', '_')}"
    yield from (
        f"v1,{MAC} " * 40,
        "v1," * 1000,
        "v1 " * 1000,
        "," * 4096,
        " " * 4096,
        "v1," + "A" * 4093,
        "A" * 100_000,
    )
    yield from (
        "v1,\ud800",
        "v1,é",
        "v1,ＡＡ",
        f"ｖ1,{MAC}",
        f"v１,{MAC}",
        f"v1，{MAC}",
        f"v1,{MAC}\u00a0",
        f"v1,{MAC}\u2028",
    )
    yield from (
        None,
        0,
        1.5,
        True,
        b"v1," + MAC.encode(),
        [f"v1,{MAC}"],
        (f"v1,{MAC}",),
        {"v1": MAC},
        {MAC},
        object(),
    )
    yield from (f"v1,{MAC[:i]}!{MAC[i + 1 :]}" for i in range(len(MAC)))
    yield from (f"v1,{MAC[:i]}{'B' if MAC[i] == 'A' else 'A'}{MAC[i + 1 :]}" for i in range(len(MAC)))


def hostile_timestamps() -> Iterator[object]:
    now = str(SECONDS)
    yield from (
        f" {now}",
        f"{now} ",
        f"\t{now}",
        f"{now}\n",
        f"{now}\r\n",
        f"+{now}",
        f"-{now}",
        f"0{now}",
        f"{now}.0",
    )
    yield from (
        f"{now}.",
        f".{now}",
        f"{now}e0",
        f"{now}E0",
        "1.61426533e9",
        f"{now[0]}_{now[1:]}",
        hex(SECONDS),
        oct(SECONDS),
    )
    yield from (
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "",
        " ",
        "0",
        "-1",
        "now",
        "null",
        "None",
        "true",
        "\x00",
    )
    yield from (
        "１６１４２６５３３０",
        "١٦١٤٢٦٥٣٣٠",
        "१६१४२६५३३०",
        f"{now}\x00",
        f"\x00{now}",
        f"{now}\u00a0",
        "1614265330²",
    )
    yield from (
        str(SECONDS - 301),
        str(SECONDS + 301),
        str(SECONDS * 1000),
        "9" * 11,
        "9" * 20,
        "9" * 4301,
        "1" * 100_000,
    )
    yield from (
        "2021-02-25T15:02:10Z",
        "Thu, 25 Feb 2021 15:02:10 GMT",
        f"{now},{now}",
        f"{now};",
        f'"{now}"',
        f"{now}L",
    )
    yield from (
        None,
        SECONDS,
        float(SECONDS),
        True,
        now.encode(),
        [now],
        (now,),
        {},
        NOW,
        object(),
        "\ud800",
        "é",
    )


def hostile_ids() -> Iterator[object]:
    yield from (
        "",
        " ",
        "x" * 65,
        f"{ID}.",
        f".{ID}",
        f"{ID}.{SECONDS}",
        f"{ID} ",
        f" {ID}",
        f"{ID}\n",
        f"{ID}\x00",
        "é",
        "\ud800",
    )
    yield from (
        "../etc/passwd",
        "msg_' OR 1=1",
        "<script>",
        ID.upper(),
        ID[:-1],
        f"{ID}x",
        "\u202emsg",
        "ｍｓｇ",
        f"{ID}/",
        f"{ID},{ID}",
    )
    yield from (None, 0, 1.5, True, ID.encode(), [ID], (ID,), {}, object())


@pytest.mark.parametrize("signature", list(hostile_signatures()), ids=lambda _: "")
def test_a_hostile_signature_is_refused(signature):
    refuse(BODY, with_headers(signature=signature))


@pytest.mark.parametrize("timestamp", list(hostile_timestamps()), ids=lambda _: "")
def test_a_hostile_timestamp_is_refused(timestamp):
    refuse(BODY, with_headers(timestamp=timestamp))


@pytest.mark.parametrize("message_id", list(hostile_ids()), ids=lambda _: "")
def test_a_hostile_id_is_refused(message_id):
    refuse(BODY, with_headers(id=message_id))


def test_the_tables_hold_at_least_200_rows():
    assert len([*hostile_signatures(), *hostile_timestamps(), *hostile_ids()]) >= 200


class Failing(dict):
    def items(self):
        raise RuntimeError("broken mapping")


@pytest.mark.parametrize(
    "headers",
    [
        None,
        1,
        "webhook-id",
        b"x",
        [],
        [("webhook-id", ID)],
        (),
        object(),
        {},
        {1: 2},
        {None: None},
        {b"webhook-id": ID},
        Failing(),
        with_headers() | {"Webhook-Id": "msg_other"},
        with_headers() | {"WEBHOOK-SIGNATURE": "v1,x"},
    ],
)
def test_hostile_headers_are_refused(headers):
    refuse(BODY, headers)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(missing):
    headers = with_headers()
    del headers[missing]
    refuse(BODY, headers)


def test_the_svix_names_are_not_accepted():
    refuse(BODY, {name.replace("webhook", "svix"): value for name, value in with_headers().items()})


@pytest.mark.parametrize(
    "body", [None, 0, 20, 1.5, True, [], {}, ["x"], {"a": 1}, object(), "\ud800", "", b"", BODY * 2]
)
def test_a_hostile_body_is_refused(body):
    refuse(body, with_headers())


JUNK = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.binary(max_size=200),
    st.text(max_size=200),
    st.lists(st.text(max_size=5)),
)
NAMES = st.one_of(
    st.sampled_from(
        ["webhook-id", "webhook-timestamp", "webhook-signature", "Webhook-Id", "WEBHOOK-TIMESTAMP"]
    ),
    JUNK,
)


@given(body=JUNK, pairs=st.lists(st.tuples(NAMES, JUNK), max_size=6))
def test_fuzzed_requests_raise_nothing_else(body, pairs):
    refuse(body, {name: value for name, value in pairs if not isinstance(name, list)})


@given(
    signature=st.one_of(
        st.text(max_size=300),
        st.lists(st.tuples(st.sampled_from(["v1", "v1a", "v2", ""]), st.text(max_size=90)), max_size=5).map(
            lambda entries: " ".join(f"{version},{value}" for version, value in entries)
        ),
        st.binary(max_size=64).map(lambda raw: "v1," + base64.b64encode(raw).decode()),
        st.binary(min_size=64, max_size=64).map(lambda raw: "v1a," + base64.b64encode(raw).decode()),
    )
)
def test_fuzzed_signatures_are_refused(signature):
    refuse(BODY, with_headers(signature=signature))


@given(timestamp=st.text(alphabet="0123456789 .+-_eE\n\x00１²", max_size=14))
def test_fuzzed_timestamps_are_refused(timestamp):
    if timestamp != str(SECONDS):
        refuse(BODY, with_headers(timestamp=timestamp))


@given(body=st.binary(max_size=400))
def test_a_fuzzed_signed_body_is_an_object_or_refused(body):
    headers = with_headers(signature=Webhook(SECRET).sign(ID, NOW, body))
    try:
        verified = WEBHOOK.verify(body, headers, now=NOW)
    except WebhookVerificationError:
        return
    assert json.loads(body) == verified


@given(
    message=st.dictionaries(
        st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(-(2**63), 2**63 - 1)
    )
)
def test_what_is_signed_is_read_back(message):
    body = json.dumps(message).encode()
    headers = with_headers(signature=Webhook(SECRET).sign(ID, NOW, body))
    assert message == WEBHOOK.verify(body, headers, now=NOW)
