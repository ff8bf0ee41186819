"""The tokens of links: one purpose each, one key of ours, an end to the second, and nothing else passes."""

import logging
import random
import string
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha1, sha256

import pytest
from itsdangerous import URLSafeTimedSerializer

from flask_amends.service.tokens import LONGEST, MAX_AGE, BadToken, Purpose, link_token, read, sign
from flask_amends.state import State
from flask_amends.testing import close, make_state
from flask_amends.web.logs import HideTokens, hidden_in
from tests.house.tree import modules
from tests.integration.cases import dump
from tests.integration.web.storefront.conftest import MakeVisitor, Visitor

ALPHABET = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def database_uri(sqlite_uri: str) -> str:
    """One kind of database: these tests are about links as texts, and others try the rows on both."""
    return sqlite_uri


@pytest.fixture
def visitor(shared_visitor: Visitor) -> Visitor:
    return shared_visitor


@pytest.fixture
def state(sqlite_uri: str) -> Iterator[State]:
    made = make_state(sqlite_uri)
    yield made
    close(made)


def test_a_token_is_good_for_its_own_purpose_and_for_no_other(state: State):  # 27
    for made_for in Purpose:
        token = sign(state, made_for, {"jti": "x"})
        assert read(state, made_for, token) == {"jti": "x"}
        for other in set(Purpose) - {made_for}:
            with pytest.raises(BadToken):
                read(state, other, token)


@pytest.mark.parametrize("digest", [sha1, sha256])
@pytest.mark.parametrize("derivation", ["hmac", "django-concat", "concat", "none"])
def test_the_apps_secret_alone_makes_no_token(state: State, derivation: str, digest: object):  # 27, 28
    """Whoever guesses with the usual recipes over ``SECRET_KEY`` is refused: our key is derived from it."""
    options = {"key_derivation": derivation, "digest_method": digest}
    for salt in ("disputes.room.v1", "itsdangerous", "cookie-session"):
        forger = URLSafeTimedSerializer("test", salt=salt, signer_kwargs=options)
        with pytest.raises(BadToken):
            read(state, Purpose.ROOM, forger.dumps({"jti": "x"}))


def test_new_links_are_signed_with_the_newest_key(make_visitor: MakeVisitor):  # 29
    turned = make_visitor(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["test"])
    link = turned.link(turned.case())
    assert make_visitor(SECRET_KEY="new").open(link).status == 200
    assert make_visitor(SECRET_KEY="test").open(link).status == 404


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_ends_to_the_second(sqlite_uri: str, purpose: Purpose):  # 30
    state = make_state(sqlite_uri)
    token = sign(state, purpose, {"jti": "x"})
    clock = state.clock
    clock.move(timedelta(seconds=MAX_AGE[purpose]))  # type: ignore[attr-defined]
    assert read(state, purpose, token)
    clock.move(timedelta(seconds=1))  # type: ignore[attr-defined]
    with pytest.raises(BadToken) as caught:
        read(state, purpose, token)
    assert caught.value.expired
    close(state)


def test_nothing_of_ours_reads_a_token_before_its_signature():  # 30
    """``loads_unsafe`` unpacks what nobody signed; ``URLSafeSerializer`` is refused by the linter."""
    sources = [path for path in modules().values() if "loads_unsafe" in path.read_text(encoding="utf-8")]
    assert sources == []


def mutated(token: str, count: int, seed: int) -> Iterator[str]:
    """Tokens with something wrong: letters changed, added, removed, parts exchanged, strange characters."""
    chance = random.Random(seed)
    strange = "=.+/%\x00\ud800é\u0661 \n"
    for _ in range(count):
        letters = list(token)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(letters))
            match chance.randrange(5):
                case 0:
                    letters[at] = chance.choice(ALPHABET)
                case 1:
                    letters[at] = chance.choice(strange)
                case 2:
                    letters.insert(at, chance.choice(ALPHABET + strange))
                case 3 if len(letters) > 1:
                    del letters[at]
                case _:
                    letters = letters[at:] + letters[:at]
        yield "".join(letters)


def accepted(state: State, token: str, count: int, seed: int) -> list[str]:
    """The mutants that say something else than the token does. Anything but :class:`BadToken` is an error."""
    original = read(state, Purpose.ROOM, token)
    found = []
    for one in mutated(token, count, seed):
        try:
            if read(state, Purpose.ROOM, one) != original:
                found.append(one)
        except BadToken:
            continue
    return found


def test_ten_thousand_mutated_tokens_open_nothing(state: State):  # 32
    assert accepted(state, link_token(state, Purpose.ROOM, "a" * 32), 10_000, seed=1) == []


@pytest.mark.soak
def test_a_million_mutated_tokens_open_nothing(state: State):  # 32
    assert accepted(state, link_token(state, Purpose.ROOM, "a" * 32), 1_000_000, seed=2) == []


def test_mutated_links_are_answered_like_unknown_ones(visitor: Visitor):  # 32
    link = visitor.link(visitor.case())
    head, _, token = link.rpartition("/")
    before = dump(visitor.shop.state)
    statuses = set()
    for one in mutated(token, 150, seed=3):
        address = f"{head}/{one.encode('utf-8', 'surrogatepass').decode('latin-1')}"
        if one.replace("=", "") != token:
            statuses.add(visitor.client.get(address).status_code)
    assert statuses <= {200, 404, 308}
    assert dump(visitor.shop.state) == before


def test_a_long_token_is_refused_before_anything_is_computed(state: State, monkeypatch: pytest.MonkeyPatch):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a token beyond the limit was looked into")  # 32

    monkeypatch.setattr(URLSafeTimedSerializer, "loads", never)
    with pytest.raises(BadToken):
        read(state, Purpose.ROOM, "A" * (LONGEST + 1))


def test_access_logs_are_written_without_tokens(visitor: Visitor, state: State):  # 34
    token = link_token(state, Purpose.ROOM, "a" * 32)
    line = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, '"GET %(U)s" %(s)s', None, None)
    line.args = {"U": f"/amends/d/{token}", "s": "200"}
    assert HideTokens().filter(line)
    assert line.getMessage() == '"GET /amends/d/…" 200'
    assert hidden_in("/amends/s/amends.9b50d76557cc.css at 10.0.0.1") == (
        "/amends/s/amends.9b50d76557cc.css at 10.0.0.1"
    )
    assert any(isinstance(one, HideTokens) for one in logging.getLogger("werkzeug").filters)
