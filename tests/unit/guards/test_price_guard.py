"""The price guard: which prices it holds, what it calls them, and which it lets pass (P1, P7)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends_widgets.words.prices import FINDINGS
from flask_amends.disputes.money import Money
from flask_amends.guards.price import Category, Finding, Level, Promotion, Sale, check_price
from flask_amends.guards.price.batch import Row, check_batch, check_run

VAT = (Decimal("0.23"), Decimal("0.08"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def m(amount: object, currency: str = "PLN") -> Money:
    return Money(amount=Decimal(str(amount)), currency=currency)


def codes(new: object, *past: object, **facts: Any) -> list[str]:
    return [one.code for one in check_price(m(new), [m(one) for one in past], **facts).findings]


#: True price and the one that was shown, as reported: shops, courts, newspapers.
DOCUMENTED = [
    (90990, 990, "RUB"),
    (1099, 199, "GBP"),
    (329, 100, "GBP"),
    (275, "7.32", "GBP"),
    (5500, 55, "PLN"),
    (7500, 750, "EUR"),
    (629, 170, "ILS"),
    (2787, "3.29", "RUB"),
    (1500, 119, "EUR"),
    (1500, 150, "EUR"),
    (340, 34, "GBP"),
    (260, 120, "GBP"),
]


@pytest.mark.parametrize(("true", "shown", "currency"), DOCUMENTED)
def test_each_documented_price_error_is_held(true: int, shown: object, currency: str) -> None:
    verdict = check_price(m(shown, currency), [m(true, currency)] * 3)

    assert verdict.level is Level.HOLD
    assert verdict.suggestion is not None


def test_the_monitor_for_990_is_named_and_its_price_suggested() -> None:  # P7
    verdict = check_price(m(990, "RUB"), [m(90990, "RUB")])
    first = verdict.findings[0]

    assert first.message == "990.00 RUB looks like 90990.00 RUB with two digits missing."
    assert (first.code, first.suggestion) == ("D2", m(90990, "RUB"))


#: new, history, facts -> the first code.
FIRST: list[tuple[object, tuple[object, ...], dict[str, Any], str]] = [
    (0, (10,), {}, "P01"),
    (5, (10,), {"floor": m(6)}, "P02"),
    (50, (10,), {"ceiling": m(20)}, "P02"),
    (9, (10,), {"cost": m("9.50")}, "P03"),
    (11, (10,), {"sale": Sale(regular=m(10), ends_at=NOW)}, "P04"),
    (9, (10,), {"sale": Sale(regular=m(10))}, "P04"),
    (9, (10,), {"sale": Sale(regular=m(10), starts_at=NOW, ends_at=NOW - timedelta(days=1))}, "P04"),
    ("90.99", (), {"source_text": "90.990"}, "P05"),
    ("1.11", (450,), {}, "P06"),
    ("123.45", (), {}, "P06"),
    (55, (5500,), {}, "D1"),
    ("999.99", ("9999.99",), {}, "D2"),
    (19990, (1999,), {}, "D1"),
    (19999, (1999,), {}, "D3"),
    (51, (15,), {}, "D4"),
    ("90.99", (90990,), {"source_text": "90.990"}, "D5"),
    (170, (629,), {"rates": {"USD": Decimal("3.7")}}, "D6"),
    ("81.30", (100,), {"tax_rates": VAT}, "D7"),
    (123, (100,), {"tax_rates": VAT}, "D7"),
    (20, (500,), {"promotion": Promotion(percent=Decimal(20))}, "D8"),
    (5, (25,), {"promotion": Promotion(percent=Decimal(20))}, "D8"),
    (10, (58,), {"pack_size": 6}, "D9"),
    (30, (100,), {}, "S2"),
    (230, (100,), {}, "S2"),
    (47, (100, 101, 99, 100), {"list_price": m(90)}, "S1"),
    (1, (), {"category": Category(median=m(450), spread=0.3)}, "P06"),
    (2, (), {"category": Category(median=m(450), spread=0.3)}, "S3"),
]


@pytest.mark.parametrize(("new", "past", "facts", "code"), FIRST, ids=lambda one: str(one)[:40])
def test_the_likeliest_explanation_comes_first(
    new: object, past: tuple[object, ...], facts: dict[str, Any], code: str
) -> None:
    assert codes(new, *past, **facts)[:1] == [code]


#: Strange, and true.
PASSES: list[tuple[object, tuple[object, ...], dict[str, Any]]] = [
    (100, (100,), {}),
    (80, (100,), {}),
    (128, (100,), {}),
    (30, (100,), {"promotion": Promotion(percent=Decimal(70))}),
    (80, (100,), {"promotion": Promotion(percent=Decimal(20))}),
    (400, (1000,), {"promotion": Promotion(amount=m(600))}),
    (0, (), {"free": True}),
    (300, (), {"category": Category(median=m(450), spread=0.3)}),
    ("45.99", (), {"source_text": "45.99"}),
    (69, (100, 90, 80), {}),
]


@pytest.mark.parametrize(("new", "past", "facts"), PASSES, ids=lambda one: str(one)[:40])
def test_a_price_that_is_only_unusual_passes(
    new: object, past: tuple[object, ...], facts: dict[str, Any]
) -> None:
    assert check_price(m(new), [m(one) for one in past], **facts).level is Level.OK


def test_the_price_of_one_piece_of_a_pack_is_only_warned_of() -> None:
    assert check_price(m(10), [m(58)], pack_size=6).level is Level.WARN


def test_a_promotion_does_not_excuse_a_price_under_what_it_leads_to() -> None:
    promotion = Promotion(percent=Decimal(20))

    assert check_price(m(10), [m(100)], promotion=promotion).findings[0].code == "D1"
    assert check_price(m(40), [m(100)], promotion=promotion).level is Level.HOLD


def test_a_promotion_never_excuses_a_misplaced_point() -> None:
    assert codes(1, 100, promotion=Promotion(percent=Decimal(99))) == ["D1", "D2", "P06"]


def test_small_steps_down_are_seen_by_the_month() -> None:
    past = [m(price) for price in (100, 80, 64, 52)]

    assert check_price(m(42), past).level is Level.OK
    held = check_price(m(42), past, month_median=m(100))
    assert held.level is Level.HOLD
    assert "the usual price of the last 30 days" in held.findings[0].message


def test_amounts_of_two_currencies_are_not_compared() -> None:
    with pytest.raises(ValueError, match="convert it first"):
        check_price(m(1), [m(1, "EUR")])


def test_a_promotion_is_a_percent_or_an_amount() -> None:
    with pytest.raises(ValueError, match="either"):
        Promotion()
    with pytest.raises(ValueError, match="at most 100"):
        Promotion(percent=Decimal(120))


@given(
    new=st.integers(0, 10**9),
    past=st.lists(st.integers(1, 10**9), max_size=12),
    listed=st.none() | st.integers(1, 10**9),
    text=st.none() | st.text(max_size=12),
)
def test_any_price_gets_a_verdict_whose_worst_finding_decides(
    new: int, past: list[int], listed: int | None, text: str | None
) -> None:
    verdict = check_price(
        Money.from_minor(new, "PLN"),
        [Money.from_minor(one, "PLN") for one in past],
        list_price=None if listed is None else Money.from_minor(listed, "PLN"),
        tax_rates=VAT,
        rates={"USD": Decimal("3.7")},
        source_text=text,
    )

    assert verdict.level.rank == max((one.level.rank for one in verdict.findings), default=0)
    assert len({(one.code, one.level) for one in verdict.findings}) == len(verdict.findings)
    assert all(one.message.endswith(".") for one in verdict.findings)


def row(new: object, old: object | None) -> Row:
    past = [] if old is None else [m(old)]
    return Row(
        sku="x",
        new=m(new),
        old=None if old is None else m(old),
        verdict=check_price(m(new), past),
    )


def test_a_column_that_slipped_by_a_row_holds_the_whole_file() -> None:
    old = [10, 12, 11, 13, 12, 14]
    slipped = [row(new, was) for new, was in zip([9, *old[:-1]], old, strict=True)]

    assert [one.code for one in check_batch(slipped)] == ["D10"]
    assert check_batch([row(11, 10) for _ in range(5)]) == ()


def test_too_many_held_prices_hold_the_whole_file() -> None:
    rows = [row(10, 10.5) for _ in range(18)] + [row(1, 40), row(2, 50)]

    assert [one.code for one in check_batch(rows)] == ["S4"]


def run_code(**counts: int) -> str | None:
    found = check_run(**counts)
    return None if found is None else found.key


def test_a_change_of_a_large_part_of_the_shop_is_held() -> None:
    assert check_run(touched=20, held=0, catalogue=100) is None
    assert run_code(touched=21, held=0, catalogue=100) == "touched"
    assert check_run(touched=21, held=0, catalogue=1000) is None
    assert check_run(touched=21, held=0, catalogue=100, most=1) is None
    assert check_run(touched=40, held=0, catalogue=45) is None, "a small shop is soon gone through"
    assert [one.code for one in check_batch([row(14, 10) for _ in range(5)])] == ["S4"]


def test_prices_set_one_by_one_that_are_often_held_are_looked_at_together() -> None:
    assert check_run(touched=40, held=2, catalogue=9000) is None
    assert run_code(touched=40, held=3, catalogue=9000) == "many_held"
    assert check_run(touched=10, held=3, catalogue=9000) is None, "of a handful a share says little"


def test_sizes_that_each_cost_one_more_did_not_slip() -> None:
    assert check_batch([row(at + 1, at) for at in range(10, 16)]) == ()


def test_one_wrong_price_in_a_short_file_does_not_hold_the_others() -> None:
    assert check_batch([row(10, 11), row(12, 13), row(14, 15), row(1, 40)]) == ()


def everything() -> list[Finding]:
    """A finding of each kind that the examples bring about."""
    found = [
        one
        for new, past, facts, _ in FIRST
        for one in check_price(m(new), [m(old) for old in past], **facts).findings
    ]
    found += check_price(m(1000), [m(10)]).findings
    found += check_price(m("11.20"), [m(100)]).findings
    found += check_price(m(10), [m(9)], cost=m(9), margin=Decimal("0.2")).findings
    found += check_price(m(40), [m(100)], list_price=m(300)).findings
    found += check_price(m(40), [], list_price=m(100)).findings
    found += check_price(m(42), [m(50)], month_median=m(100)).findings
    found += check_price(m(71), [m(10), m(11), m(10)]).findings
    old = [10, 12, 11, 13, 12, 14]
    slides = (zip([9, *old[:-1]], old, strict=True), zip([*old[1:], 9], old, strict=True))
    for pairs in slides:
        found += check_batch([row(new, was) for new, was in pairs])
    found += check_batch([row(10, 10.5) for _ in range(18)] + [row(1, 40), row(2, 50)])
    found += check_batch([row(14, 10) for _ in range(5)])
    found += [one for one in [check_run(touched=30, held=0, catalogue=100)] if one is not None]
    return found


def test_the_words_of_findings_say_what_the_guard_says() -> None:
    found = everything()

    for one in found:
        assert FINDINGS[one.key] % one.params == one.message
    assert set(FINDINGS) == {one.key for one in found}


def test_swapped_digits_do_not_hide_that_a_price_fell() -> None:
    assert codes(19, 91) == ["D4", "S2", "S1"]


def test_a_percent_taken_as_an_amount_is_named_where_nothing_is_left() -> None:
    verdict = check_price(m(-10), [m(20)], promotion=Promotion(percent=Decimal(30)))

    assert [one.code for one in verdict.findings] == ["P01", "D8"]
    assert verdict.findings[1].suggestion == m(14)


def test_an_ambiguous_text_is_asked_about_unless_the_last_price_answers() -> None:
    assert "P05" in codes("45.99", 4200, source_text="45.990")
    assert codes("45.99", 42, source_text="45.990") == []
    assert codes("0.99", source_text="0.990") == []


def test_a_percent_taken_as_an_amount_is_named_in_a_small_move_too() -> None:  # D8
    twenty = Promotion(percent=Decimal(20))
    dear = check_price(m(280), [m(300)], promotion=twenty)

    assert [(one.code, one.suggestion) for one in dear.findings] == [("D8", m(240))]
    assert check_price(m(240), [m(300)], promotion=twenty).level is Level.OK
    assert check_price(m(80), [m(100)], promotion=twenty).level is Level.OK


@pytest.mark.parametrize(
    "facts",
    [
        {"category": Category(median=Money(amount=Decimal(9), currency="KWD"), spread=0.3)},
        {"rates": {"USD": Decimal(0)}},
    ],
    ids=str,
)
def test_facts_that_cannot_be_compared_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"convert it first|above zero"):
        check_price(m(9), [], **facts)
    with pytest.raises(ValueError, match="more than nothing"):
        Category(median=m(0), spread=0.3)


USD = Money(amount=Decimal(9), currency="USD")
NAIVE = NOW.replace(tzinfo=None)


@pytest.mark.parametrize(
    "facts",
    [{"cost": USD}, {"list_price": USD}, {"promotion": Promotion(amount=USD)}, {"sale": Sale(regular=USD)}],
    ids=lambda facts: next(iter(facts)),
)
def test_an_amount_in_another_currency_is_refused_wherever_it_is_told(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="convert it first"):
        check_price(m(10), [m(10)], **facts)


def test_a_sale_without_a_zone_and_a_price_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Sale(regular=m(10), ends_at=NAIVE)
    with pytest.raises(TypeError, match="A price is Money, not '10'"):
        check_price("10", [m(10)])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"A price is Money, not 9\.5"):
        check_price(m(10), [9.5])  # type: ignore[list-item]


def test_digits_are_not_called_missing_where_others_were_typed() -> None:  # D2, D3
    assert "D2" not in codes("1.11", 100)
    assert "D3" in codes(449, "49.99")


def test_a_price_below_its_promotion_is_not_said_to_have_none() -> None:  # S2
    said = check_price(m(17), [m(100)], promotion=Promotion(percent=Decimal(70))).findings[0].message

    assert said.endswith("and no declared promotion explains it.")
