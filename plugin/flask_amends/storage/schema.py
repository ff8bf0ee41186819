"""The schema: packaged migrations, our own version table, and what a host's Alembic must leave alone."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TextIO

from sqlalchemy import Connection, Engine

from flask_amends.errors import SchemaOutdated
from flask_amends.storage.tables import DEFAULT_PREFIX, Tables

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic takes longer to import than the rest of a shop, so it is imported where it is used.

MIGRATIONS = Path(__file__).with_name("migrations")
DEFAULT_FILE = "amends.sqlite3"
#: Alembic keeps what it is running in globals: of several apps in one process one migrates at a time.
_MIGRATING = Lock()


def default_uri(instance: Path) -> str:
    """Where cases are kept when no database is configured."""
    return f"sqlite:///{instance / DEFAULT_FILE}"


def prepare_default(tables: Tables, instance: Path, engine: Engine) -> None:
    """Create or migrate the default SQLite file on first use; one process does it, the others wait."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / f"{DEFAULT_FILE}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if current(engine, tables) != head():
            upgrade(engine, tables)


def version_table(tables: Tables) -> str:
    """The table that says which revision the database is at."""
    return f"{_prefix(tables)}alembic_version"


@cache
def head() -> str:
    """The newest revision of this release."""
    from alembic.script import ScriptDirectory

    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if found is None:
        raise SchemaOutdated("Flask-Amends is installed without its migrations; install it again.")
    return found


def current(engine: Engine, tables: Tables) -> str | None:
    """The revision that the database is at; ``None`` for one without our tables."""
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": version_table(tables)})
        return context.get_current_revision()


def upgrade(engine: Engine, tables: Tables, revision: str = "head") -> None:
    """Bring the database to a revision, in one transaction where the database can.

    Raises :class:`SchemaOutdated` for a database of a later release.
    """
    from alembic import command

    _require_known(current(engine, tables))
    with _MIGRATING, engine.begin() as connection:
        command.upgrade(_config(tables, connection), revision)


def downgrade(engine: Engine, tables: Tables, revision: str = "base") -> None:
    """Take the database back to a revision; ``base`` drops every table of ours with all that is in it."""
    from alembic import command

    with _MIGRATING, engine.begin() as connection:
        command.downgrade(_config(tables, connection), revision)


def sql(dialect: str, tables: Tables, write: TextIO) -> None:
    """Write the statements that create everything, for those who run them by hand."""
    from alembic import command

    config = _config(tables, None)
    config.attributes["offline"] = (dialect, write)
    with _MIGRATING:
        command.upgrade(config, "head", sql=True)


def require_current(engine: Engine, tables: Tables) -> None:
    """Raise :class:`SchemaOutdated` unless the database is at this release's revision."""
    found = current(engine, tables)
    if found != head():
        _require_known(found)
        raise SchemaOutdated(f"The tables are at {found}, not at {head()}: run `flask amends db upgrade`.")


def _require_known(revision: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaOutdated(
            f"The tables are at {revision}, which this release does not know: they are a later one's. "
            "Install that release again, or bring back the database of this one."
        )


def differences(engine: Engine, tables: Tables) -> list[Any]:
    """How the database differs from the tables of this release; empty if it does not."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": version_table(tables),
                "include_name": only_tables(_prefix(tables)),
                "compare_type": True,
            },
        )
        return list(compare_metadata(context, tables.metadata))


def ignore_tables(
    name: str | None, type_: str, parent_names: Any = None, *, prefix: str = DEFAULT_PREFIX
) -> bool:
    """For ``include_name`` of a host's Alembic: without it, ``flask db migrate`` would drop our tables."""
    del parent_names
    return not (type_ == "table" and name is not None and name.startswith(prefix))


def only_tables(prefix: str) -> Callable[[str | None, str, Any], bool]:
    """The opposite of :func:`ignore_tables`, for our own comparison."""

    def include(name: str | None, type_: str, _parents: Any) -> bool:
        if type_ != "table":
            return True
        return name is not None and name.startswith(prefix) and name != f"{prefix}alembic_version"

    return include


def _prefix(tables: Tables) -> str:
    return tables.cases.name.removesuffix("cases")


def _config(tables: Tables, connection: Connection | None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=connection, tables=tables, prefix=_prefix(tables))
    return config
