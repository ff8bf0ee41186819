"""What a key reads: disputes by pages, their history, the feed of all events, and what is kept from it."""

from datetime import timedelta

from flask_amends.disputes.vocabulary import Actor
from flask_amends.ports import StaffMember
from flask_amends.service import acts, tasks
from flask_amends.service.deadlines import sweep_due
from tests.integration.cases import SHOP, agree, confirm, perform
from tests.integration.web.api.conftest import FOR_MARKETPLACES, Office, Program


def test_a_dispute_tells_where_it_stands_and_what_its_reader_can_do(office: Office, erp: Program) -> None:
    case_id = office.case()

    answer = erp.get(f"/disputes/{case_id}")

    body = answer.json or {}
    assert answer.status_code == 200
    assert (body["stage"], body["status"], body["awaiting"]) == ("negotiation", "awaiting_shop", "shop")
    assert (body["outcome"], body["version"]) == (None, 1)
    assert body["due_at"] == "2026-03-05T09:00:00.000Z"
    assert body["ask"]["amount"] == {"currency_code": "EUR", "value": "20.00"}
    assert body["shopper"] == {
        "name": "Anna Nowak",
        "email": "anna@example.org",
        "phone": "+48 500 600 700",
    }
    offered = {one["action"]: one["requires"] for one in body["available_actions"]}
    assert offered["reject"] == ["note", "ground"] or set(offered["reject"]) == {"ground", "note"}
    assert {one["actor"] for one in body["available_actions"]} == {"shop"}
    assert answer.headers["ETag"].startswith('"1.')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_number_is_told_to_programs_only_while_it_may_be_called(office: Office, erp: Program) -> None:
    case_id = office.case()
    assert (erp.get("/disputes").json or {})["data"][0]["shopper"]["phone"] is None
    office.shop.clock.move(hours=17)
    assert (erp.get(f"/disputes/{case_id}").json or {})["shopper"]["phone"] is None  # K1: two in the morning
    office.shop.clock.move(hours=8)
    assert (erp.get(f"/disputes/{case_id}").json or {})["shopper"]["phone"] == "+48 500 600 700"
    tasks.forbid_calls(office.shop.state, case_id, by=StaffMember(id="7", name="Ola"))
    assert (erp.get(f"/disputes/{case_id}").json or {})["shopper"]["phone"] is None  # K2


def test_what_was_read_before_is_not_sent_again(office: Office, erp: Program) -> None:
    case_id = office.case()
    tag = erp.get(f"/disputes/{case_id}").headers["ETag"]

    assert erp.get(f"/disputes/{case_id}", If_None_Match=tag).status_code == 304
    agree(office.shop.state, case_id)
    assert erp.get(f"/disputes/{case_id}", If_None_Match=tag).status_code == 200


def test_pages_hold_every_dispute_once_while_new_ones_arrive(real_office: Office) -> None:
    erp = real_office.program("disputes:read")
    known = []
    for number in range(5):
        known.append(real_office.case(description=f"The roses had wilted: {number}.", proven=False))
        real_office.shop.clock.move(minutes=number % 2)
    seen: list[str] = []
    after = ""
    while True:
        page = erp.get(f"/disputes?limit=2{after}").json or {}
        seen += [one["dispute_id"] for one in page["data"]]
        real_office.case(description="One more.", proven=False)
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert sorted(seen) == sorted(known)


def test_filters_choose_and_unknown_ones_are_refused(real_office: Office) -> None:
    erp = real_office.program("disputes:read")
    mine, theirs = real_office.case(), real_office.case("B-1")
    agree(real_office.shop.state, theirs)
    perform(real_office.shop.state, theirs)
    confirm(real_office.shop.state, theirs)

    def found(query: str) -> list[str]:
        return [one["dispute_id"] for one in (erp.get(f"/disputes?{query}").json or {})["data"]]

    assert found("open=true") == [mine]
    assert found("open=false") == found("status=closed") == found("marketplace=bazaar") == [theirs]
    assert found("order_number=A-1") == found("awaiting=shop&status=awaiting_shop,decided") == [mine]
    for wrong in (
        "order=1",
        "status=lost",
        "awaiting=me",
        "open=1",
        "limit=0",
        "limit=101",
        "after=x",
        "after=%00",
    ):
        refused = erp.get(f"/disputes?{wrong}")
        assert (refused.status_code, (refused.json or {})["errors"][0]["pointer"]) == (
            422,
            f"/{wrong.partition('=')[0]}",
        )


def test_the_history_goes_on_behind_a_sequence(office: Office, erp: Program) -> None:
    case_id = office.case()
    agree(office.shop.state, case_id)

    whole = (erp.get(f"/disputes/{case_id}/events").json or {})["data"]
    rest = (erp.get(f"/disputes/{case_id}/events?after=1").json or {})["data"]
    first = erp.get(f"/disputes/{case_id}/events?limit=1").json or {}

    assert [one["sequence"] for one in whole] == list(range(1, len(whole) + 1))
    assert rest == whole[1:]
    assert first == {"data": whole[:1], "next": 1}
    assert whole[0]["facts"]["description"] == "The roses had wilted when they came."
    assert whole[1]["actor_name"] == "Ola Kowalska"


def test_a_marketplace_that_was_away_catches_up_by_the_feed(real_office: Office) -> None:
    bazaar = real_office.program(*FOR_MARKETPLACES, owner="bazaar")
    mine, _theirs = real_office.case("B-1"), real_office.case("C-1")
    real_office.case()
    agree(real_office.shop.state, mine)
    assert bazaar.get("/events").json == {"data": [], "next": None}
    real_office.shop.clock.move(seconds=11)

    told: list[tuple[str, int]] = []
    after = ""
    while (page := bazaar.get(f"/events?limit=1{after}").json or {})["data"]:
        told += [(one["dispute_id"], one["sequence"]) for one in page["data"]]
        after = f"&after={page['next']}"

    version = bazaar.dispute(mine)["version"]
    assert told == [(mine, number) for number in range(1, version + 1)]
    perform(real_office.shop.state, mine)
    real_office.shop.clock.move(seconds=11)
    later = (bazaar.get(f"/events?{after}").json or {})["data"]
    assert [one["sequence"] for one in later] == list(range(version + 1, version + 1 + len(later)))


def test_a_marketplace_sees_its_own_disputes_and_no_shopper(office: Office) -> None:
    bazaar = office.program(*FOR_MARKETPLACES, owner="bazaar")
    own, shops, others = office.case("B-1"), office.case(), office.case("C-1")

    seen = bazaar.dispute(own)
    listed = (bazaar.get("/disputes").json or {})["data"]

    assert "shopper" not in seen
    assert "anna@example.org" not in str(seen) + str(bazaar.get(f"/disputes/{own}/events").json)
    assert [one["dispute_id"] for one in listed] == [own]
    assert (bazaar.get("/disputes?marketplace=agora").json or {})["data"] == []
    for hidden in (shops, others, "dsp_none"):
        for path in ("", "/events", "/files/fil_1"):
            answer = bazaar.get(f"/disputes/{hidden}{path}")
            assert (answer.status_code, (answer.json or {})["type"]) == (
                404,
                "/amends/api/v1/problems/unknown_dispute",
            )
        assert bazaar.post(f"/disputes/{hidden}/messages", {"text": "Hello"}).status_code == 404


def test_a_profile_keeps_what_people_wrote(office: Office) -> None:
    case_id = office.case()
    acts.act(
        office.shop.state,
        case_id,
        _message("We ask the carrier about canary-7."),
        by=SHOP,
    )
    redacted, thin = office.program(profile="redacted"), office.program(profile="thin")

    for program in (redacted, thin):
        everything = str(program.dispute(case_id)) + str(program.get(f"/disputes/{case_id}/events").json)
        for kept in ("canary-7", "wilted", "Anna", "anna@", "+48", "Ola"):
            assert kept not in everything
    assert redacted.dispute(case_id)["ask"]["amount"]["value"] == "20.00"
    assert "ask" not in thin.dispute(case_id)


def _message(text: str):
    from flask_amends.disputes import commands as c

    return c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text=text)


def test_what_time_has_done_is_read_at_once(office: Office, erp: Program) -> None:
    case_id = office.case()
    office.shop.clock.move(timedelta(days=3))
    sweep_due(office.shop.state)

    assert erp.dispute(case_id)["status"] == "awaiting_compensation"


def test_reviews_withdrawals_and_questions_are_read_by_pages(office: Office, erp: Program) -> None:
    from flask_amends.service import enquiries, invitations, reviews
    from flask_amends.service.enquiries import Question
    from flask_amends.service.reviews import Review
    from flask_amends.service.withdrawing import Statement, submit
    from tests.integration.cases import ORDER

    state = office.shop.state
    review = invitations.invite_buyer(state, ORDER)
    reviews.submit(state, review, Review(goods=2, comment="Wilted."))
    for name in ("Anna", "Ewa"):
        submit(state, Statement(name=name, contract="A-1", email="a@example.org", declaration="I do."))
        enquiries.ask(state, Question(topic="other", email="a@example.org", text="When?", name=name))

    (given,) = (erp.get("/reviews").json or {})["data"]
    first = erp.get("/withdrawals?limit=1").json or {}
    second = erp.get(f"/withdrawals?limit=1&after={first['next']}").json or {}
    asked = erp.get("/enquiries?limit=1").json or {}
    rest = erp.get(f"/enquiries?limit=1&after={asked['next']}").json or {}

    assert (given["goods"], given["comment"], given["versions"]) == (2, "Wilted.", 1)
    assert {one["data"][0]["shopper"]["name"] for one in (first, second)} == {"Anna", "Ewa"}
    assert (second["next"], rest["next"]) == (None, None)
    assert {one["data"][0]["shopper"]["name"] for one in (asked, rest)} == {"Anna", "Ewa"}
