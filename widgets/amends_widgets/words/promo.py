"""The conditions of a promotion, a sentence for each: nobody may ask for more than they say."""

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
    "gives_amount": N_("You get %(amount)s off."),
    "gives_amount_items": N_("You get %(amount)s off each item."),
    "gives_amount_shipping": N_("You get %(amount)s off the delivery."),
    "gives_percent": N_("You get %(share)s percent off."),
    "gives_percent_shipping": N_("You get %(share)s percent off the delivery."),
    "gives_fixed_price": N_("Everything that counts costs %(amount)s together."),
    "gives_fixed_price_items": N_("Each item costs %(amount)s."),
    "gives_free_shipping": N_("Delivery is free."),
    "gives_items": NN_(
        "Counted from the dearest, the last of every %(every)s items is free.",
        "Counted from the dearest, the last %(num)s of every %(every)s items are free.",
        by="num",
    ),
    "min_quantity": NN_("It needs at least one item.", "It needs at least %(num)s items.", by="num"),
    "max_spend": N_("It can be used for orders of at most %(amount)s."),
    "open_end": N_("It ends when stocks run out or the shop ends it."),
    "who_new_customers": N_("It is for new customers only."),
    "who_groups": N_("It is only for: %(names)s."),
    "who_named": N_("It is only for those who were given it."),
    "one_account": N_("It can be used in one account only."),
    "regions": N_("It can be used only in: %(names)s."),
    "channels": N_("It can be used only here: %(names)s."),
    "only_goods": N_("Only these count: %(names)s."),
    "never_goods": N_("These do not count: %(names)s."),
    "no_sale_items": N_("Reduced items do not count."),
    "no_gift_cards": N_("Gift cards do not count."),
    "combine_with_classes": N_("It can be used together only with: %(names)s."),
    "uses_in_all": NN_(
        "It is for the first order only.",
        "It is for the first %(num)s orders, of everybody together.",
        by="num",
    ),
    "uses_per_customer": NN_(
        "Each customer can use it once.", "Each customer can use it %(num)s times.", by="num"
    ),
    "budget": N_("It ends once %(amount)s were given, to everybody together."),
    "change_in_cash": N_("What is left of it is paid out in money."),
    "not_transferable": N_("It cannot be given to somebody else."),
    "before_discounts": N_("Prices before other discounts count."),
    "without_tax": N_("Prices without tax count."),
    "with_shipping": N_("The delivery costs count too."),
    "issued_for": N_("Why you got it: %(text)s"),
    "issuer": N_("It is given by %(text)s."),
}
