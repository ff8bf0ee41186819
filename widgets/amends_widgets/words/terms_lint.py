"""What staff reads about terms of delivery that lack something, and items whose pages do (D3-D6, Q5)."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_

#: What is wrong with terms of delivery, by its code.
DELIVERY_FAULTS: dict[str, str] = {
    "no_fallback": N_("No rule is for everywhere. A buyer whose address fits no other one reads nothing."),
    "no_refusal": N_("No rule says where you do not deliver. Add one, or name the countries you sell to."),
    "no_rule_for_country": N_("You sell to %(country)s, but no rule is for it."),
    "no_inspection": N_("It does not say whether the goods can be looked at before they are paid."),
    "no_prepayment": N_("It does not say what is paid in advance."),
    "no_carrier": N_("It names no carrier."),
    "no_contact": N_("It gives nobody to ask about the parcel."),
    "overlap": N_("Rule %(other)s is for the same addresses and promises something else."),
    "other_currency": N_("Its amounts are not in the shop's currency."),
    "no_zone": N_("Its hour to order by has no time zone."),
    "too_fast": NN_(
        "Nine of ten parcels took up to %(days)s day. It promises less.",
        "Nine of ten parcels took up to %(days)s days. It promises less.",
        by="days",
    ),
    "not_reviewed": N_("Nobody has looked at it for 180 days."),
    "mail_silent": N_("The letter %(name)s does not repeat the terms of delivery."),
    "mail_missing": N_("There is no letter %(name)s."),
    "broken": N_("The shop's own function for these rules failed: %(problem)s"),
}

#: What the page of an item lacks, by its code.
ITEM_FAULTS: dict[str, str] = {
    "description": N_("Description"),
    "photo": N_("Photo"),
    "size": N_("Size"),
    "material": N_("Material"),
    "own_photo": N_("Photo of its own"),
}
