"""The shopper's pages: the front door, the claim, the link and the room."""

from flask import Blueprint

from flask_amends.web.storefront import claim, home, links, photos, rating, room


def register(bp: Blueprint) -> None:
    """All routes of the shopper."""
    for area in (home, claim, links, photos, rating, room):
        area.register(bp)
