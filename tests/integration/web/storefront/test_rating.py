"""Rating a settled case: asked for in the room, kept as given, open to change (X1, X18)."""

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import reviews
from tests.integration.web.storefront.conftest import Visitor


@pytest.fixture
def settled(visitor: Visitor) -> str:
    case_id = visitor.case()
    visitor.shop_does(case_id, c.AcceptClaim(actor=Actor.SHOP))
    visitor.shop_does(case_id, c.Performed(actor=Actor.SHOP, reference="R-1", verified=True))
    visitor.enter(case_id)
    return case_id


def test_a_settled_case_asks_for_three_marks_and_keeps_them(visitor: Visitor, settled: str):
    assert "How did it go?" in visitor.open(f"/amends/d/{settled}").text
    answer = visitor.act(settled, "rate", shop="5", delivery="2", comment="Quick and kind.")
    assert answer.status == 303
    page = visitor.open(answer.location)
    assert "Your rating is kept as you gave it." in page.text
    kept = reviews.of_case(visitor.shop.state, settled)
    assert kept is not None
    assert (kept.shop, kept.delivery, kept.goods, kept.comment) == (5, 2, None, "Quick and kind.")
    assert page.form("/rate") | {"form_token": ""} == {
        "form_token": "",
        "shop": "5",
        "delivery": "2",
        "comment": "Quick and kind.",
    }


def test_a_rating_can_be_changed(visitor: Visitor, settled: str):
    visitor.act(settled, "rate", shop="2")
    visitor.act(settled, "rate", shop="4", comment="Better than I thought.")
    kept = reviews.of_case(visitor.shop.state, settled)
    assert kept is not None
    assert (kept.shop, kept.comment) == (4, "Better than I thought.")


@pytest.mark.parametrize(("typed", "said"), [({}, "Please choose at least one mark"), ({"shop": "6"}, "5")])
def test_a_rating_that_says_nothing_keeps_the_comment(
    visitor: Visitor, settled: str, typed: dict[str, str], said: str
):
    page = visitor.act(settled, "rate", comment="Slow.", **typed)
    assert page.status == 422
    assert said in page.summary()["#rate-shop"]
    assert page.form("/rate")["comment"] == "Slow."
    kept = reviews.of_case(visitor.shop.state, settled)
    assert kept is not None
    assert kept.submitted_at is None


def test_an_open_case_takes_no_rating(visitor: Visitor):
    case_id = visitor.case()
    visitor.enter(case_id)
    page = visitor.open(f"/amends/d/{case_id}")
    assert "How did it go?" not in page.text
    token = page.form("/leave")["form_token"]
    assert visitor.post(f"/amends/d/{case_id}/rate", {"form_token": token, "shop": "5"}).status == 404
