"""A shopper with a browser that runs no script, and a shop whose clock stands still."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from flask_amends.disputes.commands import Command
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts, cases
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.storage.records import CaseView, LinkRow
from flask_amends.testing import START, Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, SHOP, SHOPPER, open_case
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the shop answered."""

    response: TestResponse

    def __post_init__(self) -> None:
        self.response.get_data()

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page, read once somebody looks at it."""
        soup = BeautifulSoup(self.response.get_data(as_text=True), "lxml")
        for inline in soup.select("bdi, time"):
            inline.unwrap()
        soup.smooth()
        return soup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def title(self) -> str:
        return " ".join((self.soup.title or self.soup).get_text().split())

    @property
    def text(self) -> str:
        return " ".join((self.soup.main or self.soup).get_text(" ").split())

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    def one(self, selector: str) -> Tag:
        found = self.soup.select_one(selector)
        assert found is not None, f"nothing on the page is {selector}"
        return found

    def summary(self) -> dict[str, str]:
        """The error summary: where each line leads, and what it says."""
        return {
            str(one["href"]): " ".join(one.get_text().split()) for one in self.soup.select("[role=alert] a")
        }

    def form(self, action: str) -> dict[str, Any]:
        """The fields of the form that posts to ``…/action``, as a browser would send them untouched."""
        form = self.one(f"form[method=post][action*='{action}']")
        sent: dict[str, Any] = {}
        for one in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(one["name"]), one.get("type")
            if kind == "file" or (kind in {"checkbox", "radio"} and not one.has_attr("checked")):
                continue
            chosen = one.select_one("option[selected]") if one.name == "select" else None
            value = chosen["value"] if chosen else one.get("value", "") if one.name == "input" else ""
            if one.name == "textarea":
                value = one.get_text().removeprefix("\n")
            if name == "uploads":
                sent.setdefault(name, []).append(str(value))
            else:
                sent[name] = str(value)
        return sent


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody with a browser."""

    shop: Shop
    client: FlaskClient

    def open(self, address: str, **options: Any) -> Page:
        return Page(response=self.client.get(address, **options))

    def post(self, address: str, sent: dict[str, Any], **options: Any) -> Page:
        return Page(
            response=self.client.post(address, data=sent, content_type="multipart/form-data", **options)
        )

    def claim_form(self, query: str = "") -> dict[str, Any]:
        """The empty form, after the time it takes to fill it in."""
        found = self.open(f"/amends/claim{query}").form("/claim")
        self.shop.clock.move(seconds=90)
        return found

    def review(self, **typed: Any) -> Page:
        """Fill in the form and continue."""
        return self.post("/amends/claim", {**self.claim_form(), **GOOD, **typed, "step": "review"})

    def send(self, reviewed: Page, **changed: Any) -> Page:
        """Send what the page for checking shows."""
        return self.post("/amends/claim", {**reviewed.form("/claim"), **changed, "step": "send"})

    def link(self, case_id: str, *, days: int = 30) -> str:
        """A link into the room, as a mail carries it."""
        state = self.shop.state
        now = state.clock.now()
        jti = state.randomness.token_bytes(16).hex()
        with state.store.begin() as unit:
            unit.links.add(
                LinkRow(
                    jti=jti,
                    purpose="room",
                    case_id=case_id,
                    person_id=None,
                    created_at=now,
                    expires_at=now + timedelta(days=days),
                )
            )
        return f"/amends/d/{link_token(state, Purpose.ROOM, jti)}"

    def enter(self, case_id: str) -> Page:
        """Open the room by a link."""
        answer = self.post(self.link(case_id), {})
        assert answer.status == 303
        return self.open(answer.location)

    def act(self, case_id: str, action: str, **typed: Any) -> Page:
        """Fill in the form of an act in the room and send it."""
        names = {name.replace("__", "."): value for name, value in typed.items()}
        sent = self.open(f"/amends/d/{case_id}").form(f"/d/{case_id}/{action}")
        return self.post(f"/amends/d/{case_id}/{action}", {**sent, **names})

    def confirm(self, case_id: str, action: str, query: str = "", **typed: Any) -> Page:
        """Do something final, by its page of review."""
        reviewed = self.open(f"/amends/d/{case_id}/{action}{query}")
        assert reviewed.status == 200, reviewed.text
        return self.post(f"/amends/d/{case_id}/{action}", {**reviewed.form(f"/{action}"), **typed})

    def case(self, **changes: Any) -> str:
        return open_case(self.shop.state, replace(CLAIM, **changes))

    def shop_does(self, case_id: str, command: Command) -> CaseView:
        return acts.act(self.shop.state, case_id, command, by=SHOP)

    def shopper_does(self, case_id: str, command: Command) -> CaseView:
        return acts.act(self.shop.state, case_id, command, by=SHOPPER)

    def view(self, case_id: str) -> CaseView:
        return cases.get(self.shop.state, case_id, Actor.SHOPPER)


#: A claim that is in order.
GOOD = {
    "order_number": "A-1",
    "email": "anna@example.org",
    "name": "Anna Nowak",
    "reason": "defective",
    "ask": "partial_refund",
    "amount": "12,50",
    "description": "The roses had wilted when they came.",
}


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG", name: str = "rose.jpg", **more: Any) -> Any:
    """A photo to upload."""
    content = io.BytesIO()
    Image.new("RGB", size, (180, 60, 60)).save(content, kind, **more)
    return (io.BytesIO(content.getvalue()), name)


MakeVisitor = Callable[..., Visitor]


@pytest.fixture
def make_visitor(database_uri: str) -> Iterator[MakeVisitor]:
    made: list[Shop] = []

    def make(**config: Any) -> Visitor:
        shop = make_shop(database_uri, **{"orders": [ORDER], **config})
        made.append(shop)
        return Visitor(shop=shop, client=shop.app.test_client())

    yield make
    for shop in made:
        shop.close()


@pytest.fixture
def visitor(make_visitor: MakeVisitor) -> Visitor:
    return make_visitor()


@dataclass(frozen=True, kw_only=True)
class Newcomer(Visitor):
    """A visitor of a shop that others have visited before: with an order of their own."""

    number: str

    def case(self, **changes: Any) -> str:
        return super().case(**{"order_number": self.number, **changes})


@pytest.fixture(scope="module")
def shared_shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    """One shop for a whole module, on SQLite: its pages are made ready once."""
    path = tmp_path_factory.mktemp("shared") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, path)
    shop = make_shop(f"sqlite:///{path}", orders=[ORDER])
    yield shop
    shop.close()


@pytest.fixture
def shared_visitor(shared_shop: Shop) -> Newcomer:
    """Somebody new in the shared shop, with an empty cookie jar, on the same first day."""
    shared_shop.clock.set(START)
    number = f"S-{shared_shop.state.randomness.token_bytes(4).hex()}"
    shared_shop.orders.add(replace(ORDER, number=number))
    return Newcomer(shop=shared_shop, client=shared_shop.app.test_client(), number=number)
