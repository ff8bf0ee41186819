"""The sentences of notices about contact, and what the ways and reasons of contact are called."""

from __future__ import annotations

from amends_widgets.marking import N_

CONTACT: dict[str, str] = {
    "contact.hours": N_("We call only from %(begins)s to %(ends)s, on your clock."),
    "contact.message_first": N_("Usually we write instead of calling."),
    "contact.confirm_by": N_("Please confirm your order by %(moment)s, or its delivery moves."),
    "contact.no_calls": N_("You are not called, as you wished."),
    "contact.stopped": N_("No e-mails go out but about orders, claims and withdrawals."),
    "contact.paused": N_("Paused until %(moment)s."),
    "contact.account_only": N_("Notices stand here instead of e-mails."),
    "contact.waiting_review": N_("How was your order?"),
    "contact.waiting_other": N_("A notice for you"),
    "way.preferences": N_("Change how we may reach you"),
}
#: What is agreed to beside an order.
OFFERS = N_("Send me offers by e-mail; every one of them has a link that ends it")
#: The ways of reaching somebody.
CHANNELS: dict[str, str] = {
    "call": N_("Calls"),
    "sms": N_("SMS"),
    "messenger": N_("Messenger"),
    "email": N_("E-mail"),
    "push": N_("Push messages"),
    "account": N_("Your account"),
}
#: What somebody is contacted for.
PURPOSES: dict[str, str] = {
    "order_confirmation": N_("To confirm an order"),
    "delivery": N_("About a delivery"),
    "claim": N_("About a claim"),
    "service": N_("Invitations and notices after a purchase"),
    "withdrawal": N_("About a withdrawal"),
    "security": N_("About links and access"),
    "marketing": N_("Offers and news"),
}
