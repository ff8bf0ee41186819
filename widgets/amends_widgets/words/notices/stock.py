"""The sentences of notices about availability."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_

STOCK: dict[str, str] = {
    "stock.in_stock": N_("In stock."),
    "stock.low_stock": NN_("Only %(left)s left.", "Only %(left)s left.", by="left"),
    "stock.made_to_order": N_("Made for you once you order it."),
    "stock.backorder": N_("Not in stock now. You can order it, and we send it when it is here."),
    "stock.preorder": N_("Not out yet: from %(day)s on. You can order it now."),
    "stock.out_of_stock": N_("Not in stock now."),
    "stock.discontinued": N_("No longer sold."),
    "stock.lead": NN_("It takes about %(days)s day.", "It takes about %(days)s days.", by="days"),
    "stock.ask": NN_(
        "Whether it is in stock, we confirm within %(hours)s hour after you order; you pay only then.",
        "Whether it is in stock, we confirm within %(hours)s hours after you order; you pay only then.",
        by="hours",
    ),
    "stock.off": N_("We are checking whether it is in stock. It cannot be ordered until we know."),
    "stock.checked": N_("Stock checked on %(at)s."),
    "stock.back_on": N_("It comes back on %(day)s, as far as we know."),
    "stock.back_between": N_("It comes back between %(day)s and %(until)s, as far as we know."),
    "stock.day_unknown": N_("We do not know yet when it comes back."),
    "stock.day_doubted": N_(
        "We had named %(day)s. That is not confirmed, and we do not know another day yet."
    ),
    "stock.short": NN_(
        "You want %(wanted)s, and only %(left)s is there now.",
        "You want %(wanted)s, and only %(left)s are there now.",
        by="left",
    ),
    "stock.gone": N_("%(title)s is not there any more. Nothing was ordered or paid."),
    "stock.fewer": N_("You can take fewer, take something similar, wait for it, or leave it out."),
    "stock.choose": N_("You can take something similar, wait for it, or leave it out."),
    "stock.disclaimer": N_(
        "Stock can change between our last check and your order. If something is not there, you choose: "
        "something similar, to wait, or all your money back."
    ),
    "stock.way_similar": N_("Something similar"),
    "stock.way_wait": N_("Tell me when it is back"),
}
