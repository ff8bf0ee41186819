"""The sentences of notices about orders that can be paid only after the shop has confirmed them."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_

PAYMENT: dict[str, str] = {
    "price.confirm_first": NN_(
        "We confirm your order within %(hours)s hour, and you pay only then.",
        "We confirm your order within %(hours)s hours, and you pay only then.",
        by="hours",
    ),
    "price.confirm_by": N_("If you order now, we confirm it by %(until)s, and you pay only then."),
    "price.why_price": N_("A price is being checked."),
    "price.why_stock": N_("The stock is being checked."),
    "price.order_changed": N_("%(title)s: %(now)s now, and no longer %(shown)s."),
    "price.order_agree": N_("Please look at the new price. If you order now, you agree to it."),
    "price.order_waits": N_("We confirm your order by %(until)s. Until then nothing is charged."),
    "price.order_choose": N_(
        "Please choose by %(until)s what happens with your order; we have written to you."
    ),
    "price.order_over": N_("This order was cancelled. Nothing is charged."),
    "price.terms_clause": N_(
        "Prices are entered with care, but a mistake can happen. If the price shown for your order is "
        "clearly wrong, we tell you before we send anything (within %(hours)s h), and you choose: buy at the "
        "correct price, or cancel and get all your money back. Your rights under the law stay as they are."
    ),
    "price.way_terms": N_("Our rule for wrong prices"),
}
