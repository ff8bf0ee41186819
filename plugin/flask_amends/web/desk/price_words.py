"""What the desk says about held prices: findings in the reader's language, and labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from amends_widgets.marking import N_
from amends_widgets.words.prices import FINDINGS
from flask_amends.service.price_desk import facts
from flask_amends.web.desk.telling import Telling

LABELS: Mapping[str, str] = {"correction": N_("Right price"), "note": N_("Note")}
#: What became of a held price.
ANSWERS: Mapping[str, str] = {
    "accept": N_("It was meant"),
    "correct": N_("Corrected"),
    "reject": N_("Left out"),
    "withdrawn": N_("Withdrawn"),
}
EXPIRED = N_("The page was open for a long time. What you typed is kept: please send it again.")
YOURS = N_("You set this price yourself, so somebody else has to decide.")
GONE = N_("Somebody has decided about this price already.")
NEWER = N_("Another price has been set since, so there is nothing to decide.")
HELD = N_("It was held together with its whole list.")

_OF_THE_WHOLE = frozenset({"D10", "S4"})


def sentence(tell: Telling, finding: Mapping[str, Any] | None) -> str:
    """What the guard says, in the reader's language."""
    if finding is None:
        return tell.language.say(HELD)
    text = FINDINGS.get(finding["key"])
    said = tell.with_facts(text, facts(finding)) if text else finding["message"]
    whole = finding["code"] in _OF_THE_WHOLE
    return Markup("{} {}").format(tell.language.say(HELD), said) if whole else said
