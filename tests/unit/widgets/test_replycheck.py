"""What the reply check says about sentences, and what it leaves alone, in four languages."""

import re

import pytest

from amends_widgets.languages import LANGUAGES, Language
from amends_widgets.replycheck import WORDS, Kind, advise, promises_a_change
from amends_widgets.words.snippets import STARTERS

#: Sentences that make it worse (H3, H4, A5, C8, P13), by language.
WORSE = {
    "en": {
        Kind.BLAME: (
            "The courier lost your parcel.",
            "It was the supplier's fault.",
            "Because of the carrier you had to wait.",
            "Please contact the courier yourself.",
            "The manufacturer is responsible for this.",
            "DHL has damaged the box.",
        ),
        Kind.EXCUSE: (
            "Unfortunately, we could not do it.",
            "It is beyond our control.",
            "We are very busy at the moment.",
            "Due to heavy demand it took longer.",
            "You have to understand us.",
        ),
        Kind.PROMISE: (
            "We will call you back.",
            "We'll get back to you as soon as possible.",
            "You will hear from us shortly.",
            "I will refund you 20.00 EUR.",
            "Our team will look into it.",
        ),
        Kind.FIX: (
            "We will fix the banner.",
            "The description will be corrected tomorrow.",
            "We'll change the terms by Friday.",
            "We will correct the notice.",
            "I will fix the banner within five days.",
            "I correct the description next week.",
        ),
        Kind.RESTOCK: (
            "It will be back in stock on Friday.",
            "The vase is available again soon.",
            "We expect new stock in May.",
        ),
    },
    "pl": {
        Kind.BLAME: (
            "To wina kuriera.",
            "Paczkę zgubił kurier, to przez firmę kurierską.",
            "Kurier uszkodził paczkę.",
            "Dostawca nie przysłał nam towaru na czas.",
            "Skontaktuj się z kurierem.",
            "Opóźnienie powstało po stronie przewoźnika.",
        ),
        Kind.EXCUSE: (
            "Niestety nie mogliśmy.",
            "To nie z naszej winy.",
            "Ze względu na okres świąteczny trwa to dłużej.",
            "Nie mamy na to wpływu.",
            "Z przyczyn technicznych tak wyszło.",
        ),
        Kind.PROMISE: (
            "Oddzwonimy do Ciebie.",
            "Skontaktujemy się wkrótce.",
            "Zwrócę Ci 20,00 zł.",
            "Damy znać jak najszybciej.",
        ),
        Kind.FIX: (
            "Poprawimy baner.",
            "Opis zostanie poprawiony jutro.",
            "Zmienimy regulamin.",
            "Poprawię baner w ciągu pięciu dni.",
        ),
        Kind.RESTOCK: (
            "Wazon będzie znów dostępny w piątek.",
            "W czwartek przyjdzie nowa dostawa.",
            "Wróci do sprzedaży w maju.",
        ),
    },
    "ru": {
        Kind.BLAME: (
            "Это вина курьера.",
            "Из-за поставщика заказ задержался.",
            "Служба доставки потеряла посылку.",
            "Обратитесь в службу доставки.",
            "Курьер не привёз заказ.",
        ),
        Kind.EXCUSE: (
            "К сожалению, не получилось.",
            "Это не по нашей вине.",
            "Из-за большого количества заказов мы не успели.",
            "Поймите нас.",
            "По техническим причинам так вышло.",
        ),
        Kind.PROMISE: (
            "Мы вам перезвоним.",
            "Мы свяжемся с вами в ближайшее время.",
            "Вернём вам 20.00 руб.",
            "Скоро ответим.",
        ),
        Kind.FIX: (
            "Мы исправим баннер.",
            "Описание будет исправлено завтра.",
            "Я исправлю баннер через пять дней.",
            "Я поменяю описание на следующей неделе.",
        ),
        Kind.RESTOCK: (
            "Ваза снова будет в наличии в пятницу.",
            "В мае ожидаем поставку.",
            "Товар появится на складе завтра.",
        ),
    },
    "he": {
        Kind.BLAME: (
            "זו אשמת השליח.",
            "בגלל הספק המשלוח התעכב.",
            "השליח איבד את החבילה.",
            "חברת המשלוחים איחרה.",
            "פנו אל היצרן.",
        ),
        Kind.EXCUSE: (
            "לצערנו לא הצלחנו.",
            "זה לא באשמתנו.",
            "עקב עומס זה לקח זמן.",
            "זה לא בשליטתנו.",
        ),
        Kind.PROMISE: (
            "נחזור אליכם.",
            "ניצור קשר בהקדם.",
            "נעדכן אתכם.",
            "נחזיר לכם את הכסף.",
        ),
        Kind.FIX: (
            "נתקן את הבאנר.",
            "התיאור יתוקן מחר.",
            "אני אתקן את הבאנר תוך חמישה ימים.",
            "אתקן את התיאור בשבוע הבא.",
        ),
        Kind.RESTOCK: (
            "האגרטל יהיה שוב במלאי ביום שישי.",
            "הפריט יחזור למלאי במאי.",
        ),
    },
}
#: Sentences that are all right, though they come close: nothing is held back for them.
FINE = {
    "en": (
        "It was our mistake, and we answer for the courier too.",
        "We asked the courier where the parcel is.",
        "The courier brings it tomorrow.",
        "I will call you tomorrow at 14:00.",
        "We will refund you 20.00 EUR by Friday.",
        "We do not know when it is available again.",
        "According to the supplier's letter of 3 May it is back in stock on 12 May.",
        "I will correct the description by tomorrow evening.",
        "If it cannot be found, we will send a new one.",
        "Thank you for the photos.",
        "Your order is brought by our partner DPD.",
        "We will send the same model on a day that suits you.",
        "Our supplier packs each vase by hand.",
        "We have refunded you 12.50 EUR.",
        "I am sorry that you had to wait.",
    ),
    "pl": (
        "Kurier przywiezie paczkę jutro.",
        "To nasz błąd i odpowiadamy też za kuriera.",
        "Zapytaliśmy kuriera, gdzie jest paczka.",
        "Zadzwonię jutro o 14:00.",
        "Zwrócimy Ci 20 zł do piątku.",
        "Nie wiemy, kiedy wazon będzie znów dostępny.",
        "Dostawca potwierdził na piśmie, że będzie dostępny 12 maja.",
        "Poprawię opis do jutra, do 12:00.",
        "Jeśli się nie znajdzie, wyślemy nową.",
        "Dziękujemy za zdjęcia.",
        "Paczka zostanie doręczona przez kuriera w środę.",
        "Wyślemy ten sam model w dogodnym dla Ciebie dniu.",
    ),
    "ru": (
        "Курьер привезёт заказ завтра.",
        "Это наша ошибка, и за курьера отвечаем мы.",
        "Мы спросили курьера, где посылка.",
        "Позвоню вам завтра в 14:00.",
        "Вернём деньги до пятницы.",
        "Мы не знаем, когда ваза снова будет в наличии.",
        "По данным поставщика от 3 мая ваза снова будет в наличии 12 мая.",
        "Я исправлю описание завтра до 12:00.",
        "Если посылка не найдётся, отправим новую.",
        "Спасибо за фото.",
        "Деньги поступят на счёт в пятницу.",
    ),
    "he": (
        "השליח יביא את החבילה מחר.",
        "הטעות שלנו ואנחנו אחראים גם לשליח.",
        "שאלנו את השליח איפה החבילה.",
        "אתקשר מחר בשעה 14:00.",
        "נחזיר את הכסף עד יום שישי.",
        "איננו יודעים מתי הפריט יהיה שוב במלאי.",
        "לפי המכתב של הספק הפריט יחזור למלאי ב-12 במאי.",
        "אתקן את התיאור מחר בשעה 12:00.",
        "אם החבילה לא תימצא, נשלח חדשה.",
        "תודה על התמונות.",
    ),
}


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for code in WORSE for kind in WORSE[code]])
def test_each_sentence_that_makes_it_worse_is_named_for_its_reason(code: str, kind: Kind) -> None:
    assert {one: [found.kind for found in advise(one)] for one in WORSE[code][kind]} == {
        one: [kind] for one in WORSE[code][kind]
    }


@pytest.mark.parametrize("code", FINE)
def test_what_only_comes_close_is_left_alone(code: str) -> None:
    assert {one: advise(one) for one in FINE[code] if advise(one)} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_our_own_snippets_pass(code: str) -> None:
    language = Language(code, html=False)
    said = [language.say(part) for one in STARTERS for part in one.paragraphs]
    told = [one.replace("%(deadline)s", "{deadline}") for one in said]

    assert [one.sentence for text in told for one in advise(text)] == []


def test_the_sentence_is_found_in_a_whole_letter() -> None:
    text = "Hello Anna,\n\nthank you for the photos. Unfortunately, nobody came! I call you on Friday."

    (found,) = advise(text)

    assert found.kind is Kind.EXCUSE
    assert found.sentence == "Unfortunately, nobody came!"


def test_several_sentences_are_named_each_once_and_in_their_order() -> None:
    text = "The courier lost it.\nWe will call you back. It is back in stock soon."

    assert [one.kind for one in advise(text)] == [Kind.BLAME, Kind.PROMISE, Kind.RESTOCK]


def test_spaces_that_do_not_break_and_case_do_not_hide_a_sentence() -> None:
    assert [one.kind for one in advise("UNFORTUNATELY\u00a0NOT.")] == [Kind.EXCUSE]
    assert [one.kind for one in advise("Nie mamy na\u00a0to wpływu.")] == [Kind.EXCUSE]


def test_every_kind_says_what_is_wrong_and_a_better_way() -> None:
    assert set(WORDS) == set(Kind)
    assert all(re.fullmatch(r".{10,}", text) for both in WORDS.values() for text in both)


def test_a_long_text_is_looked_at_in_no_time() -> None:
    """Patterns that try every way through a text would hang on one like this."""
    text = "we will the courier by przez кто на השליח 12 " * 2000

    assert advise(text) == advise(text)


@pytest.mark.parametrize(
    "text", ["I fix the banner by Friday.", "Poprawię baner do piątku.", "אתקן את התיאור מחר."]
)
def test_a_change_is_promised_where_somebody_has_taken_it_on(text: str) -> None:  # C8
    assert advise(text) == ()
    assert [one.kind for one in advise(text, taken_on=False)] == [Kind.UNNOTED]
    assert promises_a_change(text)
    assert not promises_a_change("Thank you for the photos. We will fix the banner.")
