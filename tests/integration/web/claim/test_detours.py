"""Where a form leads first when something else helps faster; nothing typed or chosen is lost on the way."""

from dataclasses import replace

import pytest

from flask_amends.disputes.vocabulary import Reason
from flask_amends.service import cases
from tests.integration.cases import dump
from tests.integration.web.claim.conftest import CHOSEN, SENT, fill, go_on
from tests.integration.web.storefront.conftest import Page, Visitor, photo

KEPT = ("email", "name", "ask", "description", "items.0.chosen", "items.0.quantity")


def kept(page: Page) -> dict[str, str]:
    form = page.form("/claim")
    return {name: str(form[name]).strip() for name in KEPT}


def test_a_parcel_that_has_not_come_is_shown_first_and_nobody_is_blamed(visitor: Visitor):
    # Q9
    page = fill(visitor, reason="item_not_received")
    assert page.one("h1").get_text() == "Where your parcel is"
    links = {str(one["href"]) for one in page.soup.select("dl a")}
    assert links == {"https://track.example/4471", "tel:+48225550101", "https://swift.example/help"}
    assert "SP 4471" in page.text
    assert not any(word in page.text.lower() for word in ("unfortunately", "fault", "courier's", "their"))
    assert all("noreferrer" in one["rel"] for one in page.soup.select("dl a[target]"))


def test_the_claim_goes_on_from_the_parcel_with_photos_and_all(visitor: Visitor):
    page = fill(visitor, reason="item_not_received", photos=photo())
    assert kept(page) == {name: CHOSEN[name] for name in KEPT}
    reviewed = go_on(visitor, page, "review")
    assert reviewed.one("h1").get_text() == "Check and send"
    assert "rose.jpg" in reviewed.text
    sent = visitor.send(reviewed)
    assert sent.status == 303
    [case] = cases.list_for_desk(visitor.shop.state)
    view = visitor.view(case.id)
    assert view.dispute.reason is Reason.ITEM_NOT_RECEIVED
    assert len(view.files) == 1


def test_the_parcel_is_shown_once_and_not_where_nothing_is_known(visitor: Visitor):
    page = fill(visitor, reason="item_not_received")
    changed = go_on(visitor, page, "edit")
    assert changed.one("h1").get_text() == "Something is wrong with my order"
    again = go_on(visitor, changed, "review")
    assert again.one("h1").get_text() == "Check and send"
    unknown = replace(SENT, delivery=None)
    assert fill(visitor, unknown, reason="item_not_received").one("h1").get_text() == "Check and send"


@pytest.mark.parametrize(
    ("reason", "door", "button"),
    [("changed_mind", "/amends/withdraw?order=", "withdrawal"), ("question", "/amends/contact", "question")],
)
def test_what_is_no_claim_leads_to_its_own_form_before_anything_else_is_asked(
    visitor: Visitor, reason: str, door: str, button: str
):
    before = dump(visitor.shop.state)
    page = fill(visitor, reason=reason, email="", description="")
    assert page.status == 200
    leading = page.one("a.am-primary")
    assert str(leading["href"]).startswith(door)
    assert button in leading.get_text()
    assert visitor.open(str(leading["href"])).status == 200
    assert dump(visitor.shop.state) == before


def test_from_there_the_claim_goes_on_with_everything_but_the_reason(visitor: Visitor):
    page = fill(visitor, reason="changed_mind", photos=photo())
    form = go_on(visitor, page, "edit")
    assert form.status == 200
    assert kept(form) == {name: CHOSEN[name] for name in KEPT}
    assert "reason" not in form.form("/claim")
    assert len(form.form("/claim")["uploads"]) == 1
    reviewed = go_on(visitor, form, "review", reason="defective")
    assert reviewed.one("h1").get_text() == "Check and send"


def test_what_is_no_reason_cannot_be_sent(visitor: Visitor):
    reviewed = fill(visitor)
    page = visitor.send(reviewed, reason="question")
    assert page.one("h1").get_text() == "You have a question"
    assert list(cases.list_for_desk(visitor.shop.state)) == []
