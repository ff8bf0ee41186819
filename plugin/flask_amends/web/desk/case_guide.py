"""Beside the case: what the shop's own procedure says, short hints, and where the law stands (T11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_amends.web.desk import guide_words
from flask_amends.web.desk.sitting import Sitting


def case_guide(sitting: Sitting) -> Mapping[str, Any] | None:
    """The procedure and the sources while a case is open; a closed one needs none."""
    dispute = sitting.view.dispute
    if not dispute.is_open:
        return None
    settings, code = sitting.state.settings, sitting.tell.language.code
    default = settings.default_locale
    own = settings.playbooks.of(dispute.reason)
    return {
        "texts": [one.text.in_language(code, default) for one in own if one.text is not None],
        "links": [(link.title.in_language(code, default), link.url) for one in own for link in one.links],
        "hints": guide_words.hints(dispute.reason),
        "steps": guide_words.STEPS,
        "law": guide_words.law(dispute.reason),
        "adr": settings.adr_body,
    }
