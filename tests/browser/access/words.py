"""What people say in the cases of these tests, in each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Story:
    """The names of things and people, and what they write."""

    locale: str
    shopper: str
    roses: str
    vase: str
    complaint: str
    refusal: str
    question: str
    decision: str
    agreement: str
    first_message: str
    second_message: str
    proposal: str
    declaration: str
    faq: tuple[str, str]


STORIES = {
    "en": Story(
        locale="en",
        shopper="Anna Nowak",
        roses="Garden roses, apricot",
        vase="Glass vase, 30 cm",
        complaint="Two of the three bunches hung their heads when the courier handed them over.\n"
        "They were meant for my mother’s birthday.",
        refusal="Our photo of that morning shows fresh flowers.",
        question="Could you send a photo of the stems, and of the label on the box?",
        decision="The photos show two wilted bunches. The third was in order.",
        agreement="You are right, and we are sorry.",
        first_message="The stems were quite dry. Is there a chance of new flowers by Sunday?",
        second_message="Thank you for the photos. Our florist looks at them, and I write within the hour.",
        proposal="The box stood in the sun for too long. Please choose what suits you best.",
        declaration="I withdraw from the contract for the goods named below.",
        faq=(
            "When will my parcel arrive?",
            "Most parcels arrive within two working days. The number to follow it is in your e-mail.",
        ),
    ),
    "pl": Story(
        locale="pl",
        shopper="Anna Nowak",
        roses="Róże ogrodowe, morelowe",
        vase="Wazon szklany, 30 cm",
        complaint="Dwa z trzech bukietów były zwiędnięte, kiedy kurier mi je podał.\n"
        "Miały być na urodziny mojej mamy.",
        refusal="Nasze zdjęcie z tamtego ranka pokazuje świeże kwiaty.",
        question="Czy może Pani przysłać zdjęcie łodyg i etykiety na pudełku?",
        decision="Zdjęcia pokazują dwa zwiędnięte bukiety. Trzeci był w porządku.",
        agreement="Ma Pani rację. Przepraszamy.",
        first_message="Łodygi były zupełnie suche. Czy jest szansa na nowe kwiaty do niedzieli?",
        second_message="Dziękuję za zdjęcia. Florystka właśnie je ogląda, odpiszę w ciągu godziny.",
        proposal="Pudełko stało zbyt długo na słońcu. Proszę wybrać, co najbardziej Pani odpowiada.",
        declaration="Odstępuję od umowy sprzedaży rzeczy wymienionych poniżej.",
        faq=(
            "Kiedy dotrze moja paczka?",
            "Większość paczek dociera w ciągu dwóch dni roboczych. Numer do śledzenia jest w mailu.",
        ),
    ),
    "ru": Story(
        locale="ru",
        shopper="Анна Новак",
        roses="Садовые розы, абрикосовые",
        vase="Стеклянная ваза, 30 см",
        complaint="Два букета из трёх завяли ещё до того, как курьер их отдал.\n"
        "Это был подарок маме на день рождения.",
        refusal="На нашем утреннем фото цветы свежие.",
        question="Пришлите, пожалуйста, фото стеблей и наклейки на коробке.",
        decision="На фотографиях видно, что два букета завяли. Третий был в порядке.",
        agreement="Вы правы. Извините нас, пожалуйста.",
        first_message="Стебли были совсем сухие. Успеете привезти новые цветы до воскресенья?",
        second_message="Спасибо за фото. Флорист сейчас их смотрит, напишу вам в течение часа.",
        proposal="Коробка слишком долго простояла на солнце. Выберите, пожалуйста, что вам подходит.",
        declaration="Я отказываюсь от договора купли-продажи названных ниже вещей.",
        faq=(
            "Когда придёт моя посылка?",
            "Большинство посылок приходит за два рабочих дня. Номер для отслеживания есть в письме.",
        ),
    ),
    "he": Story(
        locale="he",
        shopper="אנה נובק",
        roses="ורדי גן בגוון משמש",
        vase="אגרטל זכוכית, 30 ס״מ",
        complaint="שניים משלושת הזרים היו נבולים כשהשליח מסר אותם.\nהם היו ליום ההולדת של אמא שלי.",
        refusal="בתמונה שלנו מאותו בוקר הפרחים טריים.",
        question="אפשר לשלוח תמונה של הגבעולים ושל המדבקה שעל הקופסה?",
        decision="בתמונות רואים שני זרים נבולים. השלישי היה תקין.",
        agreement="הצדק איתך, ואנחנו מצטערים.",
        first_message="הגבעולים היו יבשים לגמרי. יש סיכוי לפרחים חדשים עד יום ראשון?",
        second_message="תודה על התמונות. השוזרת שלנו מסתכלת עליהן עכשיו, ואכתוב לך בתוך שעה.",
        proposal="הקופסה עמדה בשמש יותר מדי זמן. אפשר לבחור את מה שהכי מתאים לך.",
        declaration="אני מבטל את העסקה לגבי הפריטים שלהלן.",
        faq=(
            "מתי תגיע החבילה שלי?",
            "רוב החבילות מגיעות תוך שני ימי עסקים. מספר המעקב נמצא בדוא״ל.",
        ),
    ),
}
