"""Playbooks: for each reason of a claim the offers that are ready, with what each costs the shop and why.

Pure: the facts of a case go in, offers come out. Nothing here sends or decides anything: staff choose, and
what they send goes through :func:`flask_amends.disputes.decide.decide` like every other act.
"""

from flask_amends.playbooks.book import BOOK, ready
from flask_amends.playbooks.cost import Cost, CostPart, PartCode, cost_of
from flask_amends.playbooks.facts import Bought, Facts, Rules, Similar
from flask_amends.playbooks.offers import Check, Lack, OfferCode, ReadyOffer

__all__ = [
    "BOOK",
    "Bought",
    "Check",
    "Cost",
    "CostPart",
    "Facts",
    "Lack",
    "OfferCode",
    "PartCode",
    "ReadyOffer",
    "Rules",
    "Similar",
    "cost_of",
    "ready",
]
