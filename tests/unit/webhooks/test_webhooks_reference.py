"""Compared with other people's libraries: what they sign we verify, what we sign they verify."""

from datetime import UTC, datetime

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st
from svix.webhooks import Webhook as SvixWebhook

from amends_webhooks import Webhook, generate_secret, signed_headers

LIBRARIES = [standardwebhooks.Webhook, SvixWebhook]
SECRET = generate_secret()
IDS = st.text(alphabet="ABCxyz019_-", min_size=1, max_size=64)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)
SECONDS = st.integers(0, 4_000_000_000)


@pytest.mark.parametrize("library", LIBRARIES)
@given(message_id=IDS, text=TEXTS, seconds=SECONDS)
def test_signatures_are_the_same_bytes(library, message_id, text, seconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    theirs = library(SECRET).sign(message_id, moment, text)
    assert theirs == Webhook(SECRET).sign(message_id, moment, text)


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_verify_what_we_send(library):
    body = '{"type":"dispute.created","data":{"name":"Zażółć"}}'.encode()
    headers = signed_headers("msg_1", datetime.now(tz=UTC), body, (SECRET, generate_secret()))  # noqa: TID251 - their clock
    library(SECRET).verify(body, headers)


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_refuse_what_we_refuse(library):
    body = b'{"type":"dispute.created"}'
    headers = signed_headers("msg_1", datetime.now(tz=UTC), body, (SECRET,))  # noqa: TID251 - their clock
    for verifier in (library(SECRET), Webhook(SECRET)):
        with pytest.raises(Exception, match="ignature"):
            verifier.verify(body + b" ", headers)


@given(
    message_id=IDS,
    body=st.dictionaries(st.text(alphabet="abc", max_size=3), st.integers(-9, 9), max_size=3),
    tamper=st.sampled_from(["nothing", "body", "id", "time", "key"]),
)
def test_both_agree_on_every_tampering(message_id, body, tamper):
    import json

    now = datetime.now(tz=UTC)  # noqa: TID251 - the reference library looks at the real clock
    raw = json.dumps(body).encode()
    key = generate_secret() if tamper == "key" else SECRET
    headers = signed_headers(message_id, now, raw, (key,))
    if tamper == "body":
        raw += b"\n"
    elif tamper == "id":
        headers["webhook-id"] = "other" + message_id[:50]
    elif tamper == "time":
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) - 1)
    assert outcome(standardwebhooks.Webhook(SECRET), raw, headers) == outcome(Webhook(SECRET), raw, headers)


def outcome(verifier, raw, headers):
    try:
        return verifier.verify(raw, headers)
    except Exception as error:  # noqa: BLE001 - two libraries, two error types of one name
        return type(error).__name__
