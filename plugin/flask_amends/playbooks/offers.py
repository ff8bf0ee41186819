"""The ready offers, one small function each: what it gives, who pays, what it costs, what to check first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import REFUNDS, Actor, Remedy
from flask_amends.playbooks.cost import Cost, cost_of
from flask_amends.playbooks.facts import Facts, Rules


class OfferCode(StrEnum):
    """Which offer or step it is. Steps have no terms: they are done, not offered."""

    MONEY_BACK = "money_back"
    PAY_REAL_PRICE = "pay_real_price"
    HONOUR = "honour"
    SHARE_OF_REAL = "share_of_real"
    SIMILAR = "similar"
    CANCEL_WITH_GIFT = "cancel_with_gift"
    SAME_AGAIN = "same_again"
    REPAIR = "repair"
    KEEP_FOR_LESS = "keep_for_less"
    RETURN = "return"
    SEND_AGAIN = "send_again"
    BRING_THE_REST = "bring_the_rest"
    MONEY_WITH_GIFT = "money_with_gift"
    GOODWILL = "goodwill"
    APOLOGY = "apology"
    MAKE_GOOD = "make_good"
    GIVE_BACK_SUM = "give_back_sum"
    PAUSE = "pause"
    LOCATE = "locate"
    FIND_PAYMENT = "find_payment"
    STOP_CONTACT = "stop_contact"
    TO_A_PERSON = "to_a_person"
    SETTLE_BIGGER = "settle_bigger"


#: What is done rather than offered.
STEPS = frozenset(
    {
        OfferCode.PAUSE,
        OfferCode.LOCATE,
        OfferCode.FIND_PAYMENT,
        OfferCode.STOP_CONTACT,
        OfferCode.TO_A_PERSON,
        OfferCode.SETTLE_BIGGER,
    }
)


class Check(StrEnum):
    """What to look at before the offer is made."""

    PRICE_SHOWN = "price_shown"
    REAL_PRICE = "real_price"
    IN_STOCK = "in_stock"
    CONSENT = "consent"
    PACKAGING = "packaging"
    DESCRIPTION = "description"
    TRACKING = "tracking"
    NAME_SIMILAR = "name_similar"
    NO_DATE = "no_date"
    TERMS_SHOWN = "terms_shown"
    BUDGET = "budget"
    DELIVERY_TERMS = "delivery_terms"
    PROOF_OF_LOSS = "proof_of_loss"
    PAYMENT_RECORD = "payment_record"
    LABEL = "label"
    DAY = "day"
    LAST_WORD = "last_word"
    FIX_PROMISE = "fix_promise"


class Lack(StrEnum):
    """What is not known yet, so that the offer has no amounts."""

    REAL_PRICE = "real_price"
    SIMILAR = "similar"
    PRICE = "price"
    PAID = "paid"
    LOSS = "loss"
    SCALE = "scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyOffer:
    """An offer or a step of a playbook.

    ``terms`` is ``None`` for a step, and while something is ``lacking``. ``cost`` belongs to the terms, and
    ``payer`` is who carries them out (X14).
    """

    code: OfferCode
    terms: Terms | None = None
    cost: Cost | None = None
    payer: Actor | None = None
    checks: tuple[Check, ...] = ()
    lacking: Lack | None = None
    similar: bool = False

    @property
    def is_step(self) -> bool:
        return self.code in STEPS

    @property
    def can_be_sent(self) -> bool:
        """Whether it can go to the shopper as it stands."""
        return self.terms is not None

    def changed(self, terms: Terms, facts: Facts) -> ReadyOffer:
        """The same offer with other amounts, and what it costs then."""
        return replace(
            self, terms=terms, cost=cost_of(terms, facts, similar=self.similar), payer=_payer(terms, facts)
        )


def step(code: OfferCode, *checks: Check) -> ReadyOffer:
    """Something to do before or instead of an offer."""
    return ReadyOffer(code=code, checks=checks)


def of(code: OfferCode, terms: Terms, facts: Facts, *checks: Check, similar: bool = False) -> ReadyOffer:
    """An offer with these terms."""
    return ReadyOffer(code=code, checks=checks, similar=similar).changed(terms, facts)


def lacks(code: OfferCode, what: Lack, *checks: Check) -> ReadyOffer:
    """An offer whose amount cannot be worked out yet."""
    return ReadyOffer(code=code, checks=checks, lacking=what)


def _payer(terms: Terms, facts: Facts) -> Actor:
    if terms.kind is Remedy.REPRICE_ORDER:
        return Actor.SHOPPER
    return facts.refunded_by if terms.kind in REFUNDS else Actor.SHOP


# -- pieces of terms -----------------------------------------------------------------------------------------


def back(facts: Facts) -> Money | None:
    """What a full refund of the claimed items comes to: their price, and never more than is left (X14)."""
    value = facts.value()
    if facts.left is None:
        return value
    if facts.whole_order or value is None:
        return facts.left
    return min(value, facts.left, key=lambda one: one.minor)


def refund(facts: Facts, kind: Remedy) -> Terms | None:
    """The money back. For some of the goods it names them and their price."""
    amount = back(facts)
    if amount is not None and not amount.minor:
        return None
    if facts.whole_order or amount is None:
        return Terms(kind=kind, amount=amount)
    return Terms(kind=kind, amount=amount, skus=tuple(one.sku for one in facts.items))


def with_gift(terms: Terms, facts: Facts, rules: Rules) -> Terms:
    """The same with the small gift on top, where its worth is known and the shop itself performs (Q7)."""
    gift = gift_of(facts, rules)
    if gift is None or _payer(terms, facts) is not Actor.SHOP:
        return terms
    return replace(terms, gift=gift)


def gift_of(facts: Facts, rules: Rules) -> Money | None:
    """The worth of a small gift: the shop's own, else a share of the goods' price; within the budget."""
    gift = rules.gift or _share_of_price(facts, rules)
    if gift is None or gift.currency != facts.currency or not gift.minor:
        return None
    if facts.goodwill_left is not None and facts.goodwill_left < gift:
        return None
    return gift


def _share_of_price(facts: Facts, rules: Rules) -> Money | None:
    value = facts.real_value() or facts.value() or facts.left
    if value is None:
        return None
    gift = facts.share(value, rules.gift_share)
    if facts.scale is None or gift <= facts.scale.least:
        return gift
    return facts.scale.least
