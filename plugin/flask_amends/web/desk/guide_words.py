"""What staff read beside a case: hints, the procedure, sources of law (T11, H2, H6, K8, P11, D7, T2).

The sources are named as our source documents name them. None of it is legal advice, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.marking import N_
from flask_amends.disputes.vocabulary import DELIVERY_REASONS, Reason

#: For every case (H2, H6, H4, T2).
MANNER = (
    N_("Let the shopper finish. Do not interrupt, and make no remarks."),
    N_("Stay calm, whatever the tone. If that is hard, agree on a later call."),
    N_("Admit what went wrong. Couriers and suppliers are our partners: do not blame them."),
    N_("Most customers who leave do so because of poor service, not because of the mistake."),
)

_PRICE = (
    N_("Throw the script away: write to this person about this order."),
    N_("Offer the money back and the real price first, then the rest."),
    N_("If you cannot decide now, ask whether an answer within 24 hours suits them, and keep to it."),
)
_DELIVERY = (
    N_("Feel with them: nobody likes to pay for something unseen."),
    N_("Say plainly how delivery works there, who brings it, and what they can do if it is not right."),
    N_("Remind them of what speaks for the order: the goods are as described, the partner is reliable."),
)
_CONTACT = (
    N_("Let them show what disturbed them. Pause, apologise, and say what you think of it yourself."),
    N_("Do not explain a night call away: say what was stopped and since when."),
)
_PROMO = (
    N_("Conditions that stood behind a link count as not said: do not argue with the small print."),
    N_("Promise to correct a banner only with a person and a date within two days."),
)
_DAMAGE = (
    N_("Thank them for the photos, and do not ask for the same photo twice."),
    N_("If the packaging was too weak, note it on the item, so that it does not happen again."),
)
_LOST = (
    N_("Follow the parcel yourself; do not send the shopper to the carrier."),
    N_("Say when you will know more, and write on that day even if there is nothing new."),
)
_STOCK = (
    N_("Write formally and name a similar item with its price."),
    N_("Promise no date that nobody has confirmed; people watch it and come back on that day."),
)
_DESCRIBED = (N_("Compare with the description as it was when they bought, not as it is today."),)

HINTS: Mapping[Reason, tuple[str, ...]] = {
    Reason.PRICE_ERROR: _PRICE,
    Reason.INCORRECT_AMOUNT: _PRICE[:1],
    Reason.DELIVERY_TERMS: _DELIVERY,
    Reason.UNWANTED_CONTACT: _CONTACT,
    Reason.PROMO_TERMS: _PROMO,
    Reason.OUT_OF_STOCK: _STOCK,
    Reason.DAMAGED_IN_TRANSIT: _DAMAGE,
    Reason.DAMAGED_PARCEL_INTACT: _DAMAGE,
    Reason.DEFECTIVE: _DAMAGE[:1],
    Reason.ITEM_NOT_RECEIVED: _LOST,
    Reason.EMPTY_PARCEL: _LOST,
    Reason.ARRIVED_LATE: _LOST,
    Reason.NOT_AS_DESCRIBED: _DESCRIBED,
    Reason.WRONG_ITEM: _DESCRIBED,
    Reason.WRONG_SIZE: _DESCRIBED,
    Reason.COUNTERFEIT: _DESCRIBED,
}

#: The way through a case, step by step; it holds for every reason.
STEPS = (
    N_("Read what happened and what would settle it."),
    N_("Look at the order, the photos and what was shown."),
    N_("Answer today: agree, offer, ask, or promise a date with a reason."),
    N_("Carry out what was agreed, and record it here."),
    N_("Note what would have prevented it."),
)

_POLISH_ANSWER = N_(
    "Poland, Consumer Rights Act, Art. 7a: a complaint is answered within 14 days, else it "
    "counts as accepted."
)
_WITHDRAWAL = N_(
    "European Union, Directive 2011/83/EU: a distance contract can be given up within 14 "
    "days, without a reason."
)
_PRICES = (
    N_(
        "Russia, Supreme Court, 2017: the right to the price shown arises once the order in the basket is "
        "confirmed and paid."
    ),
    N_("Russia, Consumer Protection Act, Art. 22: asking to step back and giving the money back by consent."),
    N_("Russia, Consumer Protection Act, Art. 10: the buyer must not be misled."),
    N_("Poland, Civil Code, Art. 84: a mistake counts if the other side knew it or could easily notice it."),
    N_("In court such cases are a lottery. A note in the footer informs; it is no shield."),
)
_STATED = N_(
    "European Union, Directive 2011/83/EU, Art. 8: limits of delivery and means of payment "
    "are said before the "
    "order begins."
)
_CODE = N_("United Kingdom, CAP Code 8.17: the conditions that matter stand in the advertisement itself.")
_OBJECTION = N_("European Union, GDPR, Art. 21: an objection to advertising takes effect at once.")
_CONSENT = N_("Poland, Electronic Communications Law: advertising by phone or mail needs consent beforehand.")

LAW: Mapping[Reason, tuple[str, ...]] = {
    Reason.PRICE_ERROR: _PRICES,
    Reason.PROMO_TERMS: (_CODE,),
    Reason.DELIVERY_TERMS: (_STATED,),
    Reason.UNWANTED_CONTACT: (_OBJECTION, _CONSENT),
}
#: For claims about goods.
GOODS_LAW = (_POLISH_ANSWER, _WITHDRAWAL)


def hints(reason: Reason) -> tuple[str, ...]:
    """The hints for a case of this reason: its own first, then those for every case."""
    return HINTS.get(reason, ()) + MANNER


def law(reason: Reason) -> tuple[str, ...]:
    """The sources of law that fit this reason."""
    if reason is Reason.UNWANTED_CONTACT:
        return LAW[reason]
    return LAW.get(reason, ()) + (GOODS_LAW[:1] if reason in DELIVERY_REASONS else GOODS_LAW)
