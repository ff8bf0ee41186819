"""``snippet`` and ``csp``: what they print works as it stands."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

BASE = "https://help.example"


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    made = make_shop(sqlite_uri, AMENDS_BASE_URL=BASE, AMENDS_EMBED_ORIGINS=["https://shop.example"])
    yield made
    made.close()


def run(shop: Shop, *words: str) -> tuple[int, str]:
    result = shop.app.test_cli_runner().invoke(args=["amends", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize("pinned", [False, True])
def test_every_address_of_the_snippet_answers(shop: Shop, pinned: bool):
    code, tags = run(shop, "snippet", *(["--sri"] if pinned else []))
    assert code == 0
    addresses = re.findall(r'(?:src|href)="([^"]+)"', tags)
    assert len(addresses) == 4
    for address in addresses:
        assert address.startswith(f"{BASE}/amends/")
        assert shop.app.test_client().get(address.removeprefix(BASE)).status_code == 200


def test_a_pinned_script_has_the_hash_of_what_is_served(shop: Shop):
    _, tags = run(shop, "snippet", "--sri")
    script = BeautifulSoup(tags, "lxml").select_one("script[async]")
    assert script is not None
    answer = shop.app.test_client().get(str(script["src"]).removeprefix(BASE))
    digest = base64.b64encode(hashlib.sha384(answer.data).digest()).decode()
    assert (script["integrity"], script["crossorigin"]) == (f"sha384-{digest}", "anonymous")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_texts_are_in_the_language_of_the_page(shop: Shop):
    _, tags = run(shop, "snippet", "--locale", "pl")
    soup = BeautifulSoup(tags, "lxml")
    link, frame = soup.select_one("amends-claim a"), soup.select_one("iframe[title]")
    assert link is not None
    assert frame is not None
    assert link.get_text() == frame["title"] != "Something is wrong with my order"
    assert str(link["href"]).endswith("?lang=pl")


def test_a_notice_is_offered_only_where_there_is_one(sqlite_uri: str, tmp_path: Path):
    folder = tmp_path / "templates" / "amends" / "notice"
    folder.mkdir(parents=True)
    folder.joinpath("opening_hours.html").write_text("<p>Nine to five.</p>", encoding="utf-8")
    made = make_shop(sqlite_uri, AMENDS_BASE_URL=BASE)
    assert 'kind="opening_hours"' not in run(made, "snippet")[1]
    made.app.extensions.pop("amends_renderer")
    made.app.jinja_loader.searchpath.append(str(tmp_path / "templates"))  # type: ignore[union-attr]
    assert '<amends-notice kind="opening_hours"></amends-notice>' in run(made, "snippet")[1]
    made.close()


def test_the_policy_of_a_shop_is_printed_by_directive(shop: Shop):
    code, told = run(shop, "csp", "--origin", "https://shop.example")
    assert code == 0
    lines = [line for line in told.splitlines() if not line.startswith("#")]
    assert lines == [f"{name} {BASE}" for name in ("frame-src", "script-src", "connect-src", "style-src")]


def test_a_shop_that_may_not_frame_us_yet_is_told_so(shop: Shop):
    code, told = run(shop, "csp", "--origin", "https://other.example")
    assert code == 1
    assert "add it to AMENDS_EMBED_ORIGINS" in told
    assert run(shop, "csp", "--origin", "other.example")[0] == 1


def test_without_an_address_of_ours_there_is_nothing_to_print(sqlite_uri: str):
    made = make_shop(sqlite_uri)
    code, told = run(made, "snippet")
    assert code == 1
    assert "AMENDS_BASE_URL" in told
    made.close()


@pytest.mark.parametrize(
    ("config", "advised"),
    [
        ({}, []),
        ({"AMENDS_EMBED_ORIGINS": "https://shop.example", "AMENDS_EMBED_KEYS": ["k" * 32]}, []),
        ({"AMENDS_EMBED_ORIGINS": "http://127.0.0.1:8001"}, ["AMENDS_EMBED_KEYS"]),
        ({"AMENDS_EMBED_ORIGINS": "http://shop.example"}, ["AMENDS_EMBED_ORIGINS", "AMENDS_EMBED_KEYS"]),
    ],
)
def test_the_doctor_looks_at_who_may_frame_us(sqlite_uri: str, config: dict[str, Any], advised: list[str]):
    made = make_shop(sqlite_uri, **config)
    _, told = run(made, "doctor", "--json")
    found = [one["about"] for one in json.loads(told) if one["level"] == "advice" and "EMBED" in one["about"]]
    assert found == advised
    made.close()
