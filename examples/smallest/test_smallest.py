"""The shop that the README shows is a shop that runs."""

import importlib.util
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("app.py")
CAREFUL = Path(__file__).with_name("careful.py")
README = Path(__file__).resolve().parents[2] / "README.md"


def run(source, folder, monkeypatch):
    """A shop in a folder of its own, its database too: the file, run as it stands."""
    monkeypatch.chdir(folder)
    copy = folder / "app.py"
    copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"shop_{source.stem}", copy)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app.test_client()


@pytest.fixture
def client(tmp_path, monkeypatch):
    """The shop that takes claims."""
    return run(SOURCE, tmp_path, monkeypatch)


@pytest.mark.parametrize("source", [SOURCE, CAREFUL], ids=lambda source: source.stem)
def test_the_readme_shows_this_file(source):
    assert f"```python\n{source.read_text(encoding='utf-8')}```" in README.read_text(encoding="utf-8")


def test_a_whole_shop_is_twenty_lines():
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= 20


def test_the_order_page_has_the_claim_form(client):
    page = client.get("/orders/1001")
    assert page.status_code == 200
    assert "Reading lamp" in page.text
    assert "<form" in page.text


def test_the_claim_page_is_there(client):
    assert client.get("/amends/claim").status_code == 200


def test_nobody_is_staff_so_there_is_no_desk(client):
    assert client.get("/amends/desk/").status_code == 404


def test_a_careful_shop_keeps_its_price_and_confirms_before_it_charges(tmp_path, monkeypatch):
    client = run(CAREFUL, tmp_path, monkeypatch)
    page = client.get("/lamp").text
    assert "49.00 EUR" in page
    assert "4.90" not in page
    assert "A price is being checked." in page
    posted = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert client.post("/lamp", data=posted).text == "We confirm your order, and you pay only then."
