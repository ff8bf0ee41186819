"""Finding an order: whoever types its number and address gets a link to the claim form by mail, or nothing.

What is done and answered is the same whether or not there is such an order (security 7): one look-up, one
row, one mail row. Only the post tells, and only to the address of the order.
"""

from __future__ import annotations

from datetime import datetime

from flask_amends.ports import Order
from flask_amends.service import limits
from flask_amends.service.letters import Letter, new_link, post
from flask_amends.service.orderfacts import order_of
from flask_amends.service.tokens import Purpose
from flask_amends.state import State
from flask_amends.storage.finding import OrderRequest
from flask_amends.storage.ids import new_id
from flask_amends.storage.records import LinkRow, MailRow
from flask_amends.storage.store import UnitOfWork

TOPIC, KIND = "order", "order_link"


def ask(state: State, number: str, email: str, *, locale: str, network: str | None) -> None:
    """Send a link to the claim form of this order, if it is this address's.

    Raises :class:`flask_amends.errors.LimitReached` for a network that asks too often. An address gets few
    mails a day, whoever asks (security 11).
    """
    found = order_of(state, number, email) is not None
    now = state.clock.now()
    request = OrderRequest(
        id=new_id("req", state.randomness),
        order_number=number if found else None,
        email=email if found else None,
        locale=locale,
        created_at=now,
    )
    with state.store.begin() as unit:
        if network is not None:
            limits.spend(unit, state, limits.FINDS_PER_NETWORK, network, now=now)
        if limits.may_mail(unit, state, email, now=now):
            unit.order_requests.add(request)
            unit.mails.add([post(state, request.id, KIND, topic=TOPIC, locale=request.locale)])
            unit.after_commit(state.wake)


def read(unit: UnitOfWork, state: State, mail: MailRow, now: datetime) -> Letter | None:
    """The letter with the link; ``None`` if there was no such order."""
    request = unit.order_requests.get(mail.topic_id)
    if request is None or request.email is None:
        return None
    link = new_link(unit, state, mail, Purpose.FOUND, now=now, about=request.id)
    return Letter(
        mail=mail,
        to=request.email,
        locale=request.locale,
        zone=state.settings.time_zone,
        folder="amends/mail/order",
        facts={"link": link, "order_number": request.order_number},
    )


def opened(state: State, link: LinkRow) -> Order | None:
    """The order behind a link that was mailed, as it is now; ``None`` once the request is past."""
    with state.store.read() as unit:
        request = unit.order_requests.get(link.about or "")
    if request is None or request.email is None:
        return None
    return order_of(state, request.order_number, request.email)
