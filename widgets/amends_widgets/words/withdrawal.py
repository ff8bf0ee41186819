"""The withdrawal function: its official labels, which stand as the law words them, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amends_widgets.marking import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The two labels in one official language, whose ``code`` marks them in a page. Never translated."""

    code: str
    function: str
    confirm: str


#: Directive (EU) 2023/2673 in its published language versions.
OFFICIAL: Mapping[str, Labels] = {
    "en": Labels(code="en", function="Withdraw from contract here", confirm="Confirm withdrawal"),
    "pl": Labels(code="pl", function="Odstąp od umowy tutaj", confirm="Potwierdź odstąpienie od umowy"),
}

#: What the labels mean, for readers in whose language there is no official one.
FUNCTION_MEANS = N_("Withdraw from contract here")
CONFIRM_MEANS = N_("Confirm withdrawal")

#: What is declared: the whole contract, or some of its items.
DECLARATIONS: Mapping[str, str] = {
    "whole": N_("I withdraw from the contract named here."),
    "part": N_("I withdraw from the contract named here, for the items listed here."),
}


def official(reader: str, otherwise: str) -> Labels:
    """The labels for a reader: in their language where it has official ones, else in ``otherwise``."""
    return OFFICIAL.get(reader) or OFFICIAL[otherwise]
