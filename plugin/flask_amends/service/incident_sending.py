"""Sending the one offer of an incident: order by order, each in a transaction of its own, so nobody gets two.

A process that dies between two orders leaves the incident under its lease; whoever takes it next goes on with
the orders that are still only ``found``.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes.money import Money
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.errors import NotAllowed, NotFound, RefusedError
from flask_amends.ports import Order, StaffMember
from flask_amends.service import acts, cases, claims, goodwill, incident_progress, incidents
from flask_amends.service.claims import ClaimedItem, ClaimForm
from flask_amends.service.conditions import conditions
from flask_amends.service.letters import Letter, new_link, post
from flask_amends.service.parties import Party
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.money_records import IncidentOrder, IncidentRow
from flask_amends.storage.records import MailRow, Person
from flask_amends.storage.store import UnitOfWork

TOPIC, KIND = "incident", "incident_offer"
FOLDER = "amends/mail/incident"
LEASE = timedelta(minutes=2)
#: How many orders one round takes.
BATCH = 25

log = logging.getLogger("flask_amends")


def send_due(state: State, limit: int = BATCH) -> int:
    """Send what waits to be sent, at most ``limit`` offers; returns how many orders were seen to."""
    now = state.clock.now()
    with state.store.read() as unit:
        if not unit.incidents.is_due(now):
            return 0
    lease = new_id("lse", state.randomness)
    with state.store.begin() as unit:
        row = unit.incidents.claim(now=now, until=now + LEASE, lease=lease)
        todo = unit.incidents.orders(row.id, states=("found",), limit=limit) if row is not None else ()
    if row is None:
        return 0
    done = 0
    for one in todo:
        if not _send(state, row.id, one, lease):
            return done
        done += 1
    _round_over(state, row.id, lease)
    return done


def _round_over(state: State, incident_id: str, lease: str) -> None:
    """Give the lease back: to go on at once, or because nobody is left."""
    now = state.clock.now()
    with state.store.begin() as unit:
        row = unit.incidents.get(incident_id, lock=True)
        if row is None or row.lease != lease or row.state != "sending":
            return
        left = unit.incidents.orders(incident_id, states=("found",), limit=1)
        if left:
            unit.incidents.change(incident_id, next_at=now, lease=None)
        else:
            unit.incidents.change(incident_id, state="sent", next_at=None, lease=None)


def _send(state: State, incident_id: str, one: IncidentOrder, lease: str) -> bool:
    """Send one offer; ``False`` if sending stops: taken over, stopped by staff, or no money left."""
    order = _look_up(state, one)
    now = state.clock.now()
    with state.store.begin() as unit:
        case = acts.load(unit, one.case_id) if one.case_id else None
        row = unit.incidents.get(incident_id, lock=True)
        terms = incidents.terms_of(row) if row is not None else None
        if row is None or terms is None or row.lease != lease or row.state != "sending":
            return False
        fresh = unit.incidents.order(one.id, lock=True)
        if fresh is None or fresh.state != "found":
            return True
        cost = incidents.cost_each(row)
        if not _affordable(unit, state, row, terms, now):
            unit.incidents.change(incident_id, state="held", next_at=None, lease=None)
            return False
        if case is None:
            _mail(unit, state, fresh, order, cost=cost, now=now)
            return True
        staff = _staff(unit, row)
        propose = c.Propose(actor=Actor.SHOP, alternatives=(terms,), note=row.words)
        saved, refusal = acts.carry_out(
            unit, state, case, propose, by=Party(actor=Actor.SHOP, staff=staff), now=now
        )
        if refusal is not None:
            unit.incidents.set_order(
                fresh.id, among=("found",), state="skipped", why=refusal.code.value, at=now
            )
            return True
        unit.incidents.set_order(
            fresh.id, among=("found",), state="offered", minor=cost.minor, version=saved.version, at=now
        )
    return True


def _affordable(unit: UnitOfWork, state: State, row: IncidentRow, terms: Terms, now: datetime) -> bool:
    """Whether the cap of the incident and the month's goodwill have room for one more."""
    cost = incidents.cost_each(row)
    sums = unit.incidents.sums(row.id)
    spent = sum(minor for name, (_, minor) in sums.items() if name in incidents.REACHED)
    if row.cap_minor is not None and spent + cost.minor > row.cap_minor:
        return False
    wanted = goodwill.worth(terms)
    if wanted is None:
        return True
    unit.approvals.lock("goodwill")
    left = goodwill.left(unit, state, wanted.currency, now)
    mailed = sums.get("mailed", (0, 0))[1]
    return left is None or wanted.minor + mailed <= left.minor


def _look_up(state: State, one: IncidentOrder) -> Order | None:
    """Who bought it, as the shop knows it now; asked outside of any transaction."""
    if one.case_id is not None or one.order_number is None or state.order_lookup is None:
        return None
    return state.order_lookup(one.order_number, None)


def _staff(unit: UnitOfWork, row: IncidentRow) -> StaffMember | None:
    person = unit.persons.get(row.created_by)
    if person is None or person.external_id is None:
        return None
    return StaffMember(id=person.external_id, name=person.name or "")


def _mail(
    unit: UnitOfWork, state: State, one: IncidentOrder, order: Order | None, *, cost: Money, now: datetime
) -> None:
    """A letter with a link to accept, for somebody who has not complained."""
    if order is None or order.email is None or not state.can_mail or state.settings.base_url is None:
        unit.incidents.set_order(one.id, among=("found",), state="skipped", why="no_address", at=now)
        return
    person = Person(id=new_id("per", state.randomness), kind="shopper", email=order.email)
    unit.persons.add(person, now=now)
    unit.incidents.set_order(
        one.id, among=("found",), state="mailed", person_id=person.id, minor=cost.minor, at=now
    )
    unit.mails.add([post(state, one.id, KIND, topic=TOPIC, person_id=person.id, locale=one.locale)])
    unit.after_commit(state.wake)


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter; ``None`` once it was answered, or the person was erased."""
    one = unit.incidents.order(mail.topic_id)
    row = unit.incidents.get(one.incident_id) if one is not None else None
    person = unit.persons.get(one.person_id) if one is not None and one.person_id else None
    terms = incidents.terms_of(row) if row is not None else None
    if one is None or row is None or terms is None or person is None or person.email is None:
        return None
    if one.state != "mailed":
        return None
    return Letter(
        mail=mail,
        to=person.email,
        locale=mail.locale,
        zone=state.settings.time_zone,
        folder=FOLDER,
        reply_to=state.settings.contact.complaints.email or state.settings.staff_email,
        facts=offer_facts(state, row, one, mail.locale)
        | {"link": new_link(unit, state, mail, Purpose.INCIDENT, now=now, about=one.id)},
    )


def offer_facts(state: State, row: IncidentRow, one: IncidentOrder, locale: str) -> dict[str, object]:
    """What a letter or a page says about the offer."""
    terms = incidents.terms_of(row) or Terms(kind=incidents.OFFERED[-1])
    return {
        "title": row.title,
        "note": incident_progress.note_in(row, locale, state.settings.default_locale),
        "told_words": row.words,
        "terms": terms,
        "conditions": conditions(terms.promo),
        "order_number": one.order_number,
    }


# -- the answer of somebody who had not complained -----------------------------------------------------------


def reached(state: State, order_id: str) -> tuple[IncidentRow, IncidentOrder]:
    """The incident and the order behind a mailed link. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        one = unit.incidents.order(order_id)
        row = unit.incidents.get(one.incident_id) if one is not None else None
    if one is None or row is None or row.terms is None:
        raise NotFound("incident", order_id)
    return row, one


def accept(state: State, order_id: str, *, zone: str | None = None) -> str:
    """Accept the offer: a case is opened with it agreed; returns its id. Accepting twice is one case.

    Each step finds what the ones before have done, so an attempt that was cut short is finished by the next.
    Raises :class:`NotFound`, and :class:`NotAllowed` for an offer that was declined.
    """
    row, one = reached(state, order_id)
    if one.state == "declined":
        raise NotAllowed("This offer was declined.")
    with state.store.read() as unit:
        person = unit.persons.get(one.person_id or "")
        staff = _staff(unit, row)
    case_id = one.case_id
    if case_id is None:
        if person is None or person.email is None:
            raise NotFound("incident", order_id)
        case_id = claims.submit(state, _claim(state, row, one, person.email, zone)).case_id
    _offer_once(state, case_id, row, staff)
    _accept_once(state, case_id)
    with state.store.begin() as unit:
        now = state.clock.now()
        unit.incidents.set_order(one.id, among=("mailed", "found"), state="accepted", case_id=case_id, at=now)
    return case_id


def decline(state: State, order_id: str) -> None:
    """Do without it."""
    _, one = reached(state, order_id)
    with state.store.begin() as unit:
        unit.incidents.set_order(one.id, among=("mailed",), state="declined", at=state.clock.now())


def _claim(state: State, row: IncidentRow, one: IncidentOrder, email: str, zone: str | None) -> ClaimForm:
    terms = incidents.terms_of(row)
    order = state.order_lookup(one.order_number, email) if state.order_lookup and one.order_number else None
    sku = row.cause.get("sku")
    bought = [line for line in order.lines if line.sku == sku] if order is not None else []
    return ClaimForm(
        email=email,
        reason=Reason(row.reason),
        ask=(terms or Terms(kind=incidents.OFFERED[-1])).kind,
        amount=terms.amount if terms is not None else None,
        description=row.title,
        order_number=one.order_number,
        items=tuple(ClaimedItem(sku=line.sku, quantity=line.quantity) for line in bought[:1]),
        locale=one.locale,
        time_zone=zone,
        idempotency_key=one.id,
        proven=True,
        flags={"incident": row.id},
    )


def _offer_once(state: State, case_id: str, row: IncidentRow, staff: StaffMember | None) -> None:
    terms = incidents.terms_of(row)
    now = state.clock.now()
    with state.store.begin() as unit:
        case = acts.load(unit, case_id)
        if case.dispute.offers or case.dispute.obligation is not None or terms is None:
            return
        propose = c.Propose(actor=Actor.SHOP, alternatives=(terms,), note=row.words)
        by = Party(actor=Actor.SHOP, staff=staff)
        # What was offered by mail stands, whatever has become of the budget since.
        _, refusal = acts.act_quietly(unit, state, case, propose, by=by, now=now)
    if refusal is not None:
        raise RefusedError(refusal, cases.get(state, case_id, Actor.SHOPPER))


def _accept_once(state: State, case_id: str) -> None:
    view = cases.get(state, case_id, Actor.SHOPPER)
    offers = view.dispute.open_offers(Actor.SHOPPER)
    if not offers:
        return
    command = c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offers[0].id, offer_version=offers[0].version)
    acts.act(state, case_id, command, by=Party(actor=Actor.SHOPPER))
