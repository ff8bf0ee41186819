"""The sentences of notices about prices."""

from __future__ import annotations

from amends_widgets.marking import N_

PRICE: dict[str, str] = {
    "price.being_checked": N_("The price is being checked. It cannot be ordered until we know."),
    "price.lowest_before": N_("The lowest price of the 30 days before the reduction: %(amount)s."),
    "price.reduced": N_("That is %(percent)s %% less."),
    "price.disclaimer": N_(
        "Prices are entered with care, but a mistake can happen. If a price is clearly wrong, we tell you "
        "before sending anything, and you choose: buy at the correct price, or get all your money back."
    ),
}
