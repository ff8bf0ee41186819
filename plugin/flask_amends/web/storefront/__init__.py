"""The shopper's pages: the front door, the claim, the link and the room."""

from flask import Blueprint

from flask_amends.web.storefront import (
    casefile,
    chat,
    claim,
    confirming,
    contact,
    contact_call,
    contact_page,
    delivery,
    finding,
    home,
    incidents,
    links,
    payment,
    photos,
    pictures,
    preferences,
    promised,
    rating,
    review_page,
    room,
    short,
    unsubscribe,
    waiting,
    withdraw,
)


def register(bp: Blueprint) -> None:
    """All routes of the shopper."""
    for area in (
        home,
        claim,
        confirming,
        contact,
        contact_call,
        contact_page,
        delivery,
        finding,
        incidents,
        links,
        payment,
        photos,
        pictures,
        rating,
        promised,
        room,
        chat,
        casefile,
        withdraw,
        review_page,
        short,
        waiting,
        preferences,
        unsubscribe,
    ):
        area.register(bp)
