"""Nobody is sent to the platform for disputes that the European Union has closed (point 7)."""

import pytest

from flask_amends.errors import SettingsError
from flask_amends.settings import Settings
from tests.house.tree import PACKAGES, package_files, project_files

ADDRESS = b"ec.europa.eu/" + b"consumers/odr"
#: The setting that refuses it has to spell its host.
REFUSES_IT = PACKAGES["flask_amends"] / "settings" / "parsers.py"


def test_no_file_of_the_project_names_its_address():
    assert [str(path) for path in project_files() if ADDRESS in path.read_bytes()] == []


def test_no_shipped_file_but_the_setting_names_its_host():
    named = [path for folder in PACKAGES.values() for path in package_files(folder)]
    assert [path for path in named if ADDRESS.split(b"/")[0] in path.read_bytes()] == [REFUSES_IT]


def test_a_shop_that_sets_it_is_told_so():
    body = {"name": "ODR", "url": "https://" + ADDRESS.decode().split("/")[0]}
    with pytest.raises(SettingsError, match="has closed"):
        Settings.from_config({"SECRET_KEY": "x" * 32, "AMENDS_ADR_BODY": body})


def test_a_body_that_decides_today_is_named():
    body = {"name": "Rzecznik", "url": "https://uokik.gov.pl"}
    found = Settings.from_config({"SECRET_KEY": "x" * 32, "AMENDS_ADR_BODY": body}).adr_body
    assert found is not None
    assert found.name == "Rzecznik"
