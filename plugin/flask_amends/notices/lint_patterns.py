"""What the lint of notices looks for in a text, in each of our languages: hints to look again."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.DOTALL


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), _FLAGS)


#: "Not to" change a price is no threat to change it.
_UNLESS_NOT = r"(?<!do not )(?<!don't )(?<!will not )(?<!never )(?<!\bне )(?<!\bלא )"

#: The European platform for online disputes, closed for good on 20 July 2025 (N1).
CLOSED_PLATFORM = _any(
    r"ec\.europa\.eu/(?:consumers/)?odr",
    r"\bODR[ -]?(?:platform|platforma|platformy|платформ|פלטפורמ)",
    r"(?:platform\w*|платформ\w*|פלטפורמ\w*) (?:internetow\w+ )?(?:\(?ODR|ОРС)",
    r"online dispute resolution (?:\(ODR\) )?platform",
    r"platform\w* (?:internetow\w+ )?rozstrzygania sporów",
    r"платформ\w+ (?:для )?(?:онлайн-)?(?:урегулирования|разрешения) споров",
    r"פלטפורמ\w* (?:ה?מקוונת )?ל?יישוב סכסוכים",
)

#: What is likely unfair, or has no effect (N2). A sentence that denies it first ("we never …") is left alone.
UNFAIR = _any(
    r"\bno (?:refunds?|returns?|money back)\b(?! is ever| are ever)",
    r"\b(?:refunds?|returns?) (?:are|is) (?:not (?:given|possible|available|made|accepted)|excluded)",
    r"\bwe (?:do not|don['’]t|cannot|can['’]t|will not|won['’]t) (?:accept (?:any )?returns|refund)",
    r"\b(?:cannot|can not|can['’]t|may not) be (?:returned|refunded|exchanged)\b",
    r"\b(?:non-|not |never )(?:refundable|returnable)\b",
    r"\bexcluded from (?:the |any |all )?(?:returns?|refunds?|withdrawal|exchange)",
    r"\bfinal sale(?! (?:day|starts|begins|ends))\b",
    r"\ball sales (?:are )?final\b",
    rf"{_UNLESS_NOT}change (?:the |our )?prices?[^.!?]{{0,25}} after (?:the |your |you )?(?:order|purchase)",
    r"\bprices? (?:may|can|might) (?:be )?(?:changed?|raised) after (?:the |your |you )?(?:order|purchase)",
    r"\bby (?:buying|ordering|placing (?:an|your) order),? you "
    r"(?:waive|give up|agree (?:not to|that you have no))",
    r"\bwe (?:may|can) (?:cancel|refuse)[^.!?]{0,30}(?:at any time|without (?:giving )?(?:a |any )?reason)",
    r"\bprices? (?:(?:are|is) not|aren['’]t|isn['’]t) binding",
    r"\bprices? (?:are|is) non-binding",
    r"\bnot (?:liable|responsible) (?:for|in) (?:any\b|(?:\w+ )?(?:errors|mistakes))",
    r"\b(?:accept|assume|take)s? no (?:liability|responsibility)\b",
    r"\bnot a public offer\b",
    r"nie (?:przyjmujemy|uznajemy|uwzględniamy) (?:zwrotów|reklamacji)",
    r"(?:zwrotów|reklamacji) nie (?:przyjmujemy|uznajemy|uwzględniamy)",
    r"nie zwracamy pieniędzy",
    r"nie podlega\w* (?:zwrot|reklamacj|wymian)",
    r"\bbrak (?:możliwości )?zwrot",
    r"(?:bez|nie ma) (?:możliwości|prawa) zwrotu|zwroty nie są (?:możliwe|przyjmowane)",
    rf"{_UNLESS_NOT}zmian\w+ cen\w* po (?:złożeniu|zakupie)",
    r"cen\w+ mo(?:że|gą) (?:ulec zmianie|się zmienić|zostać zmienion\w+) po (?:złożeniu|zakupie)",
    r"cen\w+ nie (?:są|jest) wiążąc",
    r"nie stanowi\w* oferty",
    r"(?<!\bnie )(?:zrzeka\w* się|rezygnuje\w* z) praw",
    r"nie ponosi(?:my)? (?:żadnej )?odpowiedzialności",
    r"(?:возврат\w*|деньги) (?:не (?:принима|осуществля|возвраща|подлеж)|невозможн)\w*",
    r"\bвозврат(?:а|ов) нет\b",
    r"без права возврата",
    rf"{_UNLESS_NOT}изменить цену после (?:заказа|оформления|покупки)",
    r"цен\w+ (?:может|могут) (?:измениться|быть изменен\w+) после (?:заказа|оформления|покупки)",
    r"цен\w+ не (?:обязательн|является обязательн|являются обязательн)",
    r"не явля\w+ публичной офертой",
    r"(?<!\bне )отказывае\w+ от (?:(?:своих |своего )?прав|возврат)",
    r"не нес[её][мт] (?:никакой )?ответственности",
    r"не приним\w+ (?:назад|обратно)|(?:назад|обратно) не приним",
    r"(?:אין החזרים|אין החזרות|אין ביטולים|לא יינתנו החזרים|ללא אפשרות החזרה|ללא החזר|כל המכירות סופיות)",
    r"(?:לא ניתן|אי אפשר) (?:להחזיר|לבטל)",
    r"(?:אינם|אינן|אינו|אינה|לא) ניתנ?\w* (?:להחזר|לביטול|להחלפה)",
    r"לא (?:תתאפשר|יתאפשר|תינתן|יינתן|תתקבל|יתקבל)\w* (?:החזר|ביטול|החלפ)",
    r"המחירי?ם? (?:עשוי|עלול|יכול)\w* להשתנות (?:לאחר|אחרי) ההזמנה",
    r"(?:אינה|אינו|אינם|איננו) אחראי\w* (?:ל|על )",
    r"לשנות את המחיר (?:לאחר|אחרי) ההזמנה",
    r"המחירי?ם? (?:אינו|אינם) מחייב",
    r"מוותרי?ם? על (?:ה)?זכו",
)

_RIGHT = (
    r"(?:withdraw|return|refund|guarantee|warranty|odstąp|zwrot|rękojmi|gwarancj|"
    r"возврат|верну|верн[её]м|гаранти|החזר|ביטול|אחריות)"
)
_FAVOUR = (
    r"(?:as a (?:courtesy|gesture|favou?r)|out of (?:goodwill|kindness)|only with us|our gift to you|"
    r"exclusively (?:with us|at our shop)|as an exception|kindly (?:allow|let|accept|grant)|"
    r"w ramach (?:uprzejmości|dobrej woli|gestu)|jako gest|tylko u nas|"
    r"в качестве (?:жеста|любезности)|из (?:доброй воли|любезности)|в виде исключения|только у нас|"
    r"כמחווה|לפנים משורת הדין|רק אצלנו)"
)
#: A right that the law gives, presented as a favour of the shop (N3).
FAVOUR = _any(rf"{_FAVOUR}[^.!?]{{0,80}}{_RIGHT}", rf"{_RIGHT}[^.!?]{{0,80}}{_FAVOUR}")

#: Days of the withdrawal or the return, as a number in a sentence about it (N4).
DAYS = re.compile(
    r"\b(\d{1,3})[\s\u00a0-]*(?:calendar |kalendarzow\w+ |календарн\w+ )?(?:days?|dni|дн\w+|ימים|ימי|יום)",
    _FLAGS,
)
#: The same in weeks.
WEEKS = re.compile(r"\b(\d{1,2})[\s\u00a0-]*(?:weeks?|tygodni\w*|недел\w+|שבועות)", _FLAGS)
ABOUT_RETURNS = _any(
    r"withdraw|\breturn", r"odstąp|zwrot|zwróc", r"отказ|возврат|верн[уё]", r"ביטול|לבטל|החזר|להחזיר"
)
#: What in such a sentence is about other days: how long a parcel or a refund takes (N4).
OTHER_DAYS = _any(
    r"deliver|arrive|refunded|money back|refunds? (?:are|is) (?:paid|made)",
    r"dostaw|dostarcz|zwr(?:ot|ac|óc)\w* (?:pieni|płatnoś|koszt|środ)",
    r"достав|(?:возврат|возвращаем|верн[её]м) (?:денег|деньги|средств|оплат)",
    r"משלוח|אספקה|יגיע|החזר כספי|נחזיר את הכסף",
)

#: An amount or a share that was typed: it will not follow the fact (N4).
TYPED = re.compile(
    r"\d[\d\s\u00a0.,]*(?:%|zł\b|PLN|EUR|€|USD|\$|RUB|₽|руб\w*|ILS|₪|ש\"ח|GBP|£)|(?:€|\$|₪|£|PLN|EUR|USD)\s?\d",
    _FLAGS,
)
