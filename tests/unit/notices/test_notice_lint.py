"""The lint of notices finds what it is there for, in every language, and leaves plain texts alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.marking import Counted
from amends_widgets.words import Words
from amends_widgets.words.notices import NOTICES
from amends_widgets.words.notices.lint import LINT
from flask_amends.notices import lint, lint_pages
from flask_amends.notices.clauses import CLAUSES
from flask_amends.notices.lint import Known, Level, Text
from flask_amends.notices.lint_pages import lint_page
from flask_amends.notices.own import COUNTS, as_own, in_language

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KNOWN = Known(now=NOW, withdrawal_days=30)


def found(text: str, *, key: str = "custom.note", locale: str = "en", **more) -> list[tuple[str, str]]:
    one = Text(key=key, locale=locale, text=text, **more)
    return [(finding.rule, finding.message) for finding in lint.lint_text(one, KNOWN)]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("N1", "See ec.europa" + ".eu/consumers/odr."),
        ("N1", "Use the ODR platform."),
        ("N1", "Zob. platforma ODR."),
        ("N1", "Обратитесь на платформу ODR."),
        ("N2", "Sale items: no refunds."),
        ("N2", "By ordering you waive your rights."),
        ("N2", "We may change the price after the order."),
        ("N2", "Prices are not binding."),
        ("N2", "Nie przyjmujemy zwrotów."),
        ("N2", "Возврат не принимается."),
        ("N2", "ללא אפשרות החזרה"),
        ("N3", "As a courtesy we let you return it."),
        ("N3", "W ramach dobrej woli przyjmiemy zwrot."),
        ("N3", "В качестве жеста мы примем возврат."),
        ("N3", "כמחווה נאפשר ביטול"),
        ("N4", "You may return it within 14 days."),
        ("N4", "Na odstąpienie masz 14 dni."),
        ("N4", "Возврат в течение 14 дней."),
        ("N4", "אפשר להחזיר תוך 14 ימים"),
        ("N1", "European Online Dispute Resolution (ODR) platform"),
        ("N1", "Unijna platforma internetowa ODR"),
        ("N1", "Платформа для онлайн-урегулирования споров"),
        ("N1", "פלטפורמה ליישוב סכסוכים"),
        ("N2", "No returns on sale items."),
        ("N2", "We don't accept returns."),
        ("N2", "Sale items cannot be returned."),
        ("N2", "Our prices are non-binding."),
        ("N2", "The price may change after purchase."),
        ("N2", "Brak zwrotów."),
        ("N2", "Opened goods are never refundable."),
        ("N2", "The shop accepts no liability."),
        ("N2", "Towary przecenione nie podlegają reklamacji."),
        ("N2", "Ceny mogą ulec zmianie po złożeniu zamówienia."),
        ("N2", "Цена может измениться после оформления заказа."),
        ("N2", "Скидочный товар не принимаем назад."),
        ("N2", "מוצרי מבצע אינם ניתנים להחזרה."),
        ("N2", "המחיר עשוי להשתנות לאחר ההזמנה."),
        ("N2", "Składając zamówienie zrzekasz się prawa."),
        ("N2", "Towar nie podlega zwrotowi."),
        ("N2", "Товар обмену и возврату не подлежит."),
        ("N2", "Возврата нет."),
        ("N2", "לא ניתן להחזיר"),
        ("N2", "המחיר אינו מחייב"),
        ("N3", "Jako gest dobrej woli przyjmujemy zwrot."),
        ("N3", "В виде исключения примем возврат."),
        ("N4", "Return it within 2 weeks."),
        ("N4", "14-дневный срок возврата"),
        ("N4", "ניתן לבטל תוך 14 ימי עסקים"),
        ("N7", "word " * 61),
        ("N8", "The courier is to blame for the delay."),
        ("N9", "We will fix this soon."),
    ],
)
def test_each_rule_finds_its_sentence(rule: str, text: str):
    slots = ("cart",) if rule == "N7" else ()
    assert rule in [one for one, _ in found(text, slots=slots)]


@pytest.mark.parametrize(
    "text",
    [
        "Return it within 30 days: the way is described on the page of your order.",
        "We pack in paper.",
        "Zwrot przyjmujemy w ciągu 30 dni.",
        "Доставка 14 дней.",
        "word " * 61,  # not in the basket
        "Prices are binding.",
        "You do not waive any right by ordering.",
        "Nie zrzekasz się żadnych praw.",
        "Вы не отказываетесь от своих прав.",
        "The final sale day is Sunday.",
        "Returns are accepted in 30 days, delivery takes 14 days.",
        "Zwroty przyjmujemy 30 dni; dostawa 2 dni.",
        "Refunds are paid within 14 days of your return.",
        "Zwrot pieniędzy w ciągu 14 dni.",
        "Возврат денег в течение 10 дней.",
        "החזר כספי תוך 14 ימים",
    ],
)
def test_plain_texts_are_left_alone(text: str):
    assert found(text) == []


def test_a_number_that_was_typed_is_named_where_facts_stand():
    assert ("N4", "typed") in found("Was 99.00 EUR.", key="price.disclaimer")
    assert ("N4", "typed") in found("-25 %!", key="price.disclaimer")
    assert found("We pack 25 % lighter.", key="custom.note") == []


@pytest.mark.parametrize(
    ("locale", "text", "number", "said"),
    [
        ("en", "{left} {left|lamp is|lamps are} left.", 1, "1 lamp is left."),
        ("en", "{ left } {left|lamp is|lamps are} left.", 21, "21 lamps are left."),
        ("pl", "{left} {left|sztuka|sztuki|sztuk}", 22, "22 sztuki"),
        ("pl", "{left} {left|sztuka|sztuki|sztuk}", 21, "21 sztuk"),
        ("ru", "{left} {left|штука|штуки|штук}", 21, "21 штука"),
        ("ru", "{left} {left|штука|штуки|штук}", 0, "0 штук"),
        ("he", "{left|פריט אחד|שני פריטים|כמה פריטים}", 2, "שני פריטים"),
        ("he", "{left|פריט אחד|שני פריטים|כמה פריטים}", 20, "כמה פריטים"),
        ("en", "{left|<b>|%s}", 1, "<b>"),
    ],
)
def test_words_after_a_number_follow_it_in_each_language(locale: str, text: str, number: int, said: str):
    assert found(text, key="stock.low_stock", locale=locale) == []
    plain, page = (Words(Language(locale, html=html)) for html in (False, True))
    assert plain.notice("stock.low_stock", {"left": number}, "UTC", text) == said
    assert "<b>" not in page.notice("stock.low_stock", {"left": number}, "UTC", text)


@pytest.mark.parametrize(
    ("locale", "text", "message"),
    [
        ("en", "{left|lamp}", "formless"),
        ("en", "{left|lamp|lamps|lampses}", "formless"),
        ("pl", "{left|sztuka|sztuk}", "formless"),
        ("ru", "{left|штука|штуки}", "formless"),
        ("he", "{left|פריט|פריטים}", "formless"),
        ("en", "Only {left left.", "unknown_fact"),
        ("en", "Only %(left)s left.", "unknown_fact"),
        ("en", "Only {left|{count}|s} left.", "unknown_fact"),
    ],
)
def test_a_missing_form_or_a_stray_brace_is_an_error(locale: str, text: str, message: str):
    assert message in [one for rule, one in found(text, key="stock.low_stock", locale=locale) if rule == "N5"]


def test_words_follow_only_a_number():
    assert ("N5", "no_number") in found("Until {until|day|days}.", key="delivery.order_by")
    assert Words(Language("en")).notice("stock.low_stock", {"left": None}, "UTC", "{left|a|b}") == ""


@pytest.mark.parametrize("key", NOTICES)
def test_what_is_counted_is_known_as_a_number(key: str):
    counted = NOTICES[key]
    assert not isinstance(counted, Counted) or counted.by in COUNTS


def test_our_sentence_with_a_number_is_told_in_all_its_forms():
    assert in_language("stock.low_stock", "en") == "Only {left} left."
    assert in_language("stock.lead", "en") == "It takes about {days} day. / It takes about {days} days."
    assert in_language("stock.lead", "he").count(" / ") == 2
    assert not [key for key in CLAUSES if isinstance(NOTICES[key], Counted)]  # these are accepted as they are


def test_a_fact_that_no_notice_has_is_an_error():
    [one] = lint.lint_text(Text(key="photo.differs", locale="en", text="{colour} differs."), KNOWN)
    assert (one.rule, one.level, dict(one.params)) == ("N5", Level.ERROR, {"name": "colour"})


def test_missing_languages_are_named():
    [one] = lint.lint_languages({"photo.differs": {"en", "pl"}}, ["en", "pl", "he"])
    assert (one.rule, one.locale) == ("N5", "he")


@pytest.mark.parametrize(
    ("reviewed", "countries", "expected"),
    [
        (datetime(2025, 11, 1, tzinfo=UTC), (), [("N10", "unreviewed")]),
        (datetime(2026, 9, 1, tzinfo=UTC), ("PL",), [("N10", "rules_changed")]),
        (datetime(2026, 9, 1, tzinfo=UTC), (), [("N10", "rules_changed")]),
        (datetime(2026, 9, 1, tzinfo=UTC), ("IL",), []),
        (datetime(2026, 10, 1, tzinfo=UTC), ("PL",), []),
        (None, (), []),
    ],
)
def test_old_texts_are_to_be_read_again(reviewed, countries, expected):
    assert found("Paper only.", reviewed_at=reviewed, countries=countries) == expected


def test_errors_come_first():
    many = [
        Text(key="custom.a", locale="en", text="No refunds."),
        Text(key="custom.b", locale="en", text="{x}"),
    ]
    assert [one.level for one in lint.lint(many, KNOWN)] == [Level.ERROR, Level.WARNING]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>\n{{ amends.price_notice(product) }}</p>", []),
        ("<details><summary>x</summary>\n{{ amends.stock_notice(product) }}</details>", [("in_closed", 2)]),
        ('<p title="{{ amends.notices("product", plain=true) }}">x</p>', [("in_attribute", 1)]),
        ('<form><button>Buy</button>{{ amends.notices("checkout_button") }}</form>', [("below_button", 1)]),
        ('<form>{{ amends.notices("checkout_button") }}<button>Buy</button></form>', []),
        ('<form><button type="button">x</button>{{ amends.notices("checkout_button") }}</form>', []),
        ('<form><input type="submit"></form>{{ amends.notices("footer") }}', []),
        ("<details><p>x</p></details>{# a #}{% if a > b %}\n{{ amends.notices('cart') }}{% endif %}", []),
    ],
)
def test_pages_are_looked_at_for_notices_that_nobody_sees(source: str, expected: list[tuple[str, int]]):  # N6
    found = lint_page("shop.html", source)
    assert [(one.message, int(one.about.rpartition(":")[2])) for one in found] == expected


@pytest.mark.parametrize("locale", LANGUAGES)
def test_our_own_sentences_pass(locale: str):
    say = Language(locale, html=False).say
    ours = [Text(key=key, locale=locale, text=as_own(say(text))) for key, text in NOTICES.items()]
    assert [one for one in lint.lint(ours, KNOWN) if one.rule != "N5"] == []


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ('<details>{{ amends.delivery_notice({"country": "PL"}) }}</details>', "in_closed"),
        ("<div hidden><p>{{ amends.price_notice(item) }}</p></div>", "in_closed"),
        ('<div style="display: none">{{ amends.terms_clause() }}</div>', "in_closed"),
        ('<details><amends-notice kind="stock"></amends-notice></details>', "in_closed"),
        ('<form><input type="submit">{{ amends.payment_notice(order) }}</form>', "below_button"),
        ("<div hidden><br></div>{{ amends.price_notice(item) }}", None),
        ("<details open>{{ amends.price_notice(item) }}</details>", None),
        ("<details><summary>{{ amends.stock_notice(item) }}</summary></details>", None),
        ("<form>{{ amends.payment_notice(order) }}<button>Order</button></form>", None),
        ("<form><button></button>{{ amends.payment_notice(order, slot='order_mail') }}</form>", None),
        ("<!-- {{ amends.price_notice(item) }} -->", None),
    ],
)
def test_a_page_hides_a_notice_in_many_ways(page: str, message: str | None):
    assert [one.message for one in lint_page("shop.html", page)] == ([message] if message else [])


def test_every_finding_has_a_sentence():
    source = Path(lint.__file__).read_text("utf-8") + Path(lint_pages.__file__).read_text("utf-8")
    assert [key for key in LINT if f'"{key}"' not in source] == ["blame", "promise", "fix"]


def test_each_unfair_part_of_a_text_is_named():
    one = Text(key="custom.note", locale="en", text="No refunds. The shop accepts no liability.")
    named = [finding.params["part"] for finding in lint.lint_text(one, KNOWN) if finding.rule == "N2"]
    assert named == ["No refunds", "accepts no liability"]
