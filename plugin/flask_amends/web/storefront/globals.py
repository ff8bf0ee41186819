"""What a shop's own templates can call: ``amends.claim_form(order=…)`` and its sisters."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from flask_amends.notices.facts import fact
from flask_amends.service import incident_progress
from flask_amends.service.tokens import LONGEST_ORDER
from flask_amends.state import get_state
from flask_amends.web.assets import asset_url, look_url
from flask_amends.web.notices import gathered
from flask_amends.web.official import withdrawal_labels
from flask_amends.web.pages import link, render
from flask_amends.web.storefront.claim import Draft, form_facts
from flask_amends.web.storefront.contact_facts import card
from flask_amends.web.storefront.contact_globals import ContactGlobals
from flask_amends.web.storefront.delivery_globals import DeliveryGlobals
from flask_amends.web.storefront.notice_globals import NoticeGlobals
from flask_amends.web.storefront.orders import LONGEST_IN_ADDRESS, Context, of_order, of_product
from flask_amends.web.storefront.payment_globals import PaymentGlobals
from flask_amends.web.storefront.price_globals import PriceGlobals
from flask_amends.web.storefront.promo_globals import PromoGlobals
from flask_amends.web.storefront.review_page import form_facts as form_facts_of_review
from flask_amends.web.storefront.stock_globals import StockGlobals


class TemplateGlobals(
    ContactGlobals, DeliveryGlobals, NoticeGlobals, PaymentGlobals, PriceGlobals, PromoGlobals, StockGlobals
):
    """The one global of ours in a host's templates; its calls return HTML in the reader's language."""

    def claim_form(self, *, order: Any = None, product: Any = None, email: str | None = None) -> Markup:
        """The claim form, about an order or a product, or about anything.

        Show the form of an order only to the one whose order it is: what it contains is taken as proven.
        """
        state = get_state()
        typed = {
            "email": email or fact(order, "email") or "",
            "name": fact(order, "name") or "",
        }
        now = int(state.clock.now().timestamp())
        draft = Draft(state=state, context=_context(order, product), values=typed, started=now)
        return render("amends/claim_embedded.html", **form_facts(draft, []))

    def claim_link(self, *, order: Any = None, product: Any = None, reason: str | None = None) -> Markup:
        """A link to the claim form."""
        token = _context(order, product, longest=LONGEST_IN_ADDRESS).token
        values = {name: value for name, value in (("order", token), ("reason", reason)) if value}
        return render("amends/claim_link.html", address=link("claim", **values))

    def review_form(self, *, order: Any) -> Markup:
        """The form for a review of an order. Show it only to the one whose order it is."""
        return render("amends/rating_embedded.html", **form_facts_of_review(get_state(), order))

    def withdrawal_link(self, *, order: Any = None) -> Markup:
        """The link to withdraw from a contract, with its official label; about an order, or about any."""
        token = _context(order, None, longest=LONGEST_IN_ADDRESS).token
        address = link("withdraw", **({"order": token} if token else {}))
        return render("amends/withdrawal_link.html", address=address, labels=withdrawal_labels())

    def contact(self, *, order: Any = None) -> Markup:
        """The contact card: complaints, questions by topic, phone and hours, and by when an answer is there.

        ``order`` goes with its links, so that nobody has to type its number; show it to its buyer only.
        """
        token = _context(order, None, longest=LONGEST_IN_ADDRESS).token
        return render("amends/contact_card.html", card=card(get_state(), token))

    def incident_notes(self) -> Markup:
        """A line for each mistake that is told publicly now, with a link to the note (P17); else nothing."""
        found = incident_progress.all_public(get_state())
        notes = [{"title": one.title, "address": link("incident", incident_id=one.id)} for one in found]
        return render("amends/incident_notes.html", notes=notes)

    def shown(self, form: str | None = None, *, prices: Any = None) -> Markup:
        """One hidden field that says, signed, what this page showed (P6): for the form of the checkout.

        Put it after the notices: what is rendered later is not in it. Where the form stands above them, or
        the page is streamed, put it at the end and name the form: ``amends.shown(form="checkout")``.
        ``prices`` is the basket (or a product, an order) whose prices the page shows: they are kept as well.
        Hand what comes back to ``flask_amends.take_shown``.
        """
        return gathered.field(form, prices)

    def assets(self, nonce: str | None = None) -> Markup:
        """The stylesheet, the shop's own tokens if it set some, and the script, for the head of a page.

        Everything works without the script. ``nonce`` is the one of the page's own policy, if that has one.
        """
        style = Markup('<link rel="stylesheet" href="{}"{}>')
        script = Markup('<script type="module" src="{}"{}></script>')
        extra = Markup(' nonce="{}"').format(nonce) if nonce else ""
        sheets = [
            style.format(address, extra) for address in (asset_url("amends.css"), look_url()) if address
        ]
        return Markup("\n").join([*sheets, script.format(asset_url("amends.js"), extra)])


def _context(order: Any, product: Any, longest: int = LONGEST_ORDER) -> Context:
    state = get_state()
    if order is not None:
        return of_order(state, order, longest=longest)
    return of_product(state, product) if product is not None else Context()
