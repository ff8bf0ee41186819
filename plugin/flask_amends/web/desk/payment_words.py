"""What the desk says about orders that wait for their confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.marking import N_

#: Why an order waits.
REASONS: Mapping[str, str] = {
    "price_held": N_("A new price of an item in it is being checked."),
    "price_changed": N_("An item in it costs far more now."),
    "price_many": N_("Many pieces of an item whose price was held lately."),
    "price_total": N_("A large sum of items whose prices were held lately."),
    "stock_unconfirmed": N_("Nobody knows for sure whether an item is in stock."),
    "by_staff": N_("Somebody of the staff held it."),
    "every_order": N_("Every order is confirmed first."),
}
STATES: Mapping[str, str] = {
    "waiting": N_("Waits for us"),
    "offered": N_("The shopper chooses"),
    "confirmed": N_("Confirmed"),
    "changed": N_("Bought at the right price"),
    "cancelled": N_("Cancelled"),
    "timed_out": N_("Timed out"),
}
LABELS: Mapping[str, str] = {
    "order_number": N_("Order number"),
    "note": N_("Why it waits"),
    "words": N_("Your words to the shopper"),
    "goodwill": N_("What you take off for them"),
    "keep": N_("Offer the price that was shown as well"),
}
PRICE = N_("Right price of one")
NO_ADDRESS = N_("The shopper cannot be written to. Confirm the order, or reach them in another way.")
NOT_NOW = N_("This order waits no more. Below is what became of it.")
TOO_DEAR = N_("This costs so much that somebody who leads has to decide it.")
MOVED = N_("Somebody else has decided about this order since you opened the page. What you typed is kept.")
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
