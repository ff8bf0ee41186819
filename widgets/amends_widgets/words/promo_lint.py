"""What is wrong with the terms of a promotion, told to the shop: one sentence for each rule."""

from __future__ import annotations

from amends_widgets.marking import N_

LINT: dict[str, str] = {
    "E1": N_("Say when it ends, or that it has no fixed end."),
    "E2": N_("The banner has a typed number or an unknown name. Use the names listed at the field."),
    "E3": N_("Your own sentence for this condition leaves out its number."),
    "E4": N_("These numbers contradict each other."),
    "E5": N_("A language is missing: %(locale)s."),
    "E6": N_("A certificate needs this rule."),
    "E7": N_("No sentence explains this condition: %(name)s."),
    "E8": N_("No product counts."),
    "E9": N_("Another code looks the same: %(code)s."),
    "W1": N_("The whole value can be used only from %(amount)s on. That disappoints."),
    "W2": N_("Only one order in ten is larger than %(amount)s."),
    "W3": N_("Together with another promotion it goes below cost."),
    "W4": N_("Whoever has the old conditions keeps them."),
    "W5": N_("It ends at night: %(moment)s."),
    "W6": N_("The minimum is just above the usual order of %(amount)s. That looks like bait."),
    "W7": N_("Show the lowest price of the 30 days before beside it."),
}
