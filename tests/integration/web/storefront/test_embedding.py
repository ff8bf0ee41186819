"""What pages of other shops load from us: the loader at an address that stays, and finished notices."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string
from flask.testing import FlaskClient
from jinja2 import DictLoader
from werkzeug.test import TestResponse

from flask_amends.testing import Shop, make_shop

NOTICES = {
    "amends/notice/opening_hours.html": (
        '<p lang="{{ lang }}">{{ asked.get("day", "") }} {{ _("Contact") }}</p>'
    ),
    "amends/notice/linked.html": '<a href="{{ link("claim") }}">x</a>',
    "amends/notice/broken.html": '{% include "amends/not_there.html" %}',
    "amends/notice/drafts/next.html": "not yet",
    "amends/secret.html": "not for here",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:
    path = tmp_path_factory.mktemp("embedding") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, path)
    made = make_shop(f"sqlite:///{path}", AMENDS_BASE_URL="https://help.example")
    made.app.__dict__["jinja_loader"] = DictLoader(NOTICES)
    yield made
    made.close()


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return shop.app.test_client()


def ask(client: FlaskClient, kind: str, **more: str) -> TestResponse:
    return client.get("/amends/embed/notice", query_string={"kind": kind, **more})


@pytest.mark.parametrize("name", ["embed.js", "amends.css"])
def test_what_shops_name_is_at_an_address_that_stays_and_is_asked_for_again(client: FlaskClient, name: str):
    answer = client.get(f"/amends/{name}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Type"].startswith(("text/javascript", "text/css"))
    again = client.get(f"/amends/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_notice_is_public_html_in_the_language_asked_for(client: FlaskClient):
    answer = ask(client, "opening_hours", lang="pl", day="<b>Monday</b>")
    assert answer.text == '<p lang="pl">&lt;b&gt;Monday&lt;/b&gt; Kontakt</p>'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"
    etag = {"If-None-Match": answer.headers["ETag"]}
    asked = {"kind": "opening_hours", "lang": "pl", "day": "<b>Monday</b>"}
    assert client.get("/amends/embed/notice", query_string=asked, headers=etag).status_code == 304


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "not_there",
        "drafts/next",
        "../secret",
        "..%2Fsecret",
        "secret.html",
        "Opening_hours",
        "x" * 41,
        "a\x00b",
        "é",
    ],
)
def test_a_kind_there_is_no_notice_for_leaves_the_shops_own_text(client: FlaskClient, kind: str):
    answer = ask(client, kind)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_link_in_a_notice_leads_to_us_from_any_page(client: FlaskClient):
    answer = client.get("/amends/embed/notice?kind=linked", headers={"Host": "evil.test"})
    assert answer.text == '<a href="https://help.example/amends/claim">x</a>'


def test_a_notice_that_is_broken_is_not_taken_for_one_that_is_missing(shop: Shop, client: FlaskClient):
    shop.app.config["PROPAGATE_EXCEPTIONS"] = False
    assert ask(client, "broken").status_code == 500


def test_only_a_few_short_facts_are_listened_to(client: FlaskClient):
    many = {f"fact{number}": "x" * 5000 for number in range(50)}
    assert "Monday" not in ask(client, "opening_hours", **many, day="Monday").text
    assert "Monday" in ask(client, "opening_hours", day="Monday", **many).text


def test_a_flask_shop_names_the_stylesheet_and_the_script_with_its_nonce(shop: Shop, client: FlaskClient):
    with shop.app.test_request_context():
        tags = BeautifulSoup(render_template_string("{{ amends.assets(nonce='n<1') }}"), "lxml")
    style, script = tags.select("link[rel=stylesheet]")[0], tags.select("script[type=module]")[0]
    assert [one["nonce"] for one in (style, script)] == ["n<1", "n<1"]
    for address in (style["href"], script["src"]):
        assert "immutable" in client.get(str(address)).headers["Cache-Control"]


def test_every_page_wears_the_look_of_the_settings(sqlite_uri: str):
    made = make_shop(sqlite_uri, AMENDS_TOKENS={"scheme": "light", "accent": "#0b5d4e", "radius": "0"})
    client = made.app.test_client()
    link = re.search(r'href="(/amends/s/look\.[0-9a-f]{12}\.css)"', client.get("/amends/embed/claim").text)
    assert link is not None
    sheet = client.get(link.group(1))
    assert sheet.text == (
        ".am { --am-radius: 0; --am-accent: light-dark(#0b5d4e, #0b5d4e); color-scheme: light; }\n"
    )
    assert "immutable" in sheet.headers["Cache-Control"]
    assert link.group(1) in client.get("/amends/claim").text
    with made.app.test_request_context():
        assert link.group(1) in render_template_string("{{ amends.assets() }}")
    made.close()
