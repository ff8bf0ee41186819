"""What reports say: names of silence rules, of promises, and of what a guard found."""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.marking import N_

SILENCES: Mapping[str, str] = {
    "shop_granted": N_("The shop said nothing, so the claim was granted as asked"),
    "shop_referred": N_("The shop let its turn pass, so somebody else decides"),
    "shopper_referred": N_("The shopper let their turn pass, so somebody else decides"),
    "shopper_closed": N_("The shopper let their turn pass, and the case ended"),
    "no_agreement": N_("The time to agree was over, so somebody else decides"),
    "referred": N_("Something else was not done in time, so somebody else decides"),
    "default_rule": N_("Nobody decided in time, so the default rule did"),
    "award_stands": N_("Nobody objected to the decision in time, so it stands"),
    "auto_confirmed": N_("Nobody said that it did not arrive, so it counts as received"),
    "compensation_overdue": N_("What was owed was not given in time"),
    "return": N_("A step of the return was not done in time"),
    "unverified": N_("The address was not confirmed in time"),
}
GUARDS: Mapping[str, str] = {
    "price": N_("The price guard"),
    "price_on_the_way": N_("A price that stays on the way"),
    "quiet_hours": N_("Quiet hours"),
    "shown_terms": N_("Terms shown where they count"),
    "stock": N_("The stock guard"),
}
#: The facts that a finding can name.
FACTS = ("price", "rule", "earlier_prices", "probably_meant", "before", "after", "time", "zone", "on_hand")
FINDINGS: Mapping[str, str] = {
    "price_hold": N_(
        "It would have held %(price)s back until somebody looked: it does not fit the prices recorded before "
        "it. Probably meant: %(probably_meant)s."
    ),
    "price_block": N_("It would not have taken %(price)s as a price. Probably meant: %(probably_meant)s."),
    "price_looked_right": N_("The price fits those recorded before it."),
    "no_price_recorded": N_("Not enough recorded: no price of the order."),
    "no_earlier_price_recorded": N_("Not enough recorded: no other price of these goods."),
    "price_rose": N_("The price rose from %(before)s to %(after)s on the way to the payment."),
    "price_stayed": N_("The price stayed the same on the way to the payment."),
    "no_moments_recorded": N_("Not enough recorded: no prices at the moments of the purchase."),
    "called_in_quiet_hours": N_("The shop rang at %(time)s on the customer's clock."),
    "called_by_day": N_("The recorded calls came by day."),
    "no_calls_recorded": N_("Not enough recorded: no calls of the shop."),
    "terms_were_shown": N_("What was shown is kept in the case, so the notice was there."),
    "not_kept": N_("Not enough recorded: what the shopper was shown is not kept."),
    "sold_without_stock": N_("The page said that it was in stock, with %(on_hand)s on hand."),
    "stock_was_right": N_("What the page said about the stock was right."),
    "no_stock_recorded": N_("Not enough recorded: neither what the page said nor what was on hand."),
    "other": N_("Not enough recorded."),
}
VERDICTS: Mapping[str, str] = {
    "prevented": N_("Would have prevented it"),
    "not_prevented": N_("Would have let it pass"),
    "not_enough": N_("Not enough recorded"),
}
