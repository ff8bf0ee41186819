"""The conditions of a promo code or credit, a sentence for each: nobody may ask for more than they say."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_

CONDITIONS: dict[str, str] = {
    "no_min_spend": N_("It can be used for any order."),
    "min_spend": N_("It can be used for orders of %(amount)s or more."),
    "max_share_of_order": N_("It pays for at most %(share)s percent of an order."),
    "max_share_of_balance": N_("At most %(share)s percent of its value can be used in one order."),
    "max_discount": N_("At most %(amount)s of it can be used in one order."),
    "full_use_from": N_("The whole value can be used in an order of %(amount)s or more."),
    "full_use_never": N_("The whole value cannot be used in one order."),
    "valid_to": N_("It can be used until %(moment)s."),
    "valid_from": N_("It can be used from %(moment)s on."),
    "days_after_issue": NN_(
        "It can be used for one day after you get it.",
        "It can be used for %(num)s days after you get it.",
        by="num",
    ),
    "no_end": N_("It has no end date."),
    "combine_none": N_("It cannot be used together with other discounts."),
    "combine_with_anything": N_("It can be used together with other discounts."),
    "uses": NN_("It can be used once.", "It can be used %(num)s times.", by="num"),
    "remainder_kept": N_("What you do not use of it at once stays yours."),
    "remainder_lost": N_("What you do not use of it in that order is lost."),
    "on_return_restored": N_("If you send back what you bought with it, you can use it again."),
    "on_return_lost": N_("If you send back what you bought with it, it is not given again."),
    "on_return_refunded_in_money": N_(
        "If you send back what you bought with it, you get its value in money."
    ),
}
