"""Examples of what programs send, for the document; a test sends each of them."""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "api_open": {
        "damaged": {
            "summary": "A vase arrived broken.",
            "value": {
                "email": "anna@example.org",
                "name": "Anna Nowak",
                "order_number": "A-1",
                "reason": "damaged_in_transit",
                "ask": "partial_refund",
                "amount": {"currency_code": "EUR", "value": "20.00"},
                "description": "The vase arrived broken.",
                "items": [{"sku": "vase", "quantity": 1}],
            },
        }
    },
    "api_act": {
        "propose": {
            "summary": "Offer a part of the money, or another one.",
            "value": {
                "version": 1,
                "note": "Which of the two do you prefer?",
                "alternatives": [
                    {"kind": "partial_refund", "amount": {"currency_code": "EUR", "value": "15.00"}},
                    {"kind": "replacement", "skus": ["vase"]},
                ],
            },
        },
        "hold": {
            "summary": "Promise an answer by a date, with the reason.",
            "value": {"version": 1, "until": "2026-03-06T12:00:00Z", "note": "We wait for the carrier."},
        },
    },
    "api_message": {"message": {"value": {"text": "We have asked the carrier and answer by Friday."}}},
    "api_evidence": {
        "tracking": {
            "value": {
                "type": "online_tracking_information",
                "note": "Left at the door at 10:40.",
                "upload_ids": [],
            }
        }
    },
    "api_order_event": {
        "refunded": {
            "value": {
                "order_number": "A-1",
                "kind": "refunded",
                "amount": {"currency_code": "EUR", "value": "20.00"},
                "reference": "bank-77",
            }
        }
    },
}
