"""The claim form: everything typed is kept, nothing is revealed, and nothing is taken twice."""

import pytest

from flask_amends.disputes.vocabulary import Status
from flask_amends.service import cases
from flask_amends.storage.records import CaseSummary
from flask_amends.web.storefront.globals import TemplateGlobals
from tests.integration.cases import ORDER, dump
from tests.integration.web.storefront.conftest import GOOD, MakeVisitor, Visitor, photo


def all_cases(visitor: Visitor) -> list[CaseSummary]:
    return list(cases.list_for_desk(visitor.shop.state, cases.Filters(is_open=None)))


def test_a_guest_is_told_what_happens_next_and_then_to_look_into_the_mail(visitor: Visitor):
    reviewed = visitor.review()
    assert reviewed.status == 200
    assert "Part of the money back: €12.50" in reviewed.text
    assert "The shop answers by Thursday, 5 March 2026" in reviewed.text
    assert "If the shop does not answer by then, it owes you what you asked for." in reviewed.text
    assert all_cases(visitor) == []
    sent = visitor.send(reviewed)
    assert (sent.status, sent.location) == (303, "/amends/claim/sent")
    assert "We have sent a link to the address you gave." in visitor.open(sent.location).text
    assert [one.status for one in all_cases(visitor)] == [Status.UNVERIFIED]


def test_without_a_mailer_the_claim_goes_to_the_shop_and_the_room_opens(make_visitor: MakeVisitor):
    visitor = make_visitor(mails=False)
    sent = visitor.send(visitor.review())
    room = visitor.open(sent.location)
    assert room.status == 200
    assert room.one("[role=status]").get_text().startswith("Thank you for telling us.")
    assert "It is the shop's turn" in room.text


def test_what_is_wrong_is_said_at_the_top_and_at_the_field_and_everything_is_kept(visitor: Visitor):
    page = visitor.review(email="anna@", reason="", description="  Wilted.  ", photos=photo())
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.summary() == {
        "#claim-reason": "What happened: Please choose one.",
        "#claim-description": "Description: Please write at least 10 characters.",
        "#claim-email": "E-mail address: Please write an address such as name@example.com.",
    }
    for target in page.summary():
        told = page.one(f"{target}-error")["id"]
        if target == "#claim-reason":
            assert told in str(page.one("fieldset:has(#claim-reason)")["aria-describedby"]).split()
            assert page.one("details:has(#claim-reason)").has_attr("open")
            continue
        field = page.one(target)
        assert field["aria-invalid"] == "true"
        assert told in str(field["aria-describedby"]).split()
    kept = page.form("/claim")
    assert {name: kept[name] for name in ("email", "name", "amount", "ask")} == {
        "email": "anna@",
        "name": "Anna Nowak",
        "amount": "12,50",
        "ask": "partial_refund",
    }
    assert kept["description"].strip() == "Wilted."
    assert len(kept["uploads"]) == 1
    assert "rose.jpg is already here." in page.text


def test_photos_survive_a_mistake_and_reach_the_case(visitor: Visitor):
    wrong = visitor.review(email="", photos=photo())
    again = visitor.post("/amends/claim", {**wrong.form("/claim"), "email": GOOD["email"], "step": "review"})
    visitor.send(again)
    [case] = all_cases(visitor)
    assert [file.name for file in visitor.view(case.id).files] == ["rose.jpg"]


def test_a_photo_can_be_left_out_again(visitor: Visitor):
    wrong = visitor.review(email="", photos=photo())
    kept = wrong.form("/claim")
    page = visitor.post(
        "/amends/claim", {**kept, "email": GOOD["email"], "remove": kept["uploads"], "step": "review"}
    )
    assert page.status == 200
    assert "rose.jpg" not in page.text


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("A-1", "anna@example.org"),
        ("A-1", "eva@example.org"),
        ("A-2", "anna@example.org"),
        ("", "eva@example.org"),
    ],
)
def test_every_guest_gets_the_same_answer(visitor: Visitor, number: str, email: str):
    reviewed = visitor.review(order_number=number, email=email)
    answer = visitor.send(reviewed).response
    answer_bytes = (
        answer.status_code,
        answer.data,
        [one for one in answer.headers if one[0] != "Set-Cookie"],
    )
    other = visitor.send(visitor.review(order_number="B-77", email="nobody@example.org")).response
    assert answer_bytes == (other.status_code, other.data, list(other.headers))
    assert "Set-Cookie" not in answer.headers


def test_a_guests_amount_above_the_price_reveals_nothing(visitor: Visitor):
    known = visitor.send(visitor.review(amount="900"))
    unknown = visitor.send(visitor.review(amount="900", order_number="Z-9"))
    assert (known.status, known.response.data) == (unknown.status, unknown.response.data)
    assert known.status == 303


def test_a_form_sent_twice_makes_one_case_and_gets_one_answer(visitor: Visitor):
    reviewed = visitor.review()
    first, second = visitor.send(reviewed), visitor.send(reviewed)
    assert (first.status, first.location) == (second.status, second.location)
    assert len(all_cases(visitor)) == 1


def test_a_form_sent_again_with_other_details_says_so(visitor: Visitor):
    reviewed = visitor.review()
    visitor.send(reviewed)
    second = visitor.send(reviewed, description="Something else entirely.")
    assert second.status == 422
    assert "already sent with other details" in second.text
    assert len(all_cases(visitor)) == 1


def test_an_old_form_is_shown_again_with_everything_in_it(visitor: Visitor):
    form = visitor.claim_form()
    visitor.shop.clock.move(days=3)
    page = visitor.post("/amends/claim", {**form, **GOOD, "step": "review"})
    assert page.status == 422
    assert "Everything you typed is still here" in page.text
    assert page.form("/claim")["description"].strip() == GOOD["description"]
    assert visitor.post("/amends/claim", {**page.form("/claim"), "step": "review"}).status == 200


@pytest.mark.parametrize("robot", [{"website": "https://spam.example"}, {}])
def test_what_looks_like_a_program_waits_for_a_look_and_gets_the_same_answer(
    visitor: Visitor, robot: dict[str, str]
):
    form = visitor.open("/amends/claim").form("/claim")
    if robot:
        visitor.shop.clock.move(seconds=90)
    reviewed = visitor.post("/amends/claim", {**form, **GOOD, **robot, "step": "review"})
    sent = visitor.send(reviewed)
    assert (sent.status, sent.location) == (303, "/amends/claim/sent")
    assert [one.status for one in all_cases(visitor)] == [Status.QUARANTINED]


def test_an_order_page_knows_the_items_and_proves_who_it_is(visitor: Visitor):
    with visitor.shop.app.test_request_context():
        html = TemplateGlobals().claim_form(order=ORDER)
    shown = visitor.open("/amends/claim")
    shown.soup.clear()
    shown.soup.append(type(shown.soup)(html, "lxml"))
    form = shown.form("/claim")
    assert form["email"] == "anna@example.org"
    visitor.shop.clock.move(seconds=90)
    typed = {**GOOD, "items.0.chosen": "1", "items.0.quantity": "2", "step": "review"}
    del typed["order_number"]
    reviewed = visitor.post("/amends/claim", {**form, **typed})
    assert "2 × Roses" in reviewed.text
    sent = visitor.send(reviewed)
    room = visitor.open(sent.location)
    assert room.status == 200
    [case] = all_cases(visitor)
    assert visitor.view(case.id).dispute.order_verified
    again = visitor.send(visitor.post("/amends/claim", {**form, **typed}))
    assert "Here is the case that is open." in visitor.open(again.location).text
    assert len(all_cases(visitor)) == 1


def test_more_than_was_bought_is_named_at_its_field(visitor: Visitor):
    with visitor.shop.app.test_request_context():
        token = TemplateGlobals().claim_link(order=ORDER)
    address = str(token).partition('href="')[2].partition('"')[0]
    form = visitor.open(address).form("/claim")
    typed = {**GOOD, "items.0.chosen": "1", "items.0.quantity": "4", "step": "review"}
    del typed["order_number"]
    page = visitor.post("/amends/claim", {**form, **typed})
    assert page.summary() == {"#claim-items-0-quantity": "How many: The largest possible number is 3."}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"amount": "１２"}, "Please write the amount in digits, such as 12.50."),
        ({"amount": "1_000"}, "Please write the amount in digits, such as 12.50."),
        ({"amount": "-5"}, "Please write the amount in digits, such as 12.50."),
        ({"amount": "1e3"}, "Please write the amount in digits, such as 12.50."),
        ({"amount": "NaN"}, "Please write the amount in digits, such as 12.50."),
        ({"amount": "0"}, "Please write the amount in digits, such as 12.50."),
        ({"amount": "12.505"}, "EUR has 2 decimal places at most."),
        ({"ask": "replacement", "amount": "5"}, "This solution has no amount."),
        ({"reason": "because"}, "Please choose one from the list."),
        ({"description": "x" * 4001}, "This is 4,001 characters long. Please keep it to 4,000."),
        ({"status": "closed"}, "The form has sent something that does not belong to it."),
        ({"items.0.price": "1"}, "The form has sent something that does not belong to it."),
        ({"email": ["anna@example.org", "eva@example.org"]}, "This was sent twice."),
    ],
)
def test_each_bad_input_has_its_own_sentence_and_changes_nothing(
    visitor: Visitor, typed: dict[str, str], code: str
):
    reviewed = visitor.review()
    before = dump(visitor.shop.state)
    page = visitor.send(reviewed, **typed)
    assert page.status == 422
    assert code in page.text
    assert dump(visitor.shop.state) == before


def test_a_flood_from_one_network_is_told_to_wait(visitor: Visitor):
    answers = []
    for number in range(21):
        reviewed = visitor.review(order_number=f"N-{number}", email=f"guest{number}@example.org")
        answers.append(visitor.send(reviewed).status)
    assert answers == [303] * 20 + [429]
