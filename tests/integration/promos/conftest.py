"""One shop in roubles for all tests of promotions, with a lead at its desk."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from flask_amends.disputes.money import Money
from flask_amends.guards.terms import PromoKind, PromoTerms
from flask_amends.ports import StaffMember
from flask_amends.service import promos
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

LEAD = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))
END = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)


def roubles(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="RUB")


TERMS = PromoTerms(
    value=roubles("300"),
    kind=PromoKind.CODE,
    min_spend=roubles("1500"),
    max_share_of_order=Decimal("0.25"),
    valid_to=END,
    uses=None,
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path | None) -> Iterator[Shop]:  # noqa: F811
    path = tmp_path_factory.mktemp("promos") / "amends.sqlite3"
    if sqlite_template is not None:
        shutil.copyfile(sqlite_template, path)
    made = make_shop(f"sqlite:///{path}", AMENDS_CURRENCY="RUB", AMENDS_TIME_ZONE="Europe/Moscow")
    made.staff.member = LEAD
    yield made
    made.close()


def published(shop: Shop, code: str, terms: PromoTerms = TERMS, **more: Any) -> str:
    """A promotion in force; returns its id."""
    row = promos.save(shop.state, name=f"{code} for all", code=code, terms=terms, by=LEAD, **more)
    promos.publish(shop.state, row.promo_id, row.number, by=LEAD)
    return row.promo_id


def form(html: str, selector: str = "form.act") -> dict[str, str]:
    """The fields of a form, as a browser would send them untouched."""
    found = BeautifulSoup(html, "html.parser").select_one(selector)
    assert found is not None
    sent: dict[str, str] = {}
    for one in found.select("input[name], textarea[name], select[name]"):
        if one.get("type") == "checkbox" and not one.has_attr("checked"):
            continue
        chosen = one.select_one("option[selected]") or one.select_one("option")
        value = chosen["value"] if one.name == "select" and chosen else one.get("value") or one.string
        sent[str(one["name"])] = str(value or "").removeprefix("\n")
    return sent


def text(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
