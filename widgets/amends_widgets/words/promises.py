"""The words of promises and tasks: what was promised, how it stands, and why somebody is not called now."""

from __future__ import annotations

from amends_widgets.marking import N_

#: What was promised or is to be done.
PROMISES: dict[str, str] = {
    "hold": N_("An answer by a later date"),
    "answer": N_("An answer to a question"),
    "callback": N_("A call"),
    "pause": N_("To go on talking"),
    "fix": N_("To change something"),
    "public_answer": N_("To watch for a public post and answer it"),
}

#: How a promise stands.
STANDINGS: dict[str, str] = {
    "open": N_("open"),
    "late": N_("late"),
    "kept": N_("done in time"),
    "broken": N_("not kept"),
    "void": N_("no longer needed"),
}

#: Whether the date suits the shopper.
CONSENTS: dict[str, str] = {
    "asked": N_("The shopper was asked whether the date suits them."),
    "yes": N_("The shopper says that the date suits them."),
    "no": N_("The shopper says that the date is too late."),
}
