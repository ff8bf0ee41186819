"""A person from a terminal: everything about them as a file, and erased, unless something holds it."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts, history
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, SHOPPER, dump, open_case
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    made = make_shop(sqlite_uri, orders=[ORDER])
    yield made
    made.close()


def run(shop: Shop, *words: str, status: int = 0, says: str = "") -> Result:
    result = shop.app.test_cli_runner().invoke(args=["amends", *words], input=says)
    assert result.exit_code == status, result.output
    return result


def test_a_person_is_exported_with_every_word(shop: Shop, tmp_path: Path):
    open_case(shop.state)
    run(shop, "export", "--person", CLAIM.email.upper(), "--to", str(tmp_path))
    [path] = tmp_path.glob("person-*.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["README.txt", "person.json"]
        found = json.loads(archive.read("person.json"))
    assert found["data"]["persons"][0]["email"] == CLAIM.email
    assert CLAIM.description in {row["text"] for row in found["data"]["words"]}


def test_a_case_or_a_person_is_named_and_not_both(shop: Shop):
    assert "Name a case" in run(shop, "export", status=2).output
    assert "Name a case" in run(shop, "export", "DS-1", "--person", "a@b.example", status=2).output


def test_a_person_with_an_open_case_is_not_erased_without_a_reason(shop: Shop):
    case_id = open_case(shop.state)
    before = dump(shop.state)
    assert case_id in run(shop, "erase", CLAIM.email, "--yes", status=1).output
    assert dump(shop.state) == before
    told = run(shop, "erase", CLAIM.email, "--yes", "--legal-reason", "order 7/26", "--json").output
    assert json.loads(told)["case_ids"] == [case_id]
    assert CLAIM.email not in repr(dump(shop.state))
    assert history.verify_chain(shop.state, case_id)


def test_erasing_asks_first(shop: Shop):
    case_id = open_case(shop.state)
    acts.act(shop.state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)
    assert "Aborted" in run(shop, "erase", CLAIM.email, status=1, says="n\n").output
    assert CLAIM.email in repr(dump(shop.state))
    assert "Erased: 1 person(s)" in run(shop, "erase", CLAIM.email, says="y\n").output


def test_nobody_by_that_address_is_said(shop: Shop):
    assert "nobody@example.org" in run(shop, "erase", "nobody@example.org", "--yes", status=1).output
