"""The inbox's views, filters and bulk acts, what is kept beside a case, and the language of the desk."""

from typing import Any

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.service import desking
from flask_amends.storage.desk_records import Priority, Severity
from flask_amends.web.desk import inbox
from tests.integration.cases import CLAIM
from tests.integration.web.desk.conftest import AGENT, AUDITOR, LEAD, Desk, MakeDesk, Page, _page
from tests.integration.web.desk.test_inbox import names


def claims(desk: Desk, *people: str) -> list[str]:
    return [desk.claim(name=name, reason=list(Reason)[5 + number]) for number, name in enumerate(people)]


def several(desk: Desk, chosen: list[str], query: str = "", **fields: Any) -> Page:
    """Tick cases and press a button, as a browser without a script does."""
    page = desk.inbox(query)
    form = page.soup.select_one("#several")
    assert form is not None
    hidden = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    answer = desk.client.post("/amends/desk/several", data={**hidden, "case": chosen, **fields})
    if answer.status_code == 303:
        return desk.open(answer.headers["Location"])
    return _page(answer)


def keep(desk: Desk, case_id: str, do: str, **fields: str) -> Page:
    token = desk.case(case_id).soup.select_one(".kept input[name=form_token]")
    assert token is not None
    sent = {"form_token": str(token["value"]), "do": do, **fields}
    answer = desk.client.post(f"/amends/desk/cases/{case_id}/kept", data=sent)
    return desk.open(answer.headers["Location"]) if answer.status_code == 303 else _page(answer)


def view_counts(page: Page) -> dict[str, str]:
    return {str(one["data-count"]): one.get_text() for one in page.soup.select("[data-count]")}


def test_the_quick_views_count_what_they_show(real_desk: Desk) -> None:
    mine, loud, quiet = claims(real_desk, "Mine", "Loud", "Quiet")
    state = real_desk.shop.state
    desking.assign(state, [mine], AGENT.id, by=AGENT)
    desking.rate(state, loud, Severity.LAWSUIT, by=AGENT)
    real_desk.shopper(quiet, c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Hello?"))

    shown = {name: names(real_desk.inbox(f"?view={name}")) for name in view_counts(real_desk.inbox())}

    assert shown["mine"] == ["Mine"]
    assert sorted(shown["unassigned"]) == ["Loud", "Quiet"]
    assert shown["severe"] == ["Loud"]
    assert shown["unanswered"] == ["Quiet"]
    assert shown["today"] == shown["overdue"] == []
    assert {name: str(len(lines)) for name, lines in shown.items()} == view_counts(real_desk.inbox())
    real_desk.shop.clock.move(days=2, hours=20)
    assert len(names(real_desk.inbox("?view=today"))) == 3


def test_filters_go_together(real_desk: Desk) -> None:
    first, second, third = claims(real_desk, "First", "Second", "Third")
    state = real_desk.shop.state
    desking.tag(state, [first, second], "Fragile  GOODS", by=AGENT)
    desking.prioritise(state, [second, third], Priority.URGENT, by=AGENT)
    desking.assign(state, [first], LEAD.id, by=LEAD)

    assert sorted(names(real_desk.inbox("?tag=fragile+goods"))) == ["First", "Second"]
    assert names(real_desk.inbox("?tag=fragile+goods&priority=urgent")) == ["Second"]
    assert names(real_desk.inbox("?assignee=8")) == ["First"]
    assert sorted(names(real_desk.inbox("?assignee=-"))) == ["Second", "Third"]
    assert names(real_desk.inbox(f"?reason={list(Reason)[7].value}")) == ["Third"]
    assert names(real_desk.inbox("?assignee='%20OR%201=1")) == []
    assert len(names(real_desk.inbox("?priority=x&severity=x&view=x&reason=x&nonsense=1"))) == 3


def test_a_search_says_what_it_would_find_among_the_closed_ones(desk: Desk) -> None:
    case_id = desk.claim()
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))

    page = desk.inbox("?q=anna")
    assert names(page) == []
    link = page.soup.select_one("a.elsewhere")
    assert link is not None
    assert "1 closed case matches too" in page.text
    assert names(desk.open(str(link["href"]))) == ["Anna Nowak"]


def test_pages_lead_back_to_where_one_came_from(real_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    claims(real_desk, "A", "B", "C", "D", "E")
    pages, page = [], real_desk.inbox()
    while True:
        pages.append(names(page))
        more = page.soup.select_one("a.next-page")
        if more is None:
            break
        page = real_desk.open(str(more["href"]))
    back = [names(page)]
    while (newer := page.soup.select_one("a.back-page")) is not None:
        page = real_desk.open(str(newer["href"]))
        back.insert(0, names(page))

    assert [len(one) for one in pages] == [2, 2, 1]
    assert back == pages


def test_several_cases_are_changed_at_once_and_the_list_stays(real_desk: Desk) -> None:
    chosen = claims(real_desk, "One", "Two", "Three")[:2]

    page = several(real_desk, chosen, "?view=unassigned", do="take")
    assert "2 cases were changed." in page.text
    assert names(page) == ["Three"]
    several(real_desk, chosen, do="tag", tag="VIP")
    assert sorted(names(real_desk.inbox("?tag=vip"))) == ["One", "Two"]
    several(real_desk, chosen[:1], do="untag", tag="vip")
    assert names(real_desk.inbox("?tag=vip")) == ["Two"]
    several(real_desk, chosen, do="priority", priority="high")
    several(real_desk, chosen, do="assign", assignee="-")
    assert len(names(real_desk.inbox("?view=unassigned&priority=high"))) == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "take", "case": []}, "Please choose at least one."),
        ({"do": "tag", "tag": "  "}, "Tag: Please fill this in."),
        ({"do": "assign"}, "Give to: Please choose one."),
        ({"do": "assign", "assignee": "stranger"}, "Give to: Please choose one from the list."),
        ({"do": "priority", "priority": "enormous"}, "Priority: Please choose one."),
        ({"do": "erase everything"}, "This cannot be used as it stands. Please check it."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(desk: Desk, fields: Any, said: str) -> None:
    [case_id] = claims(desk, "One")

    chosen = fields.pop("case", [case_id])

    page = several(desk, chosen, **fields)

    assert page.status == 422
    assert list(page.summary().values()) == [said]
    assert bool(page.soup.select("[name=case][checked]")) is bool(chosen)
    assert desking.kept(desk.shop.state, case_id).desk.assignee_id is None


def test_a_bulk_act_leaves_alone_what_this_person_may_not_open(make_small_desk: MakeDesk) -> None:
    def prepare(amends: Any) -> None:
        amends.staff_may(lambda _staff, thing: thing.order_number != "A-1")

    desk = make_small_desk(prepare=prepare)
    hidden = desk.claim(name="Hidden")
    shown = desk.claim(name="Shown", order_number=None, items=(), amount=None, ask=CLAIM.ask.FULL_REFUND)

    assert names(desk.inbox()) == ["Shown"]
    assert several(desk, [hidden, shown], do="take").status in (403, 404)
    assert desking.kept(desk.shop.state, shown).desk.assignee_id is None


def test_staff_note_beside_a_case_what_colleagues_need(desk: Desk) -> None:
    [case_id] = claims(desk, "One")
    keep(desk, case_id, "keep", assignee=AGENT.id, priority="high", severity="review")
    keep(desk, case_id, "note", note="Called.\n<b>Back at noon.</b>")
    page = keep(desk, case_id, "tag", tag="Fragile")

    kept = " ".join(page.soup.select(".kept")[0].get_text(" ").split())
    assert "Ola Kowalska, Monday, 2 March 2026, 09:00 (UTC) Called. <b>Back at noon.</b>" in kept
    assert "Noted by Ola Kowalska" in kept
    assert "fragile" in kept
    line = desk.inbox().soup.select(".inbox tbody tr")[0].get_text(" ")
    assert all(word in line for word in ("Bad review", "High", "fragile", "Ola Kowalska"))


def test_an_empty_note_is_asked_for_again(desk: Desk) -> None:
    [case_id] = claims(desk, "One")
    page = keep(desk, case_id, "note", note=" \n ")
    assert page.status == 422
    assert page.summary() == {"#kept-note": "New note: Please fill this in."}
    page = keep(desk, case_id, "keep", assignee="", priority="huge")
    assert page.summary() == {"#kept-priority": "Priority: Please choose one from the list."}


def test_who_only_reads_sees_it_all_and_changes_nothing(desk: Desk) -> None:
    [case_id] = claims(desk, "One")
    keep(desk, case_id, "note", note="For colleagues.")
    desk.sit(AUDITOR)

    page = desk.case(case_id)
    assert "For colleagues." in page.text
    assert page.soup.select(".kept form") == []
    assert desk.inbox().soup.select("#several, [name=case]") == []


def test_a_message_that_needs_no_answer_leaves_the_queue(desk: Desk) -> None:
    [case_id] = claims(desk, "One")
    desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="m", text="Thanks!"))
    assert view_counts(desk.inbox())["unanswered"] == "1"
    keep(desk, case_id, "answered")
    assert "Every message is answered." in desk.inbox("?view=unanswered").text


def test_news_is_told_once_and_nothing_new_costs_nothing(real_desk: Desk) -> None:
    claims(real_desk, "One")
    host = real_desk.inbox().soup.select_one("[data-live]")
    assert host is not None
    address = str(host["data-live"])
    first = real_desk.client.get(address)
    assert first.json is not None
    assert first.json["text"] == ""
    known = {"If-None-Match": first.headers["ETag"]}
    assert real_desk.client.get(address, headers=known).status_code == 304

    real_desk.shop.clock.move(minutes=5)
    claims(real_desk, "", "Two", "Three")
    second = real_desk.client.get(address, headers=known)

    assert second.status_code == 200
    assert second.json is not None
    assert second.json["text"] == "2 cases have changed since you opened this page."
    assert second.json["counts"]["unassigned"] == "3"
    assert "Two" not in second.get_data(as_text=True)
    again = second.headers["ETag"]
    real_desk.shop.clock.move(minutes=5)
    newest = real_desk.inbox()
    desking.note(real_desk.shop.state, _first(newest), "Look here.", by=AGENT)
    assert real_desk.client.get(address, headers={"If-None-Match": again}).status_code == 200
    assert real_desk.client.get("/amends/desk/live?since=junk").status_code == 200


def _first(page: Page) -> str:
    return str(page.soup.select("[name=case]")[0]["value"])


def test_the_desk_speaks_the_language_of_the_staff_not_of_the_shop(make_small_desk: MakeDesk) -> None:
    def prepare(amends: Any) -> None:
        amends.locale_selector(lambda: "he")

    desk = make_small_desk(prepare=prepare, AMENDS_LOCALES=["he", "en"], AMENDS_STAFF_LOCALE="pl")

    assert desk.client.get("/amends/claim").headers["Content-Language"] == "he"
    assert desk.inbox().response.headers["Content-Language"] == "pl"
    chosen = desk.client.get("/amends/desk/?lang=en")
    assert chosen.headers["Content-Language"] == "en"
    cookie = chosen.headers["Set-Cookie"]
    assert all(part in cookie for part in ("Path=/amends/desk", "HttpOnly", "SameSite=Lax"))
    assert desk.inbox().response.headers["Content-Language"] == "en"
    assert desk.client.get("/amends/claim").headers["Content-Language"] == "he"
    assert desk.client.get("/amends/desk/?lang=ru").headers["Content-Language"] == "en"


def test_nobody_learns_of_the_desk_by_its_language(desk: Desk) -> None:
    desk.sit(None)
    answer = desk.client.get("/amends/desk/?lang=pl")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
