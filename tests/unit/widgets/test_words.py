"""Every code has a sentence, and every sentence its values, in every language."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from amends_widgets import LANGUAGES, Language
from amends_widgets.facts import Fault, Silence, Terms
from amends_widgets.words import Words
from amends_widgets.words.faults import FAULTS
from amends_widgets.words.reasons import ELSEWHERE, EXAMPLES, GROUPS
from amends_widgets.words.refusals import REFUSALS
from amends_widgets.words.silence import SILENCES
from flask_amends.disputes import vocabulary as v
from flask_amends.disputes.events import FACTS
from flask_amends.disputes.money import Money
from flask_amends.web.storefront.acts import ACTS

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PARAMS: dict[str, object] = {
    "limit": 3,
    "length": 5,
    "currency": "PLN",
    "digits": 2,
    "name": "rose.jpg",
    "number": "+48 500 600 700",
    "hour": "23:00",
    "latest": NOON,
    "earliest": NOON,
    "next": NOON,
    "left": "[[…]]",
    "elsewhere": "5.00 EUR",
}
TABLES: list[tuple[str, type[StrEnum]]] = [
    ("actor", v.Actor),
    ("ground", v.Ground),
    ("outcome", v.Outcome),
    ("outcome_reason", v.OutcomeReason),
    ("reason", v.Reason),
    ("remedy", v.Remedy),
    ("meaning", v.Remedy),
    ("route", v.RouteName),
    ("status", v.Status),
    ("step", v.Stage),
    ("turn", v.Actor),
]


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(Language(request.param, html=False))


LETTERS = {"he": ("א", "ת"), "ru": ("а", "я")}


def is_spoken(text: str, words: Words) -> bool:
    """Whether it is written in the letters of the language."""
    first, last = LETTERS.get(words.language.code, ("a", "z"))
    return any(first <= letter <= last for letter in text.lower())


def test_every_refusal_has_a_sentence_in_every_language(words: Words):
    assert set(REFUSALS) == {code.value for code in v.RefusalCode}
    for code in v.RefusalCode:
        said = words.refusal(code, PARAMS, "UTC")
        assert is_spoken(said, words), code
        assert "%(" not in said


def test_every_fault_has_a_sentence_in_every_language(words: Words):
    for code in FAULTS:
        said = words.fault(Fault(field="x", code=code, params=PARAMS), "UTC")
        assert is_spoken(said, words), code
        assert "%(" not in said


def test_a_refusal_without_its_number_is_still_a_sentence(words: Words):
    assert is_spoken(words.refusal(v.RefusalCode.DATE_TOO_LATE, {}, "UTC"), words)


@pytest.mark.parametrize(("table", "codes"), TABLES)
def test_every_code_of_the_vocabulary_has_words(words: Words, table: str, codes: type[StrEnum]):
    assert [code for code in codes if not is_spoken(words(table, code), words)] == []


def test_every_event_has_a_line_for_everybody_who_can_cause_it(words: Words):
    for event in FACTS:
        for actor in v.Actor:
            assert is_spoken(words.event(event, actor), words), (event, actor)


def test_every_silence_is_told(words: Words):
    terms = Terms(kind="partial_refund", amount=Money(amount=Decimal("12.50"), currency="PLN"))
    for code in SILENCES:
        said = words.silence(Silence(code=code, at=NOON, terms=terms))
        assert is_spoken(said, words), code


def test_every_act_has_a_name(words: Words):
    assert [action for action in ACTS if not is_spoken(words("action", action), words)] == []


def test_every_reason_is_in_exactly_one_group_and_has_an_example():
    listed = [code for group in GROUPS for code in group.reasons]
    assert sorted(listed) == sorted([*v.Reason, *ELSEWHERE])
    assert sorted(EXAMPLES) == sorted(listed)
