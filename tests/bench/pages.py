"""B10: what a shopper's pages cost, and whether a room grows slower with the number of cases."""

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Column, Connection, Integer, Table, func, insert, literal, select, true

from flask_amends.disputes.commands import PostMessage
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts, claims
from flask_amends.service.parties import Party
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.state import State
from flask_amends.storage.records import LinkRow
from flask_amends.testing import close
from tests.bench import backlog
from tests.bench.apps import SECRET
from tests.bench.figures import Figure, Scale, middle, quantile
from tests.bench.serving import Request, cpu_of, post, serving, timed

FEW = 1_000
MESSAGES = 2


def pages(home: Path, scale: Scale) -> list[Figure]:
    """CPU of the claim page and of a room against a small Flask page; p95 of a room in a large database."""
    few, many = home / "few.sqlite3", home / "many.sqlite3"
    link = _prepare(few)
    shutil.copyfile(few, many)
    _crowd(few, min(FEW, scale.cases))
    _crowd(many, scale.cases)
    return [*_cpu(home, scale, few, link), _growth(scale, few, many, link)]


def _cpu(home: Path, scale: Scale, database: Path, link: str) -> list[Figure]:
    bare, claim, room = [], [], []
    for _ in range(scale.rounds):
        with serving("bare", home / "none") as port:
            bare.append(cpu_of(port, _gets("/page", scale.pages)))
        with serving("shop", database) as port:
            claim.append(cpu_of(port, _gets("/amends/claim", scale.pages)))
            room.append(cpu_of(port, _in_room(port, link, scale.pages)))
    return [_compared("claim page", claim, bare), _compared("room of a case", room, bare)]


def _compared(what: str, ours: list[float], bare: list[float]) -> Figure:
    how = f"{middle(ours) * 1e6:,.0f} us CPU a page, bare {middle(bare) * 1e6:,.0f}, under gunicorn"
    return Figure(id="B10", what=f"{what} / a small Flask page", ratio=middle(ours) / middle(bare), how=how)


def _growth(scale: Scale, few: Path, many: Path, link: str) -> Figure:
    p95: dict[Path, list[float]] = {few: [], many: []}
    for _ in range(scale.rounds):
        for database, values in p95.items():
            with serving("shop", database) as port:
                values.append(quantile(timed(port, _in_room(port, link, scale.pages)), 0.95))
    slow, fast = middle(p95[many]), middle(p95[few])
    how = f"p95 {slow * 1e3:.1f} ms among {scale.cases:,} cases, {fast * 1e3:.1f} ms among few"
    return Figure(id="B10", what="a room among many cases / among few", ratio=slow / fast, goal=1.5, how=how)


def _gets(path: str, count: int, cookie: str = "") -> list[Request]:
    headers = {"Accept-Language": "en", **({"Cookie": cookie} if cookie else {})}
    return [Request(method="GET", path=path, headers=headers) for _ in range(count)]


def _in_room(port: int, link: str, count: int) -> list[Request]:
    """Visits of the room, by somebody who opened it with the link."""
    answer = post(port, link, {"Sec-Fetch-Site": "same-origin"})
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    path = (answer.getheader("Location") or "").partition("?")[0]
    return _gets(path, count, cookie)


def _prepare(database: Path) -> str:
    """A database with one case in which people have talked. Returns the path of a link into its room."""
    state = backlog.open_state(f"sqlite:///{database}", SECRET_KEY=SECRET)
    case_id = claims.submit(state, backlog.claim(0)).case_id
    for number in range(MESSAGES):
        actor = Actor.SHOP if number % 2 else Actor.SHOPPER
        command = PostMessage(actor=actor, message_id=f"msg_{number}", text=backlog.TEXT)
        acts.act(state, case_id, command, by=Party(actor=actor))
    link = _link(state, case_id)
    close(state)
    return link


def _link(state: State, case_id: str) -> str:
    now = state.clock.now()
    link = LinkRow(
        jti="lnk_bench", purpose="room", case_id=case_id, person_id=None, created_at=now,
        expires_at=now + timedelta(days=30),
    )  # fmt: skip
    with state.store.begin() as unit:
        unit.links.add(link)
    return f"/amends/d/{link_token(state, Purpose.ROOM, link.jti)}"


def _crowd(database: Path, cases: int) -> None:
    """Copies of the one case, with its person, its history and its words, by statements of the database."""
    state = backlog.open_state(f"sqlite:///{database}", SECRET_KEY=SECRET)
    tables = state.store.tables
    with state.store.begin() as unit:
        for table, changed in (
            (tables.persons, ("id",)),
            (tables.cases, ("id", "reference_number", "shopper_id", "claim_key")),
            (tables.events, ("case_id",)),
            (tables.words, ("case_id", "person_id")),
        ):
            _copy(unit.connection, table, frozenset(changed), cases - 1)
    close(state)


def _copy(connection: Connection, table: Table, changed: frozenset[str], times: int) -> None:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < times))
    number = Column("n", Integer)
    suffix = literal("-") + func.printf("%d", numbers.c[number.name])
    values = [one + suffix if one.name in changed else one for one in table.columns]
    connection.execute(
        insert(table).from_select(
            list(table.columns.keys()), select(*values).select_from(table.join(numbers, true()))
        )
    )
