"""The shop by itself: what it sells, what it stores, and how little the plugin added."""

import inspect
import re
import shutil
from datetime import timedelta
from decimal import Decimal

import pytest

from examples.shop import after_sales, basket, create_app, payment
from examples.shop.models import Code, Product, Purchase, Refund, db
from flask_amends import Compensation, Money, StaffMember, record_price
from flask_amends.service import payment_acts
from flask_amends.service.payment_acts import Choice
from flask_amends.state import get_state
from flask_amends.testing import FrozenClock

WHERE = {"name": "Maria", "email": "maria@example.com", "address": "12 Linden Street", "delivered_by": "shop"}


@pytest.fixture
def clock():
    return FrozenClock()


def made(folder, clock, monkeypatch):
    monkeypatch.setenv("SHOP_FOLDER", str(folder))
    return create_app(
        {"WTF_CSRF_ENABLED": False, "AMENDS_WORKER": "off", "MARKETPLACE": "bazaar"}, clock=clock
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The folder of a shop with its tables, goods and staff, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as monkeypatch:
        app = made(folder, FrozenClock(), monkeypatch)
    for command in (["set-up", "--password", "lilac"], ["amends", "db", "upgrade"]):
        result = app.test_cli_runner().invoke(args=command)
        assert result.exit_code == 0, result.output
    with app.app_context():
        db.engine.dispose()
    return folder


@pytest.fixture
def app(tmp_path, prepared, monkeypatch, clock):
    folder = shutil.copytree(prepared, tmp_path / "shop")
    app = made(folder, clock, monkeypatch)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def buy(client, *skus, **more):
    for sku in skus:
        client.post("/basket", data={"sku": sku})
    return client.post("/checkout", data=WHERE | more)


def test_the_plugin_is_mounted_in_fifteen_lines():
    body = inspect.getsource(after_sales.mount).split('"""')[2].strip().splitlines()
    assert len(body) <= 15


def test_an_order_is_stored_with_the_price_of_that_day(app, client):
    assert buy(client, "monitor-32").headers["Location"] == "/orders/1001"
    with app.app_context():
        purchase = db.session.get(Purchase, "1001")
        assert (purchase.total, purchase.lines[0].price, purchase.email) == (
            990_00,
            990_00,
            "maria@example.com",
        )


def test_the_order_page_has_the_claim_form(client):
    buy(client, "monitor-32")
    page = client.get("/orders/1001").text
    assert re.search(r'<form[^>]+action="[^"]*/amends/claim', page)


def test_a_product_page_links_to_the_claim(client):
    assert "/amends/claim" in client.get("/goods/lamp").text


def test_a_certificate_works_only_from_its_amount(client):
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", client.get(buy(client, "certificate-300").location).text)[0]
    refused = buy(client, "monitor-32", code=code)
    assert refused.status_code == 422
    assert "valid in orders from RUB1,500.00" in refused.text
    client.post("/basket", data={"sku": "monitor-32", "quantity": 0})
    paid = client.get(buy(client, "tea-set", code=code).location)
    assert "RUB2,480.00" in paid.text


def test_an_order_is_shown_only_to_its_buyer(app, client):
    buy(client, "lamp")
    stranger = app.test_client()
    assert stranger.get("/orders/1001").status_code == 404
    wrong = stranger.post("/orders/", data={"number": "1001", "email": "other@example.com"})
    assert wrong.status_code == 422
    assert stranger.get("/orders/1001").status_code == 404
    stranger.post("/orders/", data={"number": "1001", "email": "Maria@Example.com"})
    assert stranger.get("/orders/1001").status_code == 200


def test_our_own_courier_is_chosen_until_somebody_chooses_another(client):
    client.post("/basket", data={"sku": "lamp"})
    assert re.search(r'value="shop" checked', client.get("/checkout").text)
    again = client.post("/checkout", data=WHERE | {"email": "", "delivered_by": "carrier"}).text
    assert re.search(r'value="carrier" checked', again)
    assert not re.search(r'value="shop" checked', again)


def test_what_is_missing_at_the_checkout_is_said_and_nothing_typed_is_lost(client):
    client.post("/basket", data={"sku": "lamp"})
    page = client.post("/checkout", data=WHERE | {"email": "maria"})
    assert page.status_code == 422
    assert "Please write an e-mail address" in page.text
    assert 'value="12 Linden Street"' in page.text


@pytest.mark.parametrize(
    ("language", "direction", "word"),
    [("en", "ltr", "Basket"), ("pl", "ltr", "Koszyk"), ("ru", "ltr", "Корзина"), ("he", "rtl", "סל")],
)
def test_the_shop_speaks_four_languages(client, language, direction, word):
    client.post("/language", data={"language": language, "back": "/basket"})
    page = client.get("/basket").text
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert word in page


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_language_switch_leads_nowhere_else(client, back):
    assert client.post("/language", data={"language": "pl", "back": back}).location == "/"


def test_every_form_of_the_shop_is_protected(app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/basket", data={"sku": "lamp"}).status_code == 400


def test_the_desk_is_there_for_staff_alone(client):
    assert client.get("/amends/desk/").status_code == 404
    client.post("/staff/sign-in", data={"name": "anna", "password": "wrong"})
    assert client.get("/amends/desk/").status_code == 404
    client.post("/staff/sign-in", data={"name": "anna", "password": "lilac"})
    assert client.get("/amends/desk/").status_code == 200


def test_the_same_compensation_is_paid_once(app, client):
    buy(client, "lamp")
    asked = Compensation(
        id="cmp_1",
        case_id="dsp_1",
        reference_number="1/2026",
        kind="partial_refund",
        amount=Money(amount=Decimal("500.00"), currency="RUB"),
        order_number="1001",
    )
    with app.app_context():
        first, second = after_sales.refund(asked), after_sales.refund(asked)
        assert first == second
        assert [refund.amount for refund in db.session.scalars(db.select(Refund))] == [500_00]


def test_staff_say_when_an_order_was_delivered(app, client, clock):
    buy(client, "lamp")
    client.post("/staff/sign-in", data={"name": "anna", "password": "lilac"})
    clock.move(timedelta(hours=5))
    client.post("/staff/orders/1001/delivered")
    with app.app_context():
        assert db.session.get(Purchase, "1001").fulfilled_at == clock.now()


@pytest.mark.parametrize(("language", "basket"), [("en", "Basket"), ("ru", "Корзина")])
def test_the_plugins_pages_stand_in_the_shops_own_layout(client, language, basket):
    client.post("/language", data={"language": language})
    for address in ("/amends/", "/amends/claim", "/amends/withdraw"):
        page = client.get(address).text
        assert basket in page
        assert "shop.css" in page
        assert page.count("<main") == page.count("<h1") == 1
        assert f'class="am after-sales" lang="{language}"' in page
    wrong = client.post("/amends/link", data={"email": ""})
    assert wrong.status_code == 422
    assert re.search(r"<title>\S+: ", wrong.text), "there is something to correct"


@pytest.fixture
def watched(app, client):
    """The shop with its books open: the monitor's price is being checked, headphones are not counted."""
    result = app.test_cli_runner().invoke(args=["open-books"])
    assert result.exit_code == 0, result.output
    return client


def test_a_price_that_lost_its_digits_is_confirmed_before_anybody_pays(app, watched):  # P7, P9
    page = watched.get("/goods/monitor-32").text
    assert 'data-amends-notice="price_pending"' in page
    bought = watched.get(buy(watched, "monitor-32").location).text
    assert "Until then nothing is charged" in bought
    with app.app_context():
        assert db.session.get(Purchase, "1001").paid_at is None


def test_the_shopper_pays_what_they_agreed_to(app, watched):  # P2, P15
    buy(watched, "monitor-32")
    watched.post("/staff/sign-in", data={"name": "boris", "password": "lilac"})
    listed = watched.get("/amends/desk/payments").text
    way = re.search(r"/amends/desk/payments/pay_\w+", listed)[0]
    form = re.findall(r'name="form_token" value="([^"]+)"', watched.get(way).text)[-1]
    offer = {
        "form_token": form,
        "prices.0": "90990",
        "goodwill": "990",
        "words": "Two digits were lost. Sorry!",
    }
    assert watched.post(f"{way}/offer", data=offer).status_code == 303
    with app.app_context():
        payment_acts.choose(get_state(), way.rpartition("/")[2], Choice.RIGHT_PRICE)
    assert watched.post("/orders/1001/pay").status_code == 303
    with app.app_context():
        purchase = db.session.get(Purchase, "1001")
        assert (purchase.total, purchase.lines[0].price) == (90_000_00, 90_990_00)
        assert purchase.paid_at is not None
        assert db.session.get(Product, "monitor-32").stock == 5


def test_an_ordinary_order_is_paid_at_once_and_told_in_a_letter(app, watched):
    buy(watched, "lamp")
    with app.app_context():
        assert db.session.get(Purchase, "1001").paid_at is not None
    assert "We received your order 1001" in watched.get("/mailbox/").text


def test_a_price_that_changed_since_the_page_is_shown_once_more(watched):  # V4
    watched.post("/basket", data={"sku": "lamp"})
    field = re.search(r'name="amends_prices" value="([^"]+)"', watched.get("/checkout").text)[1]
    watched.post("/staff/sign-in", data={"name": "boris", "password": "lilac"})
    watched.post("/staff/goods/lamp/price", data={"price": "3300"})
    again = watched.post("/checkout", data=WHERE | {"amends_prices": field})
    assert again.status_code == 422
    assert 'data-state="changed"' in again.text
    field = re.search(r'name="amends_prices" value="([^"]+)"', again.text)[1]
    assert watched.post("/checkout", data=WHERE | {"amends_prices": field}).status_code == 303


def test_a_price_that_changes_as_the_button_is_pressed_is_shown_once_more(app, watched, monkeypatch):  # P9
    """The basket was checked, and now somebody sets another price: nothing is ordered or charged."""
    watched.post("/basket", data={"sku": "lamp"})
    field = re.search(r'name="amends_prices" value="([^"]+)"', watched.get("/checkout").text)[1]
    check = basket.check_order

    def and_then_it_changes(wanted, form=None):
        checked = check(wanted, form)
        if form is not None and not checked.changed:
            record_price("lamp", Money(amount=Decimal(3300), currency="RUB"))
        return checked

    monkeypatch.setattr(basket, "check_order", and_then_it_changes)
    again = watched.post("/checkout", data=WHERE | {"amends_prices": field})
    assert again.status_code == 422
    with app.app_context():
        assert db.session.get(Purchase, "1001") is None


def test_an_order_is_charged_once_by_two_who_pay_at_the_same_moment(app, watched):  # P9
    buy(watched, "monitor-32")
    with app.app_context():
        [row] = payment_acts.listed(get_state())
        payment_acts.confirm(get_state(), row.id, by=StaffMember(id="1", name="Boris"), leads=True)
        purchase = db.session.get(Purchase, "1001")
        assert purchase.paid_at is None
        watched.post("/orders/1001/pay")
        payment.collect(purchase)
        assert db.session.get(Product, "monitor-32").stock == 5


def test_a_cancelled_order_gives_back_the_code_that_was_used_in_it(app, watched, clock):  # C4
    with app.app_context():
        db.session.add(Code(code="TEN", amount=10_00))
        db.session.commit()
    buy(watched, "monitor-32", code="TEN")
    with app.app_context():
        assert db.session.get(Code, "TEN").used_in == "1001"
    clock.move(hours=24)
    assert app.test_cli_runner().invoke(args=["amends", "deliver"]).exit_code == 0
    with app.app_context():
        assert db.session.get(Code, "TEN").used_in is None


def test_two_orders_at_the_same_moment_have_two_numbers(watched, monkeypatch):
    buy(watched, "lamp")
    counted = iter((0, 1))  # the first order was not there yet when they were counted
    real = db.session.scalar
    monkeypatch.setattr(
        db.session, "scalar", lambda query: next(counted) if "count" in str(query) else real(query)
    )
    assert buy(watched, "lamp").location == "/orders/1002"


def test_more_than_there_are_cannot_be_ordered(watched):  # A4
    watched.post("/basket", data={"sku": "lamp", "quantity": "3"})
    page = watched.post("/checkout", data=WHERE)
    assert page.status_code == 422
    assert "Nothing was ordered" in page.text or "only" in page.text


def test_a_mistyped_price_is_not_shown(watched):  # P7
    watched.post("/staff/sign-in", data={"name": "boris", "password": "lilac"})
    watched.post("/staff/goods/headphones/price", data={"price": "649"})
    assert "being checked" in watched.get("/staff/").text
    assert "RUB6,490.00" in watched.get("/goods/headphones").text
