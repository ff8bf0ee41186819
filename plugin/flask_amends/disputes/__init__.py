"""The life cycle of a dispute as pure values and functions: no clock, no randomness, no input or output."""

from flask_amends.disputes.commands import Command
from flask_amends.disputes.decide import Decision, available_actions, decide, sweep
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.events import Event
from flask_amends.disputes.evolve import evolve, replay
from flask_amends.disputes.money import Money
from flask_amends.disputes.opening import open_claim
from flask_amends.disputes.policy import POLICIES, Policy

__all__ = [
    "POLICIES",
    "Command",
    "Decision",
    "Dispute",
    "Event",
    "Money",
    "Policy",
    "available_actions",
    "decide",
    "evolve",
    "open_claim",
    "replay",
    "sweep",
]
