"""The desk's words for codes: the same facts as the shopper reads, told to the shop."""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.marking import N_
from amends_widgets.words.promises import CONSENTS, PROMISES, STANDINGS
from amends_widgets.words.refusals import REFUSALS as SHARED_REFUSALS
from amends_widgets.words.remedies import REMEDIES as SHARED_REMEDIES

STATUSES = {
    "quarantined": N_("Put aside"),
    "unverified": N_("Address not confirmed"),
    "awaiting_shop": N_("Waiting for you"),
    "awaiting_shopper": N_("Waiting for the shopper"),
    "under_review": N_("Under review"),
    "evidence_required": N_("Evidence required"),
    "decided": N_("Decided, can be appealed"),
    "awaiting_return": N_("Return awaited"),
    "return_in_transit": N_("Return on its way"),
    "return_inspection": N_("Return to be checked"),
    "awaiting_compensation": N_("Compensation due"),
    "awaiting_confirmation": N_("Confirmation awaited"),
    "closed": N_("Closed"),
}

TURNS = {
    "shop": N_("Your turn"),
    "shopper": N_("Shopper's turn"),
    "arbiter": N_("Second look"),
    "marketplace": N_("Marketplace's turn"),
    "carrier": N_("Carrier's turn"),
}

PRIORITIES = {
    "urgent": N_("Urgent"),
    "high": N_("High"),
    "normal": N_("Normal"),
    "low": N_("Low"),
}

#: How far the shopper has gone, or says to go (F1).
SEVERITIES = {
    "call": N_("Angry call"),
    "review": N_("Bad review"),
    "public_post": N_("Public post"),
    "lawsuit": N_("Lawsuit"),
}

ACTORS = {
    "shop": N_("Shop"),
    "shopper": N_("Shopper"),
    "arbiter": N_("Second look"),
    "marketplace": N_("Marketplace"),
    "carrier": N_("Carrier"),
    "system": N_("Automatic"),
}

#: Who has to do something, inside a sentence.
PARTIES = {
    "shop": N_("the shop"),
    "shopper": N_("the shopper"),
    "arbiter": N_("a colleague who did not handle the case"),
    "marketplace": N_("the marketplace"),
    "carrier": N_("the carrier"),
    "system": N_("nobody"),
}

REASONS = {
    "item_not_received": N_("Not received"),
    "empty_parcel": N_("Empty parcel"),
    "arrived_late": N_("Arrived late"),
    "not_as_described": N_("Not as described"),
    "damaged_in_transit": N_("Parcel and goods damaged in transit"),
    "damaged_parcel_intact": N_("Goods damaged, parcel intact"),
    "defective": N_("Defective from the start"),
    "defect_found_during_use": N_("Defect found during use"),
    "missing_parts": N_("Parts missing"),
    "incomplete_order": N_("Order incomplete"),
    "wrong_item": N_("Wrong item"),
    "wrong_size": N_("Wrong size"),
    "counterfeit": N_("Counterfeit"),
    "credit_not_processed": N_("Promised refund not paid"),
    "incorrect_amount": N_("Charged a wrong amount"),
    "duplicate_charge": N_("Charged twice"),
    "unauthorised": N_("Payment not authorised"),
    "return_refused": N_("Return refused"),
    "problem_returning": N_("Cannot send it back"),
    "price_error": N_("Price error"),
    "out_of_stock": N_("Sold, but not available"),
    "promo_terms": N_("Terms of a promotion or certificate"),
    "delivery_terms": N_("Delivery terms"),
    "unwanted_contact": N_("Unwanted calls or messages"),
    "off_platform_charge": N_("Courier asked for extra money"),
    "other": N_("Other"),
}

REMEDIES = {
    **SHARED_REMEDIES,
    "refund_with_return": N_("A refund after the return"),
    "deliver_item": N_("Delivery of what was ordered"),
    "honour_price": N_("The price that was shown"),
    "other": N_("Something else, to be agreed first"),
}

GROUNDS = {
    "additional_requirements_not_completed": N_("Something we asked for is still missing"),
    "product_not_returned": N_("The goods have not come back"),
    "damaged_by_user": N_("Damaged in use"),
    "conforms_to_contract": N_("The goods are as agreed"),
    "minor_defect": N_("The defect is minor"),
    "withdrawn_by_buyer": N_("The shopper withdrew the claim"),
    "other": N_("Another ground, explained below"),
}

CONDITIONS = {
    "item_received": N_("Received, in order"),
    "item_not_received": N_("Not received"),
    "damaged": N_("Damaged"),
    "empty_package_or_different": N_("Empty parcel, or something else in it"),
    "missing_items": N_("Some items are missing"),
}

ROUTES = {
    "marketplace": N_("the marketplace"),
    "second_look": N_("a colleague who did not handle the case"),
}

OUTCOMES = {
    "resolved_by_agreement": N_("Settled by agreement"),
    "resolved_shopper_favour": N_("Decided for the shopper"),
    "resolved_shop_favour": N_("Decided for the shop"),
    "retracted": N_("Claim withdrawn by the shopper"),
    "waived": N_("Given up by the one it was owed to"),
    "settled_externally": N_("Refunded outside the case"),
    "superseded_by_chargeback": N_("The bank handles it (chargeback)"),
    "superseded_by_withdrawal": N_("The shopper withdrew from the contract"),
    "expired_unverified": N_("Address never confirmed"),
    "lapsed": N_("Time ran out"),
    "defaulted": N_("Owed, but not given in time"),
    "unresolved": N_("No solution found here"),
    "duplicate": N_("Handled in another case"),
}

OUTCOME_REASONS = {
    "no_response_from_shop": N_("The shop did not answer in time"),
    "no_response_from_shopper": N_("The shopper did not answer in time"),
    "no_agreement_in_time": N_("No agreement in the time for it"),
    "partial_refund_offer_accepted": N_("A partial refund was accepted"),
    "valid_proof_of_delivery": N_("There is proof of delivery"),
    "item_not_as_described": N_("The goods were not as described"),
    "item_sold_as_described": N_("The goods were as described"),
    "item_returned_to_seller": N_("The goods went back to the shop"),
    "item_not_returned_to_seller": N_("The goods did not go back to the shop"),
    "seller_issued_refund": N_("The shop gave the money back"),
    "retracted_by_shopper": N_("The shopper withdrew the claim"),
    "decision_based_on_available_information": N_("Decided on what is in the case"),
    "auto_confirmed": N_("Nobody said that it did not arrive"),
    "arbiter_unavailable_default_rule": N_("Nobody decided, so the default rule applied"),
    "claim_accepted": N_("The shop granted the claim"),
    "offer_accepted": N_("An offer was accepted"),
    "requested_by_party": N_("One side asked for it"),
    "marketplace_delivered": N_("The marketplace delivered the order"),
    "appealed": N_("One side appealed"),
    "recused": N_("The reviewer stepped aside"),
    "amount_not_known": N_("The amount is still to be settled"),
    "compensation_overdue": N_("What was owed was not given in time"),
    "return_lost": N_("The return did not arrive"),
    "return_disputed": N_("The sides disagree about the return"),
    "not_verified_in_time": N_("The address was not confirmed in time"),
    "case_time_ended": N_("The time for the whole case was over"),
}

EVIDENCE = {
    "proof_of_fulfillment": N_("Proof that the order was fulfilled"),
    "proof_of_delivery_signature": N_("Signature on delivery"),
    "online_tracking_information": N_("Tracking information"),
    "proof_of_shipment_postage": N_("Proof of posting"),
    "proof_of_refund": N_("Proof of a refund"),
    "proof_of_return": N_("Proof of a return"),
    "return_tracking_information": N_("Tracking of the return"),
    "proof_of_damage": N_("Proof of damage"),
    "proof_of_missing_items": N_("Proof of missing items"),
    "proof_of_empty_package_or_different_item": N_("Proof of an empty parcel or another item"),
    "proof_of_item_not_received": N_("Proof that it was not received"),
    "proof_of_significant_difference": N_("Proof of a significant difference"),
    "photos_of_shipped_item": N_("Photos of the item before shipping"),
    "item_description": N_("Description of the item"),
    "listing_url": N_("The page it was sold on"),
    "order_details": N_("Details of the order"),
    "details_of_purchase": N_("Details of the purchase"),
    "return_policy": N_("Return policy"),
    "price_difference_reason": N_("Reason for a price difference"),
    "paid_with_other_method": N_("Paid by another method"),
    "bank_statement": N_("Bank statement"),
    "merchant_response": N_("The shop's statement"),
    "buyer_response": N_("The shopper's statement"),
    "shipping_insurance": N_("Shipping insurance"),
    "third_party_expert_opinion": N_("Opinion of an independent expert"),
    "shown_terms_snapshot": N_("The terms that were shown"),
    "other": N_("Other evidence"),
}

CLOCKS = {
    "statutory": N_("the legal time to answer"),
    "turn": N_("the time for this step"),
    "negotiation": N_("the time to agree"),
    "case": N_("the time for the whole case"),
}

BASES = {
    "agreed": N_("agreed"),
    "award": N_("decided"),
    "silence": N_("owed because nobody answered"),
}

OFFER_STATUSES = {
    "proposed": N_("Open"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "superseded": N_("Replaced"),
    "expired": N_("Expired"),
}

#: Whether somebody from outside still decides.
SEATS = {
    "open": N_("Asked to decide"),
    "decided": N_("Has decided"),
    "left": N_("Stepped aside"),
    "ended": N_("Link ended"),
    "passed": N_("Time is over"),
}
#: Where the shop reads something else than the shopper.
REFUSALS = {
    **SHARED_REFUSALS,
    "offer_own": N_("This is your own offer; the shopper can accept it."),
    "turn_not_reached": N_("The other side has to act first."),
    "item_mismatch": N_("One of the chosen items is not part of this claim. Please choose again."),
    "date_in_past": N_("Choose a moment that is still ahead."),
    "date_too_late": N_("Choose a moment no later than %(latest)s."),
    "reopen_not_possible": N_("This case cannot be opened again."),
    "lapsed_assignment": N_("The review was handed to somebody else meanwhile."),
}

TABLES: Mapping[str, Mapping[str, str]] = {
    "actor": ACTORS,
    "basis": BASES,
    "clock": CLOCKS,
    "consent": CONSENTS,
    "condition": CONDITIONS,
    "evidence": EVIDENCE,
    "ground": GROUNDS,
    "offer_status": OFFER_STATUSES,
    "outcome": OUTCOMES,
    "outcome_reason": OUTCOME_REASONS,
    "party": PARTIES,
    "priority": PRIORITIES,
    "promise": PROMISES,
    "reason": REASONS,
    "remedy": REMEDIES,
    "route": ROUTES,
    "seat": SEATS,
    "severity": SEVERITIES,
    "standing": STANDINGS,
    "status": STATUSES,
    "turn": TURNS,
}
