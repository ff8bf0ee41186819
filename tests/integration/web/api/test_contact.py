"""Any program of the shop asks before it contacts somebody, and says what they want no more (K1-K5, K10)."""

import pytest

from flask_amends.service.keys import SCOPES
from flask_amends.web.desk.key_words import SCOPE_WORDS
from tests.integration.web.api.conftest import Office, Program


@pytest.fixture
def crm(office: Office) -> Program:
    return office.program("contact:write")


def ask(crm: Program, **asked: object) -> object:
    answer = crm.post("/contact", {"email": "eva@example.org", "channel": "sms", **asked})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_program_asks_and_every_answer_is_kept(crm: Program) -> None:
    found = ask(crm, purpose="marketing")
    assert found == {"answer": "deny", "because": "no_consent", "at": None}
    assert ask(crm, purpose="claim") == {"answer": "allow", "because": "owed", "at": None}
    with crm.shop.state.store.read() as unit:
        kept = [(one.purpose, one.because) for one in unit.wishes.latest(10)]
    assert sorted(kept) == [("claim", "owed"), ("marketing", "no_consent")]


def test_to_look_keeps_and_counts_nothing(crm: Program) -> None:
    call = {"channel": "call", "purpose": "order_confirmation", "order_number": "A-1", "region": "PL"}
    for _ in range(2):
        assert ask(crm, **call, look=True)["because"] != "too_often"  # type: ignore[index]
    with crm.shop.state.store.read() as unit:
        assert unit.wishes.latest(10) == []


def test_what_somebody_wants_no_more_holds_at_once_for_every_spelling(crm: Program) -> None:  # K10
    sparing = [{"channel": "email", "purpose": "delivery"}]
    wanted = {"phone": "600 100 200", "region": "PL", "do_not_call": True, "stop": ["push"]}
    told = crm.post("/contact/wishes", {**wanted, "only_if_needed": sparing}).json
    assert told is not None
    assert (told["do_not_call"], told["stopped"], told["paused_until"]) == (True, ["push"], None)

    def because(**asked: str) -> object:
        answer = crm.post("/contact", {"phone": "+48 600 100 200", **asked}).json
        assert answer is not None
        return answer["because"]

    assert because(channel="call", purpose="delivery") == "do_not_call"
    assert because(channel="push", purpose="delivery") == "stopped"
    assert because(channel="email", purpose="delivery") == "only_if_needed"
    assert because(channel="email", purpose="delivery", needed="The house has no number.") == "needed"
    more = {"refuse": [{"channel": "email", "purpose": "service"}]}
    assert crm.post("/contact/wishes", {"phone": "0048600100200", **more}).json == told
    assert because(channel="email", purpose="service") == "refused"
    assert because(channel="push", purpose="delivery") == "stopped", "nothing is taken back"


@pytest.mark.parametrize(
    ("path", "sent", "pointer"),
    [
        ("/contact", {"channel": "sms", "purpose": "claim"}, "/email"),
        ("/contact", {"email": "a@b.example", "channel": "fax", "purpose": "claim"}, "/channel"),
        (
            "/contact",
            {"email": "a@b.example", "channel": "sms", "purpose": "service", "needed": "x"},
            "/needed",
        ),
        ("/contact/wishes", {"do_not_call": True}, "/email"),
        (
            "/contact/wishes",
            {"email": "a@b.example", "only_if_needed": [{"channel": "sms", "purpose": "marketing"}]},
            "/only_if_needed",
        ),
        (
            "/contact/wishes",
            {"email": "a@b.example", "refuse": [{"channel": "sms", "purpose": "claim"}]},
            "/refuse/0/purpose",
        ),
    ],
)
def test_what_is_wrong_is_named(crm: Program, path: str, sent: dict[str, object], pointer: str) -> None:
    answer = crm.post(path, sent)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [one["pointer"] for one in answer.json["errors"]] == [pointer]


def test_offers_pass_for_no_reason_at_all(crm: Program) -> None:
    asked = {"email": "a@b.example", "channel": "sms", "purpose": "marketing", "despite": "A good offer."}
    answer = crm.post("/contact", asked)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [one["pointer"] for one in answer.json["errors"]] == ["/despite"]


def test_the_desk_tells_of_every_scope_in_words() -> None:
    assert set(SCOPE_WORDS) == set(SCOPES)
