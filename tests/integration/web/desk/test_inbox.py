"""The inbox: what is most urgent comes first, and nothing is skipped."""

from datetime import datetime, timedelta

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Reason
from flask_amends.service.claims import ClaimedItem
from flask_amends.web.desk import inbox, places
from tests.integration.web.desk.conftest import Desk, Page


def names(page: Page) -> list[str]:
    return [one.get_text() for one in page.soup.select(".inbox [data-row]")]


def test_an_empty_inbox_says_what_will_come(real_desk: Desk) -> None:
    page = real_desk.inbox()

    assert page.status == 200
    assert "No open cases. When a shopper sends a claim, it appears here" in page.text


def test_cases_stand_by_deadline_with_everything_one_needs_to_choose(real_desk: Desk) -> None:
    late = real_desk.claim(name="Late Larysa")
    real_desk.shop.clock.move(hours=6)
    real_desk.claim(name="Early Ewa", items=(ClaimedItem(sku="vase", quantity=1),), reason=Reason.DEFECTIVE)
    real_desk.act(late, "hold", until="2026-03-06T09:00", note="The courier answers by then.")

    page = real_desk.inbox()

    assert names(page) == ["Early Ewa", "Late Larysa"]
    first = page.soup.select(".inbox tbody tr")[0].get_text(" ")
    for shown in ("Defective from the start", "Your turn", "3 days left", "5 Mar 2026, 15:00", "A-1"):
        assert shown in first
    assert real_desk.view(late).reference_number in page.text
    assert "2 Waiting for you" in page.text


def test_a_case_whose_time_ran_out_is_marked_until_the_sweep_moves_it(real_desk: Desk) -> None:
    real_desk.claim()
    real_desk.shop.clock.move(timedelta(days=3, hours=5))

    page = real_desk.inbox()

    assert page.soup.select(".late-row .late")[0].get_text() == "5 hours overdue"


def test_a_message_is_marked_until_the_shop_answers(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    assert "Unanswered message" not in real_desk.inbox().text
    real_desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="Hello?"))
    assert "Unanswered message" in real_desk.inbox().text

    real_desk.act(case_id, "post_message", text="We are looking at it.")

    assert "Unanswered message" not in real_desk.inbox().text


def test_filters_narrow_the_list_and_unknown_values_count_as_none(real_desk: Desk) -> None:
    mine = real_desk.claim(name="Mine")
    theirs = real_desk.claim(name="Theirs", items=(ClaimedItem(sku="vase", quantity=1),))
    real_desk.act(theirs, "request_info", note="Which colour?")

    assert names(real_desk.inbox("?turn=shop")) == ["Mine"]
    assert names(real_desk.inbox("?status=awaiting_shopper")) == ["Theirs"]
    assert sorted(names(real_desk.inbox("?turn=nobody&status='--&show=x&after=%00"))) == ["Mine", "Theirs"]
    assert names(real_desk.inbox(f"?q={real_desk.view(mine).reference_number.lower()}")) == ["Mine"]
    assert sorted(names(real_desk.inbox("?q=A-1"))) == ["Mine", "Theirs"]
    assert names(real_desk.inbox("?q=their")) == ["Theirs"]
    assert names(real_desk.inbox("?q=%25")) == []
    assert "No case matches." in real_desk.inbox("?q=nobody").text


def test_closed_cases_have_a_list_of_their_own(real_desk: Desk) -> None:
    case_id = real_desk.claim()
    real_desk.shopper(case_id, c.Retract(actor=Actor.SHOPPER))

    assert names(real_desk.inbox()) == []
    page = real_desk.inbox("?show=closed")
    assert names(page) == ["Anna Nowak"]
    assert "Claim withdrawn by the shopper" in page.text


def test_pages_show_every_case_once(real_desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for index in range(5):
        real_desk.claim(
            name=f"Person {index}",
            items=(ClaimedItem(sku="rose", quantity=1),),
            reason=list(Reason)[5 + index],
        )
        real_desk.shop.clock.move(minutes=index % 2)

    seen: list[str] = []
    address: str | None = "/amends/desk/"
    while address:
        page = real_desk.open(address)
        seen += names(page)
        more = page.soup.select_one("a.next-page")
        address = str(more["href"]) if more else None

    assert sorted(seen) == [f"Person {index}" for index in range(5)]


def test_a_place_in_the_list_survives_its_text_and_nothing_else_is_one() -> None:
    when = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    write, read = places.write_place, places.read_place

    assert read(write(when, "dsp_x")) == (when, "dsp_x")
    for junk in ("", "!", "é", "AAAA", "x" * 500, write(when.replace(tzinfo=None), "dsp_x")):
        assert read(junk) is None
