"""The ways to put things right: as a wish, with what each means, and as settled terms."""

from __future__ import annotations

from amends_widgets.marking import N_

#: What a shopper can ask for when opening a claim, in the order shown.
WISHES: tuple[str, ...] = (
    "replacement",
    "full_refund",
    "refund_with_return",
    "partial_refund",
    "repair",
    "deliver_item",
    "cancel_order",
    "honour_price",
    "promo_code",
    "apology",
    "other",
)
#: What most people ask for; the rest is one step away, so that a phone does not show a wall.
USUAL = frozenset(WISHES[:6])
#: What a shopper can propose in place of the shop's offer; each is definite enough to be accepted with one
#: click.
PROPOSALS: tuple[str, ...] = (*tuple(kind for kind in WISHES if kind != "other"), "reprice_order")
#: Wishes whose amount is part of the wish.
WITH_AMOUNT = frozenset({"partial_refund", "price_reduction", "store_credit", "promo_code", "reprice_order"})

REMEDIES: dict[str, str] = {
    "full_refund": N_("A full refund"),
    "partial_refund": N_("Part of the money back"),
    "price_reduction": N_("A lower price"),
    "replacement": N_("A replacement"),
    "repair": N_("A repair"),
    "refund_with_return": N_("A refund after I send it back"),
    "refund_with_replacement": N_("A refund and a replacement"),
    "deliver_item": N_("Delivery of what I ordered"),
    "honour_price": N_("The price I was shown"),
    "reprice_order": N_("An additional payment"),
    "store_credit": N_("Credit for the next purchase"),
    "promo_code": N_("A promo code"),
    "gift": N_("A gift"),
    "cancel_order": N_("Cancelling the order, with the money back"),
    "no_action": N_("Nothing further"),
    "apology": N_("An apology"),
    "other": N_("Something else"),
}

MEANINGS: dict[str, str] = {
    "full_refund": N_("The whole amount comes back to you the way you paid. Nothing has to be sent back."),
    "partial_refund": N_("You keep what you received, and this amount comes back to you."),
    "price_reduction": N_("You keep what you received and pay less for it."),
    "replacement": N_("The same thing again, in good order, delivered free of charge."),
    "repair": N_("What you have is put in order and comes back to you."),
    "refund_with_return": N_(
        "You send it back with a label you get from the shop, and the money comes back to you."
    ),
    "refund_with_replacement": N_("You get a replacement and money back."),
    "deliver_item": N_("What you ordered, or the missing part of it, is brought to you."),
    "honour_price": N_("The order is carried out at the price you saw when you bought."),
    "reprice_order": N_("You pay the amount named here, and the order is carried out."),
    "store_credit": N_("An amount you can spend in this shop later."),
    "promo_code": N_("A code worth this amount, for your next purchase."),
    "gift": N_("Something from the shop for you."),
    "cancel_order": N_("The order is called off, and what you paid comes back to you."),
    "no_action": N_("Nothing further is done."),
    "apology": N_("A few honest words are enough for you."),
    "other": N_("Describe it below. You and the shop agree on it before anything is done."),
}
