"""A shop that can be asked, people who ask it from a browser without scripts, and staff who answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from amends_widgets import Renderer
from flask_amends.ports import StaffMember
from flask_amends.storage.contact_records import EnquiryRow
from flask_amends.testing import FrozenClock, Shop, make_shop
from flask_amends.web import pages
from flask_amends.worker.work import Worker
from tests.integration.cases import ORDER
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

OLA = StaffMember(id="7", name="Ola Kowalska")
WARSAW = ZoneInfo("Europe/Warsaw")
#: Monday, 10:00 in Warsaw.
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=WARSAW)
FAQ = [
    {
        "topic": "delivery",
        "question": {"en": "When does it come?", "pl": "Kiedy przyjdzie?"},
        "answer": {"en": "Within two days.", "pl": "W ciągu dwóch dni."},
    },
    {"question": "Are you a real shop?", "answer": "Yes, in Warsaw, with a door."},
]
SHOP = {
    "AMENDS_SHOP_NAME": "Roses & Sons",
    "AMENDS_BASE_URL": "https://shop.example",
    "AMENDS_STAFF_EMAIL": "staff@shop.example",
    "AMENDS_TIME_ZONE": "Europe/Warsaw",
    "AMENDS_CONTACT_HOURS": "mon-fri 9:00-17:00",
    "AMENDS_CONTACT_PHONE": "+48 22 123 45 67",
    "AMENDS_CONTACT_TOPICS": {
        "claims": {"email": "complaints@shop.example", "owner": "Iwona Lis"},
        "delivery": {"email": "parcels@shop.example", "owner": {"en": "Jan Nowak", "pl": "Jan N."}},
        "other": {},
    },
    "AMENDS_FAQ": FAQ,
}
#: Compiled once for all shops of a run: half of the time of a test would go into it.
LETTERS = Renderer()
RENDERERS: list[Renderer] = []
#: A question that is in order.
GOOD = {"topic": "delivery", "text": "Where is my parcel?", "name": "Anna", "email": "anna@example.org"}


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
    def text(self) -> str:
        return " ".join((self.soup.main or self.soup).get_text(" ").split()).replace(" ,", ",")

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    def one(self, selector: str) -> Tag:
        found = self.soup.select_one(selector)
        assert found is not None, f"nothing on the page is {selector}"
        return found

    def summary(self) -> dict[str, str]:
        """The error summary: where each line leads, and what it says."""
        links = self.soup.select("[role=alert] a")
        return {str(one["href"]): " ".join(one.get_text(" ").split()) for one in links}

    def form(self, action: str) -> dict[str, str]:
        """The fields of a form, as a browser would send them untouched."""
        form = self.one(f"form[method=post][action*='{action}']")
        sent: dict[str, str] = {}
        for one in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(one["name"]), one.get("type")
            if kind in {"checkbox", "radio"} and not one.has_attr("checked"):
                continue
            chosen = one.select_one("option[selected]") if one.name == "select" else None
            value = chosen["value"] if chosen else one.get("value", "") if one.name == "input" else ""
            if one.name == "textarea":
                value = one.get_text().removeprefix("\n")
            sent[name] = str(value)
        return sent

    def chosen(self, name: str) -> list[str]:
        """What can be chosen in a list."""
        return [str(one["value"]) for one in self.soup.select(f"select[name={name}] option") if one["value"]]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a browser, and what the shop's worker does meanwhile."""

    shop: Shop
    client: FlaskClient

    def open(self, address: str, **options: Any) -> Page:
        return Page(response=self.client.get(address.removeprefix("https://shop.example"), **options))

    def post(self, address: str, sent: dict[str, Any], **options: Any) -> Page:
        address = address.removeprefix("https://shop.example")
        return Page(response=self.client.post(address, data=sent, **options))

    def ask(self, query: str = "", **typed: str) -> Page:
        """Fill in the form and send it."""
        form = self.open(f"/amends/contact{query}").form("/contact")
        self.shop.clock.move(seconds=90)
        return self.post(f"/amends/contact{query}", {**form, **GOOD, **typed})

    def work(self, **time: float) -> None:
        """Let time pass, and the worker do its rounds."""
        self.shop.clock.move(timedelta(**time))
        with Worker(self.shop.state) as worker:
            worker.postman._renderer = LETTERS
            while not worker.run_once().is_idle:
                pass

    def sit(self, member: StaffMember | None = OLA) -> None:
        self.shop.staff.member = member

    def only(self) -> EnquiryRow:
        """The one enquiry there is."""
        with self.shop.state.store.read() as unit:
            rows = [*unit.enquiries.waiting(None, 9), *unit.enquiries.settled(None, 9)]
        assert len(rows) == 1
        return rows[0]

    def question(self, enquiry_id: str | None = None, query: str = "") -> Page:
        """The question at the desk."""
        return self.open(f"/amends/desk/questions/{enquiry_id or self.only().id}{query}")

    def act(self, action: str, *, of: str | None = None, shown: Page | None = None, **typed: str) -> Page:
        """Fill in a form at the desk and send it."""
        enquiry_id = of or self.only().id
        form = (shown or self.question(enquiry_id)).form(f"/questions/{enquiry_id}/{action}")
        return self.post(f"/amends/desk/questions/{enquiry_id}/{action}", {**form, **typed})


def link_in(message: EmailMessage) -> str:
    """The address of the question's page in a letter."""
    found = re.search(r"https://shop\.example/amends/contact/\S+", body(message))
    assert found is not None
    return found[0]


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


MakePerson = Callable[..., Person]


@pytest.fixture
def make_person(sqlite_uri: str) -> Iterator[MakePerson]:
    """People at shops on SQLite; ``uri`` puts one elsewhere."""
    made: list[Shop] = []

    def make(uri: str = sqlite_uri, **config: Any) -> Person:
        shop = make_shop(uri, clock=FrozenClock(MONDAY), **{"orders": [ORDER], **SHOP, **config})
        made.append(shop)
        if not RENDERERS:
            RENDERERS.append(pages.renderer(shop.app))
        shop.app.extensions["amends_renderer"] = RENDERERS[0]
        return Person(shop=shop, client=shop.app.test_client())

    yield make
    for shop in made:
        shop.close()


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    return make_person()


def mails(person: Person, address: str) -> list[EmailMessage]:
    assert person.shop.mails is not None
    return person.shop.mails.to(address)
