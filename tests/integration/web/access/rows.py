"""Who gets what at every route outside the desk, one line each. The desk's rows are in `desk/test_access.py`.

A post carries no form of ours: who may act at all is refused for that alone (403), others find nothing.
"""

from collections.abc import Mapping

from tests.integration.web.access.world import VISITORS

Row = Mapping[str, int]


def everybody(status: int) -> Row:
    """A public page, or nothing for anybody."""
    return dict.fromkeys(VISITORS, status)


def only(others: int, **who: int) -> Row:
    """One answer for all but some; underscores stand for spaces."""
    return {**everybody(others), **{name.replace("_", " "): status for name, status in who.items()}}


def keys(*, reading: int = 403, acting: int = 403, marketplace: int = 403, other: int | None = None) -> Row:
    """A route of the API: without a key nobody is known (401)."""
    another = marketplace if other is None else other
    return only(
        401, reading_key=reading, acting_key=acting, marketplace=marketplace, other_marketplace=another
    )


OPEN, NOTHING, HALF = everybody(200), everybody(404), everybody(422)
ROOM, ROOM_ACT = only(404, shopper=200), only(404, shopper=403)
SEAT, SEAT_ACT = only(404, arbiter=200), only(404, arbiter=403)
READS, LISTS = keys(reading=200, marketplace=200, other=404), keys(reading=200, marketplace=200)
SHOPS = keys(reading=200)

ROWS: Mapping[tuple[str, str], Row] = {
    # the storefront
    ("GET", "/amends/"): OPEN,
    ("GET", "/amends/claim"): OPEN,
    ("POST", "/amends/claim"): HALF,
    ("GET", "/amends/claim/sent"): OPEN,
    ("GET", "/amends/contact"): OPEN,
    ("POST", "/amends/contact"): HALF,
    ("GET", "/amends/contact/sent"): OPEN,
    ("GET", "/amends/delivery"): NOTHING,  # the shop has no terms of delivery
    ("GET", "/amends/contact/call"): NOTHING,  # the shop offers no calls
    ("POST", "/amends/contact/call"): NOTHING,
    ("GET", "/amends/contact/<token>"): NOTHING,
    ("POST", "/amends/contact/<token>"): NOTHING,
    ("GET", "/amends/link"): OPEN,
    ("POST", "/amends/link"): HALF,
    ("GET", "/amends/order"): OPEN,
    ("POST", "/amends/order"): HALF,
    ("GET", "/amends/order/<token>"): NOTHING,
    ("POST", "/amends/photos"): everybody(403),
    ("POST", "/amends/review"): NOTHING,
    ("GET", "/amends/review/<token>"): NOTHING,
    ("POST", "/amends/review/<token>"): NOTHING,
    ("GET", "/amends/withdraw"): OPEN,
    ("POST", "/amends/withdraw"): HALF,
    ("GET", "/amends/withdraw/done"): NOTHING,
    ("GET", "/amends/payment/<token>"): NOTHING,
    ("GET", "/amends/confirm/<token>"): NOTHING,
    ("POST", "/amends/confirm/<token>"): NOTHING,
    ("GET", "/amends/preferences/<token>"): NOTHING,
    ("POST", "/amends/preferences/<token>"): NOTHING,
    ("POST", "/amends/preferences/<token>/instead"): NOTHING,
    ("GET", "/amends/unsubscribe/<token>"): NOTHING,
    ("POST", "/amends/unsubscribe/<token>"): NOTHING,
    ("POST", "/amends/payment/<token>"): NOTHING,
    ("GET", "/amends/terms/prices"): NOTHING,  # the shop has accepted no such clause
    ("GET", "/amends/incidents/<incident_id>"): NOTHING,  # nothing went wrong for many at once
    ("GET", "/amends/incidents/offer/<token>"): NOTHING,
    ("POST", "/amends/incidents/offer/<token>"): NOTHING,
    ("GET", "/amends/wait"): NOTHING,  # nothing is known of any stock
    ("POST", "/amends/wait"): NOTHING,
    ("GET", "/amends/wait/<token>"): NOTHING,
    ("POST", "/amends/wait/<token>"): NOTHING,
    ("GET", "/amends/short/<token>"): NOTHING,
    ("POST", "/amends/short/<token>"): NOTHING,
    # a shopper's room
    ("GET", "/amends/d/<key>"): ROOM,
    ("POST", "/amends/d/<token>"): NOTHING,
    ("GET", "/amends/d/<case_id>/<action>"): only(404, shopper=303),
    ("POST", "/amends/d/<case_id>/<action>"): ROOM_ACT,
    ("GET", "/amends/d/<case_id>/messages"): ROOM,
    ("GET", "/amends/d/<case_id>/file"): ROOM,
    ("GET", "/amends/d/<case_id>/bundle"): ROOM,
    ("GET", "/amends/d/<case_id>/photo/<file_id>"): ROOM,
    ("GET", "/amends/d/<case_id>/picture/<file_id>"): ROOM,
    ("POST", "/amends/d/<case_id>/promises/<promise_id>"): ROOM_ACT,
    ("POST", "/amends/d/<case_id>/leave"): ROOM_ACT,
    ("POST", "/amends/d/<case_id>/end-links"): ROOM_ACT,
    ("POST", "/amends/d/<case_id>/rate"): ROOM_ACT,
    # who decides from outside
    ("GET", "/amends/arbiter/<key>"): SEAT,
    ("POST", "/amends/arbiter/<token>"): NOTHING,
    ("POST", "/amends/arbiter/<seat_id>/leave"): SEAT_ACT,
    ("GET", "/amends/arbiter/<seat_id>/photos/<file_id>"): SEAT,
    ("POST", "/amends/arbiter/<seat_id>/act/<action>"): SEAT_ACT,
    # the API
    ("GET", "/amends/api/v1/openapi.json"): OPEN,
    ("GET", "/amends/api/v1/problems/<name>"): OPEN,
    ("GET", "/amends/api/v1/disputes"): LISTS,
    ("POST", "/amends/api/v1/disputes"): keys(acting=422),
    ("GET", "/amends/api/v1/disputes/<case_id>"): READS,
    ("GET", "/amends/api/v1/disputes/<case_id>/events"): READS,
    ("GET", "/amends/api/v1/disputes/<case_id>/files/<file_id>"): READS,
    ("POST", "/amends/api/v1/disputes/<case_id>/actions/<action>"): keys(
        acting=200, marketplace=200, other=404
    ),
    ("POST", "/amends/api/v1/disputes/<case_id>/messages"): keys(acting=201, marketplace=201, other=404),
    ("POST", "/amends/api/v1/disputes/<case_id>/evidence"): keys(acting=201, marketplace=201, other=404),
    ("POST", "/amends/api/v1/disputes/<case_id>/compensation"): keys(acting=409, marketplace=409, other=404),
    ("GET", "/amends/api/v1/events"): LISTS,
    ("POST", "/amends/api/v1/uploads"): keys(acting=415, marketplace=415),
    ("POST", "/amends/api/v1/order-events"): keys(acting=200, marketplace=200),
    ("GET", "/amends/api/v1/reviews"): SHOPS,
    ("GET", "/amends/api/v1/withdrawals"): SHOPS,
    ("GET", "/amends/api/v1/enquiries"): SHOPS,
    ("POST", "/amends/api/v1/stock"): keys(acting=422),
    ("GET", "/amends/api/v1/stock/<path:sku>"): keys(reading=404),
    ("POST", "/amends/api/v1/shortages"): keys(acting=422),
    ("POST", "/amends/api/v1/shown"): keys(acting=422, marketplace=422),
    ("POST", "/amends/api/v1/payments"): keys(acting=422, marketplace=422),
    ("GET", "/amends/api/v1/payments/waiting"): keys(acting=200),
    ("POST", "/amends/api/v1/payments/confirm"): keys(acting=422),
    ("POST", "/amends/api/v1/payments/offer"): keys(acting=422),
    ("POST", "/amends/api/v1/prices/check"): keys(reading=422),
    ("POST", "/amends/api/v1/prices"): keys(acting=422),
    ("GET", "/amends/api/v1/prices/held"): keys(reading=200),
    ("POST", "/amends/api/v1/prices/held/<point_id>"): keys(acting=422),
    ("GET", "/amends/api/v1/prices/<path:sku>"): keys(reading=404),
    ("GET", "/amends/api/v1/promos/<code>"): keys(reading=404),
    ("POST", "/amends/api/v1/promos/<code>/check"): keys(reading=422),
    ("POST", "/amends/api/v1/promos/<code>/uses"): keys(acting=422),
    ("POST", "/amends/api/v1/promos/<code>/uses/undo"): keys(acting=422),
    ("POST", "/amends/api/v1/contact"): keys(acting=422),
    ("POST", "/amends/api/v1/contact/wishes"): keys(acting=422),
    # other programs
    ("POST", "/amends/inbound/<marketplace>"): everybody(401),
    ("GET", "/amends/keys.json"): OPEN,
    ("GET", "/amends/embed/notice"): everybody(204),
    ("GET", "/amends/official/guarantee/<locale>"): everybody(404),
    ("GET", "/amends/<any(embed.js, amends.css):name>"): NOTHING,
    ("GET", "/amends/s/<name>"): NOTHING,
}
