"""The sentences of notices about promotions: every condition, and what a basket lacks or gets."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_
from amends_widgets.words.promo import CONDITIONS

PROMO: dict[str, str] = {
    **{f"promo.{key}": text for key, text in CONDITIONS.items()},
    "promo.says": "%(text)s",
    "promo.code": N_("Code: %(code)s"),
    "promo.applied": N_("%(amount)s is taken off."),
    "promo.left_after": N_("%(amount)s is left for later."),
    "promo.not_now": N_("It cannot be used for this basket yet."),
    "promo.gap_nothing_counts": N_("Nothing in this basket counts for it."),
    "promo.gap_currency": N_("It cannot be used in this currency."),
    "promo.gap_min_spend": N_("%(amount)s more, and you get %(gives)s off."),
    "promo.gap_min_spend_only": N_("%(amount)s is missing."),
    "promo.gap_min_quantity": NN_("One more item is missing.", "%(num)s more items are missing.", by="num"),
    "promo.gap_max_spend": N_("The order is %(amount)s too large for it."),
    "promo.gap_ended": N_("It ended on %(moment)s."),
    "promo.gap_used_up": N_("It has been used up."),
    "promo.gap_customer_uses": N_("You have used it already."),
    "promo.not_counted": N_("Not counted: %(names)s."),
}
