"""The log of reads and acts, and the keys, as staff see them at the desk."""

import csv as csv_of
import io
from collections.abc import Callable
from typing import Any

import pytest

from flask_amends.errors import StorageUnavailable
from flask_amends.ports import DeskObject, StaffMember
from flask_amends.service import audit, keys
from flask_amends.service.audit import AuditFilters, AuditRow
from tests.integration.cases import dump
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, REVIEWER, Desk


def lines(desk: Desk, **wanted: Any) -> list[AuditRow]:
    """The log, oldest first."""
    return list(reversed(audit.page(desk.shop.state, AuditFilters(**wanted), None, 500)))


def told(desk: Desk) -> list[tuple[str, str, str | None, int | None]]:
    return [(one.kind, one.route, one.about, one.status) for one in lines(desk)]


def test_each_look_at_a_case_and_each_act_in_it_is_one_line(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    real_desk.act(case_id, "post_message", text="We look into canary-9.")
    real_desk.client.get(f"/amends/desk/cases/{case_id}/bundle").close()
    real_desk.case("dsp_none")
    real_desk.send(case_id, "post_message", {"text": "Forged."})

    assert told(real_desk) == [
        ("read", "desk_case", case_id, 200),
        ("act", "desk_act", case_id, 303),
        ("export", "desk_case_file", case_id, 200),
        ("read", "desk_case", "dsp_none", 404),
        ("act", "desk_act", case_id, 403),
    ]
    first = lines(real_desk)[1]
    assert (first.actor_kind, first.actor_id, first.actor_name) == ("staff", AGENT.id, AGENT.name)
    assert (first.details["action"], first.network) == ("post_message", "127.0.0.0/24")
    assert len({one.request_id for one in lines(real_desk)}) == 5
    assert "canary-9" not in str(lines(real_desk))


def test_what_was_searched_for_is_not_written_down(desk: Desk) -> None:
    for words in ("canary-10", "canary-10", "other"):
        desk.inbox(f"?q={words}")

    first, second, third = (one.details["searched"] for one in lines(desk))

    assert first == second != third
    assert "canary" not in str(lines(desk))


def test_a_role_that_is_not_enough_is_written_down(desk: Desk) -> None:
    desk.sit(AGENT)
    assert desk.open("/amends/desk/log").status == 403
    assert told(desk) == [("read", "desk_log", None, 403)]


def test_nothing_is_done_or_exported_that_cannot_be_written_down(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = desk.claim()
    form = {**desk.case(case_id).form("post_message"), "text": "Hello."}
    before = dump(desk.shop.state)

    def full(*_: Any, **__: Any) -> int:
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(audit, "write", full)
    statuses = [
        desk.send(case_id, "post_message", form).status,
        desk.open(f"/amends/desk/cases/{case_id}/bundle").status,
        desk.case(case_id).status,
    ]

    assert statuses == [503, 503, 200]
    assert dump(desk.shop.state) == before


def test_an_act_that_broke_off_stays_as_begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = desk.claim()
    form = {**desk.case(case_id).form("post_message"), "text": "Hello."}
    monkeypatch.setattr(audit, "end", lambda *_: 1 / 0)

    assert desk.send(case_id, "post_message", form).status == 303
    assert told(desk)[-1] == ("act", "desk_act", case_id, None)
    desk.sit(AUDITOR)
    assert "how it ended is not known" in desk.open("/amends/desk/log").text


def test_the_log_is_read_by_filters_and_pages(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    reference = real_desk.view(case_id).reference_number
    real_desk.case(case_id)
    real_desk.act(case_id, "post_message", text="Hello.")
    real_desk.sit(REVIEWER)
    for _ in range(55):
        real_desk.case(case_id)
    real_desk.shop.clock.move(days=1)
    real_desk.sit(AUDITOR)

    acts = real_desk.open("/amends/desk/log?kind=act")
    mine = real_desk.open(f"/amends/desk/log?actor={AGENT.id}&about={reference.lower()}")
    first = real_desk.open(f"/amends/desk/log?actor={REVIEWER.id}")
    more = first.soup.select_one(".more a")
    assert more is not None
    second = real_desk.open(str(more["href"]))
    today = real_desk.open("/amends/desk/log?since=2026-03-03&until=2026-03-03")
    nothing = real_desk.open("/amends/desk/log?until=2020-01-01")
    odd = real_desk.open("/amends/desk/log?since=x&kind=x&before=x&about=%00%ff")

    def rows(page: Any) -> int:
        return len(page.soup.select("tbody tr"))

    assert (rows(acts), rows(mine), rows(first), rows(second)) == (1, 3, 50, 5)
    assert "Acted" in acts.text
    assert reference in acts.text
    assert case_id not in acts.text
    assert "done" in acts.text
    assert rows(today) >= 4
    assert "No line of the log fits" in nothing.text
    assert odd.status == 200


def test_the_file_of_the_log_is_safe_to_open(desk: Desk) -> None:
    desk.sit(StaffMember(id="66", name="=HYPERLINK(1)", roles=frozenset({"lead"})))
    desk.inbox()
    answer = desk.client.get("/amends/desk/log.csv?kind=read")

    header, first, *rest = csv_of.reader(io.StringIO(answer.get_data(as_text=True)))

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert dict(zip(header, first, strict=True))["who"] == "'=HYPERLINK(1)"
    assert rest == []
    assert told(desk)[-1] == ("export", "desk_log_file", None, 200)


def test_keys_are_shown_without_their_secret_and_revoked_once(desk: Desk) -> None:
    made = keys.new(desk.shop.state, name="ERP", scopes=["disputes:read"])
    desk.sit(LEAD)
    page = desk.open("/amends/desk/keys")
    form = page.soup.select_one("form[action*=revoke]")
    assert form is not None
    token = form.select_one("input[name=form_token]")
    assert token is not None

    answer = desk.client.post(str(form["action"]), data={"form_token": token["value"]})
    after = desk.open(answer.headers["Location"])

    assert "ERP" in page.text
    assert "Read cases, with their history and photos" in page.text
    assert made.secret.rpartition("_")[2] not in str(page.soup)
    assert answer.status_code == 303
    assert "The key was revoked" in after.text
    (row,) = keys.all_keys(desk.shop.state)
    assert row.revoked_by == LEAD.id


MayDesk = Callable[[StaffMember, DeskObject], bool]


def test_the_shop_is_asked_about_each_single_case(desk: Desk) -> None:
    mine, theirs = desk.claim(), desk.claim(order_number=None, email="ewa@example.org")
    asked: list[DeskObject] = []

    @desk.shop.amends.staff_may
    def may(staff: StaffMember, thing: DeskObject) -> bool:
        asked.append(thing)
        return thing.order_number == "A-1"

    statuses = [desk.case(one).status for one in (mine, theirs, "dsp_none")]
    acted = desk.send(theirs, "post_message", {}).status

    assert (statuses, acted) == ([200, 404, 404], 404)
    assert asked[0] == DeskObject(kind="case", id=mine, order_number="A-1")
    assert ("read", "desk_case", theirs, 404) in told(desk)


@pytest.mark.parametrize("answer", [None, 1, "yes"])
def test_only_a_clear_yes_lets_somebody_see_a_case(desk: Desk, answer: Any) -> None:
    desk.shop.amends.staff_may(lambda _staff, _thing: answer)
    assert desk.case(desk.claim()).status == 404


def test_a_hook_that_fails_lets_nobody_see_a_case(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.shop.amends.staff_may(lambda _staff, _thing: 1 / 0)
    with caplog.at_level("CRITICAL", "flask_amends"):
        assert desk.case(desk.claim()).status == 403
