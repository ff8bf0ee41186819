"""A notice that is shown again as it was finished says what a newly made one would say."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from flask_amends.disputes.money import Money
from flask_amends.guards.stock import Restock, StockFact
from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.ports import StaffMember
from flask_amends.service.notices import shown, texts
from flask_amends.testing import FrozenClock, Shop, make_shop
from flask_amends.web.notices.showing import show
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

REFERENCE = re.compile(r'(?<=data-shown=")[^"]+')
OLA = StaffMember(id="7", name="Ola Kowalska")
LOCALES = ("en", "pl", "ru", "he")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[Shop, Shop]]:  # noqa: F811
    """Two shops on one clock: one keeps what is finished, one makes all anew."""
    folder: Path = tmp_path_factory.mktemp("finished")
    clock, shops = FrozenClock(), []
    for memory in (3600, 0):
        path = shutil.copyfile(sqlite_template, folder / str(memory))
        uri = f"sqlite:///{path}"
        shops.append(make_shop(uri, clock=clock, mails=False, AMENDS_NOTICE_MEMORY=memory))
    yield shops[0], shops[1]
    for shop in shops:
        shop.close()


def told(shop: Shop, template: str, locale: str, **facts: Any) -> tuple[str, list[shown.Shown]]:
    """A page of the shop without its references, and what they hold."""
    with shop.app.test_request_context(f"/?lang={locale}"):
        html = shop.app.jinja_env.from_string(template).render(**facts)
    held = [shown.read(shop.state, one) for one in REFERENCE.findall(html)]
    return REFERENCE.sub("", html), held


def an_item(chance: random.Random, now: Any) -> dict[str, Any]:
    """A product with stock facts of its own, of few values so that many come twice."""
    day = (now + timedelta(days=chance.choice((-1, 0, 9)))).date()
    back = Restock(day=day, source="the supplier's letter", confirmed_at=now - timedelta(days=2))
    fact = StockFact(
        sku=chance.choice(("lamp", "rose")),
        on_hand=chance.choice((0, 1, 50)),
        checked_at=now - timedelta(minutes=chance.choice((0, 1, 60 * 24 * 9))),
        source="till",
        restock=chance.choice((None, back)),
    )
    return {"sku": fact.sku, "name": chance.choice(("Lamp", "<b>Rose</b>")), "stock": fact}


def test_what_is_kept_is_what_would_be_made(pair: tuple[Shop, Shop]):
    chance, clock = random.Random(11), pair[0].clock
    page = "{{ amends.stock_notice(item, slot=slot) }}{{ amends.footer() }}"
    oldest, item, locale, slot = timedelta(0), an_item(chance, clock.now()), "en", "product"
    for _ in range(200):
        clock.move(seconds=chance.choice((0, 1, 4)))
        if chance.random() < 0.4:  # else the same page is opened again
            item, locale = an_item(chance, clock.now()), chance.choice(LOCALES)
            slot = chance.choice(("product", "cart", "product_tab"))
        (html, kept), (anew, made) = (told(shop, page, locale, item=item, slot=slot) for shop in pair)
        assert html == anew
        assert [{**one.content, "at": 0} for one in kept] == [{**one.content, "at": 0} for one in made]
        ages = [new.at - old.at for new, old in zip(made, kept, strict=True)]
        assert all(timedelta(0) <= age < timedelta(seconds=10) for age in ages)
        oldest = max(oldest, *ages, timedelta(0))
    assert oldest > timedelta(0), "nothing was shown again"


def custom(title: Any) -> list[Notice]:
    line = Line(key="stock.gone", params={"title": title})
    return [Notice(kind=NoticeKind.AVAILABILITY, lines=(line,), about="lamp")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Markup("<b>Lamp</b>"), "<b>Lamp</b>"),
        (Decimal("0.0"), Decimal("-0.0")),
        (Money(amount=Decimal(5), currency="EUR"), Money(amount=Decimal(5), currency="PLN")),
    ],
)
def test_equal_values_that_are_shown_differently_are_told_apart(
    pair: tuple[Shop, Shop], one: Any, other: Any
):
    for title in (one, other, one):
        pages = []
        for shop in pair:
            with shop.app.test_request_context("/"):
                pages.append(REFERENCE.sub("", show(custom(title), Slot.PRODUCT)))
        assert pages[0] == pages[1]


def test_what_translates_itself_is_made_anew(pair: tuple[Shop, Shop]):
    class Lazy:
        said = "Lamp"

        def __str__(self) -> str:
            return self.said

    lazy = Lazy()
    with pair[0].app.test_request_context("/"):
        assert "Lamp" in show(custom(lazy), Slot.PRODUCT)
        lazy.said = "Lampa"
        assert "Lampa" in show(custom(lazy), Slot.PRODUCT)


def test_the_shops_own_words_begin_and_end_at_their_moments(pair: tuple[Shop, Shop]):
    shop = pair[0]
    start = shop.clock.now()

    def page() -> str:
        return told(shop, "{{ amends.stock_notice(item) }}", "en", item=item)[0]

    item = {"sku": "lamp", "on_hand": 50, "checked_at": start, "source": "till"}
    assert "In stock." in page()
    texts.save(
        shop.state,
        key="stock.in_stock",
        texts={"en": "We have it."},
        by=OLA,
        seen=0,
        valid_from=start + timedelta(seconds=2),
        valid_to=start + timedelta(seconds=4),
    )
    texts.accept(shop.state, "stock.in_stock", 1, by=OLA)
    assert "In stock." in page()
    shop.clock.move(seconds=2)
    assert "We have it." in page()
    shop.clock.move(seconds=2)
    assert "In stock." in page()


def test_a_template_of_the_shops_own_is_rendered_each_time(tmp_path: Path, sqlite_uri: str):
    folder = tmp_path / "templates" / "amends"
    folder.mkdir(parents=True)
    (folder / "notices.html").write_text("{{ chosen_lang() or 'none' }}")
    shop = make_shop(sqlite_uri, mails=False)
    shop.app.template_folder = str(folder.parent)
    item = {"sku": "lamp", "on_hand": 50, "checked_at": shop.clock.now(), "source": "till"}
    pages = []
    for path in ("/", "/?lang=en"):
        with shop.app.test_request_context(path):
            page = shop.app.jinja_env.from_string("{{ amends.stock_notice(item) }}")
            pages.append(page.render(item=item))
    shop.close()
    assert pages == ["none", "en"]
