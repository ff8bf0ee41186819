"""From what a form sent to a command of the core, one small function per shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_amends.disputes import commands
from flask_amends.disputes.commands import Command
from flask_amends.disputes.dispute import Dispute
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, EvidenceType
from flask_amends.settings.money import CodeTerms
from flask_amends.web.desk.code_conditions import conditions
from flask_amends.web.fields import check_decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent, with what is needed to make a command of it.

    ``currency`` is the case's, else the shop's; ``zone`` is the one in which moments are typed. ``key``
    belongs to this one form: ids made of it are the same when the form is sent again. ``codes`` are the
    shop's usual conditions of a code.
    """

    dispute: Dispute
    actor: Actor
    data: Mapping[str, Any]
    currency: str
    zone: ZoneInfo
    key: str
    codes: CodeTerms

    def terms(self, path: str, values: Mapping[str, Any]) -> Terms:
        """Terms as typed. Raises :class:`InvalidInput` for an amount that the currency does not have."""
        amount = self._money(f"{path}.amount", values["amount"])
        typed = values.get("code") if amount is not None and amount.minor > 0 else None
        return Terms(
            kind=values["kind"],
            amount=amount,
            promo=conditions(self.codes, amount, typed, f"{path}.code.") if amount is not None else None,
            skus=tuple(values["skus"]),
            return_required=values["return_required"],
            gift=self._money(f"{path}.gift", values.get("gift")),
        )

    def _money(self, path: str, amount: Decimal | None) -> Money | None:
        if amount is None:
            return None
        check_decimals(amount, self.currency, path)
        return Money(amount=amount, currency=self.currency)

    def moment(self, name: str) -> datetime | None:
        """A moment as typed, in the desk's time zone."""
        naive: datetime | None = self.data.get(name)
        return naive.replace(tzinfo=self.zone).astimezone(UTC) if naive else None


def plain(kind: Callable[..., Command]) -> Callable[[Sent], Command]:
    """A command whose fields are the form's own."""

    def build(sent: Sent) -> Command:
        return kind(actor=sent.actor, **sent.data)

    return build


def propose(sent: Sent) -> Command:
    typed = enumerate(sent.data["alternatives"])
    alternatives = tuple(sent.terms(f"alternatives.{index}", values) for index, values in typed)
    return commands.Propose(actor=sent.actor, alternatives=alternatives, note=sent.data["note"])


def until(kind: Callable[..., Command]) -> Callable[[Sent], Command]:
    """A command that promises or asks for a moment."""

    def build(sent: Sent) -> Command:
        return kind(actor=sent.actor, **{**sent.data, "until": sent.moment("until")})

    return build


def performed(sent: Sent) -> Command:
    """Staff's word that it is done is nobody's proof, so it is never ``verified``."""
    return commands.Performed(
        actor=sent.actor, reference=sent.data["reference"], expected_by=sent.moment("expected_by")
    )


def accept_offer(sent: Sent) -> Command:
    """The offer's version comes from the form, so that only what was read is accepted."""
    offer_id, _, version = sent.data["offer"].partition(":")
    number = int(version) if re.fullmatch(r"[0-9]{1,9}", version, re.ASCII) else 0
    return commands.AcceptOffer(actor=sent.actor, offer_id=offer_id, offer_version=number)


def assigned(kind: Callable[..., Command]) -> Callable[[Sent], Command]:
    """An act of whoever was asked to decide, under the assignment that stands."""

    def build(sent: Sent) -> Command:
        return kind(actor=sent.actor, assignment_id=sent.dispute.assignment_id or "", **sent.data)

    return build


def decide_case(sent: Sent) -> Command:
    data = {**sent.data, "terms": sent.terms("terms", sent.data["terms"])}
    data["evidence_ids"] = tuple(data["evidence_ids"])
    return commands.Decide(actor=sent.actor, assignment_id=sent.dispute.assignment_id or "", **data)


def _requested(sent: Sent, kind: Callable[..., Command], **more: Any) -> Command:
    request = sent.dispute.evidence_request
    return kind(actor=sent.actor, request_id=request.id if request else "", **sent.data, **more)


def provide_evidence(sent: Sent) -> Command:
    return _requested(sent, commands.ProvideEvidence, evidence_id=f"evd_{sent.key}")


def not_available(sent: Sent) -> Command:
    return _requested(sent, commands.NotAvailable)


def add_evidence(sent: Sent) -> Command:
    return commands.AddEvidence(actor=sent.actor, evidence_id=f"evd_{sent.key}", **sent.data)


def opinion(sent: Sent) -> Command:
    """What an expert says, as evidence of its own kind (X9)."""
    shown = EvidenceType.THIRD_PARTY_EXPERT_OPINION
    return commands.AddEvidence(actor=sent.actor, evidence_id=f"evd_{sent.key}", type=shown, **sent.data)


def post_message(sent: Sent) -> Command:
    return commands.PostMessage(actor=sent.actor, message_id=f"msg_{sent.key}", **sent.data)
