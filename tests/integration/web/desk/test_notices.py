"""Words of notices at the desk: a draft, its preview in all places and languages, the acceptance, the end."""

import pytest
from werkzeug.test import TestResponse

from amends_widgets.words.notices import NOTICES
from flask_amends.notices.clauses import CLAUSES
from flask_amends.notices.own import LONGEST_KEY, kind_of, slots_of
from flask_amends.service.notices import texts
from flask_amends.web.desk.notice_preview import SLOTS, previews
from tests.integration.web.desk.conftest import AGENT, LEAD, Desk

KEY = "photo.differs"
PAGE = f"/amends/desk/notices/{KEY}"


def token(desk: Desk, address: str = PAGE) -> str:
    found = desk.open(address).soup.select_one("form [name=form_token]")
    assert found is not None
    return str(found["value"])


def post(desk: Desk, step: str = "", address: str = PAGE, **typed: str) -> TestResponse:
    sent = {
        "form_token": token(desk, address),
        **{name.replace("__", "."): one for name, one in typed.items()},
    }
    return desk.client.post(address + step, data=sent)


def shown(desk: Desk, locale: str = "en") -> str | None:
    return texts.in_force(desk.shop.state, locale).get(KEY)


def test_a_text_goes_from_draft_to_accepted_to_ended(desk: Desk) -> None:
    desk.sit(LEAD)
    saved = post(
        desk, seen="0", texts__en="Each vase differs.", countries="Polska; de", valid_to="2027-01-31"
    )
    assert (saved.status_code, shown(desk)) == (303, None)
    assert "A draft waits" in desk.open("/amends/desk/notices?show=drafts").text

    assert post(desk, "/accept", number="1").status_code == 303
    page = desk.open(PAGE)
    assert shown(desk) == "Each vase differs."
    assert "Accepted on 2 Mar 2026 · Iwona Lis" in page.text
    [row] = texts.versions(desk.shop.state, KEY)
    assert (row.countries, str(row.valid_to)) == (("PL", "DE"), "2027-02-01 00:00:00+00:00")

    assert post(desk, "/accept", number="1").status_code == 409
    assert post(desk, "/end", number="1").status_code == 303
    assert shown(desk) is None


def test_a_preview_saves_nothing_and_is_in_every_place_and_language(desk: Desk) -> None:
    desk.sit(LEAD)
    address = PAGE
    sent = {
        "form_token": token(desk),
        "seen": "0",
        "texts.en": "No refunds.",
        "texts.he": "אגרטל",
        "step": "preview",
    }
    answer = desk.client.post(address, data=sent)
    page = answer.get_data(as_text=True)

    assert "It is not saved yet." in page
    assert page.count("<figure>") == 4 * len(slots_of(KEY))
    assert page.count("<p>אגרטל</p>") == sum("mail" not in slot for slot in slots_of(KEY))
    assert "“No refunds” may be unfair or without effect." in page.replace("<bdi>", "").replace("</bdi>", "")
    assert texts.versions(desk.shop.state, KEY) == []


def test_what_is_wrong_stands_at_its_field(desk: Desk) -> None:
    desk.sit(LEAD)
    answer = post(desk, seen="0", texts__en="It costs {price}.", countries="Atlantis")
    assert answer.status_code == 422
    assert 'href="#notice-countries"' in answer.text
    answer = post(desk, seen="0", texts__en="It costs {price}.")
    assert 'href="#notice-texts-en"' in answer.text
    assert "It costs {price}." in answer.text
    assert "Text: English: <bdi>price</bdi> is no variable." in answer.text


def test_who_saved_in_between_is_not_overwritten(desk: Desk) -> None:
    desk.sit(LEAD)
    post(desk, seen="0", texts__en="First.")
    answer = post(desk, seen="0", texts__en="Second.")
    assert answer.status_code == 409
    assert "Second." in answer.text


def test_a_clause_can_be_accepted_in_our_words(desk: Desk) -> None:
    desk.sit(LEAD)
    assert post(desk, "/accept", number="0", ours="on").status_code == 303
    assert shown(desk) == "What arrives may differ a little from the photo."


def test_a_notice_of_the_shops_own_gets_a_name_and_places(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/notices/own/new"
    assert post(desk, "", address, seen="0", name="Кот", texts__en="x", slots__0="cart").status_code == 422
    made = post(desk, "", address, seen="0", name="Gift wrap", texts__en="We wrap it.", slots__0="cart")
    assert made.location.startswith("/amends/desk/notices/custom.gift_wrap")
    page = desk.open("/amends/desk/notices/custom.gift_wrap")
    assert "Gift wrap" in page.text
    assert [one.get_text(strip=True) for one in page.soup.select("details[open] figcaption")] == ["Basket"]


def test_a_text_can_ask_for_a_tick_in_the_checkout(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/notices/own/new"
    made = post(desk, "", address, seen="0", name="No returns", texts__en="x", slots__0="cart", asks="on")
    assert made.status_code == 303
    page = desk.open("/amends/desk/notices/custom.no_returns")
    assert page.soup.select_one("main form [name=asks][checked]")
    assert not page.soup.select("figure [type=checkbox]")
    post(desk, "", "/amends/desk/notices/custom.no_returns", seen="1", texts__en="x", slots__0="checkout_top")
    assert [row.asks for row in texts.versions(desk.shop.state, "custom.no_returns")] == [True, False]
    assert not desk.open("/amends/desk/notices/price.disclaimer").soup.select("[name=asks][checked]")
    assert not desk.open(PAGE).soup.select("[name=asks]")  # its places are none of a checkout


def test_agents_read_and_have_no_forms(desk: Desk) -> None:
    desk.sit(AGENT)
    assert desk.open(PAGE).soup.select("main form") == []
    assert desk.open("/amends/desk/notices?show=all").status == 200
    assert desk.open("/amends/desk/notices/no.such").status == 404


def test_every_sentence_has_a_preview_in_each_of_its_places(desk: Desk) -> None:
    with desk.shop.app.test_request_context("/amends/desk/notices"):
        bare = [
            key
            for key in NOTICES
            for one in previews(desk.shop.state, key, {})
            if len(one.places) != len(slots_of(key))
        ]
    assert bare == []
    assert set(NOTICES) >= CLAUSES
    assert max(map(len, NOTICES)) <= LONGEST_KEY
    assert all(slots_of(key) and kind_of(key) for key in NOTICES)
    assert len(SLOTS) == 13


@pytest.mark.parametrize("step", ["", "/accept", "/end"])
def test_a_forged_form_changes_nothing(desk: Desk, step: str) -> None:
    desk.sit(LEAD)
    answer = desk.client.post(PAGE + step, data={"seen": "0", "number": "0", "ours": "on", "texts.en": "x"})
    assert answer.status_code == 403
    assert texts.versions(desk.shop.state, KEY) == []


def test_each_version_that_counts_somewhere_is_marked_as_shown(desk: Desk) -> None:
    desk.sit(LEAD)
    for number, countries in (("1", ""), ("2", "DE AT")):
        post(desk, seen=str(int(number) - 1), texts__en=f"Vase {number}.", countries=countries)
        post(desk, "/accept", number=number)
    assert [one.get_text() for one in desk.open(PAGE).soup.select("li .mark.good")] == ["Shown", "Shown"]


def test_what_is_shown_later_says_from_when_and_our_words_stand_until_then(desk: Desk) -> None:
    desk.sit(LEAD)
    address = "/amends/desk/notices/stock.in_stock"
    post(desk, "", address, seen="0", texts__en="Here!", valid_from="2026-04-01", countries="PL")
    post(desk, "/accept", address, number="1")
    page = desk.open(address)
    assert [one.get_text() for one in page.soup.select("h1 ~ p q")] == ["In stock."]
    [version] = page.soup.select("[aria-labelledby=versions-title] li")
    assert "Shown from: 2026-04-01" in version.get_text(" ", strip=True)
    assert "Countries it is meant for: PL" in version.get_text(" ", strip=True)
