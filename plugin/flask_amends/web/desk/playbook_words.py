"""The desk's words for the playbooks: what each offer is, why it is made, what to check, what a cost is."""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.marking import N_

#: What an offer or step is called at the desk.
OFFERS: Mapping[str, str] = {
    "money_back": N_("Give the money back"),
    "pay_real_price": N_("The shopper pays the real price"),
    "honour": N_("Keep to the price that was shown"),
    "share_of_real": N_("Meet at a share of the real value"),
    "similar": N_("A similar item at a discount"),
    "cancel_with_gift": N_("Call the order off, with something for the trouble"),
    "same_again": N_("The same item once more, with a small gift"),
    "repair": N_("Repair it"),
    "keep_for_less": N_("They keep it and pay less"),
    "return": N_("Take it back and return the money"),
    "send_again": N_("Deliver it"),
    "bring_the_rest": N_("Bring what is missing"),
    "money_with_gift": N_("Give the money back, with a small gift"),
    "goodwill": N_("A code as a sign of goodwill"),
    "apology": N_("Listen and apologise"),
    "make_good": N_("Make up for a loss"),
    "give_back_sum": N_("Give back a certain sum"),
    "pause": N_("Talk another day"),
    "locate": N_("Find the parcel first"),
    "find_payment": N_("Look up the payment first"),
    "stop_contact": N_("Stop the calls or mails at once"),
    "to_a_person": N_("Answer in your own words"),
    "settle_bigger": N_("Settle the other case first"),
}

#: Why it is made.
WHYS: Mapping[str, str] = {
    "money_back": N_("Most people are content when their money comes back at once."),
    "pay_real_price": N_(
        "Nearly everybody who bought at a wrong price takes the money or pays the real one."
    ),
    "honour": N_("Large shops do this. What it costs is known, and it keeps a customer."),
    "share_of_real": N_(
        "A bargain for both. The shopper can answer with another amount and has the last word."
    ),
    "similar": N_("With a similar item at a lower price, such cases were solved at once."),
    "cancel_with_gift": N_("Only with the shopper's clear yes: nobody has to step back from an order."),
    "same_again": N_(
        "If it is our fault, we replace it by the same model, free of charge, on a day they choose."
    ),
    "repair": N_("Some people would rather keep the very item they have."),
    "keep_for_less": N_("It saves both sides a parcel. Let the shopper name another amount."),
    "return": N_("Who got something else than was described is right to complain. We pay the way back."),
    "send_again": N_("The order still stands: they get what they bought, on a day that suits them."),
    "bring_the_rest": N_("They get all that they paid for, on a day that suits them."),
    "money_with_gift": N_("A small gift at the next purchase shows that the trouble was ours."),
    "goodwill": N_("The amount follows how upset the shopper is, between fixed bounds."),
    "apology": N_("To be heard is what many want. It costs nothing and counts as a solution."),
    "make_good": N_("Whoever lost time or money through us gets a bonus for it."),
    "give_back_sum": N_("What was charged or collected too much goes back."),
    "pause": N_("Somebody who shouts today is somebody else tomorrow. Agree on a day and time, and keep it."),
    "locate": N_("Offer to help and see to it yourself: the parcel is often found."),
    "find_payment": N_("With the payment before you, you can say exactly what goes back and when."),
    "stop_contact": N_("First stop it, then say exactly what was stopped. Other offers come afterwards."),
    "to_a_person": N_("The shopper needs to feel that somebody took an interest."),
    "settle_bigger": N_("Such a complaint is seldom alone: it is the last word in a bigger dispute."),
}

#: What to look at before.
CHECKS: Mapping[str, str] = {
    "price_shown": N_("Which price was shown when, and at which step the order stood then."),
    "real_price": N_("That the real price is the one that others pay today."),
    "in_stock": N_("That the item is in stock."),
    "consent": N_("That the shopper says yes in so many words; until then the order stands."),
    "packaging": N_("How it was packed. Note what has to be packed better next time."),
    "description": N_("The description and photos as they were when it was bought."),
    "tracking": N_("Where the parcel was seen last, and that it cannot still arrive."),
    "name_similar": N_("That your words name the similar item and its price."),
    "no_date": N_("That somebody has confirmed the date. Without one, say that you do not know it."),
    "terms_shown": N_("That every condition of the code stands in the offer."),
    "budget": N_("What is left of this month's budget."),
    "delivery_terms": N_("What the site said about delivery to that place, and whom one can ask there."),
    "proof_of_loss": N_("What the loss was, in the shopper's words or on a receipt."),
    "payment_record": N_("What was charged, when and by whom."),
    "label": N_("That you can send a label: the way back is free for the shopper."),
    "day": N_("That a delivery is possible on the days they can choose from."),
    "last_word": N_("How far you can go: the shopper may answer with another amount."),
    "fix_promise": N_("That you promise no repair of the site without a person and a date."),
}

#: What is not known yet.
LACKING: Mapping[str, str] = {
    "real_price": N_("Type the real price above, and the amount is worked out."),
    "similar": N_("Name a similar item and its price above."),
    "price": N_("The price that was paid is not known, so no amount can be worked out."),
    "paid": N_("What was paid is not known, so no amount can be worked out."),
    "loss": N_("Type the sum above."),
    "scale": N_("No bounds for goodwill are set."),
}

#: The same on the case page, where nothing can be typed.
MISSING: Mapping[str, str] = {
    "real_price": N_("The real price is not recorded."),
    "similar": N_("Name a similar item, and its price."),
    "price": N_("The price that was paid is not recorded."),
    "paid": N_("What was paid is not recorded."),
    "loss": N_("The sum is not recorded."),
    "scale": N_("No bounds for goodwill are set."),
}

#: What a part of the cost is.
PARTS: Mapping[str, str] = {
    "difference": N_("the real price less the price paid"),
    "money_back": N_("money that goes back"),
    "goods_kept": N_("the goods stay in the shop"),
    "goods_return": N_("the goods come back"),
    "goods_again": N_("the goods once more, at the price paid"),
    "owed_anyway": N_("the goods are paid for already"),
    "real_value": N_("what the goods are worth"),
    "similar_value": N_("the similar item at its regular price"),
    "paid_already": N_("paid already"),
    "paid_on_top": N_("the shopper pays now"),
    "code": N_("a code for the next purchase"),
    "gift": N_("a gift"),
    "repair": N_("the repair"),
    "other_goods": N_("what is still to be agreed"),
}
