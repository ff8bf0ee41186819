"""Whoever is asked to decide from outside gets one letter with their link, in their language."""

import re

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Ground
from flask_amends.ports import StaffMember
from flask_amends.service import acts, arbiters, deadlines
from flask_amends.testing import Shop
from flask_amends.worker.postman import Postman
from tests.integration.cases import CLAIM, SHOP, open_case
from tests.servers.mail import MailServer

LEAD = StaffMember(id="8", name="Iwona Lis", roles=frozenset({"lead"}))
EMAIL = "jan@neutral.example"


def in_review(shop: Shop) -> str:
    case_id = open_case(shop.state)
    rejection = c.Reject(actor=Actor.SHOP, ground=Ground.CONFORMS_TO_CONTRACT, note="We checked the photos.")
    acts.act(shop.state, case_id, rejection, by=SHOP)
    shop.clock.move(days=3)
    deadlines.sweep_due(shop.state, 10)
    return case_id


def post(shop: Shop) -> None:
    Postman(shop.state, templates=shop.app.jinja_loader).drain(100)


def test_the_letter_has_a_link_that_opens_the_case_and_nothing_anybody_wrote(
    shop: Shop, smtp_server: MailServer
):
    case_id = in_review(shop)
    arbiters.invite(shop.state, case_id, staff=LEAD, name="Jan", email=EMAIL, locale="pl")
    post(shop)
    [letter] = [one for one in smtp_server.messages if one["To"] == EMAIL]
    assert letter["Content-Language"] == "pl"
    part = letter.get_body(("plain",))
    assert part is not None
    body = part.get_content()
    found = re.search(r"https://shop\.example(/amends/arbiter/\S+)", body)
    assert found is not None
    assert CLAIM.description not in str(letter)
    assert CLAIM.email not in str(letter)
    visitor = shop.app.test_client()
    assert visitor.get(found[1]).status_code == 200
    assert visitor.post(found[1]).status_code == 303
    post(shop)
    assert len([one for one in smtp_server.messages if one["To"] == EMAIL]) == 1


def test_nobody_is_written_to_who_is_not_asked_any_more(shop: Shop, smtp_server: MailServer):
    case_id = in_review(shop)
    seat = arbiters.invite(shop.state, case_id, staff=LEAD, name="Jan", email=EMAIL, locale="en")
    arbiters.end(shop.state, case_id, seat)
    post(shop)
    assert [one for one in smtp_server.messages if one["To"] == EMAIL] == []
