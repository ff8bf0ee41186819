"""The shop's own words in place of ours: what is in force now, by language and key."""

from __future__ import annotations

from collections.abc import Mapping

from flask_amends.notices.clauses import CLAUSES
from flask_amends.state import State


def in_force(state: State, locale: str) -> Mapping[str, str]:  # noqa: ARG001 - asked for by language
    """The shop's sentence for each key that it has one for, with its facts as ``{name}``."""
    return {}


def accepted(state: State, locale: str) -> frozenset[str]:
    """The clauses that may be shown in a language: accepted in our words, or in the shop's own."""
    return state.settings.notices.accepted | CLAUSES.intersection(in_force(state, locale))
