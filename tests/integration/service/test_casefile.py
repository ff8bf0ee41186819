"""The file of a case: signed, checked without anybody's help, worthless once anything was touched."""

import base64
import copy
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import NotFound, SettingsError
from flask_amends.service import acts, casefile, privacy
from flask_amends.service.casefile_check import Report, check
from flask_amends.service.casefile_format import (
    CASE,
    SIGNATURE,
    PublicKey,
    SigningKey,
    listed,
    pack,
    unpack,
)
from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.records import StagedUpload
from flask_amends.testing import MemoryFiles, close, make_state
from tests.integration.cases import CLAIM, ORDER, SHOPPER, agree, confirm, open_case, perform
from tests.integration.migrated import MakeState

PHOTO = b"\xff\xd8 a photo"
STRANGER = SigningKey(seed=bytes(32))


def with_photo(state: State) -> str:
    """A case in which both wrote and a photo was given."""
    case_id = open_case(state)
    now = state.clock.now()
    photo = StagedUpload(
        id="upl_1",
        key="k1",
        name="rose.jpg",
        media_type="image/jpeg",
        bytes=len(PHOTO),
        sha256=sha256(PHOTO).hexdigest(),
        created_at=now,
    )
    state.files.write("k1", PHOTO)
    with state.store.begin() as unit:
        unit.uploads.add(photo)
    message = c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Hello? שלום, привет, cześć")
    acts.act(state, case_id, message, by=SHOPPER, files=["upl_1"])
    agree(state, case_id)
    perform(state, case_id)
    return case_id


def exported(state: State, case_id: str) -> bytes:
    return b"".join(casefile.export(state, case_id).pieces)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """One file to tamper with."""
    folder = tmp_path_factory.mktemp("casefile")
    state = make_state(f"sqlite:///{folder}/amends.sqlite3", orders=[ORDER])
    yield exported(state, with_photo(state))
    close(state)


def test_a_file_checks_with_the_shops_key_and_holds_everything(state: State):
    case_id = with_photo(state)
    confirm(state, case_id)
    made = exported(state, case_id)
    [ours] = casefile.public_keys(state)
    report = check(made, key=ours)
    assert (report.problems, report.known_key) == ((), True)
    assert (report.entries, report.photos, report.erased) == (8, 1, 0)
    document = report.document
    assert document is not None
    assert "wilted" in json.dumps(document["words"])
    assert (document["policy"]["name"], document["order"]["number"]) == ("flowwow", "A-1")
    assert document["state"]["outcome"] == "resolved_by_agreement"
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert names[:3] == ["README.txt", "case.json", "signature.json"]
    assert [name for name in names if name.startswith("photos/")] == [document["files"][0]["path"]]


def test_the_same_case_makes_the_same_file(state: State):
    case_id = with_photo(state)
    assert exported(state, case_id) == exported(state, case_id)


def test_nothing_but_the_case_is_in_its_file(state: State):
    case_id = with_photo(state)
    staff = exported(state, case_id)
    assert b"Ola Kowalska" in staff
    assert b"+48 500 600 700" not in staff  # a telephone number is no part of what happened


def tampered(archive: bytes, rounds: int) -> Iterator[bytes]:
    """Files with one thing wrong: a bit, a byte more or less, two parts exchanged, the end cut off."""
    chance = random.Random(7)
    for number in range(rounds):
        at, other = sorted((chance.randrange(len(archive)), chance.randrange(len(archive))))
        kind = number % 8
        if kind == 0:
            yield archive[:at] + chance.randbytes(1) + archive[at:]
        elif kind == 1:
            yield archive[:at] + archive[at + 1 :]
        elif kind == 2:
            yield archive[:at]
        elif kind == 3 and archive[:at] + archive[other:] + archive[at:other] != archive:
            yield archive[:at] + archive[other:] + archive[at:other]
        else:
            yield archive[:at] + bytes([archive[at] ^ chance.randrange(1, 256)]) + archive[at + 1 :]


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every leaf of a document is."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not inner and at:
        yield at
    for name, one in inner:
        yield from paths(one, (*at, name))


def changed(document: Any, at: tuple[Any, ...], value: Any) -> Any:
    found = copy.deepcopy(document)
    inner = found
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value(inner[at[-1]])
    return found


def another(value: Any) -> Any:
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}x" if isinstance(value, str) and value else "x"


def repacked(archive: bytes, document: Any, signature: bytes | None = None) -> bytes:
    """A file that is in order as an archive, with another case in it."""
    entries = unpack(archive)
    made_at = datetime.fromisoformat(json.loads(entries[CASE])["exported_at"]).astimezone(UTC)
    entries |= {CASE: canonical(document), SIGNATURE: signature or entries[SIGNATURE]}
    return b"".join(pack(entries.items(), made_at))


def test_every_touched_byte_is_noticed(archive: bytes):
    """G16, in short: a thousand files with something wrong, and not one passes."""
    missed = [number for number, one in enumerate(tampered(archive, 1000)) if check(one).whole]
    assert missed == []
    assert check(archive).whole


def test_every_changed_field_is_noticed(archive: bytes):
    """Also when whoever changed it made a proper archive again: the signature is over the case."""
    document = json.loads(unpack(archive)[CASE])
    places = list(paths(document))
    assert len(places) > 300
    missed = [at for at in places if check(repacked(archive, changed(document, at, another))).whole]
    assert missed == []


def resigned(archive: bytes, document: Any) -> bytes:
    """The file as somebody with another key would sign it."""
    document = {**document, "key_id": STRANGER.public.id}
    return repacked(archive, document, STRANGER.sign(canonical(document)))


def test_a_file_signed_by_somebody_else_is_not_the_shops(archive: bytes):
    entries = unpack(archive)
    ours = PublicKey.parse(json.loads(entries[SIGNATURE])["public_key"])
    forged = resigned(archive, json.loads(entries[CASE]))
    assert check(forged).whole
    report = check(forged, key=ours)
    assert report.problems == (f"It was signed with another key: {STRANGER.public.id}.",)
    assert not report.known_key


#: What a shop that signs could change, and what gives it away all the same.
REWRITES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a text": (lambda d: changed(d, ("words", 0, "text"), another), "is not what was written"),
    "a salt": (lambda d: changed(d, ("words", 0, "salt"), lambda old: old[2:] + old[:2]), "is not what was"),
    "a text taken out": (lambda d: {**d, "words": d["words"][1:]}, "is missing"),
    "a text twice": (lambda d: {**d, "words": [*d["words"], d["words"][0]]}, "is there twice"),
    "half an erasure": (
        lambda d: changed(d, ("words", 0, "salt"), lambda _: None),
        "is not what was written",
    ),
    "who did it": (lambda d: changed(d, ("history", 2, "actor"), lambda _: "system"), "was changed"),
    "when": (
        lambda d: changed(d, ("history", 1, "at"), lambda old: old.replace("09:", "08:")),
        "was changed",
    ),
    "an entry taken out": (
        lambda d: {**d, "history": [*d["history"][:2], *d["history"][3:]]},
        "Entry 3 of the history is missing",
    ),
    "the last entry": (lambda d: {**d, "history": d["history"][:-1]}, "is not in the history"),
    "two exchanged": (
        lambda d: {**d, "history": [d["history"][1], d["history"][0], *d["history"][2:]]},
        "Entry 1 of the history is missing",
    ),
    "where it stands": (
        lambda d: changed(d, ("state", "ask", "amount", "value"), lambda _: "1.00"),
        "not what its history adds up to",
    ),
    "another case's history": (lambda d: {**d, "id": "dsp_other"}, "was changed"),
    "a photo's digest": (lambda d: changed(d, ("files", 0, "sha256"), lambda old: old[::-1]), "is not what"),
}


@pytest.mark.parametrize("what", REWRITES)
def test_the_chain_tells_on_the_one_who_signs(archive: bytes, what: str):
    rewrite, said = REWRITES[what]
    report = check(resigned(archive, rewrite(json.loads(unpack(archive)[CASE]))))
    assert said in " ".join(report.problems)


def test_a_signature_has_one_spelling_and_names_its_key(archive: bytes):
    """Another text that decodes to the same signature, and a case that names a key it was not signed with."""
    entries = unpack(archive)
    document, signature = json.loads(entries[CASE]), json.loads(entries[SIGNATURE])
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = letters[letters.index(signature["signature"][-1]) ^ 1]
    respelled = canonical({**signature, "signature": signature["signature"][:-1] + twin})
    assert not check(repacked(archive, document, respelled)).whole
    assert not check(repacked(archive, document, STRANGER.sign(canonical(document)))).whole


def test_what_lies_beside_the_case_is_what_was_signed(archive: bytes):
    entries = unpack(archive)
    photo = next(name for name in entries if name.startswith("photos/"))
    made_at = datetime.fromisoformat(json.loads(entries[CASE])["exported_at"]).astimezone(UTC)
    for changes in ({"README.txt": b"Send money to Eve."}, {photo: b"another photo"}, {"more.txt": b"!"}):
        other = b"".join(pack({**entries, **changes}.items(), made_at))
        assert check(other).problems[0] == "What lies beside the case is not what was signed."


def test_a_photo_that_the_signer_exchanged_is_not_the_one_that_was_given(archive: bytes):
    entries = unpack(archive)
    photo = next(name for name in entries if name.startswith("photos/"))
    entries[photo] = b"another photo"
    document = json.loads(entries[CASE])
    made_at = datetime.fromisoformat(document["exported_at"]).astimezone(UTC)
    document["enclosed"] |= listed({photo: entries[photo]})
    document["key_id"] = STRANGER.public.id
    entries |= {CASE: canonical(document), SIGNATURE: STRANGER.sign(canonical(document))}
    report = check(b"".join(pack(entries.items(), made_at)))
    assert report.problems == (f"The photo {photo} is not the one that was given.",)


def test_a_later_file_continues_an_earlier_one_or_is_found_out(new_state: MakeState):
    state = new_state()
    case_id = with_photo(state)
    before = exported(state, case_id)
    confirm(state, case_id)
    after = exported(state, case_id)
    assert (check(after, earlier=before).whole, check(after, earlier=before).earlier) == (True, 6)
    assert "written anew" in " ".join(check(before, earlier=after).problems)
    other = exported(state, open_case(state))
    assert check(after, earlier=other).problems == ("The earlier file is about another case.",)


def test_what_was_erased_is_told_as_erased_and_the_rest_still_proves(state: State):
    case_id = with_photo(state)
    confirm(state, case_id)
    privacy.erase(state, email=CLAIM.email)
    made = exported(state, case_id)
    report = check(made)
    assert (report.problems, report.texts, report.photos) == ((), 0, 0)
    assert report.erased == 5
    for canary in (b"wilted", b"Hello?", b"anna@", b"Anna", b"rose.jpg", PHOTO, b"bank-1"):
        assert canary not in made


def test_a_photo_that_was_lost_or_damaged_is_told_and_never_passed_off(state: State):
    case_id = with_photo(state)
    files = state.files
    assert isinstance(files, MemoryFiles)
    files.contents["k1"] += b"!"
    report = check(exported(state, case_id))
    assert (report.problems, report.photos, report.missing) == ((), 0, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"{}", b"\x00" * 4096],
    ids=["empty", "a beginning", "no entries", "json", "zeros"],
)
def test_what_is_no_file_of_a_case_is_told_without_an_error(content: bytes):
    report = check(content)
    assert isinstance(report, Report)
    assert not report.whole


def test_an_archive_that_unpacks_to_more_than_it_is_is_refused(archive: bytes):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name, content in unpack(archive).items():
            bomb.writestr(name, content)
        bomb.writestr("zeros", bytes(20_000_000))
    assert check(packed.getvalue()).problems == ("It is an archive of another kind.",)


def test_keys_turn_and_old_files_keep_their_name(new_state: MakeState):
    """A file signed before a key was changed checks against a key that the shop still publishes."""
    first, second = (base64.urlsafe_b64encode(bytes([n]) * 32).decode().rstrip("=") for n in (1, 2))
    old = new_state(AMENDS_SIGNING_KEY=first)
    made = exported(old, with_photo(old))
    [was] = casefile.public_keys(old)
    new = new_state(AMENDS_SIGNING_KEY=[first, second])
    assert [key.id for key in casefile.public_keys(new)][1] == was.id
    later = new_state(AMENDS_SIGNING_KEY=second, AMENDS_RETIRED_SIGNING_KEYS=was.text)
    assert check(made, key=casefile.public_keys(later)[1]).known_key
    assert casefile.public_keys(later)[0].id == casefile.public_keys(new)[0].id != was.id


def test_without_a_key_of_its_own_a_shop_signs_with_one_from_its_secret(new_state: MakeState):
    now, turned = new_state(), new_state(SECRET_KEY="newer", SECRET_KEY_FALLBACKS=["test"])
    [ours] = casefile.public_keys(now)
    assert [key.id for key in casefile.public_keys(turned)][1:] == [ours.id]
    assert b"test" not in casefile.signing_keys(now)[0].seed
    assert "seed" not in repr(casefile.signing_keys(now))


@pytest.mark.parametrize("key", ["short", "!" * 43, "A" * 44, "ą" * 43])
def test_a_key_that_is_none_is_a_fault_and_is_not_repeated(key: str, new_state: MakeState):
    with pytest.raises(SettingsError) as caught:
        new_state(AMENDS_SIGNING_KEY=key)
    assert "AMENDS_SIGNING_KEY" in str(caught.value)
    assert key not in str(caught.value)


def test_no_case_has_no_file(state: State):
    with pytest.raises(NotFound):
        casefile.export(state, "dsp_none")
