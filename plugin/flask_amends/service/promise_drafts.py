"""A draft of a public answer, built from a case: the reason, and the same decision once more (P17).

It names nobody: what is public stays, and whoever wrote the post says themselves who they are.
"""

from __future__ import annotations

from amends_widgets import formats
from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import N_
from amends_widgets.words.reasons import REASONS
from amends_widgets.words.remedies import REMEDIES
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Outcome, Remedy
from flask_amends.storage.records import CaseRow

OPENING = N_("This is %(shop)s. We know about this and have looked into it.")
ABOUT = N_("What it was about: %(reason)s.")
CAUSE = N_("[[How it came about: the reason in two sentences, nothing about the person]]")
AGREED = N_("We agreed on this, and it stands: %(terms)s.")
DECIDED = N_("It was decided, and it stands: %(terms)s.")
OFFERED = N_("We have offered this, and the offer stands: %(terms)s.")
LOOKING = N_("We are looking for a solution together. What we do now: [[what, and by which day]]")
CLAIM_NOT_UPHELD = N_("After a look at everything that both sides showed, the claim was not upheld: [[why]]")
CLOSING = N_("Whoever had the same happen to them: please write to us, the same holds for you.")


def public_answer(row: CaseRow, shop: str) -> str:
    """The draft in the shopper's language; ``[[…]]`` is what a person writes."""
    language = Language(row.locale if row.locale in LANGUAGES else "en", html=False)
    reason = language.say(REASONS.get(row.dispute.reason.value, ""))
    parts = [
        language.say(OPENING, shop=shop),
        language.say(ABOUT, reason=reason) if reason else "",
        language.say(CAUSE),
        _decision(row.dispute, language),
        language.say(CLOSING),
    ]
    return "\n\n".join(part for part in parts if part)


def _decision(dispute: Dispute, language: Language) -> str:
    """What was settled, told once more in the same words."""
    if dispute.outcome is Outcome.RESOLVED_SHOP_FAVOUR:
        return language.say(CLAIM_NOT_UPHELD)
    if dispute.award is not None and dispute.award.terms.kind is not Remedy.NO_ACTION:
        return language.say(DECIDED, terms=_terms(dispute.award.terms, language))
    if dispute.obligation is not None:
        return language.say(AGREED, terms=_terms(dispute.obligation.terms, language))
    offered = [offer for offer in dispute.offers if offer.proposed_by == "shop"]
    if offered:
        return language.say(OFFERED, terms=_terms(offered[-1].terms, language))
    return language.say(LOOKING)


def _terms(terms: Terms, language: Language) -> str:
    told = language.say(REMEDIES[terms.kind.value])
    return told if terms.amount is None else f"{told}, {formats.money(terms.amount, language.code)}"
