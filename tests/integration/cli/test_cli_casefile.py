"""The file of a case from a terminal: written, checked without a shop, and refused when it was touched."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flask_amends.cli import group
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import casefile, cases
from flask_amends.service.casefile_format import PublicKey
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import ORDER, agree, open_case
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    made = make_shop(sqlite_uri, orders=[ORDER], AMENDS_BASE_URL="https://shop.example")
    yield made
    made.close()


def run(shop: Shop, *words: str, status: int = 0) -> Result:
    result = shop.app.test_cli_runner().invoke(args=["amends", *words])
    assert result.exit_code == status, result.output
    return result


def verify(*words: str, status: int = 0) -> str:
    """The command as somebody without any shop runs it."""
    result = CliRunner().invoke(group, ["verify-case", *words])
    assert result.exit_code == status, result.output
    return result.output


def exported(shop: Shop, folder: Path) -> tuple[str, Path]:
    case_id = open_case(shop.state)
    reference = cases.get(shop.state, case_id, Actor.SHOPPER).reference_number
    run(shop, "export", reference, "--to", str(folder))
    return case_id, folder / f"case-{reference}.zip"


def test_a_case_is_exported_and_what_it_proves_is_told_in_plain_words(shop: Shop, tmp_path: Path):
    _, path = exported(shop, tmp_path)
    [key] = json.loads(run(shop, "signing-keys", "--json").output)
    told = verify(str(path), "--key", key["public_key"])
    assert "Nobody changed it since it was signed" in told
    assert "That is the key you gave." in told
    assert "1 text(s) are word for word as they were written." in told
    assert "It does not prove:" in told
    unsure = verify(str(path))
    assert "the keys the shop publishes at https://shop.example/amends/keys.json." in unsure


def test_a_touched_file_is_refused_with_status_1(shop: Shop, tmp_path: Path):
    _, path = exported(shop, tmp_path)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"wilted", b"bloomy"))
    assert "Do not rely on this file:" in verify(str(path), status=1)
    path.write_bytes(content[:-1])
    assert "Do not rely on this file:" in verify(str(path), status=1)
    assert json.loads(verify(str(path), "--json", status=1))["whole"] is False


def test_another_shops_key_is_refused_with_status_1(shop: Shop, tmp_path: Path):
    _, path = exported(shop, tmp_path)
    stranger = PublicKey(raw=bytes(32)).text
    assert "It was signed with another key" in verify(str(path), "--key", stranger, status=1)
    assert "This is no public key" in verify(str(path), "--key", "nonsense", status=2)


def test_a_later_file_is_checked_against_an_earlier_one(shop: Shop, tmp_path: Path):
    case_id, path = exported(shop, tmp_path)
    earlier = path.rename(tmp_path / "earlier.zip")
    agree(shop.state, case_id)
    run(shop, "export", case_id, "--to", str(path))
    told = verify(str(path), "--earlier", str(earlier))
    assert "It continues the earlier file: the first 1 entries are the same." in told
    assert "written anew" in verify(str(earlier), "--earlier", str(path), status=1)


def test_a_new_key_signs_once_it_is_set(shop: Shop, sqlite_uri: str):
    made = run(shop, "signing-keys", "--new").output
    seed = made.partition("AMENDS_SIGNING_KEY=")[2].partition("\n")[0]
    public = made.rpartition(" ")[2].strip()
    with_it = make_shop(sqlite_uri, AMENDS_SIGNING_KEY=seed)
    assert [one.text for one in casefile.public_keys(with_it.state)] == [public]
    assert "yes" in run(with_it, "signing-keys").output
    with_it.close()


def test_an_unknown_case_is_told_without_a_trace(shop: Shop, tmp_path: Path):
    assert "Error:" in run(shop, "export", "NONE-NONE", "--to", str(tmp_path), status=1).output
    assert list(tmp_path.glob("*.zip")) == []


def test_a_file_is_checked_by_a_program_of_its_own_without_an_app(shop: Shop, tmp_path: Path):
    _, path = exported(shop, tmp_path)
    command = [sys.executable, "-m", "flask_amends.cli", "verify-case", str(path)]
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("FLASK", "AMENDS"))}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=alone, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "This file proves:" in done.stdout
