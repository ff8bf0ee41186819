"""The words of reaching the shop: topics, and what has happened to a question."""

from __future__ import annotations

from amends_widgets.marking import N_

#: Topics that every shop can have without giving them a title.
TOPICS: dict[str, str] = {
    "claims": N_("Complaints"),
    "orders": N_("A question about an order"),
    "delivery": N_("Delivery"),
    "products": N_("A question about a product"),
    "other": N_("Something else"),
}

#: What has happened in a question, as its sender reads it; an entry without words here is not shown to them.
ENQUIRY_ENTRIES: dict[str, str] = {
    "ask": N_("You asked"),
    "reply": N_("You wrote"),
    "answer": N_("Answer"),
    "hold": N_("The answer takes longer"),
    "agree": N_("A call is agreed"),
    "claim": N_("A claim was made from this question"),
}
