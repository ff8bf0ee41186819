"""The inbox reads ranges of indexes: no view of it looks at every case, and none is sorted afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, text

from flask_amends.state import State
from flask_amends.storage.desk_records import Place, Sought
from flask_amends.testing import close, make_state
from tests.bench import crowd
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here

AT = datetime(2026, 3, 20, tzinfo=UTC)
#: What is asked for, and the index that answers it.
VIEWS = {
    "case_desk_due": Sought(),
    "case_desk_status": Sought(statuses=("decided",)),
    "case_desk_awaiting": Sought(awaiting=("carrier",)),
    "case_desk_reason": Sought(reason="defective"),
    "case_desk_assignee": Sought(assignee="3"),
    "case_desk_priority": Sought(priority="urgent"),
    "case_desk_severity": Sought(severity=("lawsuit",)),
    "case_desk_unanswered": Sought(is_unanswered=True),
    "case_desk_closed": Sought(is_open=False),
}


@pytest.fixture
def crowded(database_uri: str) -> Iterator[State]:
    state = make_state(database_uri, mails=False, AMENDS_CURRENCY="PLN")
    crowd.gather(state, 1_000)
    with state.store.engine().begin() as connection:
        connection.execute(text("ANALYZE"))
    yield state
    close(state)


def plan(state: State, sought: Sought, place: Place | None = None) -> str:
    """How the database reads a page. PostgreSQL is told that a whole table is dear, as in a large one."""
    seen: list[tuple[str, Any]] = []
    with state.store.read() as unit:
        on_postgres = unit.connection.dialect.name == "postgresql"
        if on_postgres:
            unit.connection.execute(text("SET LOCAL enable_seqscan = off"))
            unit.connection.execute(text("SET LOCAL enable_bitmapscan = off"))

        def note(*call: Any) -> None:
            seen.append((call[2], call[3]))

        event.listen(unit.connection, "before_cursor_execute", note)
        unit.inbox.page(sought, place=place, limit=50)
        event.remove(unit.connection, "before_cursor_execute", note)
        statement, values = seen[0]
        ask = "EXPLAIN" if on_postgres else "EXPLAIN QUERY PLAN"
        found = unit.connection.exec_driver_sql(f"{ask} {statement}", values)
        return "\n".join(str(row[-1]) for row in found)


def test_each_view_is_one_range_of_one_index_in_its_order(crowded: State) -> None:
    for name, sought in VIEWS.items():
        for place in (None, Place(at=AT, case_id="dsp_x"), Place(at=AT, case_id="dsp_x", backwards=True)):
            found = plan(crowded, sought, place)
            assert f"amends_ix_{name}" in found, (name, place, found)
            assert not sorts_all(found), (name, place, found)


def test_two_filters_read_no_more_than_one_of_them(crowded: State) -> None:
    found = plan(crowded, replace(VIEWS["case_desk_reason"], assignee="3", awaiting=("shop",)))
    assert "amends_ix_case_desk_" in found
    assert "SCAN amends_case_desk" not in found.replace("USING INDEX", "")


def test_a_search_reads_the_words_that_begin_so(crowded: State) -> None:
    found = plan(crowded, Sought(terms=("nowa",)))
    assert "case_terms" in found
    assert "Seq Scan" not in found
    assert "SCAN amends_case_terms" not in found


def sorts_all(found: str) -> bool:
    """Whether the cases of a view are sorted before the page is cut from them."""
    if "CO-ROUTINE" in found:
        return "USE TEMP B-TREE" in found.partition("CO-ROUTINE")[2].partition("SCAN anon_1")[0]
    return "Sort" in found.partition("Limit")[2].partition("case_desk")[0]
