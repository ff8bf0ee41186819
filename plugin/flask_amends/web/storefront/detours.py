"""Ways that help faster than a claim, shown once before it; the claim goes on from there with all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amends_widgets.words.reasons import CHANGED_MIND, ELSEWHERE
from flask_amends.disputes.vocabulary import Reason
from flask_amends.web.pages import link
from flask_amends.web.storefront.orders import Context

#: The hidden field that says which detour was shown already.
SEEN = "seen"
PARCEL = "parcel"


def detour_of(context: Context, values: Mapping[str, Any]) -> str | None:
    """Which detour a filled form takes first.

    ``changed_mind`` and ``question`` are no claims and always lead away; "it has not arrived" leads to the
    parcel where it can be followed, once (Q9).
    """
    reason = str(values.get("reason", ""))
    if reason in ELSEWHERE:
        return reason
    parcel = context.parcel
    if reason != Reason.ITEM_NOT_RECEIVED or parcel is None or not parcel.can_be_followed:
        return None
    return None if values.get(SEEN) == PARCEL else PARCEL


def door_of(detour: str, context: Context) -> str:
    """The address of the form that fits better; it knows the order that this one knows."""
    endpoint = "withdraw" if detour == CHANGED_MIND else "contact"
    return link(endpoint, **({"order": context.token} if context.token else {}))


def going_on(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, without a reason that is no claim: the form asks for another one."""
    kept = dict(values)
    if kept.get("reason") in ELSEWHERE:
        kept["reason"] = ""
    return kept
