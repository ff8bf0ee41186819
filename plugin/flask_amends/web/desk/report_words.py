"""What reports say: names of silence rules, of promises, and of what a guard found."""

from __future__ import annotations

from collections.abc import Mapping

from amends_widgets.marking import N_

SILENCES: Mapping[str, str] = {
    "shop_granted": N_("The shop said nothing, so the claim was granted as asked"),
    "shop_referred": N_("The shop let its turn pass, so somebody else decides"),
    "shopper_referred": N_("The shopper let their turn pass, so somebody else decides"),
    "shopper_closed": N_("The shopper let their turn pass, and the case ended"),
    "no_agreement": N_("The time to agree was over, so somebody else decides"),
    "referred": N_("Something else was not done in time, so somebody else decides"),
    "default_rule": N_("Nobody decided in time, so the default rule did"),
    "auto_confirmed": N_("Nobody said that it did not arrive, so it counts as received"),
    "compensation_overdue": N_("What was owed was not given in time"),
    "return": N_("A step of the return was not done in time"),
    "unverified": N_("The address was not confirmed in time"),
}
PROMISES: Mapping[str, str] = {
    "hold": N_("An answer by a day"),
    "answer": N_("An answer to a question"),
    "callback": N_("A call back"),
    "call": N_("A call back"),
    "pause": N_("A talk after a pause"),
    "public": N_("A public answer"),
    "fix": N_("Something to be put right"),
    "task": N_("A task"),
}
ANOTHER = N_("Another promise")
