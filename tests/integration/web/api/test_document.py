"""The published document: valid, complete, and its examples work as they stand."""

from typing import Any

import pytest

from flask_amends.service.keys import SCOPES
from flask_amends.web.api import ROUTES, spec
from flask_amends.web.api.acts import ACTS
from flask_amends.web.api.details import PROBLEMS
from flask_amends.web.api.examples import EXAMPLES
from tests.integration.web.api import document
from tests.integration.web.api.conftest import Office, Program


def test_the_document_is_public_and_names_the_keys(office: Office) -> None:
    """That it is valid OpenAPI is tested beside the webhooks, which stand in the same document."""
    served = office.shop.app.test_client().get("/amends/api/v1/openapi.json").json or {}
    assert served["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert set(served["paths"]) == set(document.published()["paths"])


def test_every_route_that_is_served_is_described_and_no_other(office: Office) -> None:
    public = {"api_openapi", "api_problem"}
    served = {
        (rule.endpoint.removeprefix("amends."), method)
        for rule in office.shop.app.url_map.iter_rules()
        if rule.rule.startswith("/amends/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(route.endpoint, route.method) for route in ROUTES}
    assert {one for one in served if one[0] not in public} == described
    paths = document.published()["paths"]
    operations = {(path, method) for path in paths if path.startswith("/api/") for method in paths[path]}
    assert operations == {(spec.path_of(route), route.method.lower()) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.rule}")
def test_each_operation_tells_its_scope_and_its_problems(route: Any) -> None:
    operation = document.published()["paths"][spec.path_of(route)][route.method.lower()]
    assert route.scope in SCOPES
    assert operation["security"] == [{"key": []}]
    wanted = {"401", "403", "429", "503", *map(str, route.answers)}
    if route.method == "POST":
        wanted |= {"400", "413", "415", "422"}
        names = {one["name"] for one in operation["parameters"]}
        assert "Idempotency-Key" in names
    assert wanted <= set(operation["responses"])
    assert {PROBLEMS[name].status for name in route.problems} <= {int(one) for one in operation["responses"]}


@pytest.mark.parametrize("action", ACTS, ids=str)
def test_each_action_takes_what_its_schema_says(action: Any) -> None:
    schema = document.published()["components"]["schemas"][spec.act_name(action)]
    own = ACTS[action].schema()
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(own.fields)
    assert set(schema.get("required", ())) == {name for name, one in own.fields.items() if one.required}


def test_the_examples_are_taken(office: Office, erp: Program) -> None:
    claim = EXAMPLES["api_open"]["damaged"]["value"]
    case_id = (erp.post("/disputes", claim).json or {})["dispute_id"]
    for name, endpoint in (("messages", "api_message"), ("evidence", "api_evidence")):
        (example,) = EXAMPLES[endpoint].values()
        assert erp.post(f"/disputes/{case_id}/{name}", example["value"]).status_code == 201
    for action in ("hold", "propose"):
        assert (
            erp.act(
                case_id, action, {**EXAMPLES["api_act"][action]["value"], "version": _now(erp, case_id)}
            ).status_code
            == 200
        )
    (fact,) = EXAMPLES["api_order_event"].values()
    assert erp.post("/order-events", fact["value"]).json == {"changed": [case_id]}


def _now(erp: Program, case_id: str) -> int:
    return int(erp.dispute(case_id)["version"])


def test_the_examples_are_what_their_schemas_say() -> None:
    schemas = {"api_open": "OpenDispute", "api_message": "Message", "api_evidence": "Evidence"}
    schemas["api_order_event"] = "OrderEvent"
    for endpoint, name in schemas.items():
        for example in EXAMPLES[endpoint].values():
            document.validator({"$ref": f"#/components/schemas/{name}"}).validate(example["value"])
    for action, example in EXAMPLES["api_act"].items():
        name = f"Act{action.capitalize()}"
        document.validator({"$ref": f"#/components/schemas/{name}"}).validate(example["value"])
