"""Promotions: drafted, refused while incomplete, published once, kept by who has the old ones (C1-C4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

import flask_amends
from flask_amends import check_promo, record_promo_use, undo_promo_use
from flask_amends.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from flask_amends.guards.terms import Basket, BasketLine, GapKind, PromoKind, PromoTerms, Remainder, Used
from flask_amends.service import promo_lint, promo_uses, promos
from flask_amends.testing import Shop, make_shop
from tests.integration.cases import dump, subscribe
from tests.integration.promos.conftest import LEAD, TERMS, published, roubles


def basket(amount: str) -> Basket:
    return Basket(currency="RUB", lines=(BasketLine(sku="lamp", unit_price=roubles(amount)),))


def test_incomplete_terms_cannot_be_published(shop: Shop):  # C3
    bare = PromoTerms(value=roubles("5000"), remainder=None)
    row = promos.save(
        shop.state, name="Bare", code="BARE", terms=bare, by=LEAD, banner={"en": "5000 for you!"}
    )
    before = dump(shop.state)
    with pytest.raises(InvalidInput) as refused:
        promos.publish(shop.state, row.promo_id, 1, by=LEAD)
    assert {one.code for many in refused.value.fields.values() for one in many} == {"E1", "E2", "E5"}
    assert promos.in_force(shop.state, "BARE") is None
    assert dump(shop.state) == before


def test_what_was_published_is_told_once_to_who_asked_for_it(shop: Shop):
    subscribe(shop.state, "promos", events=("promo.published",))
    promo_id = published(shop, "TOLD")
    with pytest.raises(StaleVersion):
        promos.publish(shop.state, promo_id, 1, by=LEAD)
    messages = [row for row in dump(shop.state)["amends_messages"] if promo_id in row]
    assert [("promo.published" in row, 1 in row) for row in messages] == [(True, True)]


def test_who_has_the_old_version_keeps_it(shop: Shop):
    promo_id = published(shop, "KEPT")
    issued_at = shop.clock.now()
    shop.clock.move(days=1)
    worse = replace(TERMS, min_spend=roubles("3000"))
    row = promos.save(shop.state, name="Worse", code="KEPT", terms=worse, by=LEAD, promo_id=promo_id, seen=1)
    assert "W4" in {one.code for one in promo_lint.findings(shop.state, row)}
    assert promos.in_force(shop.state, "KEPT").number == 1  # type: ignore[union-attr]
    promos.publish(shop.state, promo_id, 2, by=LEAD)
    _, new = promo_uses.check(shop.state, " kept ", basket("1500"))
    _, old = promo_uses.check(shop.state, "KEPT", basket("1500"), used=Used(issued_at=issued_at))
    assert (new.applies, old.applies, old.discount) == (False, True, roubles("300"))


def test_what_the_shop_can_end_it_ends_and_a_promised_day_stays(shop: Shop):
    open_ended = replace(TERMS, valid_to=None, open_end=True)
    promo_id = published(shop, "OPEN", open_ended)
    with pytest.raises(NotAllowed):
        promos.end(shop.state, published(shop, "DATED"), by=LEAD)
    issued = Used(issued_at=shop.clock.now())
    assert promo_uses.check(shop.state, "OPEN", basket("1500"), used=issued)[1].applies
    shop.clock.move(timedelta(days=1))
    promos.end(shop.state, promo_id, by=LEAD)
    shop.clock.move(timedelta(minutes=1))
    for used in (None, issued):
        assert promo_uses.check(shop.state, "OPEN", basket("1500"), used=used)[1].gap(GapKind.ENDED)
    with pytest.raises(NotAllowed):
        promos.end(shop.state, promo_id, by=LEAD)


def test_a_copied_code_is_found_whatever_came_along(shop: Shop):
    published(shop, "COPIED")
    for typed in (" copied ", "\u200fCOPIED\u200b", "\uff23OPIED", "copied\x00"):
        assert promos.in_force(shop.state, typed), typed
    assert promos.in_force(shop.state, "no\x00ne") is None


def test_two_codes_that_look_alike_are_refused(shop: Shop):
    published(shop, "GOLD0")
    row = promos.save(shop.state, name="Again", code="g0ldO", terms=TERMS, by=LEAD)
    assert "E9" in {one.code for one in promo_lint.findings(shop.state, row)}


def test_a_draft_that_somebody_changed_is_not_overwritten(shop: Shop):
    row = promos.save(shop.state, name="Draft", terms=TERMS, by=LEAD)
    with pytest.raises(StaleVersion):
        promos.save(shop.state, name="Draft", terms=TERMS, by=LEAD, promo_id=row.promo_id, seen=0)
    with pytest.raises(InvalidInput):
        promos.save(shop.state, name=" ", code="TWO WORDS", terms=TERMS, by=LEAD)


def test_a_shop_checks_and_records_uses_from_its_own_code(shop: Shop):  # C4
    promo_id = published(shop, "TWICE", replace(TERMS, uses=2))
    with shop.app.app_context():
        terms, found = flask_amends.check_promo("twice", {"lines": [{"sku": "lamp", "price": 1600}]})
        assert (terms.uses, found.discount) == (2, roubles("300"))
        assert flask_amends.record_promo_use("TWICE", "A-1", found.discount)
        assert not flask_amends.record_promo_use("TWICE", "A-1", found.discount)
        assert flask_amends.record_promo_use("TWICE", "A-2", found.discount)
        _, spent = flask_amends.check_promo("TWICE", basket("1600"))
        with pytest.raises(NotFound):
            flask_amends.check_promo("NOBODY", basket("1600"))
    assert spent.gap(GapKind.USES)
    [uses] = promo_uses.uses(shop.state, promo_id)
    assert (uses.times, uses.given, uses.number) == (2, roubles("600"), 1)
    assert "A-1" not in str(dump(shop.state)["amends_promo_uses"])


def test_every_term_comes_back_from_any_database(database_uri: str):
    shop = make_shop(database_uri, AMENDS_CURRENCY="RUB")
    shop.clock.move(timedelta(hours=1))
    promo_id = published(shop, "BACK", replace(TERMS, issuer="The shop, Main street 1", uses_per_customer=1))
    assert promos.get(shop.state, promo_id).terms == replace(
        TERMS, issuer="The shop, Main street 1", uses_per_customer=1
    )
    assert promos.in_force(shop.state, "back").published_at == shop.clock.now()  # type: ignore[union-attr]
    ana = {"id": 7}
    assert promo_uses.record(shop.state, "BACK", "A-1", roubles("300"), customer=ana)
    assert promo_uses.check(shop.state, "BACK", basket("1500"), ana)[1].gap(GapKind.CUSTOMER_USES)
    assert promo_uses.undo(shop.state, "BACK", "A-1")
    assert promo_uses.check(shop.state, "BACK", basket("1500"), ana)[1].applies
    open_id = published(shop, "OPEN", replace(TERMS, valid_to=None, open_end=True))
    assert promos.end(shop.state, open_id, by=LEAD).ended_at == shop.clock.now()
    shop.close()


@pytest.mark.parametrize("kind", [PromoKind.GIFT_CERTIFICATE, PromoKind.CODE])
def test_what_is_left_of_a_value_is_what_its_holder_has_not_used(shop: Shop, kind: PromoKind):  # C1
    terms = replace(TERMS, kind=kind, value=roubles("5000"), remainder=Remainder.KEPT)
    code = f"LEFT-{kind.name}"
    published(shop, code, terms)
    basket = {"lines": [{"sku": "lamp", "unit_price": roubles("40000")}]}
    with shop.app.app_context():
        assert record_promo_use(code, "order-1", roubles("3500"), 7)
        assert check_promo(code, basket, {"id": 7})[1].discount == roubles("1500")
        assert check_promo(code, basket, {"id": 7}, used={"left": "900"})[1].discount == roubles("900")
        assert check_promo(code, basket, {"id": 8})[1].discount == roubles("5000")
        assert record_promo_use(code, "order-2", roubles("1500"), 7)
        assert not check_promo(code, basket, {"id": 7})[1].applies
        assert undo_promo_use(code, "order-2")
        assert check_promo(code, basket, {"id": 7})[1].discount == roubles("1500")


def test_no_code_is_no_promotion(shop: Shop):
    with shop.app.app_context():
        for nothing in (None, "", " "):
            with pytest.raises(NotFound):
                check_promo(nothing, {})  # type: ignore[arg-type]


def test_a_use_is_recorded_in_the_currency_of_the_terms(shop: Shop):
    published(shop, "RECORDED")
    with shop.app.app_context(), pytest.raises(InvalidInput):
        record_promo_use("RECORDED", "order-1", replace(roubles("300"), currency="EUR"))
