"""What a shopper does for good is confirmed by mail (security 37; widgets.md 6.6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from amends_widgets.words.states import OUTCOMES
from amends_widgets.words.timeline import ANYBODY, LINES
from flask_amends.disputes import commands as c
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Remedy
from flask_amends.service import acts
from flask_amends.testing import Shop
from flask_amends.worker.postman import Postman
from tests.integration.cases import CLAIM, SHOP, SHOPPER, agree, euros, open_case, perform
from tests.servers.mail import MailServer

ME, US = Actor.SHOPPER, Actor.SHOP


def offered(shop: Shop, case_id: str) -> None:
    terms = Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("10"))
    acts.act(shop.state, case_id, c.Propose(actor=US, alternatives=(terms,)), by=SHOP)


def accept(shop: Shop, case_id: str) -> c.Command:
    offered(shop, case_id)
    with shop.state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    [one] = row.dispute.open_offers(ME)
    return c.AcceptOffer(actor=ME, offer_id=one.id, offer_version=one.version)


def decline(shop: Shop, case_id: str) -> c.Command:
    offered(shop, case_id)
    return c.Decline(actor=ME, note="Too little.")


def retract(_shop: Shop, _case_id: str) -> c.Command:
    return c.Retract(actor=ME)


def waive(shop: Shop, case_id: str) -> c.Command:
    agree(shop.state, case_id)
    return c.Waive(actor=ME)


def confirm(shop: Shop, case_id: str) -> c.Command:
    agree(shop.state, case_id)
    perform(shop.state, case_id)
    return c.Confirm(actor=ME)


def escalate(shop: Shop, case_id: str) -> c.Command:
    until = shop.state.clock.now() + timedelta(days=5)
    hold = c.Hold(actor=US, until=until, note="We wait for the carrier.")
    acts.act(shop.state, case_id, hold, by=SHOP)
    shop.clock.move(days=3, hours=1)
    return c.Escalate(actor=ME)


#: The act, how the subject of its letter begins, and what the letter says.
ACTS: tuple[tuple[Callable[[Shop, str], c.Command], str, str], ...] = (
    (accept, "You and the shop agree in case ", "Part of the money back: €10.00."),
    (retract, "Case ", OUTCOMES["retracted"]),
    (waive, "Case ", OUTCOMES["waived"]),
    (confirm, "Case ", OUTCOMES["resolved_by_agreement"]),
    (decline, "Your answer in case ", LINES["dispute.offer.declined", ANYBODY]),
    (escalate, "Your answer in case ", LINES["dispute.escalated", ANYBODY]),
)


def test_each_final_act_of_a_shopper_is_confirmed_by_one_mail(shop: Shop, smtp_server: MailServer):
    postman = Postman(shop.state, templates=shop.app.jinja_loader)
    for prepare, subject, said in ACTS:
        case_id = open_case(shop.state, replace(CLAIM, order_number=None, items=()))
        command = prepare(shop, case_id)
        postman.drain()
        before = len(smtp_server.messages)
        acts.act(shop.state, case_id, command, by=SHOPPER)
        postman.drain()
        mine = [one for one in smtp_server.messages[before:] if one["To"] == CLAIM.email]
        [receipt] = [one for one in mine if str(one["Subject"]).startswith(subject)]
        part = receipt.get_body(("plain",))
        assert part is not None
        words = " ".join(part.get_content().replace("\u2068", "").replace("\u2069", "").split())
        assert said in words
        assert "https://shop.example/amends/d/" in words
