"""Where a case stands, whose turn it is, and how it ended."""

from __future__ import annotations

from amends_widgets.marking import N_

#: What a case waits for, told to its shopper.
STATUSES: dict[str, str] = {
    "quarantined": N_("Received; the shop is looking at it first"),
    "unverified": N_("Waiting for you to confirm your e-mail address"),
    "awaiting_shop": N_("Waiting for the shop's answer"),
    "awaiting_shopper": N_("Waiting for your answer"),
    "under_review": N_("Being reviewed"),
    "evidence_required": N_("More evidence was asked for"),
    "decided": N_("Decided; the decision can still be appealed"),
    "awaiting_return": N_("The goods need to go back"),
    "return_in_transit": N_("The goods are on their way back"),
    "return_inspection": N_("The shop is checking what came back"),
    "awaiting_compensation": N_("Agreed; it is being carried out"),
    "awaiting_confirmation": N_("Done; please confirm that it has arrived"),
    "closed": N_("Closed"),
}

#: Whose turn it is, told to the shopper.
TURNS: dict[str, str] = {
    "shopper": N_("It is your turn"),
    "shop": N_("It is the shop's turn"),
    "arbiter": N_("The reviewer decides next"),
    "marketplace": N_("It is the marketplace's turn"),
    "carrier": N_("The carrier has the parcel"),
    "system": N_("This goes on by itself"),
}

#: Who somebody is, told to the shopper.
ACTORS: dict[str, str] = {
    "shopper": N_("You"),
    "shop": N_("The shop"),
    "arbiter": N_("The reviewer"),
    "marketplace": N_("The marketplace"),
    "carrier": N_("The carrier"),
    "system": N_("Automatic"),
}

#: The stages of every case, as steps.
STEPS: dict[str, str] = {
    "negotiation": N_("Finding a solution together"),
    "arbitration": N_("Review"),
    "fulfilment": N_("Carrying it out"),
    "closed": N_("Closed"),
}

OUTCOMES: dict[str, str] = {
    "resolved_by_agreement": N_("You and the shop agreed, and it was carried out."),
    "resolved_shopper_favour": N_("The case was decided in your favour."),
    "resolved_shop_favour": N_("The case was decided in the shop's favour."),
    "retracted": N_("You withdrew your claim."),
    "waived": N_("You gave up what was still owed to you."),
    "settled_externally": N_("The money came back to you outside this case."),
    "superseded_by_chargeback": N_("Your bank is handling this payment now, so the case ends here."),
    "superseded_by_withdrawal": N_("You withdrew from the contract, and that takes the place of this case."),
    "expired_unverified": N_("The e-mail address was not confirmed in time."),
    "lapsed": N_("The time for answering passed, so the case was closed."),
    "defaulted": N_("What is owed to you was not carried out in time. You keep your right to it."),
    "unresolved": N_("No solution was found here."),
    "duplicate": N_("This claim is handled in another case that is already open."),
}

OUTCOME_REASONS: dict[str, str] = {
    "no_response_from_shop": N_("The shop did not answer in time."),
    "no_response_from_shopper": N_("We did not receive your answer in time."),
    "no_agreement_in_time": N_("There was no agreement in the time for it."),
    "partial_refund_offer_accepted": N_("A partial refund was accepted."),
    "valid_proof_of_delivery": N_("There is proof of delivery."),
    "item_not_as_described": N_("The goods were not as described."),
    "item_sold_as_described": N_("The goods were as described."),
    "item_returned_to_seller": N_("The goods went back to the shop."),
    "item_not_returned_to_seller": N_("The goods did not go back to the shop."),
    "seller_issued_refund": N_("The money was given back."),
    "retracted_by_shopper": N_("You withdrew the claim."),
    "decision_based_on_available_information": N_("The decision rests on what is in the case."),
    "auto_confirmed": N_("The time for saying that something did not arrive has passed."),
    "arbiter_unavailable_default_rule": N_("Nobody decided in time, so the rule for that case applied."),
    "claim_accepted": N_("Your claim was accepted."),
    "offer_accepted": N_("An offer was accepted."),
    "requested_by_party": N_("A review was asked for."),
    "marketplace_delivered": N_("The marketplace delivered the order, so it answers for the delivery."),
    "appealed": N_("There was an appeal."),
    "recused": N_("The reviewer passed the case on."),
    "amount_not_known": N_("The amount had to be settled first."),
    "compensation_overdue": N_("What was agreed was not carried out in time."),
    "return_lost": N_("The return parcel did not arrive."),
    "return_disputed": N_("There was a question about the return."),
    "not_verified_in_time": N_("The e-mail address was not confirmed in time."),
    "case_time_ended": N_("The time for the whole case was over."),
}

GROUNDS: dict[str, str] = {
    "additional_requirements_not_completed": N_("Something that was asked for is still missing."),
    "product_not_returned": N_("The goods have not come back."),
    "damaged_by_user": N_("The shop thinks that the damage came about in use."),
    "conforms_to_contract": N_("The shop thinks that the goods are as agreed."),
    "minor_defect": N_("The shop thinks that the defect is minor."),
    "other": N_("For another reason, given below."),
    "withdrawn_by_buyer": N_("The claim was withdrawn."),
}

ROUTES: dict[str, str] = {
    "marketplace": N_("The marketplace"),
    "second_look": N_("Someone at the shop who has not handled your case"),
}
