"""What a key does: the same acts as the desk, by the same rules, once, and only on what was read."""

import io
import threading
from collections.abc import Callable
from typing import Any

from PIL import Image

from flask_amends.disputes import commands as c
from flask_amends.disputes.transitions import ROWS
from flask_amends.disputes.vocabulary import Action, Actor, RouteName, Status
from flask_amends.ports import Compensation, Performed, StaffMember
from flask_amends.service import acts, approvals, cases, compensation
from flask_amends.web.api.acts import ACTS
from flask_amends.web.desk.forms import FORMS
from tests.integration.cases import SHOPPER, dump
from tests.integration.web.api.conftest import FOR_MARKETPLACES, Office, Program

EUROS = {"currency_code": "EUR", "value": "15.00"}
PROPOSAL = {"alternatives": [{"kind": "partial_refund", "amount": EUROS}], "note": "Would that do?"}
CLAIM = {
    "email": "anna@example.org",
    "reason": "defective",
    "ask": "partial_refund",
    "amount": EUROS,
    "description": "It broke.",
    "order_number": "A-1",
    "items": [{"sku": "vase"}],
}


def test_a_program_can_do_whatever_its_side_can() -> None:
    told_elsewhere = {
        Action.ORDER_REFUNDED,
        Action.ORDER_REVERSED,
        Action.ORDER_CHARGED_BACK,
        Action.ORDER_WITHDRAWN,
    }
    possible = {row.action for row in ROWS if row.actors & {Actor.SHOP, Actor.MARKETPLACE}}
    assert set(ACTS) == possible - told_elsewhere
    assert {form.action for form in FORMS.values() if form.seat is Actor.SHOP} <= set(ACTS)


def test_a_case_is_settled_by_programs_alone(office: Office, erp: Program) -> None:
    opened = erp.post("/disputes", CLAIM)
    case_id = (opened.json or {})["dispute_id"]
    assert (opened.status_code, opened.headers["Location"]) == (201, f"/amends/api/v1/disputes/{case_id}")

    offered = erp.act(case_id, "propose", PROPOSAL)
    offer = (offered.json or {})["offers"][0]
    acts.act(
        office.shop.state,
        case_id,
        c.AcceptOffer(actor=Actor.SHOPPER, offer_id=offer["id"], offer_version=offer["version"]),
        by=SHOPPER,
    )
    done = erp.act(case_id, "performed", {"reference": "bank-1", "expected_by": "2026-03-04T10:00:00+01:00"})

    assert (done.status_code, (done.json or {})["status"]) == (200, "awaiting_confirmation")
    history = (erp.get(f"/disputes/{case_id}/events").json or {})["data"]
    assert {one["actor_name"] for one in history if one["actor"] == "shop"} == {"ERP"}


def test_nothing_goes_round_the_life_cycle(office: Office, erp: Program) -> None:
    case_id = office.case()
    before = dump(office.shop.state)

    early = erp.act(case_id, "performed", {"reference": "bank-1"})
    above = erp.act(
        case_id,
        "propose",
        {"alternatives": [{"kind": "partial_refund", "amount": {**EUROS, "value": "56.00"}}]},
    )
    judged = erp.act(
        case_id,
        "decide",
        {
            "assignment_id": "x",
            "terms": {"kind": "no_action"},
            "reason": "item_sold_as_described",
            "note": ".",
        },
    )

    assert [(one.status_code, (one.json or {})["code"]) for one in (early, above, judged)] == [
        (409, "wrong_status"),
        (422, "amount_above_paid"),
        (409, (judged.json or {})["code"]),
    ]
    assert (above.json or {})["errors"][0]["pointer"] == "/alternatives/0/amount"
    assert (early.json or {})["status_now"] == "awaiting_shop"
    after = dump(office.shop.state)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"amends_idempotency", "amends_limits", "amends_api_keys"}


def test_an_act_says_which_version_it_was_decided_on(office: Office, erp: Program) -> None:
    case_id = office.case()
    tag = erp.get(f"/disputes/{case_id}").headers["ETag"]
    path = f"/disputes/{case_id}/actions/request_info"

    silent = erp.post(path, {"note": "Which ones?"})
    right = erp.post(path, {"note": "Which ones?"}, If_Match=tag)
    stale_tag = erp.post(f"/disputes/{case_id}/actions/propose", PROPOSAL, If_Match=tag)
    stale_version = erp.post(f"/disputes/{case_id}/actions/propose", {**PROPOSAL, "version": 1})
    strange = erp.post(f"/disputes/{case_id}/actions/propose", PROPOSAL, If_Match='"abc"')
    anyhow = erp.post(f"/disputes/{case_id}/actions/propose", PROPOSAL, If_Match="*")

    answers = (silent, right, stale_tag, stale_version, strange, anyhow)
    assert [one.status_code for one in answers] == [428, 200, 412, 409, 412, 200]
    assert (stale_tag.json or {})["version"] == (stale_version.json or {})["version"] == 2


def test_the_same_key_gives_the_same_answer_and_one_effect(office: Office, erp: Program) -> None:
    case_id = office.case()
    path, body = f"/disputes/{case_id}/messages", {"text": "We look into it."}

    first = erp.post(path, body, key="k")
    agreed = erp.act(case_id, "accept_claim")
    again = erp.post(path, body, key="k")
    other = erp.post(path, {"text": "Something else."}, key="k")
    elsewhere = erp.post(f"/disputes/{case_id}/evidence", {"type": "other"}, key="k")

    assert agreed.status_code == 200
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    for refused in (other, elsewhere):
        assert (refused.status_code, (refused.json or {})["title"]) == (422, "Idempotency key reused")
    said = [one for one in _history(office, case_id) if one == "dispute.message.posted"]
    assert len(said) == 1


def test_what_is_kept_for_a_repetition_names_nobody(office: Office, erp: Program) -> None:
    erp.post("/disputes", CLAIM)
    with office.shop.state.store.read() as unit:
        kept = unit.connection.execute(office.shop.state.store.tables.idempotency.select()).all()
    assert len(kept) >= 1
    assert "anna@example.org" not in str(kept)


def test_a_refusal_is_remembered_too(office: Office, erp: Program) -> None:
    case_id = office.case()
    path = f"/disputes/{case_id}/actions/confirm"

    first, again = (erp.post(path, {"version": 1}, key="k") for _ in range(2))

    assert first.status_code == again.status_code == 409
    assert first.data == again.data


def test_another_key_has_idempotency_keys_of_its_own(office: Office, erp: Program) -> None:
    case_id, other = office.case(), office.program()
    path, body = f"/disputes/{case_id}/messages", {"text": "Hello."}

    assert [one.post(path, body, key="k").status_code for one in (erp, other)] == [201, 201]
    assert _history(office, case_id).count("dispute.message.posted") == 2


def test_twins_at_one_moment_have_one_effect(real_office: Office) -> None:
    case_id = real_office.case()
    answers: list[tuple[int, bytes]] = []
    together = threading.Barrier(6)

    def send() -> None:
        program = real_office_program
        together.wait()
        answer = program.send(
            "POST",
            f"/disputes/{case_id}/messages",
            headers={"Idempotency-Key": "k"},
            json={"text": "Only once."},
        )
        answers.append((answer.status_code, answer.data))

    real_office_program = real_office.program("disputes:act")
    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {status for status, _ in answers} == {201}
    assert len({body for _, body in answers}) == 1
    assert _history(real_office, case_id).count("dispute.message.posted") == 1


def _history(office: Office, case_id: str) -> list[str]:
    view = cases.get(office.shop.state, case_id, Actor.SHOP)
    return [entry.event.type for entry in view.entries]


def test_photos_are_uploaded_first_and_then_shown(office: Office, erp: Program) -> None:
    case_id = office.case()
    upload = _photo(erp, key="p")
    again = _photo(erp, key="p")
    upload_id = (upload.json or {})["upload_id"]

    added = erp.post(
        f"/disputes/{case_id}/evidence",
        {"type": "photos_of_shipped_item", "note": "Packed like this.", "upload_ids": [upload_id]},
    )
    used = erp.post(f"/disputes/{case_id}/messages", {"text": "Look.", "upload_ids": [upload_id]})

    assert (upload.status_code, again.json) == (201, upload.json)
    assert added.status_code == 201
    assert (used.status_code, (used.json or {})["errors"][0]["code"]) == (422, "upload_unknown")
    file = (erp.get(f"/disputes/{case_id}/events?after=1").json or {})["data"][0]["files"][0]
    shown = erp.get(file["url"].removeprefix("/amends/api/v1"))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")


def test_what_is_no_photo_is_refused(erp: Program) -> None:
    for content in (b"", b"%PDF-1.7", b"<svg/>"):
        refused = _photo(erp, content)
        assert (refused.status_code, (refused.json or {})["errors"][0]["pointer"]) == (422, "/photo")


def _photo(program: Program, content: bytes | None = None, *, key: str = "photo") -> Any:
    if content is None:
        out = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(out, "JPEG")
        content = out.getvalue()
    sent = {"photo": (io.BytesIO(content), "vase.jpg")}
    headers = {"Idempotency-Key": key}
    return program.send("POST", "/uploads", headers=headers, data=sent, content_type="multipart/form-data")


def test_every_case_of_an_order_hears_what_happened_to_it(real_office: Office) -> None:
    case_id, erp = real_office.case(), real_office.program("orders:write", "disputes:read")
    body = {
        "order_number": "A-1",
        "kind": "refunded",
        "amount": {**EUROS, "value": "20.00"},
        "reference": "b-1",
    }

    told, again = erp.post("/order-events", body), erp.post("/order-events", body)
    missing = erp.post("/order-events", {"order_number": "A-1", "kind": "refunded"})

    assert ((told.json or {})["changed"], (again.json or {})["changed"]) == ([case_id], [])
    assert erp.dispute(case_id)["outcome"] == "settled_externally"
    assert (missing.status_code, (missing.json or {})["errors"][0]["code"]) == (422, "amount_missing")


def test_a_marketplace_tells_only_of_its_own_orders(office: Office) -> None:
    office.case()
    bazaar = office.program(*FOR_MARKETPLACES, owner="bazaar")
    told = bazaar.post("/order-events", {"order_number": "A-1", "kind": "chargeback", "reference": "x"})
    assert told.json == {"changed": []}


def test_a_marketplace_decides_what_was_handed_to_it(office: Office) -> None:
    case_id, erp = office.case("B-1"), office.program()
    bazaar = office.program(*FOR_MARKETPLACES, owner="bazaar")
    erp.act(case_id, "reject", {"ground": "conforms_to_contract", "note": "We checked the photos."})
    office.shop.clock.move(days=3)
    assert erp.act(case_id, "escalate").status_code in (200, 409)
    dispute = cases.get(office.shop.state, case_id, Actor.SHOP).dispute
    assert (dispute.status, dispute.route) == (Status.UNDER_REVIEW, RouteName.MARKETPLACE)

    seen = bazaar.dispute(case_id)
    award = {
        "assignment_id": seen["assignment_id"],
        "terms": {"kind": "partial_refund", "amount": EUROS},
        "reason": "item_not_as_described",
        "note": "As the photos show.",
    }
    by_shop = erp.act(case_id, "decide", award)
    decided = bazaar.act(case_id, "decide", award)

    assert {"decide", "require_evidence", "recuse"} <= {one["action"] for one in seen["available_actions"]}
    assert (by_shop.status_code, decided.status_code) == (409, 200)
    assert (decided.json or {})["obligation"]["terms"]["amount"]["value"] == "15.00"


def test_what_is_dear_waits_for_a_second_person(make_office: Callable[..., Office]) -> None:
    office = make_office(AMENDS_DUAL_CONTROL_FROM="10.00 EUR")
    case_id, erp = office.case(), office.program()

    asked, again = (
        erp.post(f"/disputes/{case_id}/actions/accept_claim", {"version": 1}, key="k") for _ in range(2)
    )
    approval = (asked.json or {})["approval_id"]
    waiting = erp.dispute(case_id)["status"]
    approvals.approve(office.shop.state, approval, by=StaffMember(id="8", name="Iwona Lis"))

    assert (asked.status_code, again.json) == (202, asked.json)
    assert waiting == "awaiting_shop"
    assert erp.dispute(case_id)["status"] == "awaiting_compensation"


def test_the_shops_own_function_performs_what_a_program_asks_for(make_office: Callable[..., Office]) -> None:
    paid: list[str] = []

    def prepare(amends: Any) -> None:
        @amends.compensation("partial_refund")
        def refund(asked: Compensation) -> Performed:
            paid.append(asked.id)
            return Performed(reference="bank-77")

    office = make_office(prepare=prepare)
    case_id, erp = office.case(), office.program()
    early = erp.post(f"/disputes/{case_id}/compensation")
    erp.act(case_id, "accept_claim")
    asked = [erp.post(f"/disputes/{case_id}/compensation").status_code for _ in range(2)]
    compensation.perform_due(office.shop.state)

    assert (early.status_code, asked, len(paid)) == (409, [200, 200], 1)
    assert erp.dispute(case_id)["outcome"] == "resolved_by_agreement"


def test_a_duplicate_names_the_dispute_that_is_there(erp: Program) -> None:
    first, second = erp.post("/disputes", CLAIM), erp.post("/disputes", CLAIM)
    assert second.status_code == 409
    assert (second.json or {})["dispute_id"] == (first.json or {})["dispute_id"]


def test_the_shops_own_look_up_is_asked_outside_of_our_transaction(office: Office, erp: Program) -> None:
    known = office.shop.orders
    asked: list[bool] = []

    @office.shop.amends.order_lookup
    def find(number: str, email: str | None) -> Any:
        with office.shop.state.store.begin():  # would wait for ever inside of another writing transaction
            asked.append(True)
        return known(number, email)

    assert erp.post("/disputes", CLAIM).status_code == 201
    assert erp.post("/order-events", {"order_number": "A-1", "kind": "fulfilled"}).status_code == 200
    assert asked == [True, True]
