"""Units of work: committed whole or not at all, on a connection of our own and on the host's session."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import RefusedError, StaleVersion, StorageUnavailable
from flask_amends.service import acts, cases
from flask_amends.state import State
from flask_amends.storage.engine import OwnEngine, is_wal_safe, pragmas
from flask_amends.storage.store import Store
from flask_amends.testing import FrozenClock
from tests.integration.cases import SHOP, SHOPPER, dump, open_case, subscribe


def break_off(state: State, told: list[str]) -> None:
    """Write something, and fail before the end."""
    with state.store.begin() as unit:
        unit.limits.count("bucket", now=state.clock.now(), window=timedelta(hours=1))
        unit.after_commit(lambda: told.append("told"))
        _ = 1 / 0


def test_what_raises_leaves_nothing(state: State):
    before = dump(state)
    told: list[str] = []
    with pytest.raises(ZeroDivisionError):
        break_off(state, told)
    assert dump(state) == before
    assert told == []


def test_hooks_run_after_the_commit_and_a_failing_one_is_survived(state: State):
    told: list[int] = []
    with state.store.begin() as unit:
        unit.limits.count("bucket", now=state.clock.now(), window=timedelta(hours=1))
        unit.after_commit(lambda: 1 / 0)  # type: ignore[arg-type]
        unit.after_commit(lambda: told.append(len(dump(state)["amends_limits"])))
        assert told == []
    assert told == [1]


def test_a_version_that_has_moved_on_is_stale(state: State):
    case_id = open_case(state)
    with state.store.read() as unit:
        row = unit.cases.get(case_id)
    assert row is not None
    with pytest.raises(StaleVersion), state.store.begin() as unit:
        unit.cases.save(row, expected=7)


def test_keys_at_rest_are_sealed_and_bound_to_their_row(state: State):
    endpoint = subscribe(state, "one")
    subscribe(state, "two")
    stored = repr(dump(state)["amends_endpoints"])
    assert endpoint.secrets[0] not in stored
    with state.store.begin() as unit:
        unit.connection.execute(
            text(
                "UPDATE amends_endpoints SET secrets ="
                " (SELECT secrets FROM amends_endpoints WHERE id = 'end_one') WHERE id = 'end_two'"
            )
        )
    with state.store.read() as unit:
        found = unit.endpoints.get("end_one")
        assert found is not None
        assert found.secrets == endpoint.secrets
        with pytest.raises(StorageUnavailable):
            unit.endpoints.get("end_two")


def test_a_lease_has_one_holder_and_its_token_rises(state: State, clock: FrozenClock):
    def take(owner: str) -> int | None:
        now = clock.now()
        with state.store.begin() as unit:
            return unit.leases.take("worker", owner, now=now, until=now + timedelta(seconds=30))

    assert [take("a"), take("b"), take("a")] == [1, None, 1]
    clock.move(seconds=31)
    assert [take("b"), take("a")] == [2, None]


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_a_write_ahead_log_only_without_the_reset_bug(version: tuple[int, ...], safe: bool):
    assert is_wal_safe(version) is safe
    journal = "WAL" if safe else "DELETE"
    durable = "FULL" if safe else "EXTRA"
    assert pragmas(version)[-2:] == (f"PRAGMA journal_mode = {journal}", f"PRAGMA synchronous = {durable}")


def test_our_own_sqlite_is_durable_and_checks_its_keys(sqlite_uri: str):
    own = OwnEngine(sqlite_uri)
    with own().connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size")
        }
    own.close()
    assert asked["foreign_keys"] == 1
    assert asked["busy_timeout"] == 5000
    assert asked["mmap_size"] in (0, None)
    assert (asked["journal_mode"], asked["synchronous"]) in (("wal", 2), ("delete", 3))


def test_an_engine_is_made_anew_in_a_forked_child(sqlite_uri: str):
    own = OwnEngine(sqlite_uri)
    parents = own()
    child = os.fork()
    if child == 0:
        os._exit(0 if own() is not parents else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert own() is parents
    own.close()


INCREMENT = """
import sys
from datetime import timedelta
from flask_amends.testing import make_state, close
state = make_state(sys.argv[1])
for _ in range(30):
    with state.store.begin() as unit:
        unit.limits.count("contended", now=state.clock.now(), window=timedelta(days=1))
close(state)
"""


def test_processes_that_write_at_once_wait_for_each_other(state: State, database_uri: str):
    running = [subprocess.Popen([sys.executable, "-c", INCREMENT, database_uri]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    with state.store.read() as unit:
        assert unit.limits.current("contended", now=state.clock.now(), window=timedelta(days=1)) == 90


# -- on the host's session ----------------------------------------------------------------------------------


@pytest.fixture
def host_engine(database_uri: str, state: State) -> Iterator[Engine]:
    engine = create_engine(database_uri)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host_orders (number TEXT)"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(host_engine: Engine) -> Iterator["scoped_session[Session]"]:
    session = scoped_session(sessionmaker(host_engine))
    yield session
    session.remove()


@pytest.fixture
def joined(state: State, host_engine: Engine, session: "scoped_session[Session]") -> State:
    """The state that the library functions use in a shop with its own SQLAlchemy."""
    store = Store(
        tables=state.store.tables,
        engine=lambda: host_engine,
        vault=state.store.vault,
        session=lambda: session,
    )
    return replace(state, store=store.joined())


def host_rows(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT number FROM host_orders")))


def order(session: "scoped_session[Session]", number: str) -> None:
    session.execute(text("INSERT INTO host_orders VALUES (:number)"), {"number": number})


def test_our_rows_are_committed_with_the_hosts(
    joined: State, state: State, session: "scoped_session[Session]", host_engine: Engine
):
    order(session, "A-1")
    case_id = open_case(joined)
    assert cases.get(joined, case_id, Actor.SHOP).version == 1
    session.commit()
    assert host_rows(host_engine) == ["A-1"]
    assert cases.get(state, case_id, Actor.SHOP).version == 1


def test_our_rows_are_rolled_back_with_the_hosts(
    joined: State, state: State, session: "scoped_session[Session]", host_engine: Engine
):
    before = dump(state)
    open_case(joined)
    order(session, "A-1")
    session.rollback()
    assert dump(state) == before
    assert host_rows(host_engine) == []


def test_a_refused_act_leaves_the_hosts_pending_rows(
    joined: State, state: State, session: "scoped_session[Session]", host_engine: Engine
):
    case_id = open_case(state)
    before = dump(state)
    order(session, "A-2")
    with pytest.raises(RefusedError):
        acts.act(joined, case_id, c.Confirm(actor=Actor.SHOPPER), by=SHOPPER)
    session.commit()
    assert host_rows(host_engine) == ["A-2"]
    assert dump(state) == before


def test_an_error_takes_back_ours_alone(
    joined: State, state: State, session: "scoped_session[Session]", host_engine: Engine
):
    before = dump(state)
    order(session, "A-3")
    with pytest.raises(ZeroDivisionError):
        break_off(joined, [])
    session.commit()
    assert host_rows(host_engine) == ["A-3"]
    assert dump(state) == before


def test_signals_wait_for_the_hosts_commit_and_die_with_its_rollback(
    joined: State, session: "scoped_session[Session]"
):
    told: list[str] = []
    state = replace(joined, announce=lambda name, **_: told.append(name))
    case_id = open_case(state)
    assert told == []
    session.rollback()
    session.commit()
    assert told == []
    case_id = open_case(state)
    session.commit()
    assert told == ["dispute_opened", "dispute_moved"]
    acts.act(state, case_id, c.AcceptClaim(actor=Actor.SHOP), by=SHOP)
    session.commit()
    assert told == ["dispute_opened", "dispute_moved", "dispute_moved"]
