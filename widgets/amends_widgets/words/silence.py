"""What happens if nobody acts: one honest sentence for every way time can move a case."""

from __future__ import annotations

from amends_widgets.marking import N_

SILENCES: dict[str, str] = {
    "released": N_("If nobody looks at it before then, your claim goes on to the shop by itself."),
    "expires_unverified": N_(
        "If the address is not confirmed by then, the claim is closed. You can open it again."
    ),
    "ask_is_owed": N_("If the shop does not answer by then, it owes you what you asked for."),
    "marketplace_decides": N_(
        "If nobody acts by then, the marketplace decides, with everything that is in the case."
    ),
    "second_look": N_(
        "If nobody acts by then, someone at the shop who has not handled your case takes a second look at it."
    ),
    "marketplace_decides_without_you": N_(
        "If we hear nothing from you by then, the marketplace decides with what is in the case."
    ),
    "second_look_without_you": N_(
        "If we hear nothing from you by then, someone at the shop who has not handled your case decides."
    ),
    "decided_for": N_("If nobody decides by then, this is owed to you: %(terms)s."),
    "review_goes_on": N_("If nothing is sent by then, the review goes on with what is there."),
    "decision_stands": N_("If nobody appeals by then, the decision stands and is carried out."),
    "no_return_needed": N_(
        "If the shop sends no label by then, you keep the goods and still get what was agreed."
    ),
    "return_counts_as_received": N_("If the shop says nothing by then, the return counts as received."),
    "return_lost": N_("If the parcel does not arrive by then, you do not have to do anything more about it."),
    "guarantee": N_("If it is not done by then, the marketplace steps in."),
    "taken_as_arrived": N_(
        "If we hear nothing from you by then, we assume that it has arrived and close the case."
    ),
    "closed_lapsed": N_("If nobody acts by then, the case is closed."),
    "closed_lapsed_without_you": N_("If we hear nothing from you by then, the case is closed."),
    "closed_for_shop": N_("If we hear nothing from you by then, the case is closed without a solution."),
    "closed_unresolved": N_(
        "If nobody acts by then, the case is closed here and you can turn to an outside body."
    ),
    "closed_defaulted": N_(
        "If it is not done by then, the case is closed with a record that it is still owed to you."
    ),
    "goes_on": N_("If nobody acts by then, the case goes on by itself, and we write to you."),
}
