"""What the desk keeps beside a case: found again by whatever staff type, for staff only, and forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import delete, select, text

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.errors import InvalidInput, NotFound
from flask_amends.service import acts, casefile, desking, inbox, privacy
from flask_amends.state import State
from flask_amends.storage import desk_filling
from flask_amends.storage.desk_records import Place, Priority, Severity, Sought
from flask_amends.storage.folding import asked
from tests.integration.cases import CLAIM, SHOP, SHOPPER, STAFF, dump, open_case, subscribe
from tests.integration.service.test_privacy import closed_case

SECRET = "She threatened to post about us"


def named(state: State, name: str, number: int) -> str:
    reason = list(Reason)[number]
    return open_case(state, replace(CLAIM, name=name, email=f"Żaneta.{number}@example.org", reason=reason))


def found(state: State, typed: str, **more: object) -> list[str | None]:
    sought = replace(Sought(terms=asked(typed)), **more)  # type: ignore[arg-type]
    with state.store.read() as unit:
        return [line.shopper_name for line in unit.inbox.page(sought, place=None, limit=50)]


def write(state: State, case_id: str, words: str = "Hello?") -> None:
    message = c.PostMessage(actor=Actor.SHOPPER, message_id=f"msg_{words}", text=words)
    acts.act(state, case_id, message, by=SHOPPER)


def waits(state: State, case_id: str) -> datetime | None:
    return desking.kept(state, case_id).desk.unanswered_at


def test_a_case_is_found_by_what_people_type(state: State) -> None:
    polish = named(state, "Łucja Żółć-Nowak", 5)
    named(state, "Ёлкина Ольга", 6)
    named(state, "כהן דנה", 7)
    with state.store.read() as unit:
        row = unit.cases.get(polish)
    assert row is not None
    reference = row.reference_number

    for typed in ("lucja", "ŁUCJA", "żół", "zolc", "nowak", "luc nowak", "nowak, Łucja"):
        assert found(state, typed) == ["Łucja Żółć-Nowak"], typed
    for typed in ("елкина", "ОЛЬГА"):
        assert found(state, typed) == ["Ёлкина Ольга"], typed
    assert found(state, "דנה") == ["כהן דנה"]
    for typed in (reference, reference.lower(), reference.replace("-", ""), "zaneta.5@EXAMPLE"):
        assert found(state, typed) == ["Łucja Żółć-Nowak"], typed
    assert len(found(state, "a-1")) == 3
    for typed in ("%", "_ucja", "nowa%", "\\", "ucja", "lucja елкина"):
        assert found(state, typed) == [], typed


def test_what_staff_keep_reaches_no_one_else(state: State) -> None:
    subscribe(state)
    case_id = open_case(state)
    desking.note(state, case_id, SECRET, by=STAFF)
    desking.tag(state, [case_id], "canary tag", by=STAFF)
    desking.rate(state, case_id, Severity.LAWSUIT, by=STAFF)
    acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP, note="Yes."), by=SHOP)

    rows = dump(state)
    shared = [rows[f"amends_{name}"] for name in ("events", "words", "messages", "cases", "mails")]
    with ZipFile(BytesIO(b"".join(casefile.export(state, case_id).pieces))) as file:
        unpacked = "".join(file.read(name).decode() for name in file.namelist())

    for hidden in (SECRET, "canary", "lawsuit"):
        assert hidden not in str(shared)
        assert hidden not in unpacked


def test_an_erased_person_is_found_no_more_and_the_notes_are_gone(state: State) -> None:
    case_id = closed_case(state)
    desking.note(state, case_id, SECRET, by=STAFF)
    desking.tag(state, [case_id], "anna again", by=STAFF)
    assert found(state, "anna", is_open=False) == ["Anna Nowak"]

    privacy.erase(state, email="anna@example.org")

    assert found(state, "anna", is_open=False) == []
    assert found(state, "a-1", is_open=False) == [None]
    kept = desking.kept(state, case_id)
    assert ([one.text for one in kept.notes], kept.desk.tags) == ([None], ())
    assert SECRET not in str(dump(state))


def test_severity_says_who_noted_it_and_when(state: State) -> None:
    case_id = open_case(state)
    desking.rate(state, case_id, Severity.PUBLIC_POST, by=STAFF)  # F1
    kept = desking.kept(state, case_id)
    assert (kept.severity_by, kept.desk.severity_at) == (STAFF.name, state.clock.now())

    desking.rate(state, case_id, None, by=STAFF)
    assert desking.kept(state, case_id).desk.severity_at is None


def test_a_case_is_given_only_to_people_of_the_staff(state: State) -> None:
    case_id = open_case(state)
    desking.assign(state, [case_id], STAFF.id, by=STAFF)
    assert desking.kept(state, case_id).desk.assignee_name == STAFF.name
    with pytest.raises(InvalidInput):
        desking.assign(state, [case_id], "a stranger", by=STAFF)
    with pytest.raises(NotFound):
        desking.prioritise(state, [case_id, "dsp_none"], Priority.HIGH, by=STAFF)
    assert desking.kept(state, case_id).desk.priority is Priority.NORMAL


def test_a_message_waits_until_the_shop_does_something_or_says_it_need_not(state: State) -> None:
    case_id = open_case(state)
    assert waits(state, case_id) is None
    write(state, case_id)
    first = state.clock.now()
    state.clock.move(hours=1)  # type: ignore[attr-defined]
    write(state, case_id, "Hello??")
    assert waits(state, case_id) == first  # T7: counted from the first
    answer = c.PostMessage(actor=Actor.SHOP, message_id="msg_a", text="We look.")
    acts.act(state, case_id, answer, by=SHOP)
    assert waits(state, case_id) is None

    write(state, case_id, "Thank you!")
    assert inbox.unanswered(state) == 1
    desking.needs_no_answer(state, [case_id], by=STAFF)
    assert inbox.unanswered(state) == 0

    write(state, case_id, "One more thing.")
    acts.act(state, case_id, c.Retract(actor=Actor.SHOPPER), by=SHOPPER)
    assert waits(state, case_id) is None


def test_pages_go_both_ways_and_lose_nobody_where_many_are_due_at_once(state: State) -> None:
    for number in range(5, 12):
        named(state, f"Person {number}", number)
        if number % 3 == 0:
            state.clock.move(timedelta(seconds=1))  # type: ignore[attr-defined]
    with state.store.read() as unit:
        whole = [line.id for line in unit.inbox.page(Sought(), place=None, limit=50)]
        forth: list[str] = []
        place = None
        while page := unit.inbox.page(Sought(), place=place, limit=2):
            forth += [line.id for line in page]
            assert page[-1].due_at is not None
            place = Place(at=page[-1].due_at, case_id=page[-1].id)
        back: list[str] = []
        place = Place(at=datetime(2030, 1, 1, tzinfo=UTC), case_id="x", backwards=True)
        while page := unit.inbox.page(Sought(), place=place, limit=2):
            back = [line.id for line in page] + back
            assert page[0].due_at is not None
            place = Place(at=page[0].due_at, case_id=page[0].id, backwards=True)
    assert len(whole) == 7
    assert forth == back == whole


def test_cases_that_are_older_than_the_desk_get_the_same_lines(state: State) -> None:
    case_id = open_case(state)
    write(state, case_id)
    closed_case(state)
    tables = state.store.tables

    def rows() -> list[object]:
        with state.store.read() as unit:
            lines = unit.connection.execute(select(tables.case_desk).order_by(tables.case_desk.c.case_id))
            found_by = unit.connection.execute(select(tables.case_terms))
            return [*map(tuple, lines), sorted(map(tuple, found_by))]

    before = rows()
    with state.store.begin() as unit:
        for table in (tables.case_terms, tables.case_desk):
            unit.connection.execute(delete(table))
        dialect = unit.connection.dialect.name
        unit.connection.execute(text(desk_filling.lines("amends_", dialect)))
        desk_filling.fill_terms(unit.connection, "amends_")

    assert rows() == before
