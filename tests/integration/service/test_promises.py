"""Promises: kept, broken, void; reminded of and escalated once; counted by whose they were and when."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Ground, Reason
from flask_amends.errors import InvalidInput, NotAllowed, NotFound
from flask_amends.ports import StaffMember
from flask_amends.service import (
    acts,
    cases,
    deadlines,
    enquiries,
    enquiry_acts,
    privacy,
    promise_mails,
    promises,
    tasks,
)
from flask_amends.service.enquiries import Question
from flask_amends.service.promise_book import Standing, standing
from flask_amends.storage.records import CaseView
from flask_amends.storage.reply_records import PromiseRow
from flask_amends.testing import Shop, make_shop
from flask_amends.worker.work import run_once
from tests.integration.cases import CLAIM, ORDER, SHOP, SHOPPER, STAFF, open_case

COLLEAGUE = StaffMember(id="8", name="Iwona Lis")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def shop(sqlite_uri: str) -> Iterator[Shop]:
    """A shop on SQLite."""
    made = make_shop(sqlite_uri, orders=[ORDER], AMENDS_STAFF_EMAIL="staff@shop.example")
    yield made
    made.close()


@pytest.fixture
def real_shop(database_uri: str) -> Iterator[Shop]:
    """A shop on SQLite, and again on PostgreSQL: for what depends on the database."""
    made = make_shop(database_uri, orders=[ORDER], AMENDS_STAFF_EMAIL="staff@shop.example")
    yield made
    made.close()


def _view(shop: Shop, case_id: str) -> CaseView:
    return cases.get(shop.state, case_id, Actor.SHOP)


def _due(shop: Shop, case_id: str) -> datetime:
    due = _view(shop, case_id).due_at
    assert due is not None
    return due


def hold(shop: Shop, case_id: str, wait: timedelta = DAY) -> None:
    until = shop.clock.now() + wait
    acts.act(shop.state, case_id, c.Hold(actor=Actor.SHOP, until=until, note="We ask the packers."), by=SHOP)


def only(shop: Shop, case_id: str) -> PromiseRow:
    (found,) = promises.of_case(shop.state, case_id)
    return found


def stands(shop: Shop, case_id: str) -> Standing:
    return standing(only(shop, case_id), shop.clock.now())


def pass_time(shop: Shop, wait: timedelta) -> None:
    shop.clock.move(wait)
    deadlines.sweep_due(shop.state)


def test_an_answer_by_the_promised_date_keeps_the_promise(shop: Shop) -> None:
    case_id = open_case(shop.state)
    hold(shop, case_id)
    assert stands(shop, case_id) is Standing.OPEN
    shop.clock.move(DAY - HOUR)

    reject = c.Reject(actor=Actor.SHOP, ground=Ground.CONFORMS_TO_CONTRACT, note="We checked the photos.")
    acts.act(shop.state, case_id, reject, by=SHOP)

    assert stands(shop, case_id) is Standing.KEPT


def test_a_message_is_not_the_promised_answer(shop: Shop) -> None:
    case_id = open_case(shop.state)
    hold(shop, case_id)

    acts.act(shop.state, case_id, c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text="Soon."), by=SHOP)

    assert stands(shop, case_id) is Standing.OPEN


def test_a_date_that_passes_breaks_the_promise_and_says_whose_it_was(shop: Shop) -> None:
    """T8: nobody measures it; we do."""
    case_id, since = open_case(shop.state), shop.clock.now()
    hold(shop, case_id)

    pass_time(shop, DAY)

    assert stands(shop, case_id) is Standing.BROKEN
    found = promises.counts(shop.state, since, since + 2 * DAY)
    assert (found.total.kept, found.total.broken) == (0, 1)
    assert found.people["Ola Kowalska"].broken == 1
    assert [(one.who, one.row.due_at) for one in found.broken] == [("Ola Kowalska", since + DAY)]
    assert promises.counts(shop.state, since + 2 * DAY, since + 3 * DAY).total == promises.Tally()


def test_what_ends_without_the_shop_before_the_date_is_neither(shop: Shop) -> None:
    case_id = open_case(shop.state)
    hold(shop, case_id)

    acts.act(shop.state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)

    assert stands(shop, case_id) is Standing.VOID


def test_staff_hear_of_it_before_it_lapses_and_again_when_it_has_each_once(real_shop: Shop) -> None:
    case_id = open_case(real_shop.state)
    hold(real_shop, case_id)
    run_once(real_shop.state)
    promise = only(real_shop, case_id)

    def letters() -> list[str]:
        with real_shop.state.store.read() as unit:
            return [one.kind for one in unit.mails.of(promise.id, promise_mails.TOPIC)]

    for wait, expected in ((DAY - 3 * HOUR, []), (HOUR, ["near"]), (HOUR, ["near"])):
        real_shop.clock.move(wait)
        run_once(real_shop.state)
        run_once(real_shop.state)
        assert letters() == expected


def test_many_workers_write_each_letter_once(real_shop: Shop) -> None:
    case_id = open_case(real_shop.state)
    until = real_shop.clock.now() + DAY
    tasks.promise_fix(real_shop.state, case_id, "the photo", until, by=STAFF, key="k1")
    for wait in (DAY - HOUR, HOUR):
        real_shop.clock.move(wait)
        workers = [
            threading.Thread(target=promise_mails.sweep_due, args=(real_shop.state,)) for _ in range(4)
        ]
        for one in workers:
            one.start()
        for one in workers:
            one.join()

    with real_shop.state.store.read() as unit:
        kinds = [one.kind for one in unit.mails.of(only(real_shop, case_id).id, promise_mails.TOPIC)]
    assert kinds == ["near", "lapsed"]


def test_a_letter_about_what_is_settled_is_not_sent(shop: Shop) -> None:
    case_id = open_case(shop.state)
    tasks.promise_fix(shop.state, case_id, "the photo", shop.clock.now() + DAY, by=STAFF, key="k1")
    shop.clock.move(DAY - HOUR)
    promise_mails.sweep_due(shop.state)

    promises.settle(shop.state, only(shop, case_id).id, by=STAFF, done=True)

    assert shop.mails is not None
    run_once(shop.state)
    assert "A promise is near" not in [one["Subject"] for one in shop.mails.to("staff@shop.example")]
    assert stands(shop, case_id) is Standing.KEPT


def test_the_shopper_says_whether_the_date_suits_and_a_no_reaches_staff_at_once(shop: Shop) -> None:
    """P13: the promise needs the customer's yes."""
    case_id = open_case(shop.state)
    hold(shop, case_id)
    promise = only(shop, case_id)
    assert promise.consent == "asked"

    promises.answer(shop.state, case_id, promise.id, agrees=True)
    assert only(shop, case_id).consent == "yes"
    for _ in range(2):
        promises.answer(shop.state, case_id, promise.id, agrees=False)

    assert only(shop, case_id).consent == "no"
    with shop.state.store.read() as unit:
        assert [one.kind for one in unit.mails.of(promise.id, promise_mails.TOPIC)] == ["declined"]
    with pytest.raises(NotFound):
        promises.answer(shop.state, "dsp_other", promise.id, agrees=True)
    pass_time(shop, DAY)
    with pytest.raises(NotAllowed):
        promises.answer(shop.state, case_id, promise.id, agrees=True)


def test_only_the_answer_itself_settles_a_promised_answer(shop: Shop) -> None:
    case_id = open_case(shop.state)
    hold(shop, case_id)

    with pytest.raises(NotAllowed):
        promises.settle(shop.state, only(shop, case_id).id, by=STAFF, done=True)


def test_a_call_is_told_in_the_case_on_the_shoppers_clock_and_the_same_form_twice_is_one(shop: Shop) -> None:
    """H5, X16."""
    claim = replace(CLAIM, locale="en", time_zone="America/New_York", phone="+1 212 555 0100")
    case_id = open_case(shop.state, claim)
    slot = tasks.next_call(shop.state, case_id)
    assert slot is not None

    for _ in range(2):
        tasks.call_back(shop.state, case_id, slot, "Thank you for waiting.", by=STAFF, key="k1")

    told = [one.texts["text"] or "" for one in _view(shop, case_id).entries if "text" in one.texts]
    assert len(told) == 1
    assert told[0].startswith("Thank you for waiting.\n\nI call you on ")
    assert only(shop, case_id).due_at == slot + HOUR
    assert 9 <= slot.astimezone(ZoneInfo("America/New_York")).hour < 20


def test_nobody_is_called_at_night_and_the_next_time_is_told(shop: Shop) -> None:
    case_id = open_case(shop.state, replace(CLAIM, time_zone="Asia/Tokyo", phone=None))
    noon = shop.clock.now().replace(hour=12, minute=0) + DAY  # nine in the evening in Tokyo

    with pytest.raises(InvalidInput) as caught:
        tasks.call_back(shop.state, case_id, noon, "", by=STAFF, key="k1")

    (fault,) = caught.value.fields["slot"]
    assert fault.code == "quiet_hours"
    assert fault.params["next"] == (noon + DAY).replace(hour=0)
    assert promises.of_case(shop.state, case_id) == []
    assert _view(shop, case_id).version == 1


@pytest.mark.parametrize("how", ["noted", "claimed"])
def test_who_wants_no_calls_gets_none_in_any_of_their_cases(shop: Shop, how: str) -> None:
    case_id = open_case(shop.state)
    if how == "noted":
        tasks.forbid_calls(
            shop.state, open_case(shop.state, replace(CLAIM, reason=Reason.ARRIVED_LATE)), by=STAFF
        )
    else:
        open_case(shop.state, replace(CLAIM, reason=Reason.UNWANTED_CONTACT))
    assert tasks.next_call(shop.state, case_id) is None
    noon = (shop.clock.now() + DAY).replace(hour=12)

    with pytest.raises(InvalidInput) as caught:
        tasks.call_back(shop.state, case_id, noon, "", by=STAFF, key="k1")

    assert caught.value.fields["slot"][0].code == "do_not_call"


def test_a_pause_moves_no_clock_and_ends_before_it(shop: Shop) -> None:
    """P16."""
    case_id = open_case(shop.state)
    due = _due(shop, case_id)

    with pytest.raises(InvalidInput) as caught:
        tasks.pause(shop.state, case_id, due, "Let us talk on Thursday.", by=STAFF, key="k1")
    tasks.pause(shop.state, case_id, due - 2 * HOUR, "Let us talk tomorrow.", by=STAFF, key="k2")

    assert caught.value.fields["until"][0].code == "after_your_time"
    assert _due(shop, case_id) == due
    assert promises.of_case(shop.state, case_id)[0].kind == "pause"


def test_a_change_is_promised_for_two_days_at_most_and_by_one_person(shop: Shop) -> None:
    """C8."""
    state, case_id, now = shop.state, open_case(shop.state), shop.clock.now()
    acts.act(
        state,
        case_id,
        c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text="I look into it."),
        by=replace(SHOP, staff=COLLEAGUE),
    )

    for until, owner, code in (
        (now + 2 * DAY + HOUR, None, "fix_too_late"),
        (now - HOUR, None, "not_in_future"),
        (now + DAY, "nobody", "not_a_choice"),
    ):
        with pytest.raises(InvalidInput) as caught:
            tasks.promise_fix(state, case_id, "banner", until, owner=owner, by=STAFF, key="k1")
        assert [one.code for many in caught.value.fields.values() for one in many] == [code]
    tasks.promise_fix(state, case_id, "banner", now + 2 * DAY, owner=COLLEAGUE.id, by=STAFF, key="k1")

    assert promises.names_of(state, [only(shop, case_id)])[only(shop, case_id).owner or ""] == "Iwona Lis"


def test_a_public_answer_is_drafted_from_the_decision_and_is_promised_to_nobody(shop: Shop) -> None:
    """P17."""
    state, case_id, now = shop.state, open_case(shop.state), shop.clock.now()
    acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=SHOP)

    tasks.watch(state, case_id, now + 7 * DAY, "the forum of gardeners", by=STAFF, key="k1")

    draft = only(shop, case_id).draft or ""
    assert "€20.00" in draft
    assert "[[" in draft
    assert "Anna" not in draft
    for _ in range(3):
        shop.clock.move(2 * DAY)
        promise_mails.sweep_due(state)
    assert promises.counts(state, now, now + 30 * DAY).total == promises.Tally()


def test_questions_promise_as_well(shop: Shop) -> None:
    state, now = shop.state, shop.clock.now()
    ids = [
        enquiries.ask(state, Question(topic="orders", email=f"{name}@example.org", text="Where is it?"))
        for name in ("kept", "late")
    ]
    for one in ids:
        enquiry_acts.hold(state, one, "We ask the packers.", now + DAY, by=STAFF, seen=1)
    enquiry_acts.answer(state, ids[0], "It comes today.", by=STAFF, seen=2)
    shop.clock.move(2 * DAY)
    enquiry_acts.answer(state, ids[1], "It came yesterday.", by=STAFF, seen=2)

    found = promises.counts(state, now, now + 3 * DAY)

    assert (found.kinds["answer"].kept, found.kinds["answer"].broken) == (1, 1)


def test_erasing_a_person_takes_the_words_and_leaves_the_count(real_shop: Shop) -> None:
    state, case_id, now = real_shop.state, open_case(real_shop.state), real_shop.clock.now()
    hold(real_shop, case_id)
    tasks.promise_fix(state, case_id, "what Anna said", now + DAY, by=STAFF, key="k1")
    acts.act(state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)

    privacy.erase(state, email="anna@example.org")

    rows = promises.of_case(state, case_id)
    assert [row.text for row in rows] == [None, None]
    assert all(row.settled_at is not None for row in rows)


def test_the_rule_is_pure_and_counts_what_is_late_as_broken() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)

    def row(kind: str, due: timedelta, settled: timedelta | None, result: str | None) -> PromiseRow:
        return PromiseRow(
            id="x",
            kind=kind,
            made_at=now,
            due_at=now + due,
            owner="per_1",
            settled_at=None if settled is None else now + settled,
            result=result,
        )

    rows = [
        row("hold", DAY, HOUR, "done"),
        row("hold", DAY, 2 * DAY, "done"),
        row("fix", -DAY, None, None),
        row("fix", DAY, None, None),
        row("pause", DAY, HOUR, "void"),
        row("pause", DAY, 2 * DAY, "void"),
        row("callback", DAY, HOUR, "broken"),
    ]

    found = promises.count(rows, {"per_1": "Ola"}, now)

    assert found.total == promises.Tally(kept=1, broken=4, open=1, void=1)
    assert found.people == {"Ola": found.total}
    assert found.kinds["fix"] == promises.Tally(broken=1, open=1)
