"""What the pages of a shop's items lack: a description, a photo of their own, a size, a material (Q5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: A description in fewer letters says nothing that the title does not.
SHORTEST_DESCRIPTION = 40
#: A photo that more items than this have shows none of them.
MOST_OF_ONE_PHOTO = 3


class Missing(StrEnum):
    """What an item's page lacks."""

    DESCRIPTION = "description"
    PHOTO = "photo"
    SIZE = "size"
    MATERIAL = "material"
    #: It has a photo, but so have many others.
    OWN_PHOTO = "own_photo"


#: What every item needs, where the shop says nothing else.
NEEDED = frozenset({Missing.DESCRIPTION, Missing.PHOTO, Missing.SIZE, Missing.MATERIAL})

#: What shops call each fact.
NAMES: Mapping[str, tuple[str, ...]] = {
    "sku": ("sku", "id", "number", "code"),
    "title": ("title", "name"),
    "category": ("category", "type"),
    "url": ("url", "link"),
    "description": ("description", "body"),
    "photo": ("photo", "image_url", "image", "images", "photos", "picture", "image_link"),
    "size": ("size", "sizes", "dimensions"),
    "material": ("material", "materials", "composition", "ingredients"),
    "packaging": ("packaging", "packaging_note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is known of an item; a fact that is empty is missing.

    ``packaging`` says how it is packed, for staff who hear that it came damaged (Q7); it is not asked for.
    """

    sku: str
    title: str = ""
    category: str = ""
    url: str = ""
    description: str = ""
    photo: str = ""
    size: str = ""
    material: str = ""
    packaging: str = ""

    @classmethod
    def of(cls, thing: Any) -> Item:
        """An item from ours, a mapping, or an object with one of the usual names for each fact."""
        if isinstance(thing, Item):
            return thing
        return cls(**{fact: _text(thing, names) for fact, names in NAMES.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """An item and what its page lacks."""

    item: Item
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found: how many items there are, and those that lack something, in their order."""

    checked: int = 0
    found: tuple[Incomplete, ...] = ()

    @property
    def counts(self) -> Mapping[Missing, int]:
        """How many items lack what; only what is lacking anywhere."""
        every = [one for item in self.found for one in item.missing]
        return {what: every.count(what) for what in Missing if what in every}


def check(items: Iterable[Any], needs: Mapping[str, Collection[Missing]] | None = None) -> Report:
    """What every item lacks. ``needs`` says by category what an item has to have; ``"*"`` is for the rest."""
    known = [Item.of(one) for one in items]
    photos: dict[str, int] = {}
    for item in known:
        if item.photo:
            photos[item.photo] = photos.get(item.photo, 0) + 1
    found = (
        Incomplete(item=item, missing=missing)
        for item in known
        if (missing := tuple(_missing(item, _needed(item, needs or {}), photos)))
    )
    return Report(checked=len(known), found=tuple(found))


def _needed(item: Item, needs: Mapping[str, Collection[Missing]]) -> Collection[Missing]:
    for name in (item.category, "*"):
        if name in needs:
            return needs[name]
    return NEEDED


def _missing(item: Item, needed: Collection[Missing], photos: Mapping[str, int]) -> Iterator[Missing]:
    for what in Missing:
        if what is Missing.OWN_PHOTO:
            if Missing.PHOTO in needed and photos.get(item.photo, 0) > MOST_OF_ONE_PHOTO:
                yield what
        elif what in needed and len(getattr(item, what)) < _shortest(what):
            yield what


def _shortest(what: Missing) -> int:
    return SHORTEST_DESCRIPTION if what is Missing.DESCRIPTION else 1


def _text(thing: Any, names: tuple[str, ...]) -> str:
    """The first fact that is not empty, as text; of several photos the first."""
    for name in names:
        value = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
        if isinstance(value, list | tuple):
            value = next(iter(value), None)
        if value is not None and str(value).strip():
            return str(value).strip()
    return ""
