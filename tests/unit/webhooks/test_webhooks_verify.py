"""Verifying: what is accepted, what is refused, and that refusing has one face."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from amends_webhooks import (
    KeyFormatError,
    MessageError,
    Webhook,
    WebhookVerificationError,
    generate_signing_key,
)
from amends_webhooks.keys import parse_signing_key

ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SECONDS = 1614265330
NOW = datetime.fromtimestamp(SECONDS, UTC)
BODY = '{"test": 2432232314}'
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_plJ3nmyCDGBKInavdOK15jsl"
SEED = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
V1A = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

VECTORS = [
    (SECRET, ID, SECONDS, BODY, V1),
    (
        OTHER,
        "msg_loFOjxBNrRLzqYUf",
        1731705121,
        '{"event_type":"ping","data":{"success":true}}',
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    ),
    (SEED, ID, SECONDS, BODY, V1A),
]


def headers(signature: object = V1, timestamp: object = str(SECONDS), message_id: object = ID) -> dict:
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signature}


@pytest.mark.parametrize(("key", "message_id", "seconds", "body", "signature"), VECTORS)
def test_the_published_vectors_are_reproduced(key, message_id, seconds, body, signature):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert signature == Webhook(key).sign(message_id, moment, body)
    assert signature == Webhook(key).sign(message_id, moment, body.encode())
    verified = Webhook(key).verify(body, headers(signature, str(seconds), message_id), now=moment)
    assert json.loads(body) == verified


def test_a_public_key_verifies_what_its_signing_key_signed():
    assert Webhook(PUBLIC).verify(BODY, headers(V1A), now=NOW) == {"test": 2432232314}
    assert str(parse_signing_key(SEED).public()) == PUBLIC


def test_a_public_key_cannot_sign():
    with pytest.raises(KeyFormatError, match="can only verify"):
        Webhook(PUBLIC).sign(ID, NOW, BODY)


def test_header_names_are_looked_up_without_regard_to_case():
    shouted = {name.upper(): value for name, value in headers().items()}
    assert Webhook(SECRET).verify(BODY.encode(), shouted, now=NOW) == {"test": 2432232314}


def test_during_a_rotation_either_key_verifies():
    both = Webhook([OTHER, SECRET]).sign(ID, NOW, BODY)
    assert [entry.split(",")[0] for entry in both.split(" ")] == ["v1", "v1"]
    for holder in (SECRET, OTHER, [OTHER, SECRET]):
        assert Webhook(holder).verify(BODY, headers(both), now=NOW) == {"test": 2432232314}
    assert Webhook([OTHER, SECRET]).verify(BODY, headers(V1), now=NOW) == {"test": 2432232314}


def test_symmetric_and_asymmetric_signatures_travel_together():
    both = Webhook([SEED, SECRET]).sign(ID, NOW, BODY)
    assert both == f"{V1A} {V1}"
    for holder in (SECRET, PUBLIC):
        assert Webhook(holder).verify(BODY, headers(both), now=NOW) == {"test": 2432232314}


@pytest.mark.parametrize(
    "noise", ["v2,abc", "junk", "v1", "v1,", ",", "v9,é".encode().decode("latin-1")[:3], "v1,AAAA"]
)
@pytest.mark.parametrize("order", ["{noise} {good}", "{good} {noise}"])
def test_unknown_and_broken_entries_beside_a_good_one_are_skipped(noise, order):
    signature = order.format(noise=noise, good=V1)
    assert Webhook(SECRET).verify(BODY, headers(signature), now=NOW) == {"test": 2432232314}


@pytest.mark.parametrize(
    ("offset", "accepted"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)]
)
def test_the_tolerance_is_300_seconds_both_ways(offset, accepted):
    now = NOW + timedelta(seconds=offset)
    if accepted:
        assert Webhook(SECRET).verify(BODY, headers(), now=now) == {"test": 2432232314}
    else:
        with pytest.raises(WebhookVerificationError, match="tolerance"):
            Webhook(SECRET).verify(BODY, headers(), now=now)


def test_the_tolerance_can_be_set():
    later = NOW + timedelta(hours=1)
    assert Webhook(SECRET).verify(BODY, headers(), now=later, tolerance=timedelta(hours=1))
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(
            BODY, headers(), now=NOW + timedelta(seconds=2), tolerance=timedelta(seconds=1)
        )


def test_the_clock_is_asked_when_no_time_is_given():
    assert Webhook(SECRET, clock=lambda: NOW).verify(BODY, headers()) == {"test": 2432232314}
    with pytest.raises(WebhookVerificationError, match="tolerance"):
        Webhook(SECRET).verify(BODY, headers())  # the real clock is years later


def test_naive_times_are_a_mistake_of_the_caller():
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        Webhook(SECRET).verify(BODY, headers(), now=naive)
    with pytest.raises(MessageError, match="time zone"):
        Webhook(SECRET).sign(ID, naive, BODY)


@pytest.mark.parametrize("message_id", ["", "a.b", "ä", "a b", "x" * 65, "a\n"])
def test_a_bad_id_is_not_signed(message_id):
    with pytest.raises(MessageError, match="webhook-id"):
        Webhook(SECRET).sign(message_id, NOW, BODY)


@pytest.mark.parametrize(
    "keys", [[], [SECRET] * 12, "", "whsec_", "whsk_AAAA", 7, [7], b"short", "whsec_!!!", None]
)
def test_bad_keys_are_refused_at_once(keys):
    with pytest.raises((KeyFormatError, TypeError)):
        Webhook(keys)


def test_every_changed_byte_of_the_body_is_noticed():
    for index in range(len(BODY)):
        raw = bytearray(BODY.encode())
        raw[index] ^= 1
        with pytest.raises(WebhookVerificationError, match="No signature fits"):
            Webhook(SECRET).verify(bytes(raw), headers(), now=NOW)


def test_a_signature_of_another_key_is_refused():
    for stranger in (OTHER, generate_signing_key()):
        with pytest.raises(WebhookVerificationError, match="No signature fits"):
            Webhook(SECRET).verify(BODY, headers(Webhook(stranger).sign(ID, NOW, BODY)), now=NOW)


def test_the_parts_cannot_be_shifted_into_each_other():
    signature = Webhook(SECRET).sign("a", NOW, f"{SECONDS}.{{}}")
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify("{}", headers(signature, message_id=f"a.{SECONDS}"), now=NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"1",
        b'"text"',
        b"null",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b'{"a":9223372036854775808}',
        b"[" * 100_000,
        b'{"a":' * 21 + b"1" + b"}" * 21,
    ],
)
def test_a_signed_body_that_is_no_strict_json_object_is_refused(body):
    signature = Webhook(SECRET).sign(ID, NOW, body)
    with pytest.raises(WebhookVerificationError, match="signed but"):
        Webhook(SECRET).verify(body, headers(signature), now=NOW)


def test_an_oversized_body_is_refused_before_it_is_hashed():
    with pytest.raises(WebhookVerificationError, match="longer than"):
        Webhook(SECRET).verify(b"x" * (256 * 1024 + 1), headers(), now=NOW)


def test_the_reference_libraries_forms_of_a_secret_are_taken():
    raw = base64.b64decode(SECRET.removeprefix("whsec_"))
    for form in (SECRET, SECRET.removeprefix("whsec_"), raw, (SECRET,)):
        assert Webhook(form).sign(ID, NOW, BODY) == V1


def test_its_representation_shows_no_key():
    assert repr(Webhook([SECRET, SEED])) == "<Webhook with 2 key(s)>"
