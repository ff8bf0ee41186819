"""Every page: its headers, its languages, and no word of a person that could act or turn the page around."""

from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template_string

from flask_amends.testing import make_shop
from flask_amends.web.assets import assets
from tests.integration.cases import ORDER
from tests.integration.web.storefront.conftest import MakeVisitor, Visitor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
#: Any script but the module of our own that every page loads.
FOREIGN_SCRIPTS = 'script:not([type=module][src^="/amends/s/amends."]:empty)'
LANGUAGES = ("en", "pl", "ru", "he")
PUBLIC = (
    "/amends/",
    "/amends/contact",
    "/amends/claim",
    "/amends/claim/sent",
    "/amends/link",
    "/amends/d/x.y.z",
)

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "%(name)s %s %d",
    "\u202egpj.exe\u202c \u2066abc\u2069",
    "A" * 300,
    "Z̴̛̠̺̈́͌̽̐͒a̷l̶g̸o̴" * 3,
    "é é ﬁ Ａ",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "שלום world مرحبا",
    "a\tb\x01c\x7f\x9b",
    "' OR 1=1; --",
    "../../etc/passwd",
    "Bcc: a@b.c\r\nX: y",
    "\u2028line\u2029",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_every_page_has_the_strictest_headers(visitor: Visitor, address: str):
    headers = visitor.client.get(address).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == ("no-referrer" if "/d/" in address else "same-origin")


def test_the_room_and_its_errors_have_them_too(visitor: Visitor):
    case_id = visitor.case()
    visitor.enter(case_id)
    for answer in (
        visitor.client.get(f"/amends/d/{case_id}"),
        visitor.client.get(f"/amends/d/{case_id}/retract"),
        visitor.client.post(f"/amends/d/{case_id}/retract"),
        visitor.client.get(f"/amends/d/{case_id}/nonsense"),
    ):
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_on_a_page_is_inline_or_of_another_origin(visitor: Visitor):
    case_id = visitor.case()
    visitor.enter(case_id)
    for address in (*PUBLIC, f"/amends/d/{case_id}", f"/amends/d/{case_id}/retract"):
        soup = visitor.open(address).soup
        assert soup.select(f"{FOREIGN_SCRIPTS}, style, [style], iframe, object, base") == []
        assert [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)] == []
        loaded = [str(tag.get("src") or tag.get("href")) for tag in soup.select("img, link, script")]
        assert all(urlsplit(one).netloc == "" for one in loaded)


def test_assets_are_kept_for_ever_under_the_name_of_their_content(visitor: Visitor):
    for name in assets():
        answer = visitor.client.get(f"/amends/s/{name}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.client.get("/amends/s/amends.css").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_readers_language(visitor: Visitor, language: str):
    case_id = visitor.case()
    visitor.enter(case_id)
    for address in (*PUBLIC, f"/amends/d/{case_id}", f"/amends/d/{case_id}/retract"):
        page = visitor.open(f"{address}?lang={language}")
        root = page.one("html")
        assert (root["lang"], root["dir"]) == (language, "rtl" if language == "he" else "ltr")
        for link in page.soup.select("main a[href^='/amends/'], main form[action^='/amends/']"):
            assert f"lang={language}" in str(link.get("href") or link.get("action"))
        english = visitor.open(f"{address}?lang=en")
        assert (page.text == english.text) is (language == "en")


@pytest.mark.parametrize(
    ("settings", "query", "accept", "language"),
    [
        ({}, "", "pl-PL,en;q=0.5", "pl"),
        ({}, "", "de,fr", "en"),
        ({}, "?lang=he", "pl", "he"),
        ({}, "?lang=xx", "pl", "pl"),
        ({"AMENDS_DEFAULT_LOCALE": "ru"}, "", "pl", "ru"),
        ({"AMENDS_LOCALES": ["pl"]}, "?lang=en", "en", "pl"),
        ({"prepare": lambda amends: amends.locale_selector(lambda: "he_IL")}, "", "pl", "he"),
    ],
)
def test_the_language_is_found_in_this_order(
    make_visitor: MakeVisitor, settings: dict[str, object], query: str, accept: str, language: str
):
    visitor = make_visitor(**settings)
    page = visitor.open(f"/amends/{query}", headers={"Accept-Language": accept})
    assert page.one("html")["lang"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shopper_gets_to_the_room_in_their_language(make_visitor: MakeVisitor, language: str):
    visitor = make_visitor(mails=False)
    form = visitor.open(f"/amends/claim?lang={language}").form("/claim")
    visitor.shop.clock.move(seconds=60)
    typed = {"email": "anna@example.org", "reason": "defective", "ask": "replacement", "step": "review"}
    wrong = visitor.post(f"/amends/claim?lang={language}", {**form, **typed})
    assert wrong.status == 422
    typed["description"] = "Nie działa. Не работает. לא עובד."
    reviewed = visitor.post(f"/amends/claim?lang={language}", {**wrong.form("/claim"), **typed})
    sent = visitor.post(f"/amends/claim?lang={language}", {**reviewed.form("/claim"), "step": "send"})
    room = visitor.open(sent.location)
    assert room.status == 200
    assert room.one("html")["lang"] == language
    assert typed["description"] in room.text
    plain = visitor.open(sent.location.partition("?")[0])
    assert plain.one("html")["lang"] == language


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_they_were_stored_and_do_nothing(visitor: Visitor, text: str):
    reviewed = visitor.review(name=text[:100], description=f"Words: {text}", order_number=text[:50])
    assert reviewed.status == 200
    assert reviewed.soup.select(f"{FOREIGN_SCRIPTS}, img") == []
    assert visitor.send(reviewed).status == 303
    case_id = visitor.case()
    visitor.enter(case_id)
    visitor.act(case_id, "post_message", text=f"Words: {text}")
    stored = visitor.view(case_id).entries[-1].texts["text"]
    room = visitor.open(f"/amends/d/{case_id}")
    assert stored is not None
    assert " ".join(stored.split()) in room.text
    assert room.soup.select(f"{FOREIGN_SCRIPTS}, .am-words img") == []
    assert all(one["dir"] == "auto" for one in room.soup.select(".am-words"))
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x01\x7f\x9b") & set(stored)


def test_forms_work_beside_the_hosts_own_csrf_protection(sqlite_uri: str):
    from flask_wtf import CSRFProtect  # type: ignore[import-untyped]

    for early in (True, False):
        csrf = CSRFProtect()
        shop = make_shop(sqlite_uri, orders=[ORDER], prepare=lambda _amends: None)
        csrf.init_app(shop.app)
        client = shop.app.test_client()
        assert client.post("/amends/link", data={"email": ""}).status_code == 422, early
        shop.close()


def test_a_host_page_shows_the_form_and_the_card(visitor: Visitor):
    app: Flask = visitor.shop.app
    calls = ("assets()", "claim_form(order=order)", "claim_link()", "contact()")
    page = "".join(f"{{{{ amends.{call} }}}}" for call in calls)
    with app.test_request_context("/orders/A-1"):
        html = render_template_string(page, order=ORDER)
        bare = render_template_string("{{ amends.claim_form(product={'sku': 'x', 'title': 'Vase'}) }}")
    assert "/amends/s/amends." in html
    assert 'name="items.1.chosen"' in html
    assert "None" not in html + bare
    assert "Vase" in bare
