"""A statement is never lost and never refused: what is saved, mailed, limited and told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event

from flask_amends.disputes.vocabulary import Outcome, Status
from flask_amends.service import withdrawing
from flask_amends.service.withdrawing import Statement
from tests.integration.after.conftest import (
    WHO,
    MakeVisitor,
    confirm,
    deliver,
    fill,
    order_token,
    rows,
    text_of,
    told,
    withdraw,
)
from tests.integration.cases import CLAIM, ORDER, dump, open_case, subscribe
from tests.integration.web.storefront.conftest import Visitor
from tests.servers.mail import MailServer

STATEMENT = Statement(
    name="Anna Nowak",
    contract="A-1",
    email="anna@example.org",
    declaration="I withdraw from the contract named here.",
)


@contextmanager
def power_fails_at_commit(visitor: Visitor) -> Iterator[None]:
    engine = visitor.shop.state.store.engine()

    def fail(connection: Connection) -> None:
        connection.connection.rollback()  # what the database does when it comes up again
        raise OSError("the power went off")

    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)


def test_statement_receipt_and_notice_are_saved_together_or_not_at_all(person: Visitor):
    shown = fill(person)
    sent = {**shown.form("/withdraw"), "step": "confirm"}
    before = dump(person.shop.state)
    with power_fails_at_commit(person), pytest.raises(OSError, match="power"):
        person.post("/amends/withdraw", sent)
    assert dump(person.shop.state) == before

    assert person.post("/amends/withdraw", sent).status == 303
    assert len(rows(person, "withdrawals")) == 1
    assert {(one["topic"], one["kind"]) for one in rows(person, "mails")} == {
        ("withdrawal", "receipt"),
        ("withdrawal", "notice"),
    }


def test_the_receipt_and_the_notice_arrive_by_mail_also_when_the_post_is_down_at_first(
    person: Visitor, smtp_server: MailServer
):
    smtp_server.refusal = "451 later"
    receipt = withdraw(person, contract="A-1, see http://evil.example/pay")
    deliver(person)
    assert smtp_server.messages == []
    assert "We have received your withdrawal" in receipt.text

    smtp_server.refusal = None
    deliver(person, minutes=2)
    mails = {str(one["To"]): one for one in smtp_server.wait_for(2)}
    mine, staff = mails["anna@example.org"], mails["claims@shop.example"]
    for kind in ("plain", "html"):
        for said in ("I withdraw from the contract", "Anna Nowak", "2026-03-02 10:01:00+01:00"):
            assert said in text_of(mine, kind)
    assert "http://" not in text_of(mine), "nobody's web address becomes a link in our mail"
    assert "http:\u2060//evil" in text_of(mine)
    assert "https://shop.example/amends/desk/withdrawals/wdr_" in text_of(staff)
    assert "evil" not in f"{mine['Subject']}{staff['Subject']}"


@pytest.mark.parametrize("language", ["en", "pl", "ru", "he"])
def test_the_receipt_by_mail_speaks_the_language_it_was_declared_in(guest: Visitor, language: str):
    withdraw(guest, f"?lang={language}")
    mail = next(one for one in deliver(guest) if one["To"] == "anna@example.org")
    assert mail["Content-Language"] == language
    (row,) = rows(guest, "withdrawals")
    assert row["locale"] == language
    assert f'dir="{"rtl" if language == "he" else "ltr"}"' in text_of(mail, "html")
    assert "2026-03-02 10:01:00+01:00" in text_of(mail)


def test_a_shop_without_mail_shows_a_receipt_to_print(make_guest: MakeVisitor):
    guest = make_guest(mails=False)
    shown = fill(guest)
    assert "a receipt that you can print" in shown.text
    assert "sends no copy by e-mail" in confirm(guest, shown).text
    assert rows(guest, "mails") == []


def test_a_flood_is_taken_whole_and_only_marked(guest: Visitor):
    state = guest.shop.state
    for number in range(20):
        one = replace(STATEMENT, email=f"buyer{number}@example.org", network="127.0.0.0/24")
        withdrawing.submit(state, one)
    receipt = withdraw(guest, contract="Z-9", email="late@example.org")

    assert "Your withdrawal is saved all the same" in receipt.text
    kept = rows(guest, "withdrawals")
    assert len(kept) == 21
    assert [one["receipt"] for one in kept if one["flagged"]] == ["held"]


@pytest.mark.parametrize("contract", ["A-1", "none"])
@pytest.mark.parametrize("typed", [{"website": "http://spam.example"}, {"quick": "1"}])
def test_what_looks_like_a_program_is_saved_and_marked_and_learns_nothing_of_orders(
    guest: Visitor, typed: dict[str, str], contract: str
):
    form = guest.open("/amends/withdraw").form("/withdraw")
    guest.shop.clock.move(seconds=0 if "quick" in typed else 60)
    more = {name: value for name, value in typed.items() if name != "quick"}
    sent = {**form, **WHO, "contract": contract, **more, "step": "confirm"}
    receipt = guest.open(guest.post("/amends/withdraw", sent).location)
    assert "We have received your withdrawal" in receipt.text
    assert "is on its way" not in receipt.text
    (row,) = rows(guest, "withdrawals")
    assert (row["flagged"], row["receipt"]) == (True, "held")
    assert [one["kind"] for one in rows(guest, "mails")] == ["notice"]


def test_an_address_nobody_vouches_for_gets_three_receipts_a_day_and_the_buyer_every_one(guest: Visitor):
    pages = [withdraw(guest, contract=f"parcel {number}") for number in range(4)]
    assert ["is on its way" in one.text for one in pages] == [True, True, True, False]
    assert "many were asked for" in pages[3].text

    assert "is on its way" in withdraw(guest, f"?order={order_token(guest)}").text
    guest.shop.clock.move(days=1)
    assert "is on its way" in withdraw(guest, contract="parcel 5").text


def test_the_buyers_withdrawal_ends_the_open_cases_of_the_order(person: Visitor):
    state = person.shop.state
    mine = open_case(state)
    withdraw(person, f"?order={order_token(person)}")
    dispute = person.view(mine).dispute
    assert (dispute.status, dispute.outcome) == (Status.CLOSED, Outcome.SUPERSEDED_BY_WITHDRAWAL)
    assert rows(person, "withdrawals")[0]["told_at"] is not None


def test_part_of_an_order_ends_only_cases_about_that_part(guest: Visitor):
    state = guest.shop.state
    roses, vase = (
        open_case(state, replace(CLAIM, items=(replace(CLAIM.items[0], sku=sku, quantity=1),)))
        for sku in ("rose", "vase")
    )
    everything = open_case(state, replace(CLAIM, items=()))
    withdraw(guest, f"?order={order_token(guest)}", items__1__chosen=None)
    assert [guest.view(one).dispute.is_open for one in (roses, vase, everything)] == [False, True, True]


def test_a_strangers_withdrawal_ends_nothing(guest: Visitor):
    mine = open_case(guest.shop.state)
    withdraw(guest, contract="A-1")
    withdraw(guest, contract="A-1", email="eve@example.org")
    assert guest.view(mine).dispute.is_open
    assert [one["told_at"] for one in rows(guest, "withdrawals")] == [None, None]


def test_a_case_that_cannot_be_told_loses_no_statement(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(withdrawing, "tell_cases", fail)
    assert "We have received" in withdraw(guest, f"?order={order_token(guest)}").text
    assert rows(guest, "withdrawals")[0]["told_at"] is None
    assert "disk is full" in caplog.text


def test_the_shops_endpoints_and_the_orders_marketplace_hear_of_it_and_no_other(guest: Visitor):
    state = guest.shop.state
    guest.shop.orders.add(replace(ORDER, marketplace="bazaar"))
    subscribe(state, "own", events=("withdrawal.*",))
    subscribe(state, "bazaar", owner="bazaar", profile="thin")
    subscribe(state, "fair", owner="fair")
    withdraw(guest)
    whole, thin = sorted(told(guest), key=lambda body: len(body["data"]), reverse=True)
    assert {one["endpoint_id"] for one in rows(guest, "deliveries")} == {"end_own", "end_bazaar"}
    assert whole["type"] == thin["type"] == "withdrawal.received"
    assert whole["data"]["order_number"] == "A-1"
    assert whole["data"]["order_verified"] is False
    assert set(thin["data"]) == {
        "withdrawal_id", "sequence", "reference_number", "order_number", "marketplace",
    }  # fmt: skip
    assert "anna" not in f"{whole}{thin}".lower(), "who withdrew is not told"
