"""One type for text, one for numbers, one for amounts: what they take and how."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from flask_amends.errors import InvalidInput, Message
from flask_amends.web.fields import MoneyAmount, SafeEmail, SafeInt, SafeText
from flask_amends.web.forms import nested
from flask_amends.web.text import clean


def code(error: ValidationError) -> str:
    [message] = error.messages
    assert isinstance(message, Message)
    return message.code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  a   b ", "a b"),
        ("a\u202eb\u2069", "ab"),
        ("a\x00\x1b\x9bb", "ab"),
        ("e\u0301", "é"),
        ("a" + "\u0301" * 9, "á\u0301\u0301\u0301"),
        ("a\u200bb\ufeff\u00ad", "ab"),
        ("a\r\nb", "a b"),
    ],
)
def test_one_line_is_made_safe(typed: str, stored: str):
    assert SafeText().deserialize(typed) == stored


def test_several_lines_keep_their_breaks_and_joined_signs():
    assert clean("a\r\nb\rc\u2028d 👩\u200d👧", multiline=True) == "a\nb\nc\nd 👩\u200d👧"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("\ud800", "not_text"),
        (7, "not_text"),
        ("x" * 11, "too_long"),
        ("x" * 10**6, "too_long"),
        (" \u202e ", "required"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused(typed: object, fault: str):
    with pytest.raises(ValidationError) as caught:
        SafeText(longest=10, required=True).deserialize(typed)
    assert code(caught.value) == fault


@pytest.mark.parametrize("typed", ["\u200b" * 12, " \u2060\n\ufeff ", "\u00ad"])
def test_a_text_that_nobody_can_see_is_not_filled_in(typed: str):
    for multiline in (False, True):
        with pytest.raises(ValidationError) as caught:
            SafeText(required=True, multiline=multiline).deserialize(typed)
        assert code(caught.value) == "required"
    assert SafeText(multiline=True).deserialize(typed) == ""


@given(st.text())
def test_what_is_stored_can_be_written_and_is_stored_again_as_it_is(text: str):
    for multiline in (False, True):
        once = clean(text.encode("utf-8", "replace").decode(), multiline=multiline)
        assert clean(once, multiline=multiline) == once
        assert "\x00" not in once


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u00a0567.00", "1234567.00"),
        ("0", "0"),
        (" 7 ", "7"),
    ],
)
def test_an_amount_is_understood_as_people_write_it(typed: str, amount: str):
    assert MoneyAmount().deserialize(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-1",
        "+1",
        "-0",
        "1e3",
        "NaN",
        "Infinity",
        "1_000",
        "１２",
        "1,2,3",
        "1.2.3",
        "0x1",
        "9" * 13,
        "1.00000",
        5,
        1.5,
        None,
    ],
)
def test_what_is_no_amount_is_refused(typed: object):
    with pytest.raises(ValidationError):
        MoneyAmount(required=True).deserialize(typed)


@pytest.mark.parametrize("typed", ["12,50", "1 234", " 7"])
def test_programs_write_amounts_one_way_only(typed: str):
    with pytest.raises(ValidationError):
        MoneyAmount(typed=False).deserialize(typed)


@pytest.mark.parametrize("typed", ["", "1.0", "１", "1_0", "1e1", 2**63, True, 1.0, "9" * 5000, None])
def test_what_is_no_whole_number_is_refused(typed: object):
    with pytest.raises(ValidationError):
        SafeInt(required=True).deserialize(typed)


@pytest.mark.parametrize("typed", ["a", "@b", "a@", "a b@c", "a@b@c", "a@b,c@d", "<a@b.c>", "a@" + "b" * 300])
def test_what_is_no_address_is_refused(typed: str):
    with pytest.raises(ValidationError):
        SafeEmail(required=True).deserialize(typed)


def test_dots_nest_and_numbers_make_lists():
    form = MultiDict(
        [("items.1.sku", "b"), ("items.0.sku", "a"), ("email", "x"), ("tags", "1"), ("tags", "2")]
    )
    assert nested(form, lists=("tags",)) == {
        "items": [{"sku": "a"}, {"sku": "b"}],
        "email": "x",
        "tags": ["1", "2"],
    }


@pytest.mark.parametrize(
    "pairs",
    [
        [("a", "1"), ("a", "2")],
        [("a", "1"), ("a.b", "2")],
        [("a.b", "1"), ("a", "2")],
        [("a..b", "1")],
        [("a-b", "1")],
        [("a.b.c.d.e", "1")],
        [("A", "1")],
        [("", "1")],
        [(f"f{number}", "1") for number in range(401)],
    ],
)
def test_a_form_that_contradicts_itself_is_refused(pairs: list[tuple[str, str]]):
    with pytest.raises(InvalidInput):
        nested(MultiDict(pairs))
