"""What the lint of notices says to staff, by its findings. None of it is legal advice."""

from __future__ import annotations

from amends_widgets.marking import N_, NN_
from amends_widgets.replycheck import WORDS, Kind

LINT: dict[str, str] = {
    "closed_platform": N_("It names the European platform for disputes, which was closed in 2025."),
    "unfair": N_("“%(part)s” may be unfair or without effect. Ask a lawyer."),
    "favour": N_("It may call a right a favour of yours. Ask a lawyer."),
    "other_days": N_("It says %(said)s days, your settings say %(known)s."),
    "typed": N_("“%(part)s” was typed by hand and will not change with the fact."),
    "unknown_fact": N_("%(name)s is not a fact that this notice has."),
    "formless": N_("The words after %(name)s need a form for each of %(kinds)s in this language."),
    "no_number": N_("%(name)s is no number that words could follow."),
    "no_words": N_("It has no words in this language."),
    "long": NN_(
        "It has %(count)s word. In the basket nobody reads more than 60.",
        "It has %(count)s words. In the basket nobody reads more than 60.",
        by="count",
    ),
    "blame": WORDS[Kind.BLAME][0],
    "promise": WORDS[Kind.PROMISE][0],
    "fix": WORDS[Kind.FIX][0],
    "unreviewed": N_("Nobody has looked at it since %(day)s."),
    "rules_changed": N_("Rules in %(place)s changed on %(day)s, after it was accepted."),
    "altered_file": N_("The official file is missing or was changed, so it is not shown."),
    "in_closed": N_("A notice in something that is closed is not seen."),
    "in_attribute": N_("A notice in an attribute is not seen."),
    "below_button": N_("A notice below the order button comes too late."),
}
