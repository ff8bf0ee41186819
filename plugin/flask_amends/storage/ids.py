"""Ids: a prefix that says of what, and 128 random bits that say nothing else."""

from __future__ import annotations

import base64

from flask_amends.ports import Randomness

BITS = 128
#: Letters and digits that cannot be mistaken for each other when read aloud or copied by hand.
SPOKEN = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str, randomness: Randomness) -> str:
    """A new id, such as ``dsp_mzxw6ytboi4dqmrtgq3tmnbq``."""
    random = base64.b32encode(randomness.token_bytes(BITS // 8)).decode().rstrip("=").lower()
    return f"{prefix}_{random}"


def new_reference_number(randomness: Randomness) -> str:
    """A short number for people, such as ``7K3M-2Q9D``; unique by the database, not by chance."""
    letters: list[str] = []
    while len(letters) < 8:
        usable = (byte for byte in randomness.token_bytes(16) if byte < 256 // len(SPOKEN) * len(SPOKEN))
        letters += [SPOKEN[byte % len(SPOKEN)] for byte in usable]
    return f"{''.join(letters[:4])}-{''.join(letters[4:8])}"
