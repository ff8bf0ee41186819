"""What happened and what would follow, told to the shop: one sentence per kind of event and who caused it."""

from __future__ import annotations

from amends_widgets.marking import N_

ANYBODY = "*"

#: (event, who) -> the line on the timeline. Values in it come from the fact's own fields.
HAPPENED: dict[tuple[str, str], str] = {
    ("dispute.created", ANYBODY): N_("Claim received: %(reason)s. Asked for: %(ask)s"),
    ("dispute.released", "shop"): N_("Released: a person wrote it"),
    ("dispute.released", ANYBODY): N_("Released by itself"),
    ("dispute.verified", ANYBODY): N_("The shopper confirmed the address"),
    ("dispute.message.posted", ANYBODY): N_("Wrote a message"),
    ("dispute.evidence.added", ANYBODY): N_("Added evidence: %(evidence_type)s"),
    ("dispute.evidence.requested", "shop"): N_("Asked the shopper for details"),
    ("dispute.evidence.requested", ANYBODY): N_("Required evidence from %(party)s"),
    ("dispute.evidence.not_available", ANYBODY): N_("Said that the evidence is not available"),
    ("dispute.info.provided", ANYBODY): N_("Answered the question"),
    ("dispute.offer.proposed", ANYBODY): N_("Offered: %(offers)s"),
    ("dispute.offer.accepted", ANYBODY): N_("Accepted the offer: %(terms)s"),
    ("dispute.offer.declined", ANYBODY): N_("Declined the offer"),
    ("dispute.claim.accepted", "shop"): N_("Agreed with the claim: %(terms)s"),
    ("dispute.claim.accepted", ANYBODY): N_("No answer in time, so the claim counts as granted: %(terms)s"),
    ("dispute.claim.rejected", ANYBODY): N_("Rejected the claim: %(ground)s"),
    ("dispute.hold.promised", ANYBODY): N_("Promised an answer by %(until)s"),
    ("dispute.extension.proposed", ANYBODY): N_("Asked for more time to talk, until %(until)s"),
    ("dispute.extension.accepted", ANYBODY): N_("Agreed to more time to talk, until %(until)s"),
    ("dispute.deadline.approaching", ANYBODY): N_("Reminder sent; due %(due_at)s"),
    ("dispute.deadline.missed", ANYBODY): N_("Over: %(clock)s"),
    ("dispute.escalated", ANYBODY): N_("Handed over for a decision to %(route)s. %(reason)s"),
    ("dispute.recused", ANYBODY): N_("Stepped aside"),
    ("dispute.decided", "system"): N_("The default rule decided: %(terms)s"),
    ("dispute.decided", ANYBODY): N_("Decided: %(terms)s. %(reason)s"),
    ("dispute.decision.accepted", ANYBODY): N_("Accepted the decision"),
    ("dispute.appealed", ANYBODY): N_("Appealed against the decision"),
    ("dispute.agreed", ANYBODY): N_("Agreed: %(terms)s"),
    ("dispute.return.requested", ANYBODY): N_("The goods are to come back first"),
    ("dispute.return.labelled", ANYBODY): N_("Sent the return label"),
    ("dispute.return.dropped", ANYBODY): N_("The return is no longer needed"),
    ("dispute.return.shipped", ANYBODY): N_("Sent the goods back with %(carrier)s"),
    ("dispute.return.delivered", ANYBODY): N_("The return arrived"),
    ("dispute.return.acknowledged", ANYBODY): N_("Return: %(condition)s"),
    ("dispute.compensation.requested", ANYBODY): N_("Owed by %(payer)s: %(terms)s (%(basis)s)"),
    ("dispute.compensation.performed", ANYBODY): N_("Recorded as done"),
    ("dispute.compensation.failed", ANYBODY): N_("It did not work"),
    ("dispute.compensation.overdue", ANYBODY): N_("Not given in time by %(payer)s"),
    ("dispute.compensation.confirmed", "system"): N_("Counts as received: nobody said otherwise"),
    ("dispute.compensation.confirmed", ANYBODY): N_("Confirmed that it arrived"),
    ("dispute.compensation.disputed", ANYBODY): N_("Said that it did not arrive"),
    ("dispute.retracted", ANYBODY): N_("Withdrew the claim"),
    ("dispute.waived", ANYBODY): N_("Gave up what was still owed"),
    ("dispute.order.refunded", ANYBODY): N_("A refund of the order was seen: %(amount)s"),
    ("dispute.order.reversed", ANYBODY): N_("A refund of the order was taken back: %(amount)s"),
    ("dispute.order.superseded", ANYBODY): N_("The order is settled elsewhere"),
    ("dispute.closed", ANYBODY): N_("Closed: %(outcome)s"),
    ("dispute.reopened", ANYBODY): N_("Opened again. Asked for: %(ask)s"),
}

#: (event, who) -> what the shop reads before it happens. Other events change nothing that matters.
FOLLOWS: dict[tuple[str, str], str] = {
    ("dispute.released", ANYBODY): N_("The claim goes on, and the time to answer it starts."),
    ("dispute.claim.accepted", "system"): N_("The claim counts as granted: %(terms)s."),
    ("dispute.offer.proposed", ANYBODY): N_(
        "The shopper can accept one of these until %(due)s, or answer with another offer: %(offers)s."
    ),
    ("dispute.claim.rejected", ANYBODY): N_(
        "The shopper reads your ground: %(ground)s. Time to answer: until %(due)s."
    ),
    ("dispute.agreed", ANYBODY): N_("This counts as agreed at once: %(terms)s."),
    ("dispute.escalated", ANYBODY): N_("The case is decided by %(route)s, until %(due)s."),
    ("dispute.recused", ANYBODY): N_("You leave the case to somebody else."),
    ("dispute.decided", "system"): N_("The default rule decides: %(terms)s."),
    ("dispute.decided", ANYBODY): N_("This is decided: %(terms)s."),
    ("dispute.decision.accepted", ANYBODY): N_("The shop accepts the decision."),
    ("dispute.evidence.not_available", ANYBODY): N_("The review goes on without this evidence."),
    ("dispute.return.requested", ANYBODY): N_("The goods come back first. Next step until %(due)s."),
    ("dispute.return.dropped", ANYBODY): N_("The return is no longer needed."),
    ("dispute.return.acknowledged", ANYBODY): N_("The return counts as: %(condition)s."),
    ("dispute.compensation.requested", ANYBODY): N_("Then %(payer)s has until %(due)s to carry it out."),
    ("dispute.compensation.overdue", ANYBODY): N_("It counts as not given in time."),
    ("dispute.compensation.confirmed", ANYBODY): N_("It counts as received."),
    ("dispute.waived", ANYBODY): N_("Nothing is owed any more."),
    ("dispute.closed", ANYBODY): N_("The case is closed: %(outcome)s."),
}


def line(table: dict[tuple[str, str], str], event: str, actor: str) -> str | None:
    """The msgid for an event by this actor, or ``None`` where the table does not tell it."""
    return table.get((event, actor)) or table.get((event, ANYBODY))
