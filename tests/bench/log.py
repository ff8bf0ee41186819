"""What the log of reads costs a page of the desk: a case opened with its line, and without."""

import time
from contextlib import nullcontext
from pathlib import Path
from unittest import mock

from flask_amends.ports import StaffMember
from flask_amends.service import audit
from flask_amends.testing import Shop, make_shop
from tests.bench.figures import Figure, Scale, middle
from tests.integration.cases import ORDER, open_case

STAFF = StaffMember(id="3", name="Ola Kowalska", roles=frozenset({"agent"}))
VISITS = 60


def reads(home: Path, scale: Scale) -> list[Figure]:
    """The middle of each, asked in turns; the one insert is a transaction of its own."""
    shop = make_shop(f"sqlite:///{home / 'log.sqlite3'}", orders=[ORDER], mails=False)
    shop.staff.member = STAFF
    case_id = open_case(shop.state)
    times: dict[bool, list[float]] = {True: [], False: []}
    try:
        for _ in range(scale.rounds):
            for logged, values in times.items():
                without = mock.patch.object(audit, "record", return_value=0)
                with nullcontext() if logged else without:
                    values.extend(_visits(shop, case_id, min(VISITS, scale.pages)))
    finally:
        shop.close()
    slow, fast = middle(times[True]), middle(times[False])
    how = f"{slow * 1e3:.1f} ms a case page, {fast * 1e3:.1f} ms without its line"
    return [Figure(id="B10", what="a case at the desk, logged / not logged", ratio=slow / fast, how=how)]


def _visits(shop: Shop, case_id: str, times: int) -> list[float]:
    client = shop.app.test_client()
    found = []
    for _ in range(times + 1):
        start = time.perf_counter()
        assert client.get(f"/amends/desk/cases/{case_id}").status_code == 200
        found.append(time.perf_counter() - start)
    return found[1:]
