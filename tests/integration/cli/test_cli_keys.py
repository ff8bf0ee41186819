"""Keys of the API, as an operator makes and ends them."""

import json
from collections.abc import Iterator

import pytest

from flask_amends.service import keys
from flask_amends.testing import Shop, make_shop
from tests.integration.cli.test_cli_commands import run, told
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    made = make_shop(sqlite_uri)
    yield made
    made.close()


def test_a_key_is_made_used_listed_and_revoked(shop: Shop) -> None:
    made = told(
        shop, "keys", "new", "ERP", "--scope", "disputes:read", "--scope", "disputes:act", "--days", "30"
    )
    headers = {"Authorization": f"Bearer {made['secret']}"}
    client = shop.app.test_client()
    assert client.get("/amends/api/v1/disputes", headers=headers).status_code == 200

    (listed,) = told(shop, "keys", "list")
    output = run(shop, "keys", "revoke", made["id"]).output
    (after,) = told(shop, "keys", "list")

    assert (listed["name"], listed["state"]) == ("ERP", "live")
    assert listed["scopes"] == "disputes:read disputes:act"
    assert listed["used"].startswith("2026-03-02T09:00")
    assert made["secret"] not in json.dumps(listed)
    assert "opens nothing any more" in output
    assert after["state"] == "revoked"
    assert client.get("/amends/api/v1/disputes", headers=headers).status_code == 401


def test_the_secret_is_shown_once_and_said_so(shop: Shop) -> None:
    output = run(shop, "keys", "new", "ERP", "--scope", "disputes:read").output
    assert "it is not shown again" in output
    assert output.splitlines()[-1].startswith(keys.PREFIX)
    assert keys.PREFIX not in run(shop, "keys", "list").output


@pytest.mark.parametrize(
    "words",
    [
        ("new", "ERP", "--scope", "everything"),
        ("new", "ERP", "--scope", "disputes:read", "--owner", "nowhere"),
        ("new", " ", "--scope", "disputes:read"),
        ("revoke", "key_none"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_said_in_one_line(shop: Shop, words: tuple[str, ...]) -> None:
    output = run(shop, "keys", *words, status=1).output
    assert output.startswith("Error: ")
    assert len(output.splitlines()) == 1
    assert keys.all_keys(shop.state) == []
