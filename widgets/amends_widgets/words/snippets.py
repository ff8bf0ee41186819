"""Snippets to start an answer from: shipped in every language, and never sent as they stand (P11, D7, T9).

A value of the case goes in by name. What stands in ``[[…]]`` only a person can write, and nothing is sent
before somebody did.
"""

from __future__ import annotations

from dataclasses import dataclass

from amends_widgets.marking import N_

#: Values that are filled in from the case, and what each is.
VARIABLES: dict[str, str] = {
    "shopper_name": N_("the shopper's name"),
    "order_number": N_("the order number"),
    "item": N_("the item it is about"),
    "deadline": N_("by when you answer"),
    "case_number": N_("the number of the case"),
    "staff_name": N_("your name"),
    "shop_name": N_("the name of the shop"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """One shipped snippet: the ``reasons`` it fits, its paragraphs, and a ``hint`` instead of a script."""

    id: str
    title: str
    reasons: tuple[str, ...]
    paragraphs: tuple[str, ...]
    hint: str


HELLO = N_("Hello %(shopper_name)s,")
BYE = N_("%(staff_name)s, %(shop_name)s")

STARTERS: tuple[Starter, ...] = (
    Starter(
        id="starter_price",
        title=N_("A wrong price: our apology"),
        reasons=("price_error", "incorrect_amount"),
        paragraphs=(
            HELLO,
            N_("The price of this item was wrong, and the mistake is ours: %(item)s."),
            N_("[[How it came about, in your own words]]"),
            N_("I am sorry. You decide what happens now: [[what you offer, with the amounts]]"),
            N_("If something else would be fairer to you, tell me. You have the last word."),
            BYE,
        ),
        hint=N_(
            "Offer the refund or the real price first. Say sorry once and mean it; leave out every "
            "sentence that could stand in anybody's letter."
        ),
    ),
    Starter(
        id="starter_delivery",
        title=N_("Worry about the delivery"),
        reasons=("arrived_late", "delivery_terms"),
        paragraphs=(
            HELLO,
            N_("I understand what you are worried about: [[what the shopper is worried about]]"),
            N_("Your order %(order_number)s is brought by our partner: [[who it is and how it works]]"),
            N_("If anything in it is not as described, write to me here: we put it right at our cost."),
            N_("What I do now, and by when: [[what you do and the date]]"),
            BYE,
        ),
        hint=N_(
            "Let the shopper finish. Say who the partner is, what happens if something is wrong, and "
            "what is good about the goods."
        ),
    ),
    Starter(
        id="starter_unavailable",
        title=N_("Not available: an offer in its place"),
        reasons=("out_of_stock",),
        paragraphs=(
            HELLO,
            N_("We confirmed your order %(order_number)s, and we do not have this item: %(item)s."),
            N_("That is our mistake, and I am sorry for it. [[What happened]]"),
            N_("We offer you in its place: [[a similar item, its price and the discount]]"),
            N_("If you would rather have your money, all of it goes back to you. It is your choice."),
            BYE,
        ),
        hint=N_("Give no date for new stock unless you know where it comes from."),
    ),
    Starter(
        id="starter_missing_parcel",
        title=N_("The parcel has not come"),
        reasons=("item_not_received", "empty_parcel"),
        paragraphs=(
            HELLO,
            N_("I am looking for the parcel of your order %(order_number)s myself."),
            N_("What I know so far: [[what you found out, and from whom]]"),
            N_("By %(deadline)s at the latest you hear from me where it is."),
            N_("If it cannot be found: [[what you do then]]"),
            BYE,
        ),
        hint=N_("Look for it yourself before you write. The way of the parcel is ours to answer for."),
    ),
    Starter(
        id="starter_damaged",
        title=N_("It arrived damaged"),
        reasons=("damaged_in_transit", "damaged_parcel_intact", "defective", "missing_parts"),
        paragraphs=(
            HELLO,
            N_("This came to you damaged, and we answer for it: %(item)s."),
            N_("[[What you see on the photos]]"),
            N_("We send you the same model, at our cost, on a day that suits you: [[from which day on]]"),
            N_("So that it does not happen again, we pack differently: [[what you change]]"),
            BYE,
        ),
        hint=N_("The same model, free delivery on any day, and a small gift with it. Ask for nothing twice."),
    ),
    Starter(
        id="starter_different",
        title=N_("It is not as shown or described"),
        reasons=("not_as_described", "wrong_item", "wrong_size", "incomplete_order"),
        paragraphs=(
            HELLO,
            N_("You received something else than what you ordered, and that is ours to put right: %(item)s."),
            N_("[[What differs, in your own words]]"),
            N_("You can choose: [[what you offer]]"),
            BYE,
        ),
        hint=N_("Accept the complaint. Name the difference yourself, so that nobody has to prove it."),
    ),
    Starter(
        id="starter_promotion",
        title=N_("The terms of a promotion"),
        reasons=("promo_terms",),
        paragraphs=(
            HELLO,
            N_("We did not say the terms of this promotion clearly enough: [[which promotion]]"),
            N_("These are all of them: [[the smallest order, the share that can be used, until when]]"),
            N_("I am sorry about it. [[What you give, if you give anything]]"),
            BYE,
        ),
        hint=N_("An apology alone is an answer too. Do not promise to change the banner."),
    ),
    Starter(
        id="starter_contact",
        title=N_("Calls or messages nobody asked for"),
        reasons=("unwanted_contact",),
        paragraphs=(
            HELLO,
            N_("You do not want this any more, and from now on it ends: [[which calls or messages]]"),
            N_("I am sorry that we disturbed you. [[How it came about]]"),
            N_("About your order you hear from us only here, in writing."),
            BYE,
        ),
        hint=N_(
            "Such a complaint is seldom alone: look for an open case of the same shopper, and ask what "
            "is behind it."
        ),
    ),
    Starter(
        id="starter_time",
        title=N_("It takes longer"),
        reasons=(),
        paragraphs=(
            HELLO,
            N_("You get the full answer by %(deadline)s, because [[the reason]]"),
            N_("What I have done so far: [[what you have done]]"),
            N_("If you hear nothing from us by then, you can have the case decided without us."),
            BYE,
        ),
        hint=N_("A date and a reason, both. Ask whether the date suits the shopper."),
    ),
)
