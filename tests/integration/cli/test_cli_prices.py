"""``prices check``: a price list is judged row by row, asked about, and set only if asked to (P05, P7)."""

import json
import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flask_amends.disputes.money import Money
from flask_amends.service import price_reading, prices
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path | None) -> Iterator[Shop]:  # noqa: F811
    path = tmp_path_factory.mktemp("prices") / "amends.sqlite3"
    if sqlite_template is not None:
        shutil.copyfile(sqlite_template, path)
    made = make_shop(f"sqlite:///{path}")
    for sku, amount in (("monitor", "90990"), ("mug", "12.50"), ("lamp", "45")):
        prices.record(made.state, sku, Money(amount=Decimal(amount), currency="EUR"))
    yield made
    made.close()


def check(shop: Shop, tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    result = shop.app.test_cli_runner().invoke(args=["amends", "prices", "check", str(path), *options])
    return result.exit_code, result.output


def document(shop: Shop, tmp_path: Path, text: str, *options: str) -> tuple[int, dict[str, Any]]:
    code, output = check(shop, tmp_path, text, "--json", *options)
    return code, json.loads(output)


def test_a_wrong_price_is_named_with_the_price_that_was_meant(shop: Shop, tmp_path: Path):  # P7
    code, said = check(shop, tmp_path, "sku,price\nmonitor,990\nmug,12.80\n", "--decimal", ".")

    assert code == 1
    assert "2 rows: 1 in order, 0 with a warning, 1 to be held" in said
    assert "line 2, monitor, hold D2: 990.00 EUR looks like 90990.00 EUR with two digits missing." in said
    assert "Probably meant: 90990.00 EUR." in said
    assert price_reading.count_waiting(shop.state) == 0, "nothing was set"


def test_a_list_in_order_leaves_with_0(shop: Shop, tmp_path: Path):
    code, said = check(shop, tmp_path, "sku;price\nmug;12,80\n", "--decimal", ",", "--delimiter", ";")

    assert (code, said) == (0, "1 rows: 1 in order, 0 with a warning, 0 to be held, 0 blocked, 0 refused.\n")


@pytest.mark.parametrize("options", [(), ("--decimal", "."), ("--decimal", ",")], ids=str)
def test_what_can_be_read_in_two_ways_is_asked_about(shop: Shop, tmp_path: Path, options: Sequence[str]):
    code, found = document(shop, tmp_path, "sku,price\nmonitor,90.990\n", *options)

    [one] = found["refused"]
    assert (code, one["line"], one["code"]) == (1, 2, "P05")
    assert one["readings"] == ["90990.00 EUR", "90.99 EUR"]
    assert one["message"].startswith("Is “90.990” 90990.00 EUR or 90.99 EUR?")


def test_a_declared_sign_of_thousands_answers_it(shop: Shop, tmp_path: Path):
    given = ("--decimal", ",", "--thousands", ".", "--delimiter", ";")
    code, found = document(shop, tmp_path, "sku;price\nmonitor;90.990\nmug;12,80\n", *given)

    assert (code, found["levels"]["ok"], found["refused"]) == (0, 2, [])


def test_an_undeclared_sign_no_amount_and_a_second_row_are_refused(shop: Shop, tmp_path: Path):
    text = "sku,price\nmug,12.5\nlamp,cheap\nmug,13\n,5\n"
    code, found = document(shop, tmp_path, text)

    assert code == 1
    assert [(one["line"], one["column"], one["code"]) for one in found["refused"]] == [
        (2, "price", "P05"),
        (3, "price", "P01"),
        (4, "sku", "P01"),
        (5, "sku", "P01"),
    ]


def test_what_else_is_known_is_used(shop: Shop, tmp_path: Path):
    text = "Artikel,Preis,cost,floor,pieces\nnew,9,9.50,,3\nmug,11,,12,\n"
    given = ("--decimal", ".", "--column", "sku=Artikel", "--column", "price=Preis")
    _, found = document(shop, tmp_path, text, *given)

    assert [(one["sku"], one["codes"]) for one in found["prices"]] == [("new", ["P03"]), ("mug", ["P02"])]


def test_a_file_without_prices_says_so(shop: Shop, tmp_path: Path):
    assert check(shop, tmp_path, "sku,amount\nmug,1\n")[0] == 1
    assert "no column “price”. It has: sku, amount." in check(shop, tmp_path, "sku,amount\nmug,1\n")[1]
    assert "not a column" in check(shop, tmp_path, "sku,price\n", "--column", "x=y")[1]
    assert "--delimiter tells" in check(shop, tmp_path, "sku;price\nmug;1\n")[1]
    assert "“price” twice" in check(shop, tmp_path, "sku,price,Price\nmug,1,2\n")[1]
    assert "is no row of a table" in check(shop, tmp_path, 'sku,price\n"mug"x,1\n')[1]


def test_a_file_in_another_encoding_is_refused_with_the_way_out(shop: Shop, tmp_path: Path):
    path = tmp_path / "polish.csv"
    path.write_bytes("sku,price\nŁódka,12\n".encode("cp1250"))
    result = shop.app.test_cli_runner().invoke(args=["amends", "prices", "check", str(path)])

    assert (result.exit_code, "save it as “CSV UTF-8”" in result.output) == (1, True)


def test_a_sign_for_thousands_that_splits_a_price_is_seen(shop: Shop, tmp_path: Path):
    _, found = document(shop, tmp_path, "SKU,Price\nmug,1,299.00\nlamp,45,\n", "--decimal", ".")

    assert [(one["sku"], one["code"]) for one in found["refused"]] == [("mug", "P05")]
    assert found["levels"]["ok"] == 1, "a sign at the end of a line is none"


def test_recording_sets_what_is_in_order_and_holds_the_rest(shop: Shop, tmp_path: Path):
    rows = "".join(f"bulk-{at},{10 + at % 3}\n" for at in range(60))
    given = ("--decimal", ".", "--record", "--actor", "7")
    check(shop, tmp_path, "sku,price\n" + rows, *given)
    code, found = document(shop, tmp_path, "sku,price,pieces\nlamp,46,\nbulk-1,1,20\n", *given)

    assert (code, found["recorded"], found["levels"]["hold"]) == (1, True, 1)
    assert price_reading.current(shop.state, "lamp").price == Money(amount=Decimal(46), currency="EUR")
    [held] = price_reading.waiting(shop.state)
    assert (held.sku, held.source, held.actor, held.exposure) == ("bulk-1", "import", "7", 20 * 1000)
    check(shop, tmp_path, "sku,price,pieces\nbulk-1,1,20\n", *given)
    assert price_reading.count_waiting(shop.state) == 1, "the same wrong price asks once"


def test_a_list_that_looks_wrong_as_a_whole_is_held(shop: Shop, tmp_path: Path):
    old = [10 + at % 3 for at in range(60)]
    slipped = [9, *old[:-1]]
    rows = "".join(f"bulk-{at},{price}\n" for at, price in enumerate(slipped) if at != 1)
    code, found = document(shop, tmp_path, "sku,price\n" + rows, "--decimal", ".", "--record")

    assert code == 1
    assert "the column looks shifted by one row" in found["whole"][0]
    changed = [one for one in price_reading.waiting(shop.state, limit=100) if one.sku != "bulk-1"]
    assert len(changed) == 59


def compared(shop: Shop, *options: str) -> tuple[int, str]:
    result = shop.app.test_cli_runner().invoke(args=["amends", "prices", "compare", *options])
    return result.exit_code, result.output


def test_what_was_written_past_the_guard_is_found(shop: Shop, monkeypatch: pytest.MonkeyPatch):  # P7
    class Broken:
        sku = "broken"
        price = object()

    for sku in ("apple", "pear", "plum"):
        prices.record(shop.state, sku, Money(amount=Decimal(20), currency="EUR"))
    prices.record(shop.state, "plum", Money(amount=Decimal(2), currency="EUR"))
    items = [
        {"sku": "apple", "price": Decimal(20)},
        {"sku": "pear", "price": "2.00", "currency": "EUR"},
        {"sku": "plum", "unit_price": Money(amount=Decimal(2), currency="EUR")},
        {"id": "quince", "price": 7},
        {"sku": "free-of-price"},
        Broken(),
    ]
    monkeypatch.setattr(shop.state.handlers, "catalogue", lambda: items)
    code, said = compared(shop)

    assert code == 1
    low = "in force: 20.00 EUR. 2.00 EUR is 10 times lower than 20.00 EUR: the decimal point looks misplaced."
    first, *rest = said.splitlines()
    assert first.startswith(
        "4 items: 1 as in the ledger, 1 shown although it is held, 1 changed past the guard"
    )
    assert first.endswith("1 never checked, 2 without a readable price.")
    assert rest == [
        f"  plum, 2.00 EUR: shown although it is held; {low}",
        f"  pear, 2.00 EUR: changed past the guard; {low}",
        "  quince, 7.00 EUR: never checked.",
    ]
    gaps = json.loads(compared(shop, "--json", "--record")[1])["gaps"]
    assert gaps == {"unchecked": 1, "other": 1, "held": 1}
    assert json.loads(compared(shop, "--json")[1])["gaps"] == {"unchecked": 0, "other": 0, "held": 2}


def test_a_file_is_compared_too_and_a_failing_catalogue_says_so(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    prices.record(shop.state, "fig", Money(amount=Decimal("3.50"), currency="EUR"))
    path = tmp_path / "shown.csv"
    path.write_text("sku;price\nfig;3,50\n" + "x" * 201 + ";1,00\n", encoding="utf-8")
    code, said = compared(shop, str(path), "--decimal", ",", "--delimiter", ";")

    assert (code, said.startswith("1 items: 1 as in the ledger,")) == (0, True)
    assert "Give a CSV file" in compared(shop)[1]

    def failing() -> list[object]:
        raise LookupError("no database")

    monkeypatch.setattr(shop.state.handlers, "catalogue", failing)
    assert "LookupError: no database" in compared(shop)[1]
