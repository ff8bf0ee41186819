"""What scripts are told to say: in the reader's language, for every number (widgets.md 7)."""

import json

import pytest

from amends_widgets.languages import Language
from amends_widgets.scripts import Spoken

ONE, MANY = "There is one thing to correct", "There are %(num)s things to correct"


@pytest.mark.parametrize(
    ("code", "categories"),
    [("en", "one other"), ("pl", "few many one"), ("ru", "few many one"), ("he", "one other two")],
)
def test_every_category_of_whole_numbers_has_its_text(code: str, categories: str):
    language = Language(code)
    told = json.loads(Spoken(language).forms(ONE, MANY))
    assert sorted(told) == categories.split()
    # the script finds the text for any number by its category, as Intl.PluralRules names it
    for number in (0, 1, 2, 5, 21, 22, 25, 111):
        text = told[language.locale.plural_form(number)]
        expected = Language(code, html=False).count(ONE, MANY, number, num="{}")
        assert text == expected


@pytest.mark.parametrize("code", ["en", "pl", "ru", "he"])
def test_a_fault_is_plain_text_with_a_place_for_the_name(code: str):
    said = Spoken(Language(code)).fault("photo_too_large", limit=10)
    assert "{}" in said
    assert "10" in said
    assert not set("<>&%") & set(said)
