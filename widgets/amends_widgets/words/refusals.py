"""Why something could not be done now: one sentence for every refusal of the life cycle, and the way out."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_

REFUSALS: dict[str, str] = {
    "wrong_status": N_("The case has moved on, so this is no longer possible. Below is how it stands now."),
    "wrong_actor": N_("This step belongs to the other side. Below is what you can do now."),
    "case_closed": N_("The case is closed, so nothing can be changed in it."),
    "already_agreed": N_("A solution is already agreed or decided, so this is no longer open."),
    "no_rounds_left": NN_(
        "The one round of offers is used. You can still accept an offer, write, or ask for a review.",
        "All %(limit)s rounds of offers are used. You can still accept an offer, write, or ask for a review.",
    ),
    "ask_not_definite": N_(
        "Choose a solution that says exactly what is to be done, and the amount where it has one."
    ),
    "alternatives_out_of_range": NN_("Propose one solution.", "Propose between 1 and %(limit)s solutions."),
    "amount_missing": N_("This solution needs an amount."),
    "amount_not_positive": N_("The amount must be more than zero."),
    "amount_above_paid": N_("At most %(limit)s can be given back for this order."),
    "amount_above_order": N_(
        "At most %(limit)s can still be given back: other cases of this order account for %(elsewhere)s."
    ),
    "goodwill_spent": N_("This month's budget for goodwill has %(limit)s left."),
    "no_delivery_day": N_("Nothing can be delivered on this day. Choose a working day from %(earliest)s on."),
    "amount_not_expected": N_("This solution has no amount or day. Leave the field empty."),
    "currency_mismatch": N_("This order was paid in %(currency)s. Please give the amount in it."),
    "item_mismatch": N_("One of the chosen items is not part of this order. Please choose again."),
    "quantity_above_bought": NN_(
        "You bought one of this. Please choose one at most.",
        "You bought %(limit)s of this. Please choose at most as many.",
    ),
    "offer_unknown": N_("This offer is not open any more. Below are the offers that are."),
    "offer_changed": N_("This offer has changed since you opened the page. Please look at it again."),
    "offer_own": N_("This is your own proposal; the shop can accept it."),
    "nothing_to_decline": N_("There is no open offer to decline."),
    "no_request_left": NN_(
        "Details were already asked for once.", "Details were already asked for %(limit)s times."
    ),
    "no_request_open": N_("Nothing is being asked for at the moment. You can still write a message."),
    "hold_used": N_("More time was already taken once."),
    "date_too_late": N_("Choose a day no later than %(latest)s."),
    "date_in_past": N_("Choose a day that is still ahead and later than the present date."),
    "too_early": N_("This becomes possible on %(earliest)s."),
    "no_route": N_(
        "There is nobody a review could be handed to in this case. You can still find a solution together."
    ),
    "extension_used": N_("More time was already asked for once."),
    "no_extension_proposed": N_("Nobody is asking for more time at the moment."),
    "negotiation_not_running": N_(
        "There is no time limit for talking at the moment, so no more time is needed."
    ),
    "lapsed_assignment": N_("The review has been handed to somebody else in the meantime."),
    "not_the_payer": N_("This is for the side that pays to say."),
    "not_the_payee": N_("This is for the side that receives to say."),
    "not_the_named_party": N_(
        "The evidence was asked from the other side. You can still add photos or write."
    ),
    "not_the_loser": N_("The decision gives you what you asked for, so there is nothing to appeal."),
    "turn_not_reached": N_("The other side has to act first. Please wait for the shop's label."),
    "limit_reached": NN_(
        "This can be done once, and it has been.",
        "This can be done %(limit)s times at most, and it has been.",
    ),
    "reopen_not_possible": N_("This case cannot be opened again. You can start a new claim."),
    "not_due": N_("It is too early for this."),
    "text_missing": N_("Please write a few words."),
    "no_obligation": N_("Nothing is owed at the moment."),
}
