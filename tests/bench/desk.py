"""B10: the inbox of the desk among very many cases, against the same one among few."""

import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from flask_amends.ports import StaffMember
from flask_amends.testing import Shop, make_shop
from flask_amends.web.desk import inbox as view
from tests.bench import crowd
from tests.bench.figures import Figure, Scale, middle, quantile

FEW = 1_000
#: Pages are this short, so that they are full among few cases too, and the two have as much to write.
LINES = 5
#: How often each page is asked for in one round.
VISITS = 30
GOAL = 1.5
STAFF = StaffMember(id="3", name="Ola Kowalska", roles=frozenset({"agent"}))
#: What is looked at, and whether the goal of B10 is its goal.
PAGES = {
    "all open cases": ("", True),
    "my cases": ("?view=mine", True),
    "unanswered messages": ("?view=unanswered", True),
    "two filters": ("?turn=shop&reason=defective", True),
    "a tag": ("?tag=tag+3", True),
    "an order": ("?q=B-77", True),
    "a rare name": ("?q=maria+nowak", True),
    "a frequent name": ("?q=anna", False),
}


def inbox(home: Path, scale: Scale) -> list[Figure]:
    """p95 of each page at the desk, both databases asked in turns."""
    few, many = (_filled(home / name, count) for name, count in _sizes(scale).items())
    try:
        with mock.patch.object(view, "PAGE", LINES):
            figures = [_compared(name, few, many, scale) for name in PAGES]
        return [*figures, _whole(many, scale), _unchanged(many, scale)]
    finally:
        few.close()
        many.close()


def _sizes(scale: Scale) -> dict[str, int]:
    return {"few": min(FEW, scale.cases), "many": scale.cases}


def _filled(home: Path, count: int) -> Shop:
    home.mkdir()
    shop = make_shop(f"sqlite:///{home / 'amends.sqlite3'}", mails=False, AMENDS_CURRENCY="PLN")
    crowd.gather(shop.state, count)
    shop.staff.member = STAFF
    return shop


def _compared(what: str, few: Shop, many: Shop, scale: Scale) -> Figure:
    query, has_goal = PAGES[what]
    times: dict[int, list[float]] = {0: [], 1: []}
    for _ in range(scale.rounds):
        for which, shop in enumerate((few, many)):
            times[which].append(quantile(_visits(shop, query, scale), 0.95))
    fast, slow = middle(times[0]), middle(times[1])
    sizes = _sizes(scale)
    how = f"p95 {slow * 1e3:.1f} ms among {sizes['many']:,} cases, {fast * 1e3:.1f} ms among {sizes['few']:,}"
    goal = GOAL if has_goal else None
    return Figure(id="B10", what=f"inbox, {what}: many / few", ratio=slow / fast, goal=goal, how=how)


def _whole(many: Shop, scale: Scale) -> Figure:
    """A page of the usual length, in milliseconds."""
    p95 = quantile(_visits(many, "", scale), 0.95)
    how = f"{view.PAGE} lines among {_sizes(scale)['many']:,} cases, p95"
    return Figure(id="B10", what="inbox, a page of the usual length, ms", ratio=p95 * 1e3, how=how)


def _visits(shop: Shop, query: str, scale: Scale) -> list[float]:
    client = shop.app.test_client()
    client.get(f"/amends/desk/{query}")
    return [
        _timed(lambda: client.get(f"/amends/desk/{query}").status_code, 200) for _ in range(_times(scale))
    ]


def _unchanged(many: Shop, scale: Scale) -> Figure:
    """What a page that stays open asks every now and then, against opening it again."""
    client = many.app.test_client()
    address = "/amends/desk/live?since=2026-03-02T09:00:00%2B00:00"
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    asked = [
        _timed(lambda: client.get(address, headers=known).status_code, 304) for _ in range(_times(scale))
    ]
    opened = _visits(many, "", scale)
    ratio = middle(asked) / middle(opened)
    how = (
        f"{middle(asked) * 1e3:.1f} ms to hear that nothing changed, {middle(opened) * 1e3:.1f} ms to open it"
    )
    return Figure(id="B10", what="asking for news / opening the inbox", ratio=ratio, goal=0.5, how=how)


def _times(scale: Scale) -> int:
    return min(VISITS, scale.pages)


def _timed(ask: Callable[[], int], status: int) -> float:
    start = time.perf_counter()
    assert ask() == status
    return time.perf_counter() - start
