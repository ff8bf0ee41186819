"""What a shopper can do: the name of each act, and what follows from it."""

from __future__ import annotations

from amends_widgets.marking import N_

ACTIONS: dict[str, str] = {
    "retract": N_("Withdraw the claim"),
    "accept_offer": N_("Accept this offer"),
    "counter": N_("Propose something else"),
    "decline": N_("Decline"),
    "provide_info": N_("Answer the question"),
    "propose_extension": N_("Ask for more time"),
    "accept_extension": N_("Agree to more time"),
    "escalate": N_("Ask for a review"),
    "provide_evidence": N_("Give the evidence"),
    "not_available": N_("I do not have it"),
    "appeal": N_("Appeal"),
    "accept_decision": N_("Accept the decision"),
    "ship": N_("I have sent it back"),
    "waive": N_("I no longer want it"),
    "delivered": N_("The return was delivered"),
    "performed": N_("I have paid"),
    "failed": N_("It did not work"),
    "confirm": N_("Yes, it has arrived"),
    "not_received": N_("No, it has not arrived"),
    "reopen": N_("Open the case again"),
    "post_message": N_("Send the message"),
    "add_evidence": N_("Add photos"),
}

#: What follows from an act, said before it is done.
CONSEQUENCES: dict[str, str] = {
    "retract": N_(
        "The case is closed, and the shop does nothing more. For a few days you can open it again, once."
    ),
    "accept_offer": N_(
        "You and the shop then agree on this. The other offers are off, and the case is settled by it."
    ),
    "decline": N_("The offer is off. The shop can make another one, and the case goes on."),
    "escalate": N_(
        "Somebody else decides on what is in the case. Until then you and the shop can still agree."
    ),
    "accept_decision": N_("The decision is carried out, and you can no longer appeal against it."),
    "waive": N_("What is owed to you is not carried out, and the case is closed. This cannot be undone."),
    "confirm": N_("The case is closed as settled."),
    "not_available": N_("The review goes on with what is there."),
    "accept_extension": N_("You have until then to agree with the shop. Nothing else changes."),
    "not_received": N_("The shop is asked to carry it out again."),
    "appeal": N_("Another reviewer looks at the case again. You can do this once."),
    "ship": N_("The shop checks the parcel when it arrives."),
    "reopen": N_("The case goes on from the shop's turn. This is possible once."),
}
