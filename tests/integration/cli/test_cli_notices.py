"""``notices``: what is shown, who accepted it, and what is to be looked at again."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader

from flask_amends.errors import SettingsError
from flask_amends.service.notices import texts
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

PAGE = "<details>{{ amends.price_notice(product) }}</details>"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("official") / "notice.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    return path


def given(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"pl": {"file": str(path), "sha256": digest}}


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path | None,  # noqa: F811 - the fixture
    official: Path,
) -> Iterator[Shop]:
    path = tmp_path_factory.mktemp("words") / "amends.sqlite3"
    if sqlite_template is not None:
        shutil.copyfile(sqlite_template, path)
    made = make_shop(
        f"sqlite:///{path}",
        AMENDS_GUARANTEE_NOTICE=given(official),
        AMENDS_LOCALES=["en", "pl"],
        AMENDS_NOTICE_MEMORY=0,
    )
    made.app.jinja_env.loader = ChoiceLoader([DictLoader({"shop.html": PAGE})])
    yield made
    made.close()


def run(shop: Shop, *words: str) -> tuple[int, str]:
    result = shop.app.test_cli_runner().invoke(args=["amends", "notices", *words])
    return result.exit_code, result.output


def found(shop: Shop) -> set[tuple[str, str, str]]:
    return {(one["rule"], one["about"], one["locale"]) for one in json.loads(run(shop, "lint", "--json")[1])}


def test_it_lists_accepts_and_shows_words(shop: Shop):
    def row(key: str) -> dict[str, Any]:
        rows = json.loads(run(shop, "list", "--json")[1])
        return next(one for one in rows if one["key"] == key)

    assert (row("way.ask")["words"], row("photo.differs")["words"]) == ("ours", "none")
    code, told = run(shop, "accept", "photo.differs", "--ours")

    assert (code, "not legal advice" in told) == (0, True)
    assert row("photo.differs") | {} == {
        "key": "photo.differs",
        "words": "own",
        "version": 1,
        "draft": "-",
        "languages": "en,pl",
    }
    shown = json.loads(run(shop, "show", "photo.differs", "--json")[1])
    assert (shown["clause"], len(shown["versions"]), shown["versions"][0]["accepted_by"]) == (True, 1, None)


@pytest.mark.parametrize(
    "words", [("show", "no.such"), ("accept", "way.ask"), ("accept", "way.ask", "--ours")]
)
def test_what_is_not_there_is_said_in_a_sentence(shop: Shop, words: tuple[str, ...]):
    code, told = run(shop, *words)
    assert code == 1
    assert "Traceback" not in told


def test_the_lint_reads_texts_pages_and_files(shop: Shop, official: Path):  # N1 N5 N6 N11
    assert ("N6", "shop.html:1", "") in found(shop)
    with shop.app.app_context():
        texts.save(shop.state, key="way.contact", texts={"en": "Use the ODR platform."}, by=None, seen=0)
    was = official.read_bytes()
    official.write_bytes(was + b"<!-- -->")
    code, told = run(shop, "lint")
    official.write_bytes(was)

    assert code == 1
    assert "N1   way.contact (en): It names the European platform" in told
    assert "N5   way.contact (pl): It has no words in this language." in told
    assert "N11  guarantee.official (pl): The official file is missing or was changed" in told


def test_a_shop_does_not_start_with_an_altered_file(sqlite_uri: str, official: Path, tmp_path: Path):  # N11
    other = tmp_path / "drawn.svg"
    other.write_text("<svg/>", encoding="utf-8")
    wrong = {"pl": {**given(official)["pl"], "file": str(other)}}
    with pytest.raises(SettingsError, match="another file than the official one"):
        make_shop(sqlite_uri, AMENDS_GUARANTEE_NOTICE=wrong)
