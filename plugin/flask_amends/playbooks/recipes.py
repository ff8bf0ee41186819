"""The recipes: each makes one ready offer out of the facts, or nothing where it does not fit them."""

from __future__ import annotations

from dataclasses import replace

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Remedy
from flask_amends.playbooks.facts import Facts, Rules
from flask_amends.playbooks.offers import (
    Check,
    Lack,
    OfferCode,
    ReadyOffer,
    back,
    lacks,
    of,
    refund,
    step,
    with_gift,
)


def _returning(facts: Facts) -> Remedy:
    """How the order ends with the money back: goods that were delivered come back first."""
    return Remedy.REFUND_WITH_RETURN if facts.delivered else Remedy.CANCEL_ORDER


# -- a wrong price -------------------------------------------------------------------------------------------


def undo(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """The order is called off and the money goes back (P2, P5): only with the shopper's yes."""
    terms = refund(facts, _returning(facts))
    return None if terms is None else of(OfferCode.MONEY_BACK, terms, facts, Check.CONSENT, Check.PRICE_SHOWN)


def pay_real_price(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """The shopper pays what is missing to the real price (P2)."""
    return _repriced(OfferCode.PAY_REAL_PRICE, facts, facts.real_value(), Check.REAL_PRICE, Check.IN_STOCK)


def honour(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """The price that was shown (P12), as Citilink, M-Video, Amazon and Ozon do."""
    return of(OfferCode.HONOUR, Terms(kind=Remedy.HONOUR_PRICE), facts, Check.PRICE_SHOWN, Check.IN_STOCK)


def share_of_real(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """Half of the real value (P15); the shopper can answer with an offer, and has the last word."""
    real = facts.real_value()
    met = None
    if real is not None:
        priced = [(one.real_price, one.quantity) for one in facts.items]
        shares = [facts.share(price, rules.counter) * count for price, count in priced if price is not None]
        met = sum(shares, facts.nothing)
    return _repriced(OfferCode.SHARE_OF_REAL, facts, met, Check.REAL_PRICE, Check.LAST_WORD)


def _repriced(code: OfferCode, facts: Facts, price: Money | None, *checks: Check) -> ReadyOffer | None:
    paid = facts.value()
    if paid is None:
        return lacks(code, Lack.PRICE, *checks)
    if price is None:
        return lacks(code, Lack.REAL_PRICE, *checks)
    if price <= paid:
        return None
    return of(code, Terms(kind=Remedy.REPRICE_ORDER, amount=price - paid), facts, *checks)


def similar(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """Another item at a discount (A4): what was paid counts, the rest is paid or goes back."""
    checks = (Check.NAME_SIMILAR, Check.IN_STOCK)
    paid, full = facts.value(), facts.similar_value()
    if full is None:
        return lacks(OfferCode.SIMILAR, Lack.SIMILAR, *checks)
    if paid is None:
        return lacks(OfferCode.SIMILAR, Lack.PRICE, *checks)
    price = full - facts.share(full, rules.discount)
    if paid < price:
        terms = Terms(kind=Remedy.REPRICE_ORDER, amount=price - paid)
    elif price == paid:
        terms = Terms(kind=Remedy.REPLACEMENT)
    else:
        rest = paid - price
        amount = rest if facts.left is None or rest <= facts.left else facts.left
        terms = Terms(kind=Remedy.REFUND_WITH_REPLACEMENT, amount=amount)
        if not amount.minor:
            terms = Terms(kind=Remedy.REPLACEMENT)
    return of(OfferCode.SIMILAR, terms, facts, *checks, similar=True)


def undo_with_gift(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """The order is called off by consent, with something for the trouble (P5)."""
    terms = refund(facts, _returning(facts))
    if terms is None or (gifted := with_gift(terms, facts, rules)) == terms:
        return None
    return of(OfferCode.CANCEL_WITH_GIFT, gifted, facts, Check.CONSENT, Check.BUDGET)


# -- goods ---------------------------------------------------------------------------------------------------


def same_again(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """The same model, brought free of charge on a day of their choice, and a small gift (Q7, H7)."""
    terms = with_gift(Terms(kind=Remedy.REPLACEMENT, skus=_some(facts)), facts, rules)
    return of(OfferCode.SAME_AGAIN, terms, facts, Check.IN_STOCK, Check.PACKAGING, Check.DAY)


def right_one(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """The right item for the wrong one, which goes back at the shop's expense."""
    terms = Terms(kind=Remedy.REPLACEMENT, skus=_some(facts), return_required=True)
    gifted = with_gift(terms, facts, rules)
    return of(OfferCode.SAME_AGAIN, gifted, facts, Check.IN_STOCK, Check.LABEL, Check.DAY)


def send_again(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """What did not arrive, once more, with a small gift (Q9): everything is booked on the shop."""
    terms = with_gift(Terms(kind=Remedy.DELIVER_ITEM, skus=_some(facts)), facts, rules)
    return of(OfferCode.SEND_AGAIN, terms, facts, Check.TRACKING, Check.IN_STOCK, Check.DAY)


def bring_the_rest(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """What is missing is brought, with a small gift."""
    terms = with_gift(Terms(kind=Remedy.DELIVER_ITEM, skus=_some(facts)), facts, rules)
    return of(OfferCode.BRING_THE_REST, terms, facts, Check.IN_STOCK, Check.PACKAGING, Check.DAY)


def repair(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """It is put in order."""
    return of(OfferCode.REPAIR, Terms(kind=Remedy.REPAIR, skus=_some(facts)), facts, Check.LABEL)


def keep_for_less(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """They keep it, and a part of the price goes back."""
    whole = back(facts)
    if whole is None:
        return lacks(OfferCode.KEEP_FOR_LESS, Lack.PAID)
    amount = facts.share(whole, rules.keep)
    if not amount.minor:
        return None
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=amount, skus=_some(facts))
    return of(OfferCode.KEEP_FOR_LESS, terms, facts, Check.LAST_WORD)


def take_back(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """The complaint is accepted (Q8): the goods come back at the shop's expense, the money goes back."""
    terms = refund(facts, Remedy.REFUND_WITH_RETURN)
    return None if terms is None else of(OfferCode.RETURN, terms, facts, Check.DESCRIPTION, Check.LABEL)


def money_back(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """All the money, and nothing has to come back."""
    terms = refund(facts, Remedy.FULL_REFUND)
    return None if terms is None else of(OfferCode.MONEY_BACK, terms, facts)


def money_with_gift(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """All the money, and a small gift at the next purchase (Q9)."""
    terms = refund(facts, Remedy.FULL_REFUND)
    if terms is None:
        return None
    gifted = with_gift(terms, facts, rules)
    code = OfferCode.MONEY_BACK if gifted == terms else OfferCode.MONEY_WITH_GIFT
    return of(code, gifted, facts, Check.TRACKING)


# -- goodwill ------------------------------------------------------------------------------------------------


def goodwill(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """A code on the scale, by how upset they are, within the budget (C6). Nothing is valid too (C7)."""
    if facts.scale is None:
        return lacks(OfferCode.GOODWILL, Lack.SCALE, Check.BUDGET)
    amount = facts.scale.amount(facts.upset, facts.goodwill_left)
    if not amount.minor or amount.currency != facts.currency:
        return None
    terms = Terms(kind=Remedy.PROMO_CODE, amount=amount)
    return of(OfferCode.GOODWILL, terms, facts, Check.BUDGET, Check.TERMS_SHOWN)


def apology(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Listening and an honest apology: an outcome of its own, at no cost (C7)."""
    return of(OfferCode.APOLOGY, Terms(kind=Remedy.APOLOGY), facts, Check.FIX_PROMISE)


def make_good(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """A bonus for a loss, moral or material (H8)."""
    if facts.loss is None:
        return lacks(OfferCode.MAKE_GOOD, Lack.LOSS, Check.PROOF_OF_LOSS)
    if not facts.loss.minor:
        return None
    terms = Terms(kind=Remedy.STORE_CREDIT, amount=facts.loss)
    return of(OfferCode.MAKE_GOOD, terms, facts, Check.PROOF_OF_LOSS, Check.BUDGET)


def give_back_sum(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Money back for what was charged too much, promised or collected on delivery."""
    if facts.loss is None:
        return lacks(OfferCode.GIVE_BACK_SUM, Lack.LOSS, Check.PAYMENT_RECORD)
    amount = facts.loss if facts.left is None or facts.loss <= facts.left else facts.left
    if not amount.minor:
        return None
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=amount)
    return of(OfferCode.GIVE_BACK_SUM, terms, facts, Check.PAYMENT_RECORD)


# -- steps ---------------------------------------------------------------------------------------------------


def pause(_facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Another day, another mood (P16)."""
    return step(OfferCode.PAUSE)


def locate(_facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Find the parcel first, and see to it yourself (Q9)."""
    return step(OfferCode.LOCATE, Check.TRACKING, Check.DELIVERY_TERMS)


def find_payment(_facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Look up the payment first."""
    return step(OfferCode.FIND_PAYMENT, Check.PAYMENT_RECORD)


def stop_contact(_facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Stop the calls or mails at once, and say exactly what was stopped (K10, K11)."""
    return step(OfferCode.STOP_CONTACT)


def to_a_person(_facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Somebody answers it in their own words (K12)."""
    return step(OfferCode.TO_A_PERSON)


def settle_bigger(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """Such a complaint is seldom alone: the open case comes first (K7)."""
    return step(OfferCode.SETTLE_BIGGER) if facts.other_open else None


def explain_delivery(facts: Facts, rules: Rules) -> ReadyOffer | None:
    """An apology that says plainly how delivery works, and what they can do (D7, D5)."""
    offer = apology(facts, rules)
    return None if offer is None else replace(offer, checks=(Check.DELIVERY_TERMS, Check.FIX_PROMISE))


def similar_later(facts: Facts, _rules: Rules) -> ReadyOffer | None:
    """They wait for it: only with a date that somebody has confirmed (A5)."""
    terms = Terms(kind=Remedy.DELIVER_ITEM, skus=_some(facts))
    return of(OfferCode.SEND_AGAIN, terms, facts, Check.NO_DATE)


def _some(facts: Facts) -> tuple[str, ...]:
    """The claimed goods by name, unless the claim is about everything."""
    return () if facts.whole_order else tuple(one.sku for one in facts.items)
