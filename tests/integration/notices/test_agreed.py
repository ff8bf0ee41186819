"""A text that asks for a tick: unticked in the checkout, sent back with the order, and kept (P6, P10)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string
from werkzeug.datastructures import MultiDict

from flask_amends import take_shown
from flask_amends.notices.model import Slot
from flask_amends.service.notices import shown, taking, texts
from flask_amends.service.notices.shown import FIELD, TICK
from flask_amends.testing import Shop, make_shop
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here

PLACES = (Slot.PRODUCT, Slot.CHECKOUT_TOP, Slot.CHECKOUT_BUTTON)
PAGE = "<form>{{ amends.notices(slot) }}{{ amends.shown() }}</form>"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Shop]:  # noqa: F811
    database = tmp_path_factory.mktemp("agreed") / "amends.sqlite3"
    shutil.copyfile(sqlite_template, database)
    made = make_shop(f"sqlite:///{database}")
    for key, asks in (("custom.engraving", True), ("custom.wrapping", False)):
        said = {"en": f"About {key}.", "he": "חריטה היא לתמיד."}
        texts.save(made.state, key=key, texts=said, by=None, seen=0, slots=PLACES, asks=asks)
        texts.accept(made.state, key, 1, by=None)
    yield made
    made.close()


def page(shop: Shop, slot: str = "checkout_button", lang: str = "en") -> BeautifulSoup:
    with shop.app.test_request_context(f"/?lang={lang}"):
        return BeautifulSoup(render_template_string(PAGE, slot=slot), "lxml")


def sent(soup: BeautifulSoup, *, ticked: bool) -> MultiDict[str, str]:
    """What a browser sends: a box only if it is ticked."""
    boxes = soup.select("input[type=checkbox]") if ticked else []
    fields = [*soup.select(f"input[name={FIELD}]"), *boxes]
    return MultiDict([(str(one["name"]), str(one["value"])) for one in fields])


def agreed(shop: Shop, number: str) -> dict[str, bool]:
    return {row.about: row.content["agreed"] for row in taking.of_order(shop.state, number)}


@pytest.mark.parametrize("slot", ["checkout_top", "checkout_button"])
def test_it_has_one_unticked_box_with_its_label_in_a_checkout(shop: Shop, slot: str):
    [box] = page(shop, slot).select("input[type=checkbox]")
    assert "checked" not in box.attrs
    assert "required" in box.attrs
    assert box["name"] == TICK
    assert box.parent is not None
    assert box.parent.name == "label"
    assert box.parent.get_text(strip=True) == "I have read this."
    notice = box.find_parent(attrs={"data-shown": True})
    assert notice is not None
    assert "custom.engraving" in notice.get_text()


def test_elsewhere_nothing_is_asked(shop: Shop):
    assert page(shop, "product").select("[data-shown]")
    assert not page(shop, "product").select("input[type=checkbox]")


def test_our_own_contact_page_shows_what_was_written_for_it(shop: Shop):
    client = shop.app.test_client()
    assert "We answer in Polish" not in client.get("/amends/contact").get_data(as_text=True)
    texts.save(
        shop.state,
        key="custom.hours",
        texts={"en": "We answer in Polish too."},
        by=None,
        seen=0,
        slots=[Slot.CONTACT_PAGE],
        asks=True,
    )
    texts.accept(shop.state, "custom.hours", 1, by=None)
    soup = BeautifulSoup(client.get("/amends/contact").data, "lxml")
    [told] = soup.select("[data-slot=contact_page]")
    assert told.get_text(strip=True) == "We answer in Polish too."  # nothing is ordered here, so no box


def test_a_tick_is_kept_with_the_words_and_their_version(shop: Shop):
    with shop.app.app_context():
        taken = take_shown(sent(page(shop, lang="he"), ticked=True), "ticked")
    assert (taken.kept, taken.unticked) == (2, ())
    assert agreed(shop, "ticked") == {"custom.engraving": True, "custom.wrapping": False}
    [row] = [one for one in taking.of_order(shop.state, "ticked") if one.about == "custom.engraving"]
    assert (row.content["lines"], row.content["words"]) == (["חריטה היא לתמיד."], {"custom.engraving": 1})


def test_without_its_tick_the_shop_is_told_what_is_missing(shop: Shop):
    with shop.app.app_context():
        assert take_shown(sent(page(shop), ticked=False), "bare").unticked == ("custom.engraving",)
    assert agreed(shop, "bare") == {"custom.engraving": False, "custom.wrapping": False}


def test_a_tick_alone_is_a_reference_too_and_one_that_nobody_asked_for_counts_for_nothing(shop: Shop):
    soup = page(shop)
    box = str(soup.select("input[type=checkbox]")[0]["value"])
    with shop.app.app_context():
        assert take_shown({TICK: box}, "alone").kept == 1
        every = [str(one["data-shown"]) for one in soup.select("[data-shown]")]
        assert take_shown({TICK: every}, "forged").kept == 2
    assert agreed(shop, "alone") == {"custom.engraving": True}
    assert agreed(shop, "forged") == {"custom.engraving": True, "custom.wrapping": False}


def test_a_page_of_another_release_counts_as_old(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    [reference, *_] = sent(page(shop), ticked=False)[FIELD].split()
    monkeypatch.setattr(shown, "_PARTS", shown._PARTS[:-1])
    with shop.app.app_context():
        taken = take_shown(reference, "older")
    assert (taken.source, taken.old, taken.refused) == ("in_force", 1, 0)
