"""The history is append-only: triggers refuse to change or delete a row of it, whoever asks."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

SENTENCE = "the history of a case is append-only"


def statements(table: str, dialect: str) -> tuple[str, ...]:
    """The statements that guard ``table`` on a database; none where we know no way."""
    if dialect == "sqlite":
        return tuple(
            (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
            for verb in ("UPDATE", "DELETE")
        )
    if dialect == "postgresql":
        return (
            (
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
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
    for dialect in ("sqlite", "postgresql"):
        for sql in statements(table.name, dialect):
            event.listen(table, "after_create", _ddl(sql.replace("%", "%%")).execute_if(dialect=dialect))
        for sql in removal(table.name, dialect):
            event.listen(table, "after_drop", _ddl(sql).execute_if(dialect=dialect))


def _ddl(sql: str) -> DDL:
    return DDL(sql)  # type: ignore[no-untyped-call]
