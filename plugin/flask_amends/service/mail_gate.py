"""Every letter to a customer on its way through the gate: what it is about, and whether it may go now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from amends_widgets.languages import Language
from amends_widgets.marking import N_
from flask_amends.guards.contact import NEEDABLE, OPTIONAL, Answer, Because, Channel, Decision, Purpose
from flask_amends.service import gate, wish_links, wishes
from flask_amends.service.gate import Asking
from flask_amends.service.letters import Letter
from flask_amends.service.reach import Reached
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork

SHOPPER = "shopper"
#: Why a letter is needed that somebody allows only then: ours of that kind ask for what an order waits for.
_NEEDED = N_("The order waits for it")
#: What the letters of each topic are about; ``topic:kind`` where one of its letters is about something else.
#: A question was asked, and a link asked for: what answers them is owed like a claim.
PURPOSES: Mapping[str, Purpose] = {
    "case": Purpose.CLAIM,
    "confirmation": Purpose.ORDER_CONFIRMATION,
    "case:review_invited": Purpose.SERVICE,
    "enquiry": Purpose.CLAIM,
    "incident": Purpose.CLAIM,
    "order": Purpose.SECURITY,
    "payment": Purpose.CLAIM,
    "review": Purpose.SERVICE,
    "stock_ordered": Purpose.CLAIM,
    "stock_short": Purpose.CLAIM,
    "stock_wait": Purpose.SERVICE,
    "withdrawal": Purpose.WITHDRAWAL,
}


def purpose_of(topic: str, kind: str) -> Purpose:
    """What a letter is about. One that nobody has placed here is none that anybody needs."""
    return PURPOSES.get(f"{topic}:{kind}") or PURPOSES.get(topic, Purpose.SERVICE)


def pass_through(unit: UnitOfWork, state: State, letter: Letter, now: datetime) -> Letter | None:
    """The letter if it may go now; else ``None``, and its mail waits for its time or is cancelled.

    One that nobody needs carries the way out of all of them (K5, RFC 8058). Staff are no customers.
    """
    mail = letter.mail
    if mail.recipient != SHOPPER:
        return letter
    purpose = purpose_of(mail.topic, mail.kind)
    who = Reached(email=letter.to, person_id=mail.person_id, zone=letter.zone, locale=mail.locale)
    why = Language(state.settings.staff_locale, html=False).say(_NEEDED) if purpose in NEEDABLE else ""
    asking = Asking(channel=Channel.EMAIL, purpose=purpose, about=mail.id, needed=why)
    if purpose not in OPTIONAL:
        decision = gate.ask(unit, state, who, asking)
        if decision.allows:
            return letter
        _keep_back(unit, letter, decision)
        return None
    row = wishes.ensure(unit, state, who)
    found = wishes.known(unit, state, who, now=now, about=mail.id)
    decision = gate.look(unit, state, found, asking, now=now)
    gone = str(letter.facts.get("link") or "") if decision.because is Because.ACCOUNT_ONLY else ""
    gate.note(unit, state, who, asking, decision, wish_id=row.id, link=gone or None)
    if not decision.allows:
        _keep_back(unit, letter, decision)
        return None
    return replace(
        letter,
        unsubscribe=wish_links.address(state, row.id, "unsubscribe"),
        facts={**letter.facts, "preferences": wish_links.address(state, row.id)},
    )


def _keep_back(unit: UnitOfWork, letter: Letter, decision: Decision) -> None:
    mail = letter.mail
    if decision.answer is Answer.LATER and decision.at is not None:
        unit.mails.postpone(mail.id, lease=mail.lease or "", until=decision.at)
        return
    why = f"not wanted: {decision.because.value}"
    unit.mails.record(mail.id, lease=mail.lease or "", state="cancelled", last_error=why)
