"""The commands, as an operator types them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from flask_amends import Amends
from flask_amends.service import endpoints, marketplaces
from flask_amends.service.housekeeping import tidy
from flask_amends.testing import Shop, close, make_shop
from tests.integration.cases import ORDER, open_case
from tests.integration.migrated import (  # noqa: F401 - pytest finds them here
    postgres_template,
    sqlite_template,
)
from tests.servers.receiver import Answer, Receiver


@pytest.fixture
def shop(database_uri: str) -> Iterator[Shop]:
    made = make_shop(
        database_uri,
        orders=[ORDER],
        AMENDS_WEBHOOK_ALLOW_NETWORKS=["127.0.0.0/8"],
        AMENDS_BASE_URL="https://shop.example",
    )
    yield made
    made.close()


def run(shop: Shop, *words: str, status: int = 0) -> Result:
    result = shop.app.test_cli_runner().invoke(args=["amends", *words])
    assert result.exit_code == status, result.output
    return result


def told(shop: Shop, *words: str, status: int = 0) -> Any:
    return json.loads(run(shop, *words, "--json", status=status).output)


def test_the_doctor_finds_a_migrated_shop_in_order(shop: Shop):
    levels = {one["about"]: one["level"] for one in told(shop, "doctor")}
    assert "fault" not in levels.values()
    assert levels["tables"] == levels["database"] == "ok"
    assert levels["AMENDS_WEBHOOK_ALLOW_NETWORKS"] == "advice"


def test_the_doctor_names_a_key_that_nobody_reads(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    slips = {"AMENDS_DELIVERY_RULE": [], "AMENDS_RETENTION_CASES": "P2Y", "AMENDS_LOCALES": ["en"]}
    for key, value in slips.items():
        monkeypatch.setitem(shop.app.config, key, value)
    found = [one for one in told(shop, "doctor") if "no setting of ours" in one["text"]]

    assert [(one["level"], one["about"]) for one in found] == [("advice", "AMENDS_DELIVERY_RULE")]
    assert "AMENDS_DELIVERY_RULES" in found[0]["text"]


def test_the_doctor_faults_a_database_without_tables(tmp_path: Path):
    app = Flask("shop_of_a_test", instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="x" * 40, AMENDS_DATABASE_URI=f"sqlite:///{tmp_path}/bare.sqlite3")
    amends = Amends(app)
    result = app.test_cli_runner().invoke(args=["amends", "doctor"])
    assert result.exit_code == 1
    assert "flask amends db upgrade" in result.output
    assert amends is not None
    close(app.extensions["amends"])


def test_a_database_is_upgraded_and_checked(tmp_path: Path):
    app = Flask("shop_of_a_test", instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="x" * 40, AMENDS_DATABASE_URI=f"sqlite:///{tmp_path}/bare.sqlite3")
    Amends(app)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["amends", "db", "check"]).exit_code == 1
    assert runner.invoke(args=["amends", "db", "upgrade"]).exit_code == 0
    assert runner.invoke(args=["amends", "db", "check"]).exit_code == 0
    close(app.extensions["amends"])


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_statements_are_printed(shop: Shop, dialect: str):
    assert "CREATE TABLE amends_cases" in run(shop, "db", "sql", "--dialect", dialect).output


def test_an_endpoint_lives_through_its_states(shop: Shop, receiver: Receiver):
    made = told(shop, "endpoints", "add", receiver.url)
    assert made["secret"].startswith("whsec_")
    run(shop, "endpoints", "pause", made["id"])
    open_case(shop.state)
    assert told(shop, "deliver")["delivered"] == 0
    assert "1 message(s) wait" in run(shop, "endpoints", "resume", made["id"]).output
    assert told(shop, "deliver")["delivered"] == 1
    [listed] = told(shop, "endpoints", "list")
    assert (listed["state"], listed["delivered"]) == ("active", 1)
    assert made["secret"] not in run(shop, "endpoints", "list").output
    assert "1 message(s)" in run(shop, "endpoints", "replay", made["id"], "--since", "2026-01-01").output
    assert told(shop, "deliver")["delivered"] == 1
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_rotated_endpoint_signs_with_both_secrets(shop: Shop, receiver: Receiver):
    made = told(shop, "endpoints", "add", receiver.url)
    newer = told(shop, "endpoints", "rotate", made["id"])["secret"]
    assert endpoints.get(shop.state, made["id"]).secrets == (newer, made["secret"])
    open_case(shop.state)
    told(shop, "deliver")
    assert len(receiver.requests[0].headers["webhook-signature"].split(" ")) == 2
    shop.clock.move(hours=24)
    told(shop, "webhooks", "ping", made["id"])
    assert " " not in receiver.requests[-1].headers["webhook-signature"]
    tidy(shop.state)
    assert endpoints.get(shop.state, made["id"]).secrets == (newer,)


def test_old_secrets_can_be_dropped_at_once(shop: Shop):
    made = told(shop, "endpoints", "add", "https://market.example/hook")
    newer = told(shop, "endpoints", "rotate", made["id"], "--grace", "168")["secret"]
    shop.clock.move(hours=167)
    tidy(shop.state)
    assert endpoints.get(shop.state, made["id"]).secrets == (newer, made["secret"])
    run(shop, "endpoints", "rotate", made["id"], "--drop-old")
    assert endpoints.get(shop.state, made["id"]).secrets == (newer,)


def test_a_ping_shows_what_came_back(shop: Shop, receiver: Receiver):
    made = told(shop, "endpoints", "add", receiver.url)
    assert told(shop, "webhooks", "ping", made["id"])["status"] == 204
    receiver.queue(Answer(status=500))
    assert told(shop, "webhooks", "ping", made["id"], status=1)["status"] == 500
    assert json.loads(receiver.requests[0].body)["type"] == "ping"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("endpoints", "add", "ftp://shop.example/"), "https://"),
        (("endpoints", "add", "https://shop.example/", "--event", "dispute.nonsense"), "unknown event"),
        (("endpoints", "add", "https://shop.example/", "--owner", "nobody"), "unknown marketplace"),
        (("endpoints", "add", "https://shop.example/", "--header", "Host: x"), "host"),
        (("endpoints", "pause", "ept_no"), "There is no endpoint 'ept_no'."),
        (("marketplaces", "add", "a b"), "name not usable"),
        (("marketplaces", "add", "bazaar", "--key", "nonsense!"), "key not usable"),
        (("marketplaces", "rotate", "nobody"), "There is no marketplace 'nobody'."),
    ],
)
def test_a_mistake_is_one_sentence(shop: Shop, words: tuple[str, ...], says: str):
    output = run(shop, *words, status=1).output
    assert output.startswith("Error: ")
    assert says in output


def test_a_marketplace_is_added_and_its_key_turned(shop: Shop):
    first = told(shop, "marketplaces", "add", "bazaar", "--title", "The Bazaar", "--takes-payment")["key"]
    newer = told(shop, "marketplaces", "rotate", "bazaar")["key"]
    [row] = marketplaces.every(shop.state)
    assert row.inbound_keys == (newer, first)
    assert told(shop, "marketplaces", "list") == [
        {"name": "bazaar", "title": "The Bazaar", "takes_payment": True, "keys": 2}
    ]
    run(shop, "marketplaces", "rotate", "bazaar", "--drop-old")
    assert marketplaces.every(shop.state)[0].inbound_keys == (newer,)


def test_the_catalogue_names_every_type_and_shows_its_schema(shop: Shop):
    names = {one["type"] for one in told(shop, "events")}
    assert {"dispute.created", "dispute.updated", "review.invited", "ping"} <= names
    assert json.loads(run(shop, "events", "dispute.decided").output)["properties"]["type"] == {
        "const": "dispute.decided"
    }


def test_keys_are_made_but_not_stored(shop: Shop):
    assert told(shop, "webhooks", "new-key")["secret"].startswith("whsec_")
    pair = told(shop, "webhooks", "new-key", "--signing")
    assert (pair["secret"][:5], pair["public"][:5]) == ("whsk_", "whpk_")


def test_a_sweep_moves_what_is_due(shop: Shop):
    open_case(shop.state)
    shop.clock.move(days=3)
    assert told(shop, "sweep") == {"swept": 1}
    assert told(shop, "sweep") == {"swept": 0}
