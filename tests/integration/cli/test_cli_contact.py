"""What the doctor says about reaching the shop."""

from collections.abc import Mapping
from typing import Any

from flask_amends.cli.contact import examine
from flask_amends.testing import make_shop


def found(uri: str, **config: Any) -> Mapping[str, list[str]]:
    shop = make_shop(uri, **config)
    said: dict[str, list[str]] = {}
    for one in examine(shop.state):
        said.setdefault(one.level, []).append(f"{one.about}: {one.text}")
    shop.close()
    return said


def test_a_shop_that_sets_nothing_but_an_address_is_fine(sqlite_uri: str):
    said = found(sqlite_uri, AMENDS_STAFF_EMAIL="staff@shop.example")
    assert list(said) == ["ok"]
    assert said["ok"] == [
        "contact: topics orders, delivery, products, other; an answer within 2 working days; no calls offered"
    ]


def test_topics_that_reach_nobody_and_texts_that_lack_a_language_are_told(sqlite_uri: str):
    said = found(
        sqlite_uri,
        AMENDS_CONTACT_TOPICS={"claims": {"email": "a@shop.example"}, "other": {"owner": {"en": "Jan"}}},
        AMENDS_FAQ=[{"question": "When?", "answer": {"en": "Soon.", "pl": "Wkrótce."}}],
        AMENDS_LOCALES="en,pl",
    )
    assert said["advice"] == [
        "AMENDS_CONTACT_TOPICS: gives other no address, so nobody is written to: the desk alone shows them.",
        "AMENDS_CONTACT_TOPICS: lacks pl beside 'Jan'.",
    ]
