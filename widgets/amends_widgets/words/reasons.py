"""Why people claim, in the words they would use themselves, and which photos help."""

from __future__ import annotations

from amends_widgets.marking import N_

#: Groups of the list, in the order shown; every reason is in exactly one.
GROUPS: dict[str, tuple[str, ...]] = {
    N_("The delivery"): ("item_not_received", "arrived_late", "empty_parcel", "damaged_in_transit"),
    N_("What I received"): (
        "not_as_described",
        "damaged_parcel_intact",
        "defective",
        "defect_found_during_use",
        "missing_parts",
        "incomplete_order",
        "wrong_item",
        "wrong_size",
        "counterfeit",
    ),
    N_("The price and the money"): (
        "price_error",
        "incorrect_amount",
        "duplicate_charge",
        "unauthorised",
        "credit_not_processed",
        "off_platform_charge",
    ),
    N_("What was promised"): (
        "out_of_stock",
        "promo_terms",
        "delivery_terms",
        "return_refused",
        "problem_returning",
    ),
    N_("Something else"): ("unwanted_contact", "other"),
}

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
