"""Who gets in: live keys with the right scope, not too often; what they send is read strictly."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from flask_amends.errors import StorageUnavailable
from flask_amends.service import audit, keys
from flask_amends.service.audit import AuditFilters
from flask_amends.web.api import ROUTES
from flask_amends.web.api.details import PROBLEMS
from tests.integration.cases import dump
from tests.integration.web.api.conftest import Office, Program

NO_KEYS = ["", "Bearer", "Bearer x", "Bearer amk_x_y", "Basic YTpi", f"Bearer amk_{'a' * 26}_{'a' * 43}"]


def test_without_a_live_key_nobody_gets_in(office: Office, erp: Program) -> None:
    for sent in NO_KEYS:
        answer = erp.get("/disputes", Authorization=sent)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="amends"')
        assert (answer.json or {})["type"].endswith("/problems/unauthorized")


def test_a_key_that_was_changed_in_one_letter_opens_nothing(office: Office, erp: Program) -> None:
    for place in (5, 29, 35, len(erp.secret) - 2):
        letter = "b" if erp.secret[place] == "a" else "a"
        changed = erp.secret[:place] + letter + erp.secret[place + 1 :]
        assert erp.get("/disputes", Authorization=f"Bearer {changed}").status_code == 401


def test_a_key_ends_by_its_day_or_at_once(office: Office, erp: Program) -> None:
    short = office.program("disputes:read", lasts=timedelta(days=1))
    assert short.get("/disputes").status_code == 200
    office.shop.clock.move(days=1)
    keys.revoke(office.shop.state, erp.key_id, by="8")

    assert [one.get("/disputes").status_code for one in (short, erp)] == [401, 401]


def test_the_secret_is_stored_nowhere(office: Office, erp: Program) -> None:
    erp.get("/disputes")
    rows = str(dump(office.shop.state)) + str(office.log())
    assert erp.secret not in rows
    assert erp.secret.rpartition("_")[2] not in rows


def test_each_route_asks_for_its_scope(office: Office) -> None:
    case_id = office.case()
    for route in ROUTES:
        others = office.program(*(set(keys.SCOPES) - {route.scope}))
        path = route.rule.replace("<case_id>", case_id).replace("<file_id>", "fil_1")
        path = path.replace("<action>", "accept_claim")

        answer = others.get(path) if route.method == "GET" else others.post(path, {"version": 1})

        assert answer.status_code == 403, route.rule
        assert route.scope in answer.headers["WWW-Authenticate"]
        assert office.log()[-1].status == 403


def test_a_key_has_its_share_of_requests(make_office: Callable[..., Office]) -> None:
    office = make_office(AMENDS_API_RATE=3)
    one, other = office.program(), office.program()

    statuses = [one.get("/disputes").status_code for _ in range(4)]
    refused = one.get("/disputes")

    assert statuses == [200, 200, 200, 429]
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert other.get("/disputes").status_code == 200
    office.shop.clock.move(minutes=1)
    assert one.get("/disputes").status_code == 200


HOSTILE = {
    "no JSON": b"{",
    "an array": b"[]",
    "a name twice": b'{"text": "a", "text": "b"}',
    "NaN": b'{"text": NaN}',
    "too deep": b"[" * 100_00,
    "half of a pair": b'{"text": "\\ud800"}',
    "not UTF-8": b'{"text": "\xff"}',
    "huge": b'{"text": "' + b"a" * 70_000 + b'"}',
}


def test_json_means_one_thing_or_is_refused(office: Office, erp: Program) -> None:
    path = f"/disputes/{office.case()}/messages"
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    statuses = {
        name: erp.send("POST", path, headers=headers, data=raw).status_code for name, raw in HOSTILE.items()
    }
    assert statuses == {name: 413 if name == "huge" else 400 for name in HOSTILE}


def test_only_json_is_read(office: Office, erp: Program) -> None:
    path = f"/disputes/{office.case()}/messages"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp"):
        headers = {"Idempotency-Key": "k", "Content-Type": kind}
        answer = erp.send("POST", path, headers=headers, data=b'{"text": "Hello."}')
        assert answer.status_code == 415


def test_a_write_needs_an_idempotency_key(office: Office, erp: Program) -> None:
    path = f"/disputes/{office.case()}/messages"
    for key in ("", " ", "ł", "a" * 129, "a b"):
        answer = erp.send("POST", path, headers={"Idempotency-Key": key}, json={"text": "Hello."})
        assert (answer.status_code, (answer.json or {})["title"]) == (400, "Idempotency-Key is missing")


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown": ({"text": "x", "texts": "y"}, "/texts", "unknown_field"),
    "a number": ({"text": 1}, "/text", "not_text"),
    "nothing": ({"text": None}, "/text", "required"),
    "blank": ({"text": " \u200b "}, "/text", "required"),
    "too long": ({"text": "a" * 5001}, "/text", "too_long"),
    "a list for a text": ({"text": ["x"]}, "/text", "not_text"),
    "too many": ({"text": "x", "upload_ids": ["a"] * 6}, "/upload_ids", "too_many"),
    "no list": ({"text": "x", "upload_ids": "a"}, "/upload_ids", "not_a_list"),
    "an id of nothing": ({"text": "x", "upload_ids": ["upl_1"]}, "/upload_ids", "upload_unknown"),
    "a version in words": ({"text": "x", "version": "1"}, "/version", "not_a_number"),
}


def test_what_is_wrong_is_named_at_its_place(office: Office, erp: Program) -> None:
    case_id = office.case()
    for body, pointer, code in WRONG.values():
        answer = erp.post(f"/disputes/{case_id}/messages", body)
        (fault,) = (answer.json or {})["errors"]
        assert (answer.status_code, fault["pointer"], fault["code"]) == (422, pointer, code)
        assert fault["detail"].endswith(".")


MONEY = [
    {"currency_code": "EUR", "value": 15},
    {"currency_code": "EUR", "value": "15.001"},
    {"currency_code": "EUR", "value": "1e3"},
    {"currency_code": "EUR", "value": "１５"},
    {"currency_code": "EUR", "value": "-1"},
    {"currency_code": "eur", "value": "1"},
    {"currency_code": "EUR"},
    "15.00",
    15.5,
]


def test_money_is_a_text_with_its_currency(office: Office, erp: Program) -> None:
    case_id = office.case()
    for amount in MONEY:
        body = {"version": 1, "alternatives": [{"kind": "partial_refund", "amount": amount}]}
        answer = erp.post(f"/disputes/{case_id}/actions/propose", body)
        assert answer.status_code == 422, amount
        assert (answer.json or {})["errors"][0]["pointer"] == "/alternatives/0/amount"


def test_a_moment_has_an_offset(office: Office, erp: Program) -> None:
    case_id = office.case()
    for until in ("tomorrow", "2026-03-04", "2026-03-04T10:00:00", 5, "9999-01-01T00:00:00Z"):
        body = {"version": 1, "until": until, "note": "We ask."}
        answer = erp.post(f"/disputes/{case_id}/actions/hold", body)
        (fault,) = (answer.json or {})["errors"]
        assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "/until", "not_a_date")


def test_people_read_the_detail_in_their_language(office: Office, erp: Program) -> None:
    case_id = office.case()
    body = {"version": 1, "note": "x", "until": "2020-01-01T00:00:00Z"}
    path = f"/disputes/{case_id}/actions/hold"

    english = erp.post(path, body).json or {}
    polish = erp.post(path, body, Accept_Language="pl").json or {}
    none = erp.post(path, body, Accept_Language="xx").json or {}

    assert english["detail"] == none["detail"] != polish["detail"]
    assert english["code"] == polish["code"] == "date_in_past"


def test_every_problem_is_explained_at_its_address(office: Office) -> None:
    client = office.shop.app.test_client()
    for name, kind in PROBLEMS.items():
        answer = client.get(f"/amends/api/v1/problems/{name}")
        assert (answer.status_code, (answer.json or {})["status"]) == (200, kind.status)
    assert client.get("/amends/api/v1/problems/none").status_code == 404


def test_every_request_stands_in_the_log(office: Office, erp: Program) -> None:
    case_id = office.case()
    erp.get(f"/disputes/{case_id}")
    erp.post(f"/disputes/{case_id}/messages", {"text": "canary-8"}, key="k")
    erp.post(f"/disputes/{case_id}/messages", {"text": "canary-8"}, key="k")
    erp.act(case_id, "accept_claim")
    erp.get("/disputes/dsp_none")
    erp.post(f"/disputes/{case_id}/messages", {"text": ""})

    lines = [(one.kind, one.route, one.about, one.status) for one in office.log()]

    assert lines == [
        ("read", "api_dispute", case_id, 200),
        ("act", "api_message", case_id, 201),
        ("act", "api_message", case_id, 201),
        ("read", "api_dispute", case_id, 200),
        ("act", "api_act", case_id, 200),
        ("read", "api_dispute", "dsp_none", 404),
        ("act", "api_message", case_id, 422),
    ]
    assert {(one.actor_kind, one.actor_id, one.actor_name) for one in office.log()} == {
        ("key", erp.key_id, "ERP")
    }
    assert office.log()[2].details["repeated"] is True
    assert office.log()[0].network == "127.0.0.0/24"
    assert "canary-8" not in str(office.log())


def test_an_act_that_cannot_be_logged_is_not_done(
    office: Office, erp: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = office.case()
    before = dump(office.shop.state)
    monkeypatch.setattr(audit, "write", _broken)

    acted = erp.post(f"/disputes/{case_id}/actions/accept_claim", {"version": 1})
    read = erp.get(f"/disputes/{case_id}")

    assert (acted.status_code, acted.headers["Retry-After"]) == (503, "5")
    assert read.status_code == 200
    assert dump(office.shop.state) == before


def _broken(*_: Any, **__: Any) -> int:
    raise StorageUnavailable("the log is full")


def test_a_key_that_is_used_says_when(office: Office, erp: Program) -> None:
    erp.get("/disputes")
    office.shop.clock.move(seconds=30)
    erp.get("/disputes")
    (key,) = keys.all_keys(office.shop.state)
    assert key.last_used_at == office.shop.clock.now() - timedelta(seconds=30)


def test_the_log_goes_only_when_its_time_is_over(make_office: Callable[..., Office]) -> None:
    office = make_office(AMENDS_RETENTION_AUDIT="P30D")
    erp = office.program()
    erp.get("/disputes")
    state = office.shop.state
    assert audit.forget(state) == 0
    office.shop.clock.move(days=31)
    erp.get("/disputes")

    assert audit.forget(state) == 1
    assert len(audit.page(state, AuditFilters())) == 1


def test_nobody_changes_or_drops_a_line(real_office: Office) -> None:
    from sqlalchemy import delete, text, update
    from sqlalchemy.exc import DBAPIError

    real_office.program().get("/disputes")
    state = real_office.shop.state
    table = state.store.tables.audit
    attempts: list[Any] = [update(table).values(status=500), delete(table)]
    if state.store.engine().dialect.name == "postgresql":
        attempts.append(text(f"TRUNCATE {table.name}"))
    for attempt in attempts:
        with state.store.engine().connect() as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(attempt)
    assert len(real_office.log()) == 1


def test_marketplaces_get_only_what_is_for_them(office: Office) -> None:
    from flask_amends.errors import InvalidInput

    for scopes, owner, field in (
        (["enquiries:read"], "bazaar", "scope"),
        (["disputes:open"], "bazaar", "scope"),
        (["disputes:read"], "nowhere", "owner"),
        (["everything"], "shop", "scope"),
        ([], "shop", "scope"),
    ):
        with pytest.raises(InvalidInput) as error:
            keys.new(office.shop.state, name="x", scopes=scopes, owner=owner)
        assert list(error.value.fields) == [field]


def test_hostile_addresses_are_not_found(real_office: Office) -> None:
    erp = real_office.program()
    for path in ("/disputes/%00", "/disputes/dsp_%00", "/disputes/%ff", "/disputes/" + "a" * 500):
        assert erp.get(path).status_code == 404
    assert json.loads(erp.get("/disputes/x'--").data)["status"] == 404
