"""A whole case as a file that travels: everything said and done, with its photos, signed by the shop."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from flask_amends.disputes import codec
from flask_amends.errors import NotFound
from flask_amends.ports import Order
from flask_amends.service import price_evidence
from flask_amends.service.casefile_format import (
    CASE,
    FORMAT,
    NOTE,
    PHOTOS,
    SIGNATURE,
    PublicKey,
    SigningKey,
    listed,
    pack,
)
from flask_amends.service.notices import taking
from flask_amends.state import State
from flask_amends.storage.chain import canonical
from flask_amends.storage.records import CaseRow, HistoryRow, Person, StoredFile, Word
from flask_amends.storage.shown_records import ShownRow

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}

_NOTE = """\
The case {reference} of {shop}, as of {moment}.

case.json       everything that was said and done in the case, the rules that applied to it, what the
                buyer was shown with the order, and what the goods cost before the claim
signature.json  the shop's signature over case.json
photos/         the photos, as they were received

Each entry of the history holds a digest of the one before it, and of each text and photo. So nothing can be
taken out or changed without that being seen. To check this without asking anybody:

    pip install Flask-Amends
    python -m flask_amends.cli verify-case {name} --key THE_SHOPS_PUBLIC_KEY

This file was signed with the key {key_id}:

    {key}

{where}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A file ready to be written: its name, and its bytes piece by piece."""

    name: str
    key_id: str
    pieces: Iterator[bytes]


def signing_keys(state: State) -> tuple[SigningKey, ...]:
    """The shop's keys, the newest last: its own if it set some, else one from each of its secret keys.

    A derived key costs nothing to keep and turns with ``SECRET_KEY``; a shop that wants its signatures to
    outlive that sets ``AMENDS_SIGNING_KEY``.
    """
    own = state.settings.signing.seeds
    seeds = own or tuple(_derived(secret) for secret in state.settings.secret_keys)
    return tuple(SigningKey(seed=seed) for seed in seeds)


def public_keys(state: State) -> tuple[PublicKey, ...]:
    """Every key by which a file of this shop can be checked, the one that signs now first."""
    ours = [key.public for key in reversed(signing_keys(state))]
    return (*ours, *(PublicKey(raw=raw) for raw in state.settings.signing.retired))


def _derived(secret: str) -> bytes:
    info = b"flask-amends/case-signature/v1"
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def export(state: State, case_id: str) -> CaseFile:
    """The file of a case, as it stands now. Raises :class:`NotFound`.

    Photos are read one at a time, so that a large case needs no more memory than its largest photo.
    """
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
        if row is None:
            raise NotFound("case", case_id)
        history = unit.history.of(case_id)
        words = unit.history.words_of(case_id)
        files = unit.files.of(case_id)
        ids = {row.shopper_id, *(one.actor_id for one in history if one.actor_id is not None)}
        persons = unit.persons.many(sorted(ids))
        shown = taking.of_case(unit, row)
        claimed = [item.sku for item in row.dispute.items]
        prices = price_evidence.of_order(unit, row.order, claimed, until=row.opened_at)
    key = signing_keys(state)[-1]
    name = f"case-{row.reference_number}.zip"
    now = state.clock.now().astimezone(UTC).replace(microsecond=0)
    note = _note(state, row, key.public, name, now)
    enclosed = listed({NOTE: note})
    lying: dict[str, str] = {}
    for file in files:
        content = content_of(state, file)
        if content is not None:
            lying[file.id] = f"{PHOTOS}{file.id}.{ENDINGS[file.media_type]}"
            enclosed |= listed({lying[file.id]: content})
    document = {
        "format": FORMAT,
        "key_id": key.public.id,
        "exported_at": now.isoformat(),
        "shop": {"name": state.settings.shop_name, "keys": _keys_url(state)},
        "enclosed": enclosed,
        **_case(row, persons),
        "history": [_entry(one) for one in history],
        "words": [_word(one) for one in words],
        "files": [_file(one, lying.get(one.id)) for one in files],
        "shown": [_shown(one) for one in shown],
        "prices": price_evidence.plain(prices),
    }
    case = canonical(document)

    def entries() -> Iterator[tuple[str, bytes]]:
        yield NOTE, note
        yield CASE, case
        yield SIGNATURE, key.sign(case)
        for file in files:
            if file.id in lying and (content := content_of(state, file)) is not None:
                yield lying[file.id], content

    return CaseFile(name=name, key_id=key.public.id, pieces=iter(pack(entries(), now)))


def content_of(state: State, file: StoredFile) -> bytes | None:
    """The bytes of a photo; ``None`` for an erased one, and for one that is damaged or not in its place."""
    if file.key is None or file.media_type not in ENDINGS:
        return None
    try:
        with state.files.open(file.key) as stream:
            content = stream.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == file.sha256 else None


def _keys_url(state: State) -> str | None:
    """Where the shop publishes its keys, from the configured address only."""
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/keys.json" if base else None


def _note(state: State, row: CaseRow, key: PublicKey, name: str, now: datetime) -> bytes:
    url = _keys_url(state)
    where = (
        f"The shop publishes its keys at {url}; compare it with them."
        if url
        else "Ask the shop for its public key and compare: the file alone cannot tell whose key it is."
    )
    text = _NOTE.format(
        reference=row.reference_number,
        shop=state.settings.shop_name,
        moment=now.isoformat(),
        name=name,
        key_id=key.id,
        key=key.text,
        where=where,
    )
    return text.encode()


def _case(row: CaseRow, persons: Mapping[str, Person]) -> dict[str, Any]:
    return {
        "id": row.id,
        "reference_number": row.reference_number,
        "opened_at": _moment(row.opened_at),
        "updated_at": _moment(row.updated_at),
        "locale": row.locale,
        "state": codec.dump(row.dispute),
        "policy": codec.dump(row.policy),
        "order": _order(row.order),
        "shopper_id": row.shopper_id,
        "persons": {id_: _person(one) for id_, one in sorted(persons.items())},
    }


def _order(order: Order | None) -> Any:
    return None if order is None else codec.dump(order)


def _person(person: Person) -> dict[str, Any]:
    """Who took part, as the others in the case know them: staff by name, the shopper by address too."""
    known = {"kind": person.kind, "name": person.name}
    return known | {"email": person.email} if person.kind == "shopper" else known


def _entry(row: HistoryRow) -> dict[str, Any]:
    plain = ("sequence", "type", "actor", "actor_id", "facts", "after", "commitments", "prev_hash", "hash")
    return {**{name: getattr(row, name) for name in plain}, "at": _moment(row.at)}


def _word(word: Word) -> dict[str, Any]:
    return {name: getattr(word, name) for name in ("sequence", "field", "person_id", "salt", "text")}


def _file(file: StoredFile, path: str | None) -> dict[str, Any]:
    plain = ("id", "sequence", "evidence_id", "person_id", "name", "media_type", "bytes", "sha256", "salt")
    known = {name: getattr(file, name) for name in (*plain, "description")}
    return {**known, "created_at": _moment(file.created_at), "path": path}


def _shown(row: ShownRow) -> dict[str, Any]:
    known = {"source": row.source, "digest": row.digest, "content": dict(row.content)}
    return {**known, "taken_at": _moment(row.taken_at)}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
