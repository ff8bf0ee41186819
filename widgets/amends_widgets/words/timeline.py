"""What happened, line by line: one sentence for each kind of event and who did it."""

from __future__ import annotations

from amends_widgets.marking import N_

ANYBODY = "*"

#: (event, who did it) -> the line. ``ANYBODY`` stands for whoever is not named.
LINES: dict[tuple[str, str], str] = {
    ("dispute.created", ANYBODY): N_("You sent your claim"),
    ("dispute.released", ANYBODY): N_("The claim was passed on to the shop"),
    ("dispute.verified", ANYBODY): N_("You confirmed your e-mail address"),
    ("dispute.message.posted", "shopper"): N_("You wrote"),
    ("dispute.message.posted", "shop"): N_("The shop wrote"),
    ("dispute.message.posted", "arbiter"): N_("The reviewer wrote"),
    ("dispute.message.posted", "marketplace"): N_("The marketplace wrote"),
    ("dispute.message.posted", ANYBODY): N_("Somebody wrote"),
    ("dispute.evidence.added", "shopper"): N_("You added evidence"),
    ("dispute.evidence.added", "shop"): N_("The shop added evidence"),
    ("dispute.evidence.added", "system"): N_("What you were shown when you ordered is part of the case"),
    ("dispute.evidence.added", ANYBODY): N_("Evidence was added"),
    ("dispute.evidence.requested", "shop"): N_("The shop asked you for details"),
    ("dispute.evidence.requested", ANYBODY): N_("The reviewer asked for evidence"),
    ("dispute.evidence.not_available", "shopper"): N_("You said that you do not have this evidence"),
    ("dispute.evidence.not_available", ANYBODY): N_("The shop said that it does not have this evidence"),
    ("dispute.info.provided", ANYBODY): N_("You answered the shop's question"),
    ("dispute.offer.proposed", "shopper"): N_("You proposed a solution"),
    ("dispute.offer.proposed", ANYBODY): N_("The shop made an offer"),
    ("dispute.offer.accepted", "shopper"): N_("You accepted an offer"),
    ("dispute.offer.accepted", ANYBODY): N_("The shop accepted your proposal"),
    ("dispute.offer.declined", ANYBODY): N_("You declined the offer"),
    ("dispute.claim.accepted", "shop"): N_("The shop accepted your claim"),
    ("dispute.claim.accepted", ANYBODY): N_(
        "The shop did not answer in time, so what you asked for is owed to you"
    ),
    ("dispute.claim.rejected", ANYBODY): N_("The shop did not accept the claim as it stands"),
    ("dispute.hold.promised", ANYBODY): N_("The shop promised its answer for a later day"),
    ("dispute.extension.proposed", "shopper"): N_("You asked for more time"),
    ("dispute.extension.proposed", ANYBODY): N_("The shop asked for more time"),
    ("dispute.extension.accepted", ANYBODY): N_("More time was agreed"),
    ("dispute.deadline.approaching", ANYBODY): N_("A reminder was sent"),
    ("dispute.deadline.missed", ANYBODY): N_("The time for this step ran out"),
    ("dispute.escalated", ANYBODY): N_("The case went to review"),
    ("dispute.recused", ANYBODY): N_("The reviewer passed the case on"),
    ("dispute.decided", "system"): N_("The rule for cases that nobody decides was applied"),
    ("dispute.decided", ANYBODY): N_("A decision was made"),
    ("dispute.decision.accepted", "shopper"): N_("You accepted the decision"),
    ("dispute.decision.accepted", ANYBODY): N_("The shop accepted the decision"),
    ("dispute.appealed", "shopper"): N_("You appealed"),
    ("dispute.appealed", ANYBODY): N_("The shop appealed"),
    ("dispute.agreed", ANYBODY): N_("You and the shop agree"),
    ("dispute.return.requested", ANYBODY): N_("The goods go back first"),
    ("dispute.return.labelled", ANYBODY): N_("The shop sent the return label"),
    ("dispute.return.dropped", ANYBODY): N_("The return is no longer needed"),
    ("dispute.return.shipped", ANYBODY): N_("You sent the goods back"),
    ("dispute.return.delivered", ANYBODY): N_("The return parcel was delivered"),
    ("dispute.return.acknowledged", ANYBODY): N_("The shop received the return"),
    ("dispute.compensation.requested", ANYBODY): N_("What was settled now has to be carried out"),
    ("dispute.compensation.performed", "shopper"): N_("You said that it is done"),
    ("dispute.compensation.performed", ANYBODY): N_("It was carried out"),
    ("dispute.compensation.failed", ANYBODY): N_("It could not be carried out; it is being tried again"),
    ("dispute.compensation.overdue", ANYBODY): N_("It was not carried out in time"),
    ("dispute.compensation.confirmed", "shopper"): N_("You confirmed that it has arrived"),
    ("dispute.compensation.confirmed", "shop"): N_("The shop confirmed that it has arrived"),
    ("dispute.compensation.confirmed", ANYBODY): N_("It counts as arrived"),
    ("dispute.compensation.disputed", "shopper"): N_("You said that it has not arrived"),
    ("dispute.compensation.disputed", ANYBODY): N_("The shop said that it has not arrived"),
    ("dispute.retracted", ANYBODY): N_("You withdrew the claim"),
    ("dispute.waived", "shopper"): N_("You gave up what was owed to you"),
    ("dispute.waived", ANYBODY): N_("The shop gave up what was owed to it"),
    ("dispute.order.refunded", ANYBODY): N_("Money went back to you"),
    ("dispute.order.reversed", ANYBODY): N_("A refund was taken back"),
    ("dispute.order.superseded", ANYBODY): N_("This is now settled elsewhere"),
    ("dispute.closed", ANYBODY): N_("The case was closed"),
    ("dispute.reopened", ANYBODY): N_("You opened the case again"),
}


def line(event: str, actor: str) -> str | None:
    """The line for an event, or ``None`` for one that is unknown here."""
    return LINES.get((event, actor)) or LINES.get((event, ANYBODY))
