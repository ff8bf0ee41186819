"""B1 and B2: what a delivery costs, against a bare loop that posts the same bodies to the same receiver."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_amends.testing import close
from tests.bench import backlog, parts, receivers
from tests.bench.figures import Figure, Scale, middle
from tests.servers.postgres import PostgresServer, shared_server

WARM_UP = backlog.RECEIVERS


def instructions(home: Path, scale: Scale) -> list[Figure]:
    """B1: instructions of the whole pipeline per delivery on SQLite, against the bare loop's."""
    with receivers.running(home) as url:
        template, bodies = _sqlite_backlog(home, scale.counted + WARM_UP, url)
        posting = {"url": f"{url}/0", "bodies": bodies, "count": scale.counted, "warm_up": WARM_UP}
        draining = {"database_uri": template, "count": scale.counted, "warm_up": WARM_UP}
        if shutil.which("valgrind") and shutil.which("callgrind_control"):
            ours = parts.instructions("drain", str(home / "drain.out"), **draining)
            theirs = parts.instructions("bare", str(home / "bare.out"), **posting)
            how = (
                f"{ours / scale.counted / 1e3:,.0f} thousand instructions a delivery,"
                f" bare {theirs / scale.counted / 1e3:,.0f}"
            )
        else:
            ours = parts.run("drain", **draining)["cpu"]
            theirs = parts.run("bare", **posting)["cpu"]
            how = "CPU time, as there is no valgrind here"
    return [Figure(id="B1", what="a delivery, SQLite / bare post", ratio=ours / theirs, goal=0.70, how=how)]


def per_cpu_second(home: Path, scale: Scale) -> list[Figure]:
    """B2: deliveries per CPU second, database included, against the bare loop's."""
    bare, sqlite, postgres = [], [], []
    count = scale.deliveries
    with receivers.running(home) as url, _postgres(home) as server:
        _, bodies = _sqlite_backlog(home, count + WARM_UP, url)
        posting = {"url": f"{url}/0", "bodies": bodies, "count": count, "warm_up": WARM_UP}
        source = server.create()
        backlog.fill(source, count + WARM_UP, url)
        name = source.rpartition("/")[2].partition("?")[0]
        for number in range(scale.rounds):
            bare.append(_rate(parts.run("bare", **posting)))
            copy = home / f"round{number}.sqlite3"
            shutil.copyfile(home / "template.sqlite3", copy)
            arguments = {"count": count, "warm_up": WARM_UP}
            sqlite.append(_rate(parts.run("drain", database_uri=f"sqlite:///{copy}", **arguments)))
            uri = server.create(name)
            before = _cpu_of_postgres(server)
            found = parts.run("drain", database_uri=uri, **arguments)
            found["cpu"] += _cpu_of_postgres(server) - before
            postgres.append(_rate(found))
            server.drop(uri)
        server.drop(source)
    how = "{:,.0f} a CPU second, bare " + f"{middle(bare):,.0f}"
    return [
        Figure(
            id="B2", what=f"deliveries a CPU second, {name} / bare post", ratio=middle(ours) / middle(bare),
            goal=goal, at_most=False, how=how.format(middle(ours)),
        )
        for name, ours, goal in (("SQLite", sqlite, 1.1), ("PostgreSQL", postgres, 1.0))
    ]  # fmt: skip


def _sqlite_backlog(home: Path, count: int, url: str) -> tuple[str, list[str]]:
    uri = f"sqlite:///{home / 'template.sqlite3'}"
    backlog.fill(uri, count, url)
    state = backlog.open_state(uri)
    with state.store.read() as unit:
        messages = unit.tables.messages
        bodies = unit.connection.scalars(messages.select().with_only_columns(messages.c.body).limit(50)).all()
    close(state)
    return uri, [bytes(body).decode() for body in bodies]


def _rate(found: dict[str, float]) -> float:
    return found["count"] / found["cpu"]


@contextmanager
def _postgres(home: Path) -> Iterator[PostgresServer]:
    yield shared_server(home)


def _cpu_of_postgres(server: PostgresServer) -> float:
    """CPU seconds that the server and all its processes have used, ended ones included."""
    folder = Path(str(server.url.query["host"]))
    postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid, parent = int(stat.parent.name), int(fields[1])
        if pid == postmaster:
            ticks += sum(int(one) for one in fields[11:15])
        elif parent == postmaster:
            ticks += sum(int(one) for one in fields[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")
