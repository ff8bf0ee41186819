"""A case that somebody from outside is asked to decide, and that person with their link and a browser."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from flask_amends.service import arbiters
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here
from tests.integration.web.desk.conftest import REVIEWER, Desk, Page, _page, desks

NAME, EMAIL = "Jan Arbiter", "jan@neutral.example"


@dataclass(frozen=True, kw_only=True)
class Arbiter:
    """Somebody who got a link."""

    desk: Desk
    client: FlaskClient
    case_id: str
    seat_id: str
    link: str

    def open(self, address: str = "") -> Page:
        return _page(self.client.get(address or f"/amends/arbiter/{self.seat_id}"))

    def enter(self) -> Page:
        return _page(self.client.post(self.link))

    def send(self, action: str, sent: Mapping[str, object]) -> Page:
        return _page(self.client.post(f"/amends/arbiter/{self.seat_id}/act/{action}", data=sent))

    def act(self, action: str, **typed: object) -> Page:
        """Fill in a form of the page and send it, through the review where there is one."""
        names = {name.replace("__", "."): value for name, value in typed.items()}
        answer = self.send(action, {**self.open().form(action), **names})
        if answer.status == 200:
            answer = self.send(action, {**answer.form(action), "step": "confirm"})
        return answer

    @property
    def standing(self) -> str:
        return arbiters.get(self.desk.shop.state, self.seat_id).standing.value


def ask(desk: Desk, case_id: str) -> Arbiter:
    """Ask at the desk, and take the link that the page shows where no mails are sent."""
    desk.sit(REVIEWER)
    address = f"/amends/desk/cases/{case_id}/arbiter"
    token = desk.open(address).soup.select_one("form#act-arbiter [name=form_token]")
    assert token is not None
    sent = {"form_token": token["value"], "name": NAME, "email": EMAIL, "locale": "en"}
    answer = desk.client.post(address, data=sent)
    assert answer.status_code == 303
    shown = desk.open(address).soup.select_one("input[readonly]")
    assert shown is not None
    link = re.sub(r"^https?://[^/]+", "", str(shown["value"]))
    seats = arbiters.of_case(desk.shop.state, case_id)
    return Arbiter(
        desk=desk,
        client=desk.shop.app.test_client(),
        case_id=case_id,
        seat_id=seats[0].row.id,
        link=link,
    )


@pytest.fixture
def desk(sqlite_uri: str) -> Iterator[Desk]:
    with desks(sqlite_uri) as make:
        yield make()


@pytest.fixture
def real_desk(database_uri: str) -> Iterator[Desk]:
    """A desk on SQLite, and again on PostgreSQL."""
    with desks(database_uri) as make:
        yield make()


@pytest.fixture
def arbiter(desk: Desk) -> Arbiter:
    """Somebody asked to decide a case that waits for a second look."""
    return ask(desk, desk.under_review())


@pytest.fixture
def seated(arbiter: Arbiter) -> Arbiter:
    """The same, with the case open."""
    assert arbiter.enter().status == 303
    return arbiter
