"""What the pages of items lack (Q5)."""

from types import SimpleNamespace

import pytest

from flask_amends.guards.catalogue import Missing, check

WHOLE = {
    "sku": "vase",
    "title": "Vase",
    "description": "A tall vase of clear glass, blown by hand in a small studio.",
    "image_url": "/vase.jpg",
    "size": "30 cm",
    "material": "glass",
}


def missing(*items: object, **known: object) -> list[tuple[str, set[str]]]:
    return [(one.item.sku, set(map(str, one.missing))) for one in check(items, **known).found]  # type: ignore[arg-type]


def test_an_item_that_has_everything_is_not_told() -> None:
    report = check([WHOLE])

    assert (report.checked, report.found, report.counts) == (1, (), {})


@pytest.mark.parametrize(
    ("name", "value", "lacks"),
    [
        ("description", "", "description"),
        ("description", "A vase.", "description"),
        ("image_url", None, "photo"),
        ("size", "  ", "size"),
        ("material", None, "material"),
    ],
)
def test_each_missing_fact_is_told(name: str, value: object, lacks: str) -> None:
    assert missing({**WHOLE, name: value}) == [("vase", {lacks})]


def test_objects_and_other_names_for_facts_are_read() -> None:
    item = SimpleNamespace(id=7, name="Rose", body=WHOLE["description"], images=["/rose.jpg"], dimensions="5")

    assert missing(item) == [("7", {"material"})]


def test_one_photo_for_many_items_shows_none_of_them() -> None:
    alike = [{**WHOLE, "sku": str(number)} for number in range(4)]

    assert missing(*alike[:3]) == []
    assert missing(*alike) == [(str(number), {"own_photo"}) for number in range(4)]


def test_a_category_needs_what_the_shop_says() -> None:
    book = {**WHOLE, "sku": "book", "category": "books", "size": "", "material": ""}
    needs = {"books": [Missing.DESCRIPTION, Missing.PHOTO]}

    assert missing(book, needs=needs) == []
    assert missing(book) == [("book", {"size", "material"})]
