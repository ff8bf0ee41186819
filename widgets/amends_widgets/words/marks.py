"""What each mark of a review means, from the worst to the best."""

from __future__ import annotations

from amends_widgets.marking import N_

MARKS: dict[str, str] = {
    "1": N_("very bad"),
    "2": N_("bad"),
    "3": N_("all right"),
    "4": N_("good"),
    "5": N_("very good"),
}

#: What is marked.
SUBJECTS: dict[str, str] = {
    "shop": N_("The shop"),
    "delivery": N_("The delivery"),
    "goods": N_("The goods"),
}
