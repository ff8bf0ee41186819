"""The words of the field: each code that is stored, published or shown is spelled here, once."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a dispute waits for."""

    QUARANTINED = "quarantined"
    UNVERIFIED = "unverified"
    AWAITING_SHOP = "awaiting_shop"
    AWAITING_SHOPPER = "awaiting_shopper"
    UNDER_REVIEW = "under_review"
    EVIDENCE_REQUIRED = "evidence_required"
    DECIDED = "decided"
    AWAITING_RETURN = "awaiting_return"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_INSPECTION = "return_inspection"
    AWAITING_COMPENSATION = "awaiting_compensation"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CLOSED = "closed"


class Stage(StrEnum):
    """Where in the process a dispute stands (UNCITRAL technical notes on ODR; PayPal's life cycle stage)."""

    NEGOTIATION = "negotiation"
    ARBITRATION = "arbitration"
    FULFILMENT = "fulfilment"
    CLOSED = "closed"


class Actor(StrEnum):
    """Who does something, or whose turn it is."""

    SHOPPER = "shopper"
    SHOP = "shop"
    ARBITER = "arbiter"
    MARKETPLACE = "marketplace"
    CARRIER = "carrier"
    SYSTEM = "system"


class Action(StrEnum):
    """What a party can do; each is one command."""

    RELEASE = "release"
    VERIFY = "verify"
    CLOSE_DUPLICATE = "close_duplicate"
    RETRACT = "retract"
    ACCEPT_CLAIM = "accept_claim"
    PROPOSE = "propose"
    REJECT = "reject"
    REQUEST_INFO = "request_info"
    HOLD = "hold"
    ESCALATE = "escalate"
    ACCEPT_OFFER = "accept_offer"
    COUNTER = "counter"
    DECLINE = "decline"
    PROVIDE_INFO = "provide_info"
    PROPOSE_EXTENSION = "propose_extension"
    ACCEPT_EXTENSION = "accept_extension"
    REQUIRE_EVIDENCE = "require_evidence"
    DECIDE = "decide"
    RECUSE = "recuse"
    PROVIDE_EVIDENCE = "provide_evidence"
    NOT_AVAILABLE = "not_available"
    APPEAL = "appeal"
    ACCEPT_DECISION = "accept_decision"
    PROVIDE_LABEL = "provide_label"
    SHIP = "ship"
    WAIVE = "waive"
    DELIVERED = "delivered"
    ACKNOWLEDGE_RETURN = "acknowledge_return"
    PERFORMED = "performed"
    FAILED = "failed"
    CONFIRM = "confirm"
    NOT_RECEIVED = "not_received"
    REOPEN = "reopen"
    POST_MESSAGE = "post_message"
    ADD_EVIDENCE = "add_evidence"
    ORDER_REFUNDED = "order_refunded"
    ORDER_REVERSED = "order_reversed"
    ORDER_CHARGED_BACK = "order_charged_back"
    ORDER_WITHDRAWN = "order_withdrawn"
    REMIND = "remind"
    TURN_EXPIRED = "turn_expired"
    NEGOTIATION_EXPIRED = "negotiation_expired"
    STATUTORY_EXPIRED = "statutory_expired"
    CASE_EXPIRED = "case_expired"


class Clock(StrEnum):
    """The four clocks, in the order in which they are applied when several are due at once."""

    STATUTORY = "statutory"
    TURN = "turn"
    NEGOTIATION = "negotiation"
    CASE = "case"


class Reason(StrEnum):
    """Why a shopper claims; frozen on the case once recorded."""

    ITEM_NOT_RECEIVED = "item_not_received"
    EMPTY_PARCEL = "empty_parcel"
    ARRIVED_LATE = "arrived_late"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED_IN_TRANSIT = "damaged_in_transit"
    DAMAGED_PARCEL_INTACT = "damaged_parcel_intact"
    DEFECTIVE = "defective"
    DEFECT_FOUND_DURING_USE = "defect_found_during_use"
    MISSING_PARTS = "missing_parts"
    INCOMPLETE_ORDER = "incomplete_order"
    WRONG_ITEM = "wrong_item"
    WRONG_SIZE = "wrong_size"
    COUNTERFEIT = "counterfeit"
    CREDIT_NOT_PROCESSED = "credit_not_processed"
    INCORRECT_AMOUNT = "incorrect_amount"
    DUPLICATE_CHARGE = "duplicate_charge"
    UNAUTHORISED = "unauthorised"
    RETURN_REFUSED = "return_refused"
    PROBLEM_RETURNING = "problem_returning"
    PRICE_ERROR = "price_error"
    OUT_OF_STOCK = "out_of_stock"
    PROMO_TERMS = "promo_terms"
    DELIVERY_TERMS = "delivery_terms"
    UNWANTED_CONTACT = "unwanted_contact"
    OFF_PLATFORM_CHARGE = "off_platform_charge"
    OTHER = "other"


#: Reasons that are about the delivery: the marketplace answers for them when its own couriers delivered
#: (X12).
DELIVERY_REASONS = frozenset(
    {Reason.ITEM_NOT_RECEIVED, Reason.DAMAGED_IN_TRANSIT, Reason.ARRIVED_LATE, Reason.EMPTY_PARCEL}
)


class Remedy(StrEnum):
    """A way to put things right: one list for what is asked, offered, awarded and performed (X13)."""

    FULL_REFUND = "full_refund"
    PARTIAL_REFUND = "partial_refund"
    PRICE_REDUCTION = "price_reduction"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    REFUND_WITH_RETURN = "refund_with_return"
    REFUND_WITH_REPLACEMENT = "refund_with_replacement"
    DELIVER_ITEM = "deliver_item"
    HONOUR_PRICE = "honour_price"
    REPRICE_ORDER = "reprice_order"
    STORE_CREDIT = "store_credit"
    PROMO_CODE = "promo_code"
    GIFT = "gift"
    CANCEL_ORDER = "cancel_order"
    NO_ACTION = "no_action"
    APOLOGY = "apology"
    OTHER = "other"


#: Remedies that mean nothing without an amount.
AMOUNT_NEEDED = frozenset(
    {
        Remedy.PARTIAL_REFUND,
        Remedy.PRICE_REDUCTION,
        Remedy.STORE_CREDIT,
        Remedy.PROMO_CODE,
        Remedy.REPRICE_ORDER,
    }
)
#: Remedies that give money back, and so count against what was paid less what was refunded.
REFUNDS = frozenset(
    {
        Remedy.FULL_REFUND,
        Remedy.PARTIAL_REFUND,
        Remedy.PRICE_REDUCTION,
        Remedy.REFUND_WITH_RETURN,
        Remedy.REFUND_WITH_REPLACEMENT,
        Remedy.CANCEL_ORDER,
    }
)
#: Remedies that are complete in the moment they are agreed.
NOTHING_TO_PERFORM = frozenset({Remedy.NO_ACTION, Remedy.APOLOGY})
#: Remedies that arrive as a parcel, on a day the shopper may choose (H7).
PARCELS = frozenset(
    {Remedy.REPLACEMENT, Remedy.REFUND_WITH_REPLACEMENT, Remedy.DELIVER_ITEM, Remedy.GIFT, Remedy.REPAIR}
)


class Ground(StrEnum):
    """Why a shop rejects a claim (Allegro's seven)."""

    ADDITIONAL_REQUIREMENTS_NOT_COMPLETED = "additional_requirements_not_completed"
    PRODUCT_NOT_RETURNED = "product_not_returned"
    DAMAGED_BY_USER = "damaged_by_user"
    CONFORMS_TO_CONTRACT = "conforms_to_contract"
    MINOR_DEFECT = "minor_defect"
    OTHER = "other"
    WITHDRAWN_BY_BUYER = "withdrawn_by_buyer"


class Outcome(StrEnum):
    """How a closed dispute ended."""

    RESOLVED_BY_AGREEMENT = "resolved_by_agreement"
    RESOLVED_SHOPPER_FAVOUR = "resolved_shopper_favour"
    RESOLVED_SHOP_FAVOUR = "resolved_shop_favour"
    RETRACTED = "retracted"
    WAIVED = "waived"
    SETTLED_EXTERNALLY = "settled_externally"
    SUPERSEDED_BY_CHARGEBACK = "superseded_by_chargeback"
    SUPERSEDED_BY_WITHDRAWAL = "superseded_by_withdrawal"
    EXPIRED_UNVERIFIED = "expired_unverified"
    LAPSED = "lapsed"
    DEFAULTED = "defaulted"
    UNRESOLVED = "unresolved"
    DUPLICATE = "duplicate"


class OutcomeReason(StrEnum):
    """Why it ended, was decided or was handed over that way (a subset of PayPal's adjudication reasons)."""

    NO_RESPONSE_FROM_SHOP = "no_response_from_shop"
    NO_RESPONSE_FROM_SHOPPER = "no_response_from_shopper"
    NO_AGREEMENT_IN_TIME = "no_agreement_in_time"
    PARTIAL_REFUND_OFFER_ACCEPTED = "partial_refund_offer_accepted"
    VALID_PROOF_OF_DELIVERY = "valid_proof_of_delivery"
    ITEM_NOT_AS_DESCRIBED = "item_not_as_described"
    ITEM_SOLD_AS_DESCRIBED = "item_sold_as_described"
    ITEM_RETURNED_TO_SELLER = "item_returned_to_seller"
    ITEM_NOT_RETURNED_TO_SELLER = "item_not_returned_to_seller"
    SELLER_ISSUED_REFUND = "seller_issued_refund"
    RETRACTED_BY_SHOPPER = "retracted_by_shopper"
    DECISION_BASED_ON_AVAILABLE_INFORMATION = "decision_based_on_available_information"
    AUTO_CONFIRMED = "auto_confirmed"
    ARBITER_UNAVAILABLE_DEFAULT_RULE = "arbiter_unavailable_default_rule"
    CLAIM_ACCEPTED = "claim_accepted"
    OFFER_ACCEPTED = "offer_accepted"
    REQUESTED_BY_PARTY = "requested_by_party"
    MARKETPLACE_DELIVERED = "marketplace_delivered"
    APPEALED = "appealed"
    RECUSED = "recused"
    AMOUNT_NOT_KNOWN = "amount_not_known"
    COMPENSATION_OVERDUE = "compensation_overdue"
    RETURN_LOST = "return_lost"
    RETURN_DISPUTED = "return_disputed"
    NOT_VERIFIED_IN_TIME = "not_verified_in_time"
    CASE_TIME_ENDED = "case_time_ended"


class Basis(StrEnum):
    """Why something is owed; silence is treated like an agreement."""

    AGREED = "agreed"
    AWARD = "award"
    SILENCE = "silence"


class OfferStatus(StrEnum):
    """Where an offer stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class ReturnState(StrEnum):
    """Where a return stands; received, lost and dropped ones are never asked for again."""

    NOT_ASKED = "not_asked"
    LABEL_DUE = "label_due"
    TO_SHIP = "to_ship"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RECEIVED = "received"
    LOST = "lost"
    DROPPED = "dropped"


class ReturnCondition(StrEnum):
    """How a return arrived (PayPal's acknowledgement types)."""

    ITEM_RECEIVED = "item_received"
    ITEM_NOT_RECEIVED = "item_not_received"
    DAMAGED = "damaged"
    EMPTY_PACKAGE_OR_DIFFERENT = "empty_package_or_different"
    MISSING_ITEMS = "missing_items"


class RouteName(StrEnum):
    """Who may decide: the marketplace, or someone in the shop who did not handle the case."""

    MARKETPLACE = "marketplace"
    SECOND_LOOK = "second_look"


class EvidenceType(StrEnum):
    """What a piece of evidence shows (PayPal's types that fit a shop, and the terms that were shown)."""

    PROOF_OF_FULFILLMENT = "proof_of_fulfillment"
    PROOF_OF_DELIVERY_SIGNATURE = "proof_of_delivery_signature"
    ONLINE_TRACKING_INFORMATION = "online_tracking_information"
    PROOF_OF_SHIPMENT_POSTAGE = "proof_of_shipment_postage"
    PROOF_OF_REFUND = "proof_of_refund"
    PROOF_OF_RETURN = "proof_of_return"
    RETURN_TRACKING_INFORMATION = "return_tracking_information"
    PROOF_OF_DAMAGE = "proof_of_damage"
    PROOF_OF_MISSING_ITEMS = "proof_of_missing_items"
    PROOF_OF_EMPTY_PACKAGE_OR_DIFFERENT_ITEM = "proof_of_empty_package_or_different_item"
    PROOF_OF_ITEM_NOT_RECEIVED = "proof_of_item_not_received"
    PROOF_OF_SIGNIFICANT_DIFFERENCE = "proof_of_significant_difference"
    PHOTOS_OF_SHIPPED_ITEM = "photos_of_shipped_item"
    ITEM_DESCRIPTION = "item_description"
    LISTING_URL = "listing_url"
    ORDER_DETAILS = "order_details"
    DETAILS_OF_PURCHASE = "details_of_purchase"
    RETURN_POLICY = "return_policy"
    PRICE_DIFFERENCE_REASON = "price_difference_reason"
    PAID_WITH_OTHER_METHOD = "paid_with_other_method"
    BANK_STATEMENT = "bank_statement"
    MERCHANT_RESPONSE = "merchant_response"
    BUYER_RESPONSE = "buyer_response"
    SHIPPING_INSURANCE = "shipping_insurance"
    THIRD_PARTY_EXPERT_OPINION = "third_party_expert_opinion"
    SHOWN_TERMS_SNAPSHOT = "shown_terms_snapshot"
    OTHER = "other"


class RefusalCode(StrEnum):
    """Why a command was refused; the reader's language supplies the sentence."""

    WRONG_STATUS = "wrong_status"
    WRONG_ACTOR = "wrong_actor"
    CLOSED = "case_closed"
    ALREADY_AGREED = "already_agreed"
    NO_ROUNDS_LEFT = "no_rounds_left"
    ASK_NOT_DEFINITE = "ask_not_definite"
    ALTERNATIVES_OUT_OF_RANGE = "alternatives_out_of_range"
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    AMOUNT_ABOVE_PAID = "amount_above_paid"
    AMOUNT_ABOVE_ORDER = "amount_above_order"
    AMOUNT_NOT_EXPECTED = "amount_not_expected"
    GOODWILL_SPENT = "goodwill_spent"
    NO_DELIVERY_DAY = "no_delivery_day"
    CURRENCY_MISMATCH = "currency_mismatch"
    ITEM_MISMATCH = "item_mismatch"
    QUANTITY_ABOVE_BOUGHT = "quantity_above_bought"
    OFFER_UNKNOWN = "offer_unknown"
    OFFER_CHANGED = "offer_changed"
    OFFER_OWN = "offer_own"
    NOTHING_TO_DECLINE = "nothing_to_decline"
    NO_REQUEST_LEFT = "no_request_left"
    NO_REQUEST_OPEN = "no_request_open"
    HOLD_USED = "hold_used"
    DATE_TOO_LATE = "date_too_late"
    DATE_IN_PAST = "date_in_past"
    TOO_EARLY = "too_early"
    NO_ROUTE = "no_route"
    EXTENSION_USED = "extension_used"
    NO_EXTENSION_PROPOSED = "no_extension_proposed"
    NEGOTIATION_NOT_RUNNING = "negotiation_not_running"
    LAPSED_ASSIGNMENT = "lapsed_assignment"
    NOT_THE_PAYER = "not_the_payer"
    NOT_THE_PAYEE = "not_the_payee"
    NOT_THE_NAMED_PARTY = "not_the_named_party"
    NOT_THE_LOSER = "not_the_loser"
    TURN_NOT_REACHED = "turn_not_reached"
    LIMIT_REACHED = "limit_reached"
    REOPEN_NOT_POSSIBLE = "reopen_not_possible"
    NOT_DUE = "not_due"
    TEXT_MISSING = "text_missing"
    NO_OBLIGATION = "no_obligation"
