"""The book: which recipes fit which reason, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_amends.disputes.vocabulary import Reason
from flask_amends.playbooks import recipes as r
from flask_amends.playbooks.facts import Facts, Rules
from flask_amends.playbooks.offers import ReadyOffer

Recipe = Callable[[Facts, Rules], ReadyOffer | None]

_BROKEN: tuple[Recipe, ...] = (r.same_again, r.keep_for_less, r.money_back, r.make_good)
_WITH_REPAIR: tuple[Recipe, ...] = (r.same_again, r.repair, r.keep_for_less, r.take_back, r.make_good)
_MISSING: tuple[Recipe, ...] = (r.bring_the_rest, r.keep_for_less, r.money_back, r.make_good)
_WRONG: tuple[Recipe, ...] = (r.right_one, r.keep_for_less, r.take_back, r.make_good)
_MONEY: tuple[Recipe, ...] = (r.find_payment, r.give_back_sum, r.money_back, r.apology)
_RETURN: tuple[Recipe, ...] = (r.take_back, r.keep_for_less, r.money_back)

#: Reason -> its recipes. Every reason has a playbook.
BOOK: Mapping[Reason, tuple[Recipe, ...]] = {
    # Refund or real price come first (P2).
    Reason.PRICE_ERROR: (
        r.undo,
        r.pay_real_price,
        r.honour,
        r.share_of_real,
        r.similar,
        r.undo_with_gift,
        r.pause,
    ),
    Reason.OUT_OF_STOCK: (r.similar, r.undo, r.undo_with_gift, r.similar_later, r.make_good),
    Reason.PROMO_TERMS: (r.goodwill, r.honour, r.apology, r.pause),
    Reason.DELIVERY_TERMS: (r.explain_delivery, r.goodwill, r.give_back_sum, r.undo, r.pause),
    Reason.UNWANTED_CONTACT: (
        r.stop_contact,
        r.settle_bigger,
        r.to_a_person,
        r.apology,
        r.goodwill,
        r.make_good,
    ),
    Reason.DAMAGED_IN_TRANSIT: _BROKEN,
    Reason.DAMAGED_PARCEL_INTACT: _BROKEN,
    Reason.DEFECTIVE: _WITH_REPAIR,
    Reason.DEFECT_FOUND_DURING_USE: (r.repair, *_WITH_REPAIR[:1], *_WITH_REPAIR[2:]),
    Reason.NOT_AS_DESCRIBED: (r.take_back, r.right_one, r.keep_for_less, r.make_good),
    Reason.COUNTERFEIT: (r.take_back, r.money_back, r.make_good),
    Reason.ITEM_NOT_RECEIVED: (r.locate, r.send_again, r.money_with_gift, r.make_good),
    Reason.EMPTY_PARCEL: (r.send_again, r.money_with_gift, r.locate, r.make_good),
    Reason.ARRIVED_LATE: (r.goodwill, r.keep_for_less, r.take_back, r.apology, r.make_good),
    Reason.MISSING_PARTS: _MISSING,
    Reason.INCOMPLETE_ORDER: _MISSING,
    Reason.WRONG_ITEM: _WRONG,
    Reason.WRONG_SIZE: _WRONG,
    Reason.CREDIT_NOT_PROCESSED: _MONEY,
    Reason.INCORRECT_AMOUNT: _MONEY,
    Reason.DUPLICATE_CHARGE: _MONEY,
    Reason.UNAUTHORISED: _MONEY,
    Reason.OFF_PLATFORM_CHARGE: (r.give_back_sum, r.goodwill, r.apology),
    Reason.RETURN_REFUSED: _RETURN,
    Reason.PROBLEM_RETURNING: _RETURN,
    Reason.OTHER: (r.apology, r.goodwill, r.keep_for_less, r.money_back, r.make_good, r.pause),
}


def ready(facts: Facts, rules: Rules | None = None) -> tuple[ReadyOffer, ...]:
    """The offers and steps of the reason's playbook that fit these facts, the first choice first."""
    shares = rules or Rules()
    return tuple(offer for recipe in BOOK[facts.reason] if (offer := recipe(facts, shares)) is not None)
