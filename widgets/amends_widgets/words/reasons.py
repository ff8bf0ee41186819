"""Why people claim, in the words they would use themselves, with an example each, and which photos help."""

from __future__ import annotations

from dataclasses import dataclass

from amends_widgets.marking import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Reasons that a shopper would look for in one place. ``teaser`` says what is inside while it is folded.

    ``photos`` says which photos help; empty where none do.
    """

    code: str
    title: str
    teaser: str
    reasons: tuple[str, ...]
    photos: str = ""


#: Reasons that are no claim: the form leads to where they are settled faster, and back if that does not help.
CHANGED_MIND, QUESTION = "changed_mind", "question"
ELSEWHERE = (CHANGED_MIND, QUESTION)

#: The list of reasons, in the order shown; every reason is in exactly one group.
GROUPS: tuple[Group, ...] = (
    Group(
        code="absent",
        title=N_("It has not come, or came late"),
        teaser=N_("Not here, too late, sold out, delivery cost more"),
        reasons=("item_not_received", "arrived_late", "out_of_stock", "delivery_terms"),
        photos=N_("A picture of what you were told helps: the promised date, the page, or a message."),
    ),
    Group(
        code="damaged",
        title=N_("It is damaged or does not work"),
        teaser=N_("Broken on the way, faulty, broken later"),
        reasons=("damaged_in_transit", "damaged_parcel_intact", "defective", "defect_found_during_use"),
        photos=N_(
            "One photo of the whole thing and one of the damage from close up. If the parcel was damaged, "
            "its outside and its label too."
        ),
    ),
    Group(
        code="different",
        title=N_("It is not what I ordered"),
        teaser=N_("Wrong thing, wrong size, something missing, not as shown"),
        reasons=(
            "wrong_item",
            "not_as_described",
            "wrong_size",
            "missing_parts",
            "incomplete_order",
            "empty_parcel",
            "counterfeit",
        ),
        photos=N_(
            "One photo of everything that was in the parcel, and one of the label on the thing or on its box."
        ),
    ),
    Group(
        code="money",
        title=N_("The price or a payment"),
        teaser=N_("Another price, a discount, charged twice, extra money"),
        reasons=(
            "price_error",
            "promo_terms",
            "incorrect_amount",
            "duplicate_charge",
            "unauthorised",
            "off_platform_charge",
        ),
        photos=N_(
            "A picture of the price or the discount as you saw it, or of the payment. Cover your card number."
        ),
    ),
    Group(
        code="return",
        title=N_("Sending it back, or a refund"),
        teaser=N_("Changed your mind, return refused, refund missing"),
        reasons=(CHANGED_MIND, "return_refused", "problem_returning", "credit_not_processed"),
        photos=N_("A picture of the receipt for the parcel you sent back, or of the answer you were given."),
    ),
    Group(
        code="else",
        title=N_("Something else"),
        teaser=N_("A question, unwanted calls, anything not listed"),
        reasons=(QUESTION, "unwanted_contact", "other"),
    ),
)

REASONS: dict[str, str] = {
    "item_not_received": N_("My parcel has not arrived"),
    "arrived_late": N_("It arrived too late"),
    "empty_parcel": N_("The parcel was empty"),
    "damaged_in_transit": N_("The parcel and what is in it arrived damaged"),
    "damaged_parcel_intact": N_("The parcel looked fine, but what is in it is damaged"),
    "not_as_described": N_("It is not what was described or shown"),
    "defective": N_("It did not work from the start"),
    "defect_found_during_use": N_("It broke or showed a defect later"),
    "missing_parts": N_("Parts are missing"),
    "incomplete_order": N_("Some of the things I ordered are missing"),
    "wrong_item": N_("I received something else"),
    "wrong_size": N_("The size is wrong"),
    "counterfeit": N_("I think it is a counterfeit"),
    "price_error": N_("The price was changed or is called a mistake"),
    "incorrect_amount": N_("I was charged a wrong amount"),
    "duplicate_charge": N_("I was charged twice"),
    "unauthorised": N_("I did not make this payment"),
    "credit_not_processed": N_("A refund I was promised has not come"),
    "off_platform_charge": N_("The courier asked for extra money"),
    "out_of_stock": N_("I paid, and then it was not available"),
    "promo_terms": N_("A discount or gift certificate was not honoured"),
    "delivery_terms": N_("Delivery cost more or took longer than stated"),
    "return_refused": N_("My return was refused"),
    "problem_returning": N_("I cannot send it back"),
    "unwanted_contact": N_("Calls or messages I did not ask for"),
    "other": N_("Something else"),
}

#: What leads to another form.
LEADING: dict[str, str] = {
    CHANGED_MIND: N_("I changed my mind and want to send it back"),
    QUESTION: N_("I only have a question"),
}

#: One example each, so that nobody has to guess what is meant.
EXAMPLES: dict[str, str] = {
    "item_not_received": N_("The day of delivery has passed, or it is marked as delivered and is not here."),
    "arrived_late": N_("The flowers came on the day after the wedding."),
    "empty_parcel": N_("The box was closed, and there was nothing in it."),
    "damaged_in_transit": N_("The box is crushed and the cup inside is broken."),
    "damaged_parcel_intact": N_("The box is fine, but the table has a scratch."),
    "not_as_described": N_("Another colour or material than in the pictures."),
    "defective": N_("It does not switch on."),
    "defect_found_during_use": N_("The zip came off after three weeks."),
    "missing_parts": N_("The screws or the cable were not in the box."),
    "incomplete_order": N_("I ordered three, and two came."),
    "wrong_item": N_("I ordered a lamp and got a clock."),
    "wrong_size": N_("The label says 40, and the shoe is a 38."),
    "counterfeit": N_("The logo or the label does not look like the real one."),
    "price_error": N_("After I paid, I was told that the price was wrong."),
    "incorrect_amount": N_("My card was charged more than the total of the order."),
    "duplicate_charge": N_("The same order is on my bank statement twice."),
    "unauthorised": N_("I do not know this order."),
    "credit_not_processed": N_("I sent it back, and the money has not come."),
    "off_platform_charge": N_("The courier wanted cash at the door."),
    "out_of_stock": N_("I was told after the payment that there are none left."),
    "promo_terms": N_("The code was refused for a reason I could not have known."),
    "delivery_terms": N_("The courier costs more in my town than the page said."),
    "return_refused": N_("I asked for a return, and the answer was no."),
    "problem_returning": N_("The label does not work, or the parcel shop does not take it."),
    "unwanted_contact": N_("Calls at night, or messages although I said stop."),
    "other": N_("Say it in your own words below."),
    CHANGED_MIND: N_("It is fine, but I do not want to keep it. There is a shorter form for that."),
    QUESTION: N_("How do I wash it? When does it come? A person at the shop answers."),
}


def group_of(reason: str) -> Group | None:
    """The group a reason is in."""
    return next((group for group in GROUPS if reason in group.reasons), None)
