"""Reports at the desk: every number is in a table, the files hold the same, and no person is in any of it."""

import csv
import io
from dataclasses import replace

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason, Remedy
from flask_amends.service import acts
from flask_amends.web.desk.report_sheets import NAMES
from tests.integration.cases import CLAIM, ORDER, SHOP, euros
from tests.integration.web.desk.conftest import Desk, Page


def answered(desk: Desk) -> str:
    """A claim that is answered after two hours, and settled."""
    case_id = desk.claim()
    desk.wait(hours=2)
    acts.act(desk.shop.state, case_id, c.AcceptClaim(actor=Actor.SHOP, note="Sorry."), by=SHOP)
    acts.act(desk.shop.state, case_id, c.Performed(actor=Actor.SHOP, reference="b-1"), by=SHOP)
    desk.shopper(case_id, c.Confirm(actor=Actor.SHOPPER))
    return case_id


def rows(page: Page, name: str) -> list[list[str]]:
    table = page.soup.select_one(f"section:has(#report-{name}) table")
    assert table is not None, name
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tr")]


def saved(desk: Desk, name: str, query: str = "") -> list[list[str]]:
    answer = desk.client.get(f"/amends/desk/reports/{name}.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline="")))


def test_the_page_shows_what_was_counted_with_its_numbers_as_tables(desk: Desk):
    answered(desk)

    page = desk.open("/amends/desk/reports")

    assert page.status == 200
    assert rows(page, "reasons")[1] == ["Not as described", "1", "100"]
    assert rows(page, "answers")[-1] == ["All", "1", "2", "2", "2", "2"]
    assert rows(page, "settled")[1][:7] == ["Not as described", "1", "1", "EUR", *["€20.00"] * 3]
    charts = page.soup.select("svg.chart[role=img]")
    assert len(charts) >= 3
    assert all(page.soup.find(id=name) for one in charts for name in str(one["aria-labelledby"]).split())


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_the_rows_of_its_table(desk: Desk, name: str):
    answered(desk)
    page = desk.open("/amends/desk/reports")
    found = saved(desk, name)

    if page.soup.select_one(f"section:has(#report-{name}) table") is None:
        assert found[1:] == []
        return
    shown = rows(page, name)
    assert found[0] == shown[0]
    assert len(found) == len(shown)


def test_the_file_of_cases_names_nobody(desk: Desk):
    answered(desk)

    header, line = saved(desk, "cases")

    told = dict(zip(header, line, strict=True))
    assert told["reason"] == "not_as_described"
    assert (told["asked_amount"], told["given_amount"], told["currency"]) == ("20.00", "20.00", "EUR")
    assert told["answer_seconds"] == "7200"
    whole = ",".join(line)
    for secret in (CLAIM.email, CLAIM.name, str(CLAIM.order_number), CLAIM.description, "dsp_"):
        assert secret not in whole


def test_a_file_can_begin_with_the_mark_that_older_spreadsheets_need(desk: Desk):
    plain = desk.client.get("/amends/desk/reports/weeks.csv").get_data()

    assert desk.client.get("/amends/desk/reports/weeks.csv?bom").get_data() == b"\xef\xbb\xbf" + plain


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("first=2026-03-05&last=2026-03-01", "The last day lies before the first one."),
        ("first=2020-01-01&last=2026-03-01", "A report covers three years at most."),
        ("first=2026-02-30&last=2026-03-01", "Please write both days"),
        ("first=&last=2026-03-01", "Please write both days"),
        ("first=%00&last='", "Please write both days"),
    ],
)
def test_a_period_that_cannot_be_is_said_and_kept(desk: Desk, query: str, says: str):
    page = desk.open(f"/amends/desk/reports?{query}")

    assert page.status == 422
    assert says in page.text


def test_days_are_those_of_the_shop(make_small_desk):
    desk = make_small_desk(AMENDS_TIME_ZONE="Asia/Tokyo")
    desk.wait(hours=7)  # 16:00 in London, the next day in Tokyo
    desk.claim()

    monday = desk.open("/amends/desk/reports?first=2026-03-02&last=2026-03-02")
    assert "No case was opened in this time." in monday.text
    assert saved(desk, "reasons", "?first=2026-03-03&last=2026-03-03")[1][1] == "1"


def test_a_report_that_is_none_is_not_found(desk: Desk):
    assert desk.open("/amends/desk/reports/people.csv").status == 404


def test_a_finding_is_confirmed_by_staff_and_shown_with_their_name(desk: Desk):
    case_id = wrongly_priced(desk)
    page = desk.case(case_id)
    assert "It would have held" in page.text

    answer = send(desk, page, case_id, "confirmed")

    assert answer.status_code == 303
    again = desk.case(case_id)
    assert "Confirmed" in again.soup.select_one("#prevention").get_text()  # type: ignore[union-attr]
    assert "Ola Kowalska" in again.soup.select_one("#prevention").get_text()  # type: ignore[union-attr]
    assert rows(desk.open("/amends/desk/reports"), "prevention")[1][:4] == ["The price guard", "1", "1", "0"]


def test_what_a_guard_could_not_say_cannot_be_confirmed(desk: Desk):
    case_id = wrongly_priced(desk)

    answer = send(desk, desk.case(case_id), case_id, "confirmed", guard="stock")

    assert answer.status_code == 409


def wrongly_priced(desk: Desk) -> str:
    """A closed claim about roses that cost a hundredth of what they cost in the order before."""
    roses = ORDER.lines[0]
    case_id = ""
    for number, price, days in (("A-2", "10.00", 0), ("A-3", "0.10", 1)):
        line = replace(roses, unit_price=euros(price))
        desk.shop.orders.add(
            replace(ORDER, number=number, lines=(line,), placed_at=desk.shop.clock.now(), total=euros(price))
        )
        ask = {"reason": Reason.PRICE_ERROR, "ask": Remedy.HONOUR_PRICE, "amount": None}
        case_id = desk.claim(order_number=number, **ask)
        desk.wait(days=days or 1)
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))
    return case_id


def send(desk: Desk, page: Page, case_id: str, opinion: str, guard: str = "price"):
    form = page.soup.select_one("#prevention form")
    assert form is not None
    token = form.select_one("[name=form_token]")
    assert token is not None
    sent = {"form_token": token["value"], "guard": guard, "opinion": opinion}
    return desk.client.post(f"/amends/desk/cases/{case_id}/prevention", data=sent)


def test_the_checklist_says_what_is_missing_and_what_to_do(make_small_desk):
    plain = make_small_desk().open("/amends/desk/readiness")
    assert "AMENDS_MAIL_SERVER" in plain.text
    assert "AMENDS_ADR_BODY" in plain.text

    body = {"name": "Rzecznik", "url": "https://uokik.gov.pl"}
    better = make_small_desk(AMENDS_ADR_BODY=body).open("/amends/desk/readiness")
    assert "AMENDS_ADR_BODY" not in better.text
