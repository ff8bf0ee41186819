"""The one list of everything a shopper can be shown. A page that is not in it fails the test of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_amends.service.tokens import Purpose
from tests.browser.access.stall import Stall

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = ("en", "pl", "ru", "he")
SCHEMES = ("light", "dark")


@dataclass(frozen=True, kw_only=True)
class View:
    """A page. ``wrong`` is the button that, with nothing filled in, shows it with something to correct.

    ``then`` fills in and sends the form that leads to it.
    """

    name: str
    endpoint: str
    path: Callable[[Stall], str]
    wrong: str = ""
    status: int = 200
    then: Callable[[Page, Stall], None] | None = None

    def address(self, stall: Stall, language: str = "en") -> str:
        path = self.path(stall)
        return f"{stall.address}{path}{'&' if '?' in path else '?'}lang={language}"


def _at(path: str) -> Callable[[Stall], str]:
    return lambda _stall: path


def _by(path: str, purpose: Purpose) -> Callable[[Stall], str]:
    return lambda stall: path + stall.tokens[purpose]


def _room(case: str, wrong: str = "") -> View:
    return View(name=f"room: {case}", endpoint="room", path=lambda stall: stall.room(case), wrong=wrong)


def _sends(action: str) -> str:
    """The button of the form that posts to an address ending in this."""
    return f"form[method=post][action*='/{action}'] .am-buttons > .am-button"


def fill_in_claim(page: Page, stall: Stall) -> None:
    """A complaint about wilted roses, by its first reason and wish."""
    page.locator("details:has([name=reason]) > summary").first.click()
    page.locator("[name=reason]").first.check()
    page.locator("[name=description]").fill(stall.story.complaint)
    page.locator("[name=ask]").first.check()
    page.locator("[name=email]").fill("anna@example.org")
    page.locator(_sends("claim")).first.click()


def open_case(page: Page, _stall: Stall) -> None:
    """The button of a link."""
    page.locator("main .am-primary").click()


def open_seat(page: Page, _stall: Stall) -> None:
    """The button of the link of whoever is asked to decide."""
    page.locator("main form button").first.click()


def stop_mails(page: Page, _stall: Stall) -> None:
    """The way out of e-mails, unless it was gone before."""
    if page.locator("main form .am-primary").count():
        page.locator("main form .am-primary").click()


def fill_in_withdrawal(page: Page, stall: Stall) -> None:
    """A withdrawal from the whole contract."""
    page.locator("[name=contract]").fill("A-1")
    page.locator("[name=name]").fill(stall.story.shopper)
    page.locator("[name=email]").fill("anna@example.org")
    page.locator(_sends("withdraw")).first.click()


PAGES = (
    View(name="home", endpoint="home", path=_at("/amends/")),
    View(name="claim", endpoint="claim", path=_at("/amends/claim"), wrong=_sends("claim")),
    View(
        name="claim of an order",
        endpoint="claim",
        path=lambda stall: f"/amends/claim?order={stall.order_token()}",
        wrong=_sends("claim"),
    ),
    View(name="claim, check", endpoint="claim", path=_at("/amends/claim"), then=fill_in_claim),
    View(name="claim sent", endpoint="claim_sent", path=_at("/amends/claim/sent")),
    View(name="find order", endpoint="find_order", path=_at("/amends/order"), wrong=_sends("order")),
    View(name="order asked for", endpoint="find_order", path=_at("/amends/order?sent=1")),
    View(name="order link ended", endpoint="found_order", path=_at("/amends/order/x.y.z"), status=404),
    View(name="contact", endpoint="contact", path=_at("/amends/contact"), wrong=_sends("contact")),
    View(
        name="call me", endpoint="call_me", path=_at("/amends/contact/call"), wrong="[name=step][value=send]"
    ),
    View(
        name="question sent",
        endpoint="contact_sent",
        path=lambda stall: f"/amends/contact/sent?of={stall.asked}",
    ),
    View(
        name="question",
        endpoint="enquiry",
        path=_by("/amends/contact/", Purpose.ENQUIRY),
        wrong=_sends("contact"),
    ),
    View(name="question lost", endpoint="enquiry", path=_at("/amends/contact/x.y.z"), status=404),
    View(
        name="delivery", endpoint="delivery", path=_at("/amends/delivery?country=PL&postal_code=80-001&city=")
    ),
    View(name="withdraw", endpoint="withdraw", path=_at("/amends/withdraw"), wrong=_sends("withdraw")),
    View(name="withdraw, check", endpoint="withdraw", path=_at("/amends/withdraw"), then=fill_in_withdrawal),
    View(name="withdrawn", endpoint="withdrawn", path=_by("/amends/withdraw/done?receipt=", Purpose.RECEIPT)),
    View(
        name="rating",
        endpoint="review_order",
        path=_by("/amends/review/", Purpose.REVIEW),
        wrong=_sends("review"),
    ),
    View(name="incident", endpoint="incident", path=lambda stall: f"/amends/incidents/{stall.incident}"),
    View(
        name="incident, offer",
        endpoint="incident_offer",
        path=_by("/amends/incidents/offer/", Purpose.INCIDENT),
    ),
    View(
        name="incident, link ended",
        endpoint="incident_offer",
        path=_at("/amends/incidents/offer/x.y.z"),
        status=404,
    ),
    View(name="payment", endpoint="payment", path=_by("/amends/payment/", Purpose.PAYMENT)),
    View(name="confirm order", endpoint="buyer_confirms", path=_by("/amends/confirm/", Purpose.CONFIRM)),
    View(name="price terms", endpoint="price_terms", path=_at("/amends/terms/prices")),
    View(name="preferences", endpoint="preferences", path=lambda stall: stall.wishes()),
    View(name="preferences lost", endpoint="preferences", path=_at("/amends/preferences/x.y.z"), status=404),
    View(name="unsubscribe", endpoint="unsubscribe", path=lambda stall: stall.wishes("unsubscribe")),
    View(
        name="unsubscribed",
        endpoint="unsubscribe",
        path=lambda stall: stall.wishes("unsubscribe"),
        then=stop_mails,
    ),
    View(name="wait", endpoint="wait", path=_at("/amends/wait?sku=vase"), wrong=".am-form .am-primary"),
    View(name="on the list", endpoint="wait", path=_at("/amends/wait?sku=vase&on=1")),
    View(name="leave the list", endpoint="wait_leave", path=_by("/amends/wait/", Purpose.WAIT)),
    View(name="not there", endpoint="short", path=_by("/amends/short/", Purpose.SHORT)),
    View(name="new link", endpoint="new_link", path=_at("/amends/link"), wrong=_sends("link")),
    View(name="link sent", endpoint="new_link", path=_at("/amends/link?sent=1")),
    View(name="lost", endpoint="room", path=_at("/amends/d/x.y.z"), status=404),
    View(name="link", endpoint="room", path=lambda stall: stall.link("waiting")),
    View(name="problem", endpoint="room", path=_at("/amends/d/dsp_nobody"), status=404),
    _room("fresh", wrong=_sends("post_message")),
    _room("offers"),
    _room("asked", wrong=_sends("provide_info")),
    _room("reviewed"),
    _room("proof"),
    _room("decided"),
    _room("awarded"),
    _room("returning", wrong=_sends("ship")),
    _room("travelling"),
    _room("paying"),
    _room("arriving"),
    _room("closed", wrong=_sends("rate")),
    View(name="review: accept", endpoint="review", path=lambda stall: stall.offer("offers")),
    View(name="review: retract", endpoint="review", path=lambda stall: f"{stall.room('fresh')}/retract"),
    View(name="arbiter's link", endpoint="arbiter", path=_by("/amends/arbiter/", Purpose.ARBITER)),
    View(
        name="arbiter's page",
        endpoint="arbiter",
        path=_by("/amends/arbiter/", Purpose.ARBITER),
        then=open_seat,
    ),
    View(name="arbiter's link ended", endpoint="arbiter", path=_at("/amends/arbiter/x.y.z"), status=404),
    View(name="photo", endpoint="picture", path=lambda stall: stall.picture("offers")),
    View(name="whole case", endpoint="case_page", path=lambda stall: f"{stall.room('offers')}/file"),
)
#: The same pages in a frame of a shop: no header, and no cookie.
FRAMED = (
    View(name="framed claim", endpoint="claim", path=_at("/amends/embed/claim"), wrong=_sends("claim")),
    View(name="framed contact", endpoint="contact", path=_at("/amends/embed/contact")),
    View(
        name="framed room",
        endpoint="room",
        path=lambda stall: stall.link("offers").replace("/amends/", "/amends/embed/"),
        then=open_case,
    ),
)
VIEWS = PAGES + FRAMED
#: Addresses that answer with no page to read: files, facts for programs, and pieces that a page takes in.
NOT_PAGES = frozenset(
    {
        "arbiter_photo",
        "asset",
        "case_file",
        "guarantee_notice",
        "keys",
        "messages",
        "newest",
        "notice",
        "photo",
    }
)
