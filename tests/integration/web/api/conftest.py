"""A shop whose back office has keys, and a client that sends what a program sends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from flask_amends.ports import Order
from flask_amends.service import keys, marketplaces
from flask_amends.service.keys import SCOPES
from flask_amends.storage.access_records import AuditRow
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import CLAIM, ORDER, open_case
from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here
from tests.integration.web.api import document

ROOT = "/amends/api/v1"
BAZAAR: Order = replace(ORDER, number="B-1", marketplace="bazaar")
OTHER: Order = replace(ORDER, number="C-1", marketplace="agora")
FOR_MARKETPLACES = ("disputes:read", "disputes:act", "orders:write")


@dataclass(kw_only=True)
class Program:
    """A program with a key. Each write has an idempotency key of its own unless one is given."""

    shop: Shop
    secret: str
    key_id: str = ""
    written: int = 0

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> TestResponse:
        self.written += 1
        headers = {"Idempotency-Key": key or f"key-{self.written}", **headers}
        return self.send("POST", path, headers=headers, json={} if body is None else body)

    def send(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **sent: Any
    ) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        named.setdefault("Authorization", f"Bearer {self.secret}")
        answer = self.shop.app.test_client().open(f"{ROOT}{path}", method=method, headers=named, **sent)
        document.check(self.shop.app, method, f"{ROOT}{path}", answer)
        return answer

    def act(self, case_id: str, action: str, body: Any = None, **more: Any) -> TestResponse:
        """An action on the version as it is now."""
        now = self.dispute(case_id)["version"]
        return self.post(f"/disputes/{case_id}/actions/{action}", {"version": now, **(body or {})}, **more)

    def dispute(self, case_id: str) -> dict[str, Any]:
        found = self.get(f"/disputes/{case_id}").json
        assert found is not None
        return dict(found)


@dataclass(frozen=True, kw_only=True)
class Office:
    """A shop with cases of its own and of two marketplaces, and keys for each."""

    shop: Shop

    def program(self, *scopes: str, owner: str = "shop", **more: Any) -> Program:
        made = keys.new(
            self.shop.state, name=more.pop("name", "ERP"), scopes=scopes or tuple(SCOPES), owner=owner, **more
        )
        return Program(shop=self.shop, secret=made.secret, key_id=made.row.id)

    def case(self, number: str = "A-1", **changes: Any) -> str:
        return open_case(self.shop.state, replace(CLAIM, order_number=number, **changes))

    def log(self) -> list[AuditRow]:
        """The log, oldest first."""
        from flask_amends.service import audit

        return list(reversed(audit.page(self.shop.state, audit.AuditFilters(), None, 500)))


@contextmanager
def offices(uri: str) -> Iterator[Callable[..., Office]]:
    made: list[Shop] = []

    def make(**config: Any) -> Office:
        shop = make_shop(uri, orders=[ORDER, BAZAAR, OTHER], mails=False, **config)
        made.append(shop)
        for name in ("bazaar", "agora"):
            marketplaces.add(shop.state, name)
        return Office(shop=shop)

    try:
        yield make
    finally:
        for shop in made:
            shop.close()


@pytest.fixture
def make_office(sqlite_uri: str) -> Iterator[Callable[..., Office]]:
    with offices(sqlite_uri) as make:
        yield make


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    """On SQLite."""
    return make_office()


@pytest.fixture
def real_office(database_uri: str) -> Iterator[Office]:
    """On SQLite, and again on PostgreSQL."""
    with offices(database_uri) as make:
        yield make()


@pytest.fixture
def erp(office: Office) -> Program:
    """A program of the shop that may do everything."""
    return office.program()
