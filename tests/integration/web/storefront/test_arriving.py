"""An order that another shop's page brings along: signed, short-lived, taken once, and never needed."""

import json
import shutil
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flask_amends.testing import Shop, make_shop
from tests.browser.frames.stage import ADDRESS, KEY, claims, signed
from tests.integration.cases import ORDER
from tests.integration.web.storefront.conftest import MakeVisitor, Page, Visitor

OLD_KEY = "a key that was used until last week, say"
LOST = "The details of your order did not"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:
    path = tmp_path_factory.mktemp("arriving") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, path)
    made = make_shop(f"sqlite:///{path}", orders=[ORDER], AMENDS_EMBED_KEYS=[OLD_KEY, KEY])
    yield made
    made.close()


@pytest.fixture
def visitor(shop: Shop) -> Visitor:
    return Visitor(shop=shop, client=shop.app.test_client())


def now(visitor: Visitor) -> int:
    return int(visitor.shop.clock.now().timestamp())


def arrive(visitor: Visitor, token: str, where: str = "/amends/embed/claim", more: str = "") -> Page:
    """The page behind the redirect."""
    answer = visitor.open(f"{where}?context={token}{more}")
    assert (answer.status, answer.location.partition("?")[0]) == (303, where)
    assert answer.response.headers["Referrer-Policy"] == "no-referrer"
    assert answer.response.headers["Cache-Control"] == "no-store"
    assert token not in answer.location
    return visitor.open(answer.location)


@pytest.mark.parametrize("where", ["/amends/claim", "/amends/embed/claim"])
def test_the_form_knows_the_order_and_the_address_is_clean(visitor: Visitor, where: str):
    page = arrive(visitor, signed(claims(now(visitor))), where, "&reason=defective&lang=pl")
    assert "A-1" in page.text
    assert "Roses" in page.text
    assert page.one("input[value=defective]").has_attr("checked")
    assert page.one("html")["lang"] == "pl"
    assert LOST not in page.text


def test_a_second_visit_gets_the_form_without_the_order_and_a_calm_sentence(visitor: Visitor):
    token = signed(claims(now(visitor)))
    arrive(visitor, token)
    again = arrive(visitor, token)
    assert again.status == 200
    assert LOST in again.text
    assert "Roses" not in again.text
    assert again.one("input[name=order_number]")


def test_it_is_taken_once_however_many_ask_at_the_same_time(make_visitor: MakeVisitor):
    visitor = make_visitor(AMENDS_EMBED_KEYS=[KEY])
    token = signed(claims(now(visitor)))
    led: list[str] = []

    def ask() -> None:
        led.append(visitor.shop.app.test_client().get(f"/amends/claim?context={token}").location or "")

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted("order=" in one for one in led) == [False] * 5 + [True]


def test_programs_that_look_ahead_spend_nothing(visitor: Visitor):
    token = signed(claims(now(visitor)))
    address = f"/amends/embed/claim?context={token}"
    assert visitor.client.head(address).status_code == 204
    assert visitor.client.get(address, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 204
    assert "Roses" in arrive(visitor, token).text


def test_each_of_the_keys_is_good_and_no_other(visitor: Visitor):
    assert "Roses" in arrive(visitor, signed(claims(now(visitor)), OLD_KEY)).text
    assert LOST in arrive(visitor, signed(claims(now(visitor)), "x" * 40)).text


def none_signed(moment: int) -> str:
    return signed(claims(moment), alg="none").rpartition(".")[0] + "."


REFUSED: dict[str, Any] = {
    "expired": lambda t: signed(claims(t, iat=t - 300, exp=t)),
    "for an hour": lambda t: signed(claims(t, exp=t + 3600)),
    "of the future": lambda t: signed(claims(t, iat=t + 120, exp=t + 300)),
    "for others": lambda t: signed(claims(t, aud="somebody")),
    "for nobody": lambda t: signed(claims(t, aud=None)),
    "without jti": lambda t: signed(claims(t, jti=None)),
    "with a short jti": lambda t: signed(claims(t, jti="1")),
    "with a number for jti": lambda t: signed(claims(t, jti=12345678901234567890)),
    "without exp": lambda t: signed(claims(t, exp=None)),
    "with text for exp": lambda t: signed(claims(t, exp=str(t + 60))),
    "with true for iat": lambda t: signed(claims(t, iat=True)),
    "without order": lambda t: signed(claims(t, order=None)),
    "with a list for order": lambda t: signed(claims(t, order=[1])),
    "with half a grosz": lambda t: signed(
        claims(t, order={"number": "1", "currency": "PLN", "lines": [{"title": "x", "unit_price": "1.005"}]})
    ),
    "with a turned number": lambda t: signed(claims(t, order={"number": "\u202e" * 80})),
    "unsigned": none_signed,
    "signed as HS512": lambda t: signed(claims(t), alg="HS512"),
    "with a critical header": lambda t: signed(claims(t), crit=["x"]),  # type: ignore[arg-type]
    "cut": lambda t: signed(claims(t))[:-1],
    "no JWS": lambda _: "hello",
    "dots": lambda _: "..",
    "long": lambda _: "a" * 20_000,
    "deep": lambda _: signed({"x": json.loads("[" * 500 + "]" * 500)}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_token_that_is_not_as_documented_is_refused_calmly(visitor: Visitor, what: str):
    page = arrive(visitor, REFUSED[what](now(visitor)))
    assert page.status == 200
    assert LOST in page.text


def test_clocks_may_differ_by_a_minute(visitor: Visitor):
    assert "Roses" in arrive(visitor, signed(claims(now(visitor), iat=now(visitor) + 50))).text


def test_without_keys_nothing_is_taken_over(make_visitor: MakeVisitor):
    visitor = make_visitor()
    assert LOST in arrive(visitor, signed(claims(now(visitor)))).text


@pytest.mark.parametrize(
    "known",
    [{"email": ADDRESS}, {"email_sha256": sha256(ADDRESS.encode()).hexdigest()}],
    ids=["plain", "digest"],
)
def test_the_address_of_the_buyer_proves_whose_order_it_is(visitor: Visitor, known: dict[str, str]):
    order = {"number": "A-1", "currency": "PLN", "lines": [{"sku": "rose", "title": "Roses"}], **known}
    led = visitor.open(f"/amends/embed/claim?context={signed(claims(now(visitor), order=order))}")
    form = visitor.open(led.location).form("/claim")
    visitor.shop.clock.move(seconds=90)
    typed = {
        "items.0.chosen": "1",
        "reason": "defective",
        "ask": "full_refund",
        "description": "They had wilted when they came.",
    }
    reviewed = visitor.post("/amends/embed/claim", {**form, **typed, "email": ADDRESS, "step": "review"})
    sent = visitor.post("/amends/embed/claim", {**reviewed.form("/claim"), "step": "send"})
    assert sent.status == 303, sent.text
    assert "/amends/embed/d/" in sent.location
    assert "Set-Cookie" not in sent.response.headers
    assert visitor.open(sent.location).status == 200


def test_a_page_of_a_product_is_known_too(visitor: Visitor):
    product = {"sku": "rose", "title": "Red roses", "unit_price": "12.00", "currency": "PLN"}
    page = arrive(visitor, signed(claims(now(visitor), order=None, product=product)))
    assert "Red roses" in page.text
    assert page.one("input[name=order_number]")
