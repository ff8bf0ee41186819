"""Erasing a person leaves no text of theirs anywhere, and every history valid; tampering is found."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import ChainBroken, LegalHold, NotFound
from flask_amends.service import acts, cases, history, privacy
from flask_amends.state import State
from tests.integration.cases import CLAIM, SHOPPER, agree, confirm, dump, open_case, perform, subscribe

CANARIES = ("anna@example.org", "Anna Nowak", "+48 500 600 700", "wilted", "sorry", "bank-1", "Hello?")


def closed_case(state: State) -> str:
    case_id = open_case(state)
    message = c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Hello?")
    acts.act(state, case_id, message, by=SHOPPER)
    agree(state, case_id)
    perform(state, case_id)
    confirm(state, case_id)
    return case_id


def test_after_erasure_no_text_is_left_and_the_chain_is_valid(state: State):
    subscribe(state)
    case_id = closed_case(state)
    assert any("wilted" in repr(rows) for rows in dump(state).values())
    erased = privacy.erase(state, email=CLAIM.email)
    assert erased.case_ids == (case_id,)
    left = repr(dump(state))
    assert [canary for canary in CANARIES if canary in left] == []
    view = cases.get(state, case_id, Actor.SHOP)
    assert view.entries[0].texts == {"description": None}
    assert view.entries[0].actor_name is None
    assert history.verify_chain(state, case_id) == view.version


def test_after_erasure_the_file_of_the_database_holds_no_text(state: State):
    engine = state.store.engine()
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps old row versions until it vacuums them")
    closed_case(state)
    privacy.erase(state, email=CLAIM.email)
    with engine.connect() as connection:
        if str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("VACUUM")
    database = Path(str(engine.url.database))
    stored = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert [canary for canary in CANARIES if canary.encode() in stored] == []


def test_an_open_case_holds_its_person_unless_a_reason_is_given(state: State):
    case_id = open_case(state)
    before = dump(state)
    with pytest.raises(LegalHold):
        privacy.erase(state, email=CLAIM.email)
    assert dump(state) == before
    privacy.erase(state, email=CLAIM.email, legal_reason="court order 12/26")
    assert cases.get(state, case_id, Actor.SHOP).flags["erased_because"] == "court order 12/26"


def test_nobody_by_that_address_is_said(state: State):
    with pytest.raises(NotFound):
        privacy.erase(state, email="nobody@example.org")


@pytest.mark.parametrize("verb", ["UPDATE amends_events SET type = 'x'", "DELETE FROM amends_events"])
def test_the_history_cannot_be_changed(state: State, verb: str):
    open_case(state)
    before = dump(state)
    with pytest.raises(DBAPIError, match="append-only"), state.store.begin() as unit:
        unit.connection.execute(text(verb))
    assert dump(state) == before


TAMPERED = {
    "a text": "UPDATE amends_words SET text = 'They were fine.' WHERE field = 'description'",
    "a text that is gone": "DELETE FROM amends_words WHERE field = 'description'",
    "an invented text": (
        "INSERT INTO amends_words (case_id, sequence, field, text, salt) "
        "SELECT case_id, 1, 'note', 'Psst.', '00' FROM amends_words WHERE field = 'description'"
    ),
    "the state": "UPDATE amends_cases SET state = REPLACE(CAST(state AS TEXT), '20.00', '90.00')",
}


@pytest.mark.parametrize("sql", TAMPERED.values(), ids=TAMPERED.keys())
def test_tampering_is_found(state: State, sql: str):
    case_id = closed_case(state)
    if state.store.engine().dialect.name == "postgresql":
        sql = sql.replace(
            "REPLACE(CAST(state AS TEXT), '20.00', '90.00')", "REPLACE(state::text, '20.00', '90.00')::json"
        )
    with state.store.begin() as unit:
        unit.connection.execute(text(sql.replace("::", r"\:\:")))
    with pytest.raises(ChainBroken):
        history.verify_chain(state, case_id)


def test_an_event_changed_behind_the_guard_is_found(state: State):
    case_id = closed_case(state)
    guard = (
        "amends_events_no_update"
        if state.store.engine().dialect.name == "sqlite"
        else "amends_events_append_only"
    )
    on = "" if state.store.engine().dialect.name == "sqlite" else " ON amends_events"
    with state.store.begin() as unit:
        unit.connection.execute(text(f"DROP TRIGGER {guard}{on}"))
        unit.connection.execute(text("UPDATE amends_events SET actor = 'shop' WHERE sequence = 2"))
    with pytest.raises(ChainBroken, match="entry 2 was changed"):
        history.verify_chain(state, case_id)
