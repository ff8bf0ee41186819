"""The schema: migrations and tables agree, and the default file is made once by however many processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from flask_amends.errors import SchemaOutdated
from flask_amends.storage import schema
from flask_amends.storage.engine import OwnEngine
from flask_amends.storage.tables import build_tables


@pytest.fixture
def sqlite_template() -> None:
    """An empty file to start from."""


@pytest.fixture
def postgres_template() -> str:
    return "template1"


@pytest.mark.parametrize("prefix", ["amends_", "other_"])
def test_the_migrated_schema_is_the_fresh_one(database_uri: str, prefix: str):
    tables = build_tables(prefix)
    engine = create_engine(database_uri)
    assert schema.current(engine, tables) is None
    schema.upgrade(engine, tables)
    assert schema.current(engine, tables) == schema.head()
    assert schema.differences(engine, tables) == []
    schema.require_current(engine, tables)
    engine.dispose()


def test_the_migrated_history_is_guarded_like_the_fresh_one(database_uri: str):
    engine = create_engine(database_uri)
    migrated, fresh = build_tables("migrated_"), build_tables("fresh_")
    schema.upgrade(engine, migrated)
    fresh.metadata.create_all(engine)
    on_sqlite = (
        "SELECT REPLACE(sql, '{0}', '') FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{0}events'"
    )
    on_postgres = (
        "SELECT REPLACE(pg_get_triggerdef(oid), '{0}', '') FROM pg_trigger "
        "WHERE tgrelid = '{0}events'::regclass AND NOT tgisinternal"
    )
    sql = on_sqlite if engine.dialect.name == "sqlite" else on_postgres
    with engine.connect() as connection:
        found = [sorted(connection.scalars(text(sql.format(one)))) for one in ("migrated_", "fresh_")]
    assert found[0] == found[1] != []
    engine.dispose()


def test_everything_can_be_taken_back(database_uri: str):
    tables = build_tables()
    engine = create_engine(database_uri)
    schema.upgrade(engine, tables)
    schema.downgrade(engine, tables)
    assert set(inspect(engine).get_table_names()) <= {schema.version_table(tables)}
    engine.dispose()


def test_an_empty_database_is_told_the_command(database_uri: str):
    engine = create_engine(database_uri)
    with pytest.raises(SchemaOutdated, match="flask amends db upgrade"):
        schema.require_current(engine, build_tables())
    engine.dispose()


def test_a_database_of_a_later_release_is_told_to_be_one(tmp_path: Path):
    engine, tables = create_engine(f"sqlite:///{tmp_path / 'later.sqlite3'}"), build_tables()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE amends_alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO amends_alembic_version VALUES ('9999')"))
    for look in (schema.upgrade, schema.require_current):
        with pytest.raises(SchemaOutdated, match="9999, which this release does not know"):
            look(engine, tables)
    engine.dispose()


def test_two_shops_share_one_database(database_uri: str):
    engine = create_engine(database_uri)
    for prefix in ("one_", "two_"):
        schema.upgrade(engine, build_tables(prefix))
    for prefix in ("one_", "two_"):
        assert schema.differences(engine, build_tables(prefix)) == []
    engine.dispose()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_statements_can_be_written_out(dialect: str, capsys: pytest.CaptureFixture[str]):
    schema.sql(dialect, build_tables(), sys.stdout)
    assert "CREATE TABLE amends_cases" in capsys.readouterr().out


def test_a_hosts_migration_leaves_our_tables_alone():
    assert not schema.ignore_tables("amends_cases", "table", {})
    assert schema.ignore_tables("orders", "table", {})
    assert schema.ignore_tables("amends_anything", "column", {})


OPEN_DEFAULT = """
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from functools import partial
from pathlib import Path
from flask_amends.storage import schema
from flask_amends.storage.engine import OwnEngine
from flask_amends.storage.tables import build_tables

instance, tables = Path(sys.argv[1]), build_tables()
engine = OwnEngine(schema.default_uri(instance), partial(schema.prepare_default, tables, instance))
assert schema.current(engine(), tables) == schema.head()
engine.close()
"""


def test_apps_of_one_process_make_their_files_at_the_same_time(tmp_path: Path):
    folders = [tmp_path / name for name in "abcd"]
    engines = [
        OwnEngine(schema.default_uri(one), partial(schema.prepare_default, build_tables(), one))
        for one in folders
    ]
    with ThreadPoolExecutor(len(engines)) as pool:
        found = list(pool.map(lambda engine: schema.current(engine(), build_tables()), engines))
    for engine in engines:
        engine.close()
    assert found == [schema.head()] * len(folders)


def test_many_processes_make_the_default_file_together(tmp_path: Path):
    instance = tmp_path / "instance"
    running = [subprocess.Popen([sys.executable, "-c", OPEN_DEFAULT, instance]) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    engine = OwnEngine(schema.default_uri(instance))
    assert schema.differences(engine(), build_tables()) == []
    engine.close()
