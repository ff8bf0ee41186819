"""What notices of every kind are called, and the ways on that many of them share."""

from __future__ import annotations

from amends_widgets.marking import N_

#: The heading of each kind.
TITLES: dict[str, str] = {
    "price_error": N_("About prices"),
    "price_pending": N_("Before you order"),
    "availability": N_("Availability"),
    "restock": N_("When it comes back"),
    "promo_terms": N_("Terms of this promotion"),
    "gift_terms": N_("Terms of this certificate"),
    "delivery_terms": N_("Delivery"),
    "contact": N_("Contact"),
    "call_preferences": N_("How we may reach you"),
    "withdrawal_link": N_("Withdrawal"),
    "guarantee_notice": N_("Your legal guarantee"),
    "omnibus_price": N_("The price before"),
    "incident": N_("We made a mistake"),
    "custom": N_("Good to know"),
}

GENERAL: dict[str, str] = {
    "way.ask": N_("Ask us"),
    "way.claim": N_("Something is wrong with my order"),
    "way.contact": N_("Contact"),
    "way.delivery": N_("Delivery terms"),
    "guarantee.official": N_("The official notice on your legal guarantee"),
    "guarantee.open": N_("Open the official notice"),
    "price.asked": N_("Price: %(amount)s"),
    "photo.differs": N_("What arrives may differ a little from the photo."),
}
