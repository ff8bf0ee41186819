"""Keys: their three forms, their lengths, and that errors do not repeat them."""

import base64
import hashlib
import json

import pytest

from amends_webhooks import (
    KeyFormatError,
    SymmetricKey,
    generate_secret,
    generate_signing_key,
    jwk,
    parse_key,
    parse_public_key,
    parse_secret,
    parse_signing_key,
)

SEED = bytes(range(32))
RFC8037_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC8037_D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"


def encoded(prefix: str, raw: bytes) -> str:
    return prefix + base64.b64encode(raw).decode()


def test_a_generated_secret_holds_32_bytes():
    assert generate_secret(lambda count: b"x" * count) == encoded("whsec_", b"x" * 32)
    assert len(parse_secret(generate_secret()).raw) == 32
    assert generate_secret() != generate_secret()


def test_a_generated_signing_key_holds_seed_and_public_key():
    text = generate_signing_key(lambda _: SEED)
    raw = base64.b64decode(text.removeprefix("whsk_"))
    assert (len(raw), raw[:32]) == (64, SEED)
    assert raw[32:] == parse_signing_key(text).public().raw


def test_a_bare_seed_is_the_same_key():
    assert parse_signing_key(encoded("whsk_", SEED)) == parse_signing_key(
        generate_signing_key(lambda _: SEED)
    )


def test_a_foreign_public_half_is_refused():
    with pytest.raises(KeyFormatError, match="does not belong"):
        parse_signing_key(encoded("whsk_", SEED + bytes(32)))


@pytest.mark.parametrize("length", [24, 32, 64])
def test_secrets_of_24_to_64_bytes_are_read(length):
    assert parse_secret(encoded("whsec_", b"x" * length)).raw == b"x" * length


@pytest.mark.parametrize("length", [1, 15, 16, 18, 23, 65, 100])
def test_secrets_of_other_lengths_are_refused(length):
    with pytest.raises(KeyFormatError, match="24 to 64"):
        parse_secret(encoded("whsec_", b"x" * length))


def test_a_secret_issued_by_others_may_have_16_bytes():
    assert parse_secret(encoded("whsec_", b"x" * 16), foreign=True).raw == b"x" * 16
    with pytest.raises(KeyFormatError, match="16 to 64"):
        parse_secret(encoded("whsec_", b"x" * 15), foreign=True)


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_other_lengths_of_ed25519_keys_are_refused(length):
    for parse, prefix in ((parse_signing_key, "whsk_"), (parse_public_key, "whpk_")):
        with pytest.raises(KeyFormatError):
            parse(encoded(prefix, bytes(length)))


@pytest.mark.parametrize(
    "junk", ["", "whsec_", "whsk_", "whpk_", "whsec_ä", "whsec_a b", "whsec_-_-_", "whsec_AAAAA", "a=b"]
)
def test_junk_is_refused(junk):
    with pytest.raises(KeyFormatError):
        parse_key(junk)


def test_padding_may_be_missing():
    assert parse_secret(encoded("whsec_", b"x" * 32).rstrip("=")).raw == b"x" * 32


def test_errors_and_representations_show_no_key():
    secret = encoded("whsec_", b"topsecret")
    with pytest.raises(KeyFormatError) as refusal:
        parse_key(secret)
    assert secret not in str(refusal.value)
    assert repr(SymmetricKey(raw=b"x" * 24)) == "SymmetricKey()"
    assert repr(parse_signing_key(encoded("whsk_", SEED))) == "SigningKey()"


def test_the_jwk_is_that_of_rfc_8037():
    seed = base64.urlsafe_b64decode(RFC8037_D + "=")
    key = jwk(encoded("whsk_", seed))
    assert (key["kty"], key["crv"], key["x"]) == ("OKP", "Ed25519", RFC8037_X)
    assert key["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": key["x"]}, separators=(",", ":")).encode()
    assert base64.urlsafe_b64decode(key["kid"] + "=") == hashlib.sha256(canonical).digest()
    assert jwk(str(parse_signing_key(encoded("whsk_", seed)).public())) == key
    assert "d" not in key


def test_a_secret_has_no_public_form():
    with pytest.raises(KeyFormatError, match="no public form"):
        jwk(generate_secret())
