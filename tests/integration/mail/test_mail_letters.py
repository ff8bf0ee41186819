"""Letters: who gets which, what is in them, and what happens when the post does not take one."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

from amends_widgets import Renderer
from flask_amends.disputes import commands as c
from flask_amends.disputes import events as facts
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Actor, Ground, Outcome, OutcomeReason, Remedy
from flask_amends.service import acts, claims, mail, privacy, tokens
from flask_amends.service.deadlines import sweep_due
from flask_amends.service.mail_rules import MailKind
from flask_amends.storage.records import MailRow
from flask_amends.testing import START, Shop
from flask_amends.worker.letters import compose
from flask_amends.worker.postman import Postman
from tests.integration.cases import CLAIM, GUEST, SHOP, SHOPPER, agree, confirm, euros, open_case, perform
from tests.integration.mail.conftest import MakeShop
from tests.servers.mail import MailServer

STAFF_ADDRESS = "claims@shop.example"


def post(shop: Shop) -> int:
    return Postman(shop.state, templates=shop.app.jinja_loader).drain()


def rows(shop: Shop, case_id: str) -> list[MailRow]:
    with shop.state.store.read() as unit:
        return list(unit.mails.of(case_id))


def to(server: MailServer, address: str) -> list[EmailMessage]:
    return [message for message in server.messages if message["To"] == address]


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def page(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def subjects(messages: list[EmailMessage]) -> list[str]:
    return [str(message["Subject"]) for message in messages]


def test_a_new_claim_is_confirmed_to_its_sender_and_told_to_staff(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    assert post(shop) == 2
    [mine], [theirs] = to(smtp_server, CLAIM.email), to(smtp_server, STAFF_ADDRESS)
    assert mine["Subject"].startswith("We have your claim ")
    assert theirs["Subject"].startswith("New claim ")
    assert f"https://shop.example/amends/desk/cases/{case_id}" in text(theirs)
    assert "Part of the money back: €20.00" in text(theirs)


def test_a_letter_says_that_it_is_automatic_and_from_whom(shop: Shop, smtp_server: MailServer):
    open_case(shop.state)
    post(shop)
    message = to(smtp_server, CLAIM.email)[0]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Roses & Sons <post@shop.example>"
    assert message["Content-Language"] == "en"
    assert re.fullmatch(r"<mal_\w+@shop\.example>", message["Message-ID"])


def test_a_letter_names_who_looks_after_the_case_and_an_answer_reaches_them(
    new_shop: MakeShop, smtp_server: MailServer
):  # T4, T6
    owner = {"email": "anna@shop.example", "owner": {"en": "Anna", "ru": "Анна"}}
    shop = new_shop(AMENDS_CONTACT_TOPICS={"claims": owner})
    open_case(shop.state)
    post(shop)
    [mine], [theirs] = to(smtp_server, CLAIM.email), to(smtp_server, STAFF_ADDRESS)
    assert mine["Reply-To"] == "anna@shop.example"
    assert "Anna looks after your case." in text(mine)
    assert "<bdi>Anna</bdi> looks after your case." in page(mine)
    assert theirs["Reply-To"] is None
    assert "looks after" not in text(theirs)


def test_the_link_opens_the_room_and_comes_from_the_setting_only(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    post(shop)
    message = to(smtp_server, CLAIM.email)[0]
    [token] = re.findall(r"https://shop\.example/amends/d/(\S+)", text(message))
    assert f"/amends/d/{token}" in page(message)
    jti = tokens.read(shop.state, tokens.Purpose.ROOM, token)["jti"]
    with shop.state.store.read() as unit:
        link = unit.links.get(jti)
    assert link is not None
    assert link.case_id == case_id


def test_no_link_exists_before_its_letter_is_sent(shop: Shop):
    case_id = open_case(shop.state)
    with shop.state.store.read() as unit:
        assert unit.links.of(case_id) == []


def test_nothing_that_a_person_wrote_is_in_a_letter(shop: Shop, smtp_server: MailServer):
    hostile = replace(
        CLAIM, name="<b>Eve</b>", description="Buy now at https://evil.example\r\nBcc: all@example.org"
    )
    case_id = open_case(shop.state, hostile)
    message = c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="https://evil.example/2")
    acts.act(shop.state, case_id, message, by=SHOPPER)
    post(shop)
    assert len(smtp_server.messages) == 3
    assert "evil" not in "".join(one.as_string() for one in smtp_server.messages)


def test_a_guest_gets_the_link_to_confirm_and_staff_nothing_yet(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state, GUEST)
    post(shop)
    assert subjects(smtp_server.messages)[0].startswith("Please confirm your claim ")
    assert len(smtp_server.messages) == 1
    claims.verify(shop.state, case_id)
    post(shop)
    assert len(to(smtp_server, STAFF_ADDRESS)) == 1


def test_a_late_confirmation_request_is_not_sent(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state, GUEST)
    claims.verify(shop.state, case_id)
    post(shop)
    assert [row.state for row in rows(shop, case_id) if row.kind == MailKind.VERIFY] == ["cancelled"]
    assert not any("confirm" in subject for subject in subjects(smtp_server.messages))


def test_each_turn_is_told_to_whose_it_is(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    post(shop)
    rejection = c.Reject(actor=Actor.SHOP, ground=Ground.MINOR_DEFECT, note="It is small.")
    acts.act(shop.state, case_id, rejection, by=SHOP)
    post(shop)
    mine = to(smtp_server, CLAIM.email)[-1]
    assert mine["Subject"].startswith("It is your turn in case ")
    assert "Thursday, 5 March 2026, 10:00 (UTC+1)" in text(mine)


def test_a_life_is_told_to_its_end(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    agree(shop.state, case_id)
    perform(shop.state, case_id)
    confirm(shop.state, case_id)
    post(shop)
    kinds = [row.kind for row in rows(shop, case_id) if row.recipient == "shopper"]
    assert kinds[:3] == ["received", "agreed", "compensation"]
    assert sorted(kinds[3:]) == ["closed", "review_invited"]
    assert len(to(smtp_server, CLAIM.email)) == 5


def test_a_deadline_is_recalled_a_day_before(shop: Shop, smtp_server: MailServer):
    open_case(shop.state)
    post(shop)
    shop.clock.move(days=2, minutes=1)
    sweep_due(shop.state)
    post(shop)
    assert to(smtp_server, STAFF_ADDRESS)[-1]["Subject"].startswith("A reminder about case ")


def test_a_turn_that_has_passed_is_not_told_any_more(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    post(shop)
    rejection = c.Reject(actor=Actor.SHOP, ground=Ground.MINOR_DEFECT, note="It is small.")
    acts.act(shop.state, case_id, rejection, by=SHOP)
    acts.act(shop.state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)
    post(shop)
    assert subjects(to(smtp_server, CLAIM.email))[1:] == [f"Case {_reference(shop, case_id)} is closed"]


def _reference(shop: Shop, case_id: str) -> str:
    with shop.state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    return row.reference_number


def test_letters_to_the_right_are_marked_and_isolated(shop: Shop, smtp_server: MailServer):
    open_case(shop.state, replace(CLAIM, locale="he"))
    post(shop)
    message = to(smtp_server, CLAIM.email)[0]
    assert message["Content-Language"] == "he"
    assert '<html lang="he" dir="rtl">' in page(message)


def test_a_letter_that_the_post_cannot_take_now_waits(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    smtp_server.refusal = "451 later"
    assert post(shop) == 0
    assert {row.state for row in rows(shop, case_id)} == {"pending"}
    shop.clock.move(seconds=30)
    smtp_server.refusal = None
    assert post(shop) == 0
    shop.clock.move(seconds=31)
    assert post(shop) == 2


def test_a_letter_that_the_post_refuses_for_good_is_given_up(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    smtp_server.refusal = "550 no such box"
    post(shop)
    assert {row.state for row in rows(shop, case_id)} == {"failed"}


def test_a_letter_is_given_up_after_the_last_attempt(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    smtp_server.refusal = "451 later"
    for _ in range(40):
        post(shop)
        shop.clock.move(hours=3)
    assert {(row.state, row.attempts) for row in rows(shop, case_id)} == {("failed", 8)}


def test_a_server_that_is_away_loses_nothing(new_shop: MakeShop, smtp_server: MailServer):
    shop = new_shop(AMENDS_MAIL_PORT=9)
    case_id = open_case(shop.state)
    assert post(shop) == 0
    assert {row.state for row in rows(shop, case_id)} == {"pending"}
    assert rows(shop, case_id)[0].last_error == "ConnectionRefusedError"


def test_nothing_is_sent_to_an_erased_person(shop: Shop, smtp_server: MailServer):
    case_id = open_case(shop.state)
    acts.act(shop.state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)
    privacy.erase(shop.state, email=CLAIM.email)
    post(shop)
    assert to(smtp_server, CLAIM.email) == []


#: What the event of a letter says, where the letter tells of it.
TERMS = Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("20.00"))
FACTS = {
    MailKind.DECIDED: facts.Decided(
        terms=TERMS,
        reason=OutcomeReason.ITEM_NOT_AS_DESCRIBED,
        assignment_id="asg_1",
        evidence_ids=(),
        final=True,
        note="",
    ),
    MailKind.AGREED: facts.Agreed(terms=TERMS),
    MailKind.COMPENSATION: facts.CompensationPerformed(reference="b-1", verified=False, expected_by=START),
    MailKind.CLOSED: facts.Closed(outcome=Outcome.UNRESOLVED, reason=None, name_adr_body=True),
}


@pytest.mark.parametrize("locale", ["en", "pl", "ru", "he"])
@pytest.mark.parametrize("recipient", ["shopper", "staff"])
def test_every_letter_can_be_written(new_shop: MakeShop, recipient: str, locale: str):
    adr = {"name": "Inspekcja", "url": "https://adr.example"}
    shop = new_shop(AMENDS_ADR_BODY=adr)
    agree(shop.state, open_case(shop.state))
    letter = next(one for one in mail.claim(shop.state) if one.mail.recipient == recipient)
    link = letter.facts["link"]
    for kind in MailKind:
        told = {**letter.facts, "fact": FACTS.get(kind, letter.facts["fact"])}
        mail_row = replace(letter.mail, kind=kind, locale=locale)
        message = compose(shop.state, Renderer(), replace(letter, facts=told, mail=mail_row, locale=locale))
        assert re.search(r"\w", message["Subject"])
        assert link in text(message)
        assert link in page(message)
        assert "\n\n\n" not in text(message)
