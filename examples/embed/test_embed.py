"""The plain shop and its help fit together, and the shop needs nothing of ours to sign an order."""

import ast
import re
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from examples.embed import help as help_of_shop
from examples.embed import shop


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = shop.serve(port=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return help_of_shop.create_app(FOLDER=str(tmp_path), TESTING=True, AMENDS_WORKER="off").test_client()


def page(address: str) -> tuple[str, str]:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
        return answer.read().decode(), answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "way"),
    [("index", "/amends/claim"), ("order", "/amends/claim"), ("frame", "/amends/embed/claim")],
)
def test_every_page_leads_to_a_form_that_knows_the_order(
    address: str, client: FlaskClient, name: str, way: str
):
    html, _ = page(f"{address}/{name}.html")
    found = re.search(rf'(?:href|src)="({re.escape(shop.Shop.help + way)}\?context=[^"]+)"', html)
    assert found is not None
    parts = urlsplit(found.group(1))
    form = client.get(f"{parts.path}?{parts.query}", follow_redirects=True)
    assert form.status_code == 200
    assert "Reading lamp" in form.text


def test_the_policy_allows_what_the_page_shows_and_a_bare_frame_needs_no_script(address: str):
    for name in ("index", "order", "frame"):
        html, policy = page(f"{address}/{name}.html")
        assert f"frame-src {shop.Shop.help}" in policy
        assert ("script-src" in policy) == (name != "frame")
        assert "<style" not in html
        assert not re.search(r"<script(?! src=)", html)


def test_the_help_allows_this_shop_to_frame_it(client: FlaskClient):
    policy = client.get("/amends/embed/claim").headers["Content-Security-Policy"]
    assert "frame-ancestors http://127.0.0.1:8001;" in policy


def test_the_shop_signs_with_the_standard_library_alone():
    tree = ast.parse(Path(shop.__file__).read_text(encoding="utf-8"))
    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {
        "base64", "hashlib", "hmac", "json", "secrets", "time", "http.server", "pathlib", "string",
    }  # fmt: skip


def test_nothing_but_its_pages_is_served(address: str):
    for path in ("/../shop.py", "/%2e%2e/shop.py", "/pages/index.html", "/nothing.html", "/shop.py"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            page(address + path)
