"""The inbox: what is most urgent comes first, and nothing is skipped."""

from datetime import timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.service.claims import ClaimedItem
from flask_amends.web.desk import inbox
from tests.integration.web.desk.conftest import Desk, Page


def names(page: Page) -> list[str]:
    return [one.get_text() for one in page.soup.select(".inbox th[scope=row] a")]


def test_an_empty_inbox_says_what_will_come(desk: Desk) -> None:
    page = desk.inbox()

    assert page.status == 200
    assert "No open cases. When a shopper sends a claim, it appears here" in page.text


def test_cases_stand_by_deadline_with_everything_one_needs_to_choose(desk: Desk) -> None:
    late = desk.claim(name="Late Larysa")
    desk.shop.clock.move(hours=6)
    desk.claim(name="Early Ewa", items=(ClaimedItem(sku="vase", quantity=1),), reason=Reason.DEFECTIVE)
    desk.act(late, "hold", until="2026-03-06T09:00", note="The courier answers by then.")

    page = desk.inbox()

    assert names(page) == ["Early Ewa", "Late Larysa"]
    first = page.soup.select(".inbox tbody tr")[0].get_text(" ")
    for shown in ("Defective from the start", "Your turn", "3 days left", "5 Mar 2026, 15:00", "A-1"):
        assert shown in first
    assert desk.view(late).reference_number in page.text
    assert "2 Waiting for you" in page.text


def test_a_case_whose_time_ran_out_is_marked_until_the_sweep_moves_it(desk: Desk) -> None:
    desk.claim()
    desk.shop.clock.move(timedelta(days=3, hours=5))

    page = desk.inbox()

    assert page.soup.select(".late-row .late")[0].get_text() == "5 hours overdue"


def test_a_message_is_marked_until_the_shop_answers(desk: Desk) -> None:
    case_id = desk.claim()
    assert "Unanswered message" not in desk.inbox().text
    desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Hello?"))
    assert "Unanswered message" in desk.inbox().text

    desk.act(case_id, "post_message", text="We are looking at it.")

    assert "Unanswered message" not in desk.inbox().text


def test_filters_narrow_the_list_and_unknown_values_count_as_none(desk: Desk) -> None:
    mine = desk.claim(name="Mine")
    theirs = desk.claim(name="Theirs", items=(ClaimedItem(sku="vase", quantity=1),))
    desk.act(theirs, "request_info", note="Which colour?")

    assert names(desk.inbox("?turn=shop")) == ["Mine"]
    assert names(desk.inbox("?status=awaiting_shopper")) == ["Theirs"]
    assert sorted(names(desk.inbox("?turn=nobody&status='--&show=x&after=%00"))) == ["Mine", "Theirs"]
    assert names(desk.inbox(f"?q={desk.view(mine).reference_number.lower()}")) == ["Mine"]
    assert sorted(names(desk.inbox("?q=A-1"))) == ["Mine", "Theirs"]
    assert names(desk.inbox("?q=their")) == ["Theirs"]
    assert names(desk.inbox("?q=%25")) == []
    assert "No case matches." in desk.inbox("?q=nobody").text


def test_closed_cases_have_a_list_of_their_own(desk: Desk) -> None:
    case_id = desk.claim()
    desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))

    assert names(desk.inbox()) == []
    page = desk.inbox("?show=closed")
    assert names(page) == ["Anna Nowak"]
    assert "Claim withdrawn by the shopper" in page.text


def test_pages_show_every_case_once(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for index in range(5):
        desk.claim(
            name=f"Person {index}",
            items=(ClaimedItem(sku="rose", quantity=1),),
            reason=list(Reason)[5 + index],
        )
        desk.shop.clock.move(minutes=index % 2)

    seen: list[str] = []
    address: str | None = "/amends/desk/"
    while address:
        page = desk.open(address)
        seen += names(page)
        more = page.soup.select_one(".more a")
        address = str(more["href"]) if more else None

    assert sorted(seen) == [f"Person {index}" for index in range(5)]


def test_a_place_in_the_list_survives_its_text_and_nothing_else_is_one() -> None:
    at = inbox.read_place(
        inbox.write_place(when := inbox.datetime.fromisoformat("2026-03-02T09:00:00+00:00"), "dsp_x")
    )

    assert at == (when, "dsp_x")
    for junk in ("", "!", "é", "AAAA", "x" * 500, inbox.write_place(when.replace(tzinfo=None), "dsp_x")):
        assert inbox.read_place(junk) is None
