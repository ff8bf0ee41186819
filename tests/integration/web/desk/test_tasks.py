"""Tasks at the desk: taken on in a case, listed by date, settled; and the shopper's answer in the room."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import acts, promises, tasks
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import ORDER, SHOP, STAFF
from tests.integration.web.desk.conftest import AGENT, AUDITOR, Desk, Page
from tests.integration.web.desk.conftest import _page as made
from tests.integration.web.storefront.conftest import Visitor

DAY = timedelta(days=1)


def take_on(desk: Desk, case_id: str, kind: str, **typed: str) -> Page:
    """Fill in a form of the part and send it."""
    found = desk.case(case_id).soup.select_one(f"form[action*='/tasks/{kind}']")
    assert found is not None
    sent = {str(one["name"]): str(one.get("value", "")) for one in found.select("input[type=hidden]")}
    answer = desk.client.post(str(found["action"]), data={**sent, **typed})
    return desk.open(answer.location) if answer.status_code == 303 else made(answer)


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("callback", {"slot": "2026-03-03T10:00", "text": "Thank you for waiting."}, "A call"),
        ("pause", {"until": "2026-03-03T10:00", "text": "Let us talk tomorrow."}, "To go on talking"),
        ("fix", {"until": "2026-03-03T10:00", "what": "The photo."}, "The photo."),
        ("public_answer", {"until": "2026-03-09T10:00", "note": "The forum."}, "Draft of the answer"),
    ],
)
def test_each_can_be_taken_on_and_is_listed(desk: Desk, kind: str, typed: dict[str, str], shown: str) -> None:
    case_id = desk.claim()

    page = take_on(desk, case_id, kind, **typed)

    assert page.status == 200
    assert shown in page.text
    (row,) = promises.of_case(desk.shop.state, case_id)
    assert row.kind == kind
    assert row.kind in {"callback", "pause"} or desk.view(case_id).version == 1
    assert "open" in desk.open("/amends/desk/tasks").text


@pytest.mark.parametrize(
    ("kind", "typed", "field", "said"),
    [
        ("callback", {"slot": "2026-03-02T22:30"}, "slot", "too early or too late where they are"),
        ("callback", {"slot": ""}, "slot", "fill this in"),
        ("pause", {"until": "2026-03-20T10:00", "text": "Later."}, "until", "a pause does not move it"),
        ("pause", {"until": "2026-03-03T10:00", "text": "[[what]]"}, "text", "filled in with your own words"),
        ("fix", {"until": "2026-03-09T10:00", "what": "The banner."}, "until", "within two days"),
        ("fix", {"until": "2026-03-03T10:00", "what": ""}, "what", "fill this in"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    desk: Desk, kind: str, typed: dict[str, str], field: str, said: str
) -> None:
    case_id = desk.claim()

    page = take_on(desk, case_id, kind, **typed)

    assert page.status == 422
    assert said in page.error(f"task-{kind}-{field}")
    assert f"#task-{kind}-{field}" in page.summary()
    for name, value in typed.items():
        kept = page.soup.find(id=f"task-{kind}-{name}")
        assert kept is not None
        assert value in (kept.get("value"), (kept.string or "").removeprefix("\n"))
    assert promises.of_case(desk.shop.state, case_id) == []


def test_words_to_an_angry_shopper_are_looked_at_too(desk: Desk) -> None:
    case_id = desk.claim()
    typed = {"until": "2026-03-03T10:00", "text": "Unfortunately you are too angry."}

    page = take_on(desk, case_id, "pause", **typed)

    assert page.status == 200
    assert "It is an excuse" in page.text
    assert take_on(desk, case_id, "pause", **typed, step="anyway").status == 200
    assert len(promises.of_case(desk.shop.state, case_id)) == 1


def test_who_wants_no_calls_is_offered_none(desk: Desk) -> None:
    case_id = desk.claim()

    page = take_on(desk, case_id, "no_calls")

    assert "Do not call" in page.text
    assert page.soup.select("form[action*='/tasks/callback']") == []


def test_the_late_ones_stand_on_top_and_are_counted(desk: Desk) -> None:
    state, case_id = desk.shop.state, desk.claim()
    now = desk.shop.clock.now()
    tasks.promise_fix(state, case_id, "second", now + 2 * DAY, by=STAFF, key="k2")
    tasks.promise_fix(state, case_id, "first", now + DAY, by=STAFF, key="k1")
    desk.shop.clock.move(DAY + timedelta(hours=1))

    page = desk.open("/amends/desk/tasks")

    lines = page.soup.select("table.list tbody tr")
    assert ["first" in line.get_text() for line in lines] == [True, False]
    assert "2 open · 1 late" in page.text


def test_done_and_not_kept_are_said_by_hand_and_once(desk: Desk) -> None:
    state, case_id = desk.shop.state, desk.claim()
    for key in ("k1", "k2"):
        tasks.promise_fix(state, case_id, key, desk.shop.clock.now() + DAY, by=STAFF, key=key)

    page = desk.open("/amends/desk/tasks")
    token = page.soup.select_one("form[action*='/desk/tasks/'] input[name=form_token]")
    assert token is not None
    for key, do in (("k1", "done"), ("k2", "broken"), ("k1", "broken")):
        sent = {"do": do, "form_token": str(token["value"])}
        assert desk.client.post(f"/amends/desk/tasks/prm_{key}", data=sent).status_code == 303

    results = {one.text: one.result for one in promises.of_case(state, case_id)}
    assert results == {"k1": "done", "k2": "broken"}
    assert "not kept" in desk.open("/amends/desk/tasks?show=over").text


def test_auditors_read_and_settle_nothing(desk: Desk) -> None:
    case_id = desk.claim()
    tasks.promise_fix(desk.shop.state, case_id, "it", desk.shop.clock.now() + DAY, by=STAFF, key="k1")
    desk.sit(AUDITOR)

    assert desk.open("/amends/desk/tasks").soup.select("table form") == []
    assert desk.case(case_id).soup.select("form[action*='/tasks']") == []
    desk.sit(AGENT)
    assert len(desk.open("/amends/desk/tasks").soup.select("table form")) == 1


@pytest.fixture
def visitor(sqlite_uri: str) -> Iterator[Visitor]:
    """A shopper in a shop on SQLite."""
    shop: Shop = make_shop(sqlite_uri, orders=[ORDER])
    yield Visitor(shop=shop, client=shop.app.test_client())
    shop.close()


def promise_an_answer(visitor: Visitor, case_id: str) -> None:
    until = visitor.shop.clock.now() + DAY
    hold = c.Hold(actor=Actor.SHOP, until=until, note="We ask the packers.")
    acts.act(visitor.shop.state, case_id, hold, by=SHOP)


def test_the_room_tells_what_was_promised_why_and_what_happens_otherwise(visitor: Visitor) -> None:
    """T8, P14."""
    case_id = visitor.case()
    promise_an_answer(visitor, case_id)

    page = visitor.enter(case_id)

    assert "What the shop promised you" in page.text
    assert "An answer by Tuesday, 3 March 2026" in page.text
    assert "We ask the packers." in page.text
    silence = "If nobody acts by then, someone at the shop who has not handled your case takes a second look"
    assert silence in " ".join(page.one("#promised").get_text(" ").split())


def test_the_shopper_says_that_it_suits_and_later_that_it_does_not(visitor: Visitor) -> None:
    """P13."""
    case_id = visitor.case()
    promise_an_answer(visitor, case_id)
    state = visitor.shop.state

    for said, kept, shown in (("yes", "yes", "this date suits you"), ("late", "no", "too late for you")):
        page = visitor.enter(case_id)
        form = page.one("#promised form")
        token = form.select_one("input[name=form_token]")
        assert token is not None
        answer = visitor.client.post(
            str(form["action"]), data={"form_token": str(token["value"]), "suits": said}
        )
        assert answer.status_code == 303
        assert promises.of_case(state, case_id)[0].consent == kept
        assert shown in visitor.enter(case_id).text
    assert visitor.view(case_id).version == 2
