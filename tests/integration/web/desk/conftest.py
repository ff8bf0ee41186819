"""A shop with staff who work at its desk, acting through the app's own routes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Action, Actor, RouteName
from flask_amends.ports import Performed, StaffMember
from flask_amends.service import acts, cases, deadlines
from flask_amends.service.claims import ClaimForm
from flask_amends.storage.records import CaseView
from flask_amends.testing import Shop, make_shop
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.forms import FORMS
from tests.integration.cases import CLAIM, ORDER, SHOPPER, open_case
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

AGENT = StaffMember(id="7", name="Ola Kowalska", roles=frozenset({"agent"}))
LEAD = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))
REVIEWER = StaffMember(id="9", name="Rafał Wilk", roles=frozenset({"reviewer"}))
AUDITOR = StaffMember(id="10", name="Teresa Sowa", roles=frozenset({"auditor"}))


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the desk answered."""

    response: TestResponse

    def __post_init__(self) -> None:
        self.response.get_data()

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page, read once somebody looks at it."""
        soup = BeautifulSoup(self.response.get_data(as_text=True), "lxml")
        for inline in soup.select("bdi"):
            inline.unwrap()
        soup.smooth()
        return soup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def actions(self) -> set[str]:
        """The acts that the page has a form for."""
        forms = self.soup.select("form[action*='/act/']")
        return {str(form["action"]).partition("?")[0].rpartition("/")[2] for form in forms}

    def form(self, action: str) -> dict[str, str]:
        """The fields of an act's form, as a browser would send them untouched."""
        found = self.soup.select_one(f"form[action*='/act/{action}']")
        assert found is not None, f"the page has no form for {action}"
        sent: dict[str, str] = {}
        for one in found.select("input[name], textarea[name], select[name]"):
            kind, name = one.get("type"), str(one["name"])
            if kind in {"checkbox", "radio"} and not one.has_attr("checked"):
                continue
            if kind == "file":
                continue
            chosen = one.select_one("option[selected]") if one.name == "select" else None
            value = chosen["value"] if chosen else one.get("value", "") if one.name == "input" else one.string
            sent[name] = str(value or "").removeprefix("\n")
        return sent

    def error(self, field_id: str) -> str:
        """The sentence at a field."""
        found = self.soup.find(id=f"{field_id}-wrong")
        return " ".join(found.get_text(" ").split()) if found else ""

    def summary(self) -> dict[str, str]:
        """The error summary: where each line leads, and what it says."""
        links = self.soup.select(".summary [role=alert] a")
        return {str(one["href"]): " ".join(one.get_text(" ").split()) for one in links}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Somebody at the desk of a shop."""

    shop: Shop
    client: FlaskClient

    def sit(self, member: StaffMember | None) -> None:
        self.shop.staff.member = member

    def open(self, address: str) -> Page:
        return Page(response=self.client.get(address))

    def inbox(self, query: str = "") -> Page:
        return self.open(f"/amends/desk/{query}")

    def case(self, case_id: str) -> Page:
        return self.open(f"/amends/desk/cases/{case_id}")

    def send(self, case_id: str, action: str, sent: dict[str, Any], **options: Any) -> Page:
        address = f"/amends/desk/cases/{case_id}/act/{action}"
        return Page(response=self.client.post(address, data=sent, **options))

    def act(self, case_id: str, action: str, **typed: Any) -> Page:
        """Fill in a form of the case page and send it, through the review where there is one."""
        names = {name.replace("__", "."): value for name, value in typed.items()}
        answer = self.send(case_id, action, {**self.case(case_id).form(action), **names})
        if answer.status == 200:
            answer = self.send(case_id, action, {**answer.form(action), "step": "confirm"})
        return answer

    def view(self, case_id: str, actor: Actor = Actor.SHOP) -> CaseView:
        return cases.get(self.shop.state, case_id, actor)

    def shopper(self, case_id: str, command: c.Command) -> CaseView:
        return acts.act(self.shop.state, case_id, command, by=SHOPPER)

    def claim(self, **changes: Any) -> str:
        form: ClaimForm = replace(CLAIM, **changes)
        return open_case(self.shop.state, form)

    def wait(self, **parts: float) -> None:
        """Let time pass, and the clock's acts with it."""
        self.shop.clock.move(timedelta(**parts))
        deadlines.sweep_due(self.shop.state, 100)

    def under_review(self) -> str:
        """A case that the shop rejected and the shopper left alone: it waits for a second look."""
        case_id = self.claim()
        self.sit(AGENT)
        self.act(case_id, "reject", ground="conforms_to_contract", note="We checked the photos.")
        self.wait(days=3)
        assert self.view(case_id).dispute.route is RouteName.SECOND_LOOK
        return case_id


def _page(response: TestResponse) -> Page:
    return Page(response=response)


def form_of(action: Action) -> ActForm:
    return FORMS[action.value]


MakeDesk = Callable[..., Desk]


@contextmanager
def desks(uri: str) -> Iterator[MakeDesk]:
    """Make desks on a database; every one is closed at the end."""
    made: list[Shop] = []

    def make(**config: Any) -> Desk:
        shop = make_shop(uri, orders=[ORDER], mails=False, **config)
        made.append(shop)
        shop.staff.member = AGENT
        return Desk(shop=shop, client=shop.app.test_client())

    try:
        yield make
    finally:
        for shop in made:
            shop.close()


@pytest.fixture
def make_desk(database_uri: str) -> Iterator[MakeDesk]:
    """Make desks on SQLite, and again on PostgreSQL: for what depends on the database."""
    with desks(database_uri) as make:
        yield make


@pytest.fixture
def real_desk(make_desk: MakeDesk) -> Desk:
    """A desk on SQLite, and again on PostgreSQL."""
    return make_desk()


@pytest.fixture
def make_small_desk(sqlite_uri: str) -> Iterator[MakeDesk]:
    """Make desks on SQLite: for what the pages do by themselves."""
    with desks(sqlite_uri) as make:
        yield make


@pytest.fixture
def desk(make_small_desk: MakeDesk) -> Desk:
    """A desk on SQLite."""
    return make_small_desk()


@pytest.fixture
def desk_with_adapter(make_desk: MakeDesk) -> Desk:
    """A desk of a shop whose own function gives money back."""

    def prepare(amends: Any) -> None:
        amends.compensation("partial_refund")(lambda _compensation: Performed(reference="bank-77"))

    return make_desk(prepare=prepare)
