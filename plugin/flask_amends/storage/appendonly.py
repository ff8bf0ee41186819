"""History, prices and the log are append-only: triggers refuse to change or delete a row, whoever asks.

A line of the log may go when its time is over: it says itself until when it is kept, and the newest line says
what time it is.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import DDL, Table, event

SENTENCE = "the history of a case is append-only"
LEDGER_SENTENCE = "the ledger of prices is append-only"
LOG_SENTENCE = "the log of reads and acts is append-only"


def statements(table: str, dialect: str, sentence: str = SENTENCE) -> tuple[str, ...]:
    """The statements that guard ``table`` on a database; none where we know no way."""
    if dialect == "sqlite":
        return tuple(
            (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
            for verb in ("UPDATE", "DELETE")
        )
    if dialect == "postgresql":
        return (
            (
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"EXECUTE FUNCTION {table}_refuse()"
            ),
        )
    return ()


def removal(table: str, dialect: str) -> tuple[str, ...]:
    """What :func:`statements` leaves behind when the table is dropped."""
    return (f"DROP FUNCTION IF EXISTS {table}_refuse() CASCADE",) if dialect == "postgresql" else ()


def guard_history(table: Table) -> None:
    """Create the triggers with the table, and drop what they leave behind with it."""
    _guard(table, statements)


def log_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The statements that guard the log ``table``: nothing changes, and only what is past its time goes."""
    newest = f"(SELECT max(at) FROM {table})"  # noqa: S608 - the name of a table of ours
    refuse = f"BEGIN SELECT RAISE(ABORT, '{LOG_SENTENCE}'); END"
    if dialect == "sqlite":
        on_time = f"WHEN OLD.kept_until >= {newest}"
        return (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {on_time} {refuse}",
        )
    if dialect == "postgresql":
        return (
            (
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'DELETE' AND OLD.kept_until < {newest} THEN RETURN OLD; END IF; "
                f"RAISE EXCEPTION '{LOG_SENTENCE}'; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
            ),
            (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"EXECUTE FUNCTION {table}_refuse()"
            ),
        )
    return ()


def ledger_statements(table: str, dialect: str) -> tuple[str, ...]:
    """The statements that guard the ledger of prices."""
    return statements(table, dialect, LEDGER_SENTENCE)


def guard_ledger(table: Table) -> None:
    """As :func:`guard_history`, for the ledger of prices."""
    _guard(table, ledger_statements)


def guard_log(table: Table) -> None:
    """As :func:`guard_history`, for the log."""
    _guard(table, log_statements)


def _guard(table: Table, made: Callable[[str, str], tuple[str, ...]]) -> None:
    for dialect in ("sqlite", "postgresql"):
        for sql in made(table.name, dialect):
            event.listen(table, "after_create", _ddl(sql.replace("%", "%%")).execute_if(dialect=dialect))
        for sql in removal(table.name, dialect):
            event.listen(table, "after_drop", _ddl(sql).execute_if(dialect=dialect))


def _ddl(sql: str) -> DDL:
    return DDL(sql)  # type: ignore[no-untyped-call]
