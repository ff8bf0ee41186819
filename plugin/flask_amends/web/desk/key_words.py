"""What a key of the API may do, and what a line of the log says, in words."""

from __future__ import annotations

from amends_widgets.marking import N_
from flask_amends.service.audit import Kind

SCOPE_WORDS = {
    "disputes:read": N_("Read cases, with their history and photos"),
    "disputes:open": N_("Open claims for customers"),
    "disputes:act": N_("Act in cases, as the desk does"),
    "orders:write": N_("Tell what happened to orders"),
    "reviews:read": N_("Read reviews"),
    "withdrawals:read": N_("Read withdrawals"),
    "enquiries:read": N_("Read questions"),
    "stock:read": N_("Read what is in stock"),
    "stock:write": N_("Tell what is in stock"),
    "prices:read": N_("Check and read prices"),
    "prices:write": N_("Set prices"),
    "promos:read": N_("Check promotions"),
    "promos:write": N_("Tell which orders used promotions"),
    "contact:write": N_("Ask whether to contact somebody, and note wishes"),
    "payments:write": N_("Confirm orders before they are paid"),
}

KINDS = {
    Kind.READ.value: N_("Looked at"),
    Kind.ACT.value: N_("Acted"),
    Kind.EXPORT.value: N_("Took a copy"),
}
#: Who somebody in the log is, beside those whom the shop employs.
ACTORS = {"key": N_("Program with a key"), "arbiter": N_("Decides from outside")}
#: Where something was done that belongs to no area of the desk.
API = N_("By program")

DONE = N_("done")
REFUSED = N_("not allowed")
MISSING = N_("was not there")
WRONG = N_("not carried out")
UNKNOWN = N_("how it ended is not known")


def ended(status: int | None) -> str:
    """How a request ended, as a msgid."""
    if status is None or status >= 500:
        return UNKNOWN
    if status < 400:
        return DONE
    return {401: REFUSED, 403: REFUSED, 404: MISSING}.get(status, WRONG)
