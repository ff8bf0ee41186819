"""Replies at the desk: snippets are put in and made one's own, and words are looked at before they go."""

import re
from datetime import timedelta

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, Ground, Reason
from flask_amends.errors import InvalidInput
from flask_amends.service import acts, enquiries, enquiry_acts, snippets, tasks
from flask_amends.service.enquiries import Question
from tests.integration.cases import SHOP, STAFF
from tests.integration.web.desk.conftest import AGENT, LEAD, Desk, Page

OWN = "I saw the photos: the stems are broken."


def insert(desk: Desk, case_id: str, action: str, snippet: str, **typed: str) -> Page:
    sent = {**desk.case(case_id).form(action), "snippet": snippet, "step": "snippet", **typed}
    return desk.send(case_id, action, sent)


def filled(page: Page, action: str, **more: str) -> dict[str, str]:
    """The form as it came back, to be sent."""
    sent = page.form(action)
    return {name: value for name, value in sent.items() if name != "snippet"} | more


def own(text: str) -> str:
    """A text with every place for a person's words filled in."""
    return re.sub(r"\[\[.*?\]\]", OWN, text)


def test_a_snippet_comes_into_the_field_behind_what_was_typed(desk: Desk) -> None:
    case_id = desk.claim()

    page = insert(desk, case_id, "post_message", "starter_different", text="Thank you for writing.")

    text = page.form("post_message")["text"]
    assert page.status == 200
    assert text.startswith("Thank you for writing.\n\nHello Anna Nowak,")
    assert "Roses" in text
    assert "Ola Kowalska" in text
    assert "[[What differs, in your own words]]" in text
    assert "Accept the complaint." in page.text
    assert desk.view(case_id).version == 1


def test_it_is_in_the_shoppers_language_and_not_in_the_readers(desk: Desk) -> None:
    case_id = desk.claim(locale="pl")

    text = insert(desk, case_id, "post_message", "starter_different").form("post_message")["text"]

    assert "Hello" not in text
    assert "Anna Nowak" in text


def test_snippets_for_what_happened_stand_first(desk: Desk) -> None:
    page = desk.case(desk.claim(reason=Reason.OUT_OF_STOCK))

    first = page.soup.select_one("form[action*='/act/post_message'] optgroup")

    assert first is not None
    assert first["label"] == "For what happened here"
    assert [one["value"] for one in first.select("option")] == ["starter_unavailable"]


def test_nothing_is_sent_while_a_place_waits_for_somebodys_own_words(desk: Desk) -> None:
    case_id = desk.claim()
    page = insert(desk, case_id, "post_message", "starter_different")

    refused = desk.send(case_id, "post_message", filled(page, "post_message"))

    assert refused.status == 422
    assert "still to be filled in with your own words" in refused.error("post_message-text")
    assert refused.form("post_message")["text"] == page.form("post_message")["text"]
    assert desk.view(case_id).version == 1


@pytest.mark.parametrize("change", [str, str.upper, lambda text: text.replace("\n\n", "  \n")])
def test_a_snippet_with_nothing_of_ones_own_is_not_sent(desk: Desk, change: object) -> None:
    """P11: taking the places out is not the same as filling them in."""
    case_id = desk.claim()
    text = insert(desk, case_id, "post_message", "starter_different").form("post_message")["text"]
    bare = re.sub(r"\[\[.*?\]\]", "", text)

    refused = desk.act(case_id, "post_message", text=change(bare))  # type: ignore[operator]

    assert refused.status == 422
    assert "ready-made answer as it stands" in refused.error("post_message-text")


def test_with_ones_own_words_it_goes(desk: Desk) -> None:
    case_id = desk.claim()
    page = insert(desk, case_id, "post_message", "starter_different")

    text = own(page.form("post_message")["text"])
    sent = desk.send(case_id, "post_message", filled(page, "post_message", text=text))

    assert sent.status == 303, sent.summary()
    assert OWN in (desk.view(case_id).entries[-1].texts["text"] or "")


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("propose", {"alternatives.0.kind": "gift"}),
        ("hold", {"until": "2026-03-04T12:00"}),
        ("request_info", {}),
        ("accept_claim", {}),
    ],
)
def test_every_act_that_is_read_by_the_shopper_obeys(desk: Desk, action: str, more: dict[str, str]) -> None:
    case_id = desk.claim()
    form = desk.case(case_id).form(action)

    refused = desk.send(case_id, action, {**form, **more, "note": "I am sorry. [[what happened]]"})

    assert refused.status == 422
    assert desk.view(case_id).version == 1


def test_the_service_refuses_too_so_that_no_program_gets_around_it(desk: Desk) -> None:
    state, case_id = desk.shop.state, desk.claim()
    unfilled = "Hello {shopper_name}!"
    bare = re.sub(r"\[\[.*?\]\]|\{\w+\}", "", snippets.get(state, "starter_time").texts["ru"])
    ground = Ground.CONFORMS_TO_CONTRACT
    wrong = (
        (c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text=unfilled), "text", "personal_left"),
        (c.PostMessage(actor=Actor.SHOP, message_id="msg_1", text=bare), "text", "unedited"),
        (c.Reject(actor=Actor.SHOP, ground=ground, note="[[why]]"), "note", "personal_left"),
    )

    for command, field, code in wrong:
        with pytest.raises(InvalidInput) as caught:
            acts.act(state, case_id, command, by=SHOP)
        assert caught.value.fields[field][0].code == code


def test_shoppers_write_what_they_like(desk: Desk) -> None:
    case_id = desk.claim()

    view = desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text="[[really]]"))

    assert view.entries[-1].texts["text"] == "[[really]]"


def test_questions_obey_as_well(desk: Desk) -> None:
    state = desk.shop.state
    enquiry_id = enquiries.ask(state, Question(topic="orders", email="anna@example.org", text="Where is it?"))
    page = desk.open(f"/amends/desk/questions/{enquiry_id}")
    form = page.soup.select_one("form#act-answer")
    assert form is not None
    sent = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    address = f"/amends/desk/questions/{enquiry_id}/answer"

    back = desk.client.post(address, data={**sent, "text": "", "step": "snippet", "snippet": "starter_time"})
    refused = desk.client.post(address, data={**sent, "text": "By Friday, because [[the reason]]"})
    looked_at = desk.client.post(address, data={**sent, "text": "Unfortunately the courier lost it."})

    assert (back.status_code, refused.status_code, looked_at.status_code) == (200, 422, 200)
    assert "[[the reason]]" in back.get_data(as_text=True)
    assert "Send all the same" in looked_at.get_data(as_text=True)
    with pytest.raises(InvalidInput):
        enquiry_acts.answer(state, enquiry_id, "Hello {shopper_name}", by=STAFF, seen=1)
    gone = desk.client.post(address, data={**sent, "text": "Unfortunately it is lost.", "step": "anyway"})
    assert gone.status_code == 303
    assert enquiries.get(state, enquiry_id).row.state == "answered"


def test_words_that_make_it_worse_come_back_once_and_can_be_sent_all_the_same(desk: Desk) -> None:
    """H3, H4: it advises, it never blocks."""
    case_id = desk.claim()
    text = "Thank you for the photos. Unfortunately, the courier dropped it."

    page = desk.send(case_id, "post_message", {**desk.case(case_id).form("post_message"), "text": text})

    assert page.status == 200
    assert "Unfortunately, the courier dropped it." in page.text
    assert page.form("post_message")["text"] == text
    assert desk.view(case_id).version == 1
    anyway = {**filled(page, "post_message"), "step": "anyway"}
    assert desk.send(case_id, "post_message", anyway).status == 303
    assert desk.view(case_id).entries[-1].texts["text"] == text


def test_a_change_is_promised_to_the_shopper_once_somebody_has_taken_it_on(desk: Desk) -> None:  # C8
    case_id, state = desk.claim(), desk.shop.state
    text = "I correct the banner tomorrow."

    def write() -> Page:
        return desk.send(case_id, "post_message", {**desk.case(case_id).form("post_message"), "text": text})

    asked, until = write(), desk.shop.clock.now() + timedelta(days=1)
    assert "A promise to change something that nobody has taken on" in asked.text
    tasks.promise_fix(state, case_id, "the banner", until, by=STAFF, key="k1")
    assert write().status == 303


def test_before_an_act_that_binds_the_advice_stands_on_the_page_of_review(desk: Desk) -> None:
    case_id = desk.claim()
    form = desk.case(case_id).form("accept_claim")

    page = desk.send(case_id, "accept_claim", {**form, "note": "It was the supplier's fault."})

    assert page.status == 200
    assert "It puts the blame on somebody else" in page.text
    assert desk.view(case_id).version == 1


def snippet_form(page: Page, address: str) -> dict[str, str]:
    found = page.soup.select_one(f"form[action='{address}']")
    assert found is not None
    sent = {
        str(one["name"]): str(one.get("value", ""))
        for one in found.select("input[name]:not([type=checkbox])")
    }
    boxes = {str(one["name"]): str(one["value"]) for one in found.select("input[type=checkbox][checked]")}
    areas = {str(one["name"]): str(one.string or "").removeprefix("\n") for one in found.select("textarea")}
    return sent | boxes | areas


def test_a_lead_writes_a_snippet_and_its_earlier_words_are_still_nobodys_own(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/snippets/starter_time"
    sent = snippet_form(desk.open(address), address)
    before = sent["texts.en"]
    once = desk.client.post(
        address, data={**sent, "texts.en": "You hear from us by {deadline} at the latest."}
    )
    again = snippet_form(desk.open(address), address)
    twice = desk.client.post(address, data={**again, "texts.en": "Our whole answer comes by {deadline}."})

    assert (once.status_code, twice.status_code) == (303, 303)
    page = desk.open(address)
    assert "Version 2" in page.text
    assert "Iwona Lis" in page.text
    case_id = desk.claim()
    shipped = re.sub(r"\[\[.*?\]\]|\{\w+\}", "", before)
    for text in ("Our whole answer comes by Friday.", "You hear from us by Friday at the latest.", shipped):
        assert desk.act(case_id, "post_message", text=text).status == 422


def test_two_leads_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/snippets/starter_time"
    sent = snippet_form(desk.open(address), address)
    desk.client.post(address, data={**sent, "title": "First"})

    late = desk.client.post(address, data={**sent, "title": "Second"})

    assert late.status_code == 409
    assert "Second" in late.get_data(as_text=True)
    assert snippets.get(desk.shop.state, "starter_time").title == "First"


def test_a_preview_saves_nothing_and_wrong_texts_say_where(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/snippets/new"
    sent = snippet_form(desk.open(address), address)
    text = "Hello {shopper_name}, this is about [[the thing]]."

    shown = desk.client.post(address, data={**sent, "title": "Mine", "texts.en": text, "step": "preview"})
    wrong = [
        desk.client.post(address, data={**sent, "title": "Mine", "texts.en": one})
        for one in ("", "too short", "Hello {nobody}, how are you today?", "Hello [[you, how are you today?")
    ]

    assert "<mark>the thing</mark>" in shown.get_data(as_text=True)
    assert [one.status_code for one in wrong] == [422] * 4
    assert len(snippets.every(desk.shop.state)) == 9


def test_a_retired_snippet_is_offered_no_longer_and_can_come_back(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/snippets/starter_time"
    for offered in (False, True):
        sent = snippet_form(desk.open(address), f"{address}/retire")
        assert desk.client.post(f"{address}/retire", data=sent).status_code == 303
        assert ("starter_time" in {one.id for one in snippets.every(desk.shop.state)}) is offered


def test_agents_read_snippets_and_have_no_form(desk: Desk) -> None:
    desk.sit(AGENT)

    page = desk.open("/amends/desk/snippets/starter_price")

    assert page.status == 200
    assert page.soup.select("main form") == []
    assert desk.open("/amends/desk/snippets").text.count("A wrong price: our apology") == 1
