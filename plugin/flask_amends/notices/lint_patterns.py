"""What the lint of notices looks for in a text, in each of our languages: hints to look again."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.DOTALL


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), _FLAGS)


#: The European platform for online disputes, closed for good on 20 July 2025 (N1).
CLOSED_PLATFORM = _any(
    r"ec\.europa\.eu/(?:consumers/)?odr",
    r"\bODR[ -]?(?:platform|platforma|platformy|платформ|פלטפורמ)",
    r"(?:platform\w*|платформ\w*|פלטפורמ\w*) (?:\(?ODR|ОРС)",
    r"online dispute resolution platform",
    r"platform\w* (?:internetow\w+ )?rozstrzygania sporów",
    r"платформ\w+ (?:онлайн-)?(?:урегулирования|разрешения) споров",
)

#: What is likely unfair, or has no effect (N2).
UNFAIR = _any(
    r"\bno refunds?\b",
    r"\brefunds? (?:are|is) not (?:given|possible|available|made)",
    r"\bnon-refundable\b",
    r"\ball sales (?:are )?final\b",
    r"\bchange (?:the |our )?prices? after (?:the |your )?(?:order|purchase)",
    r"\bby (?:ordering|placing (?:an|your) order),? you (?:waive|give up|agree not to)",
    r"\bprices? (?:are|is) not binding",
    r"\bnot liable (?:for|in) any\b",
    r"\bnot a public offer\b",
    r"nie (?:przyjmujemy|uznajemy) (?:zwrotów|reklamacji)",
    r"nie zwracamy pieniędzy",
    r"(?:bez (?:możliwości|prawa) zwrotu|zwroty nie są (?:możliwe|przyjmowane))",
    r"zmian\w+ cen\w* po (?:złożeniu|zakupie)",
    r"cen\w+ nie (?:są|jest) wiążąc",
    r"zrzeka\w* się praw",
    r"nie ponosimy żadnej odpowiedzialności",
    r"(?:возврат\w*|деньги) (?:не (?:принима|осуществля|возвраща)|невозможн)\w*",
    r"без права возврата",
    r"изменить цену после (?:заказа|оформления|покупки)",
    r"цен\w+ не (?:обязательн|является обязательн|являются обязательн)",
    r"не явля\w+ публичной офертой",
    r"отказывае\w+ от (?:своих )?прав",
    r"не нес[её]м никакой ответственности",
    r"(?:אין החזרים|לא יינתנו החזרים|ללא אפשרות החזרה|כל המכירות סופיות)",
    r"לשנות את המחיר (?:לאחר|אחרי) ההזמנה",
    r"המחירים? (?:אינו|אינם) מחייב",
    r"מוותרי?ם? על (?:ה)?זכו",
)

_RIGHT = (
    r"(?:withdraw|return|refund|guarantee|warranty|odstąp|zwrot|rękojmi|gwarancj|"
    r"возврат|верну|гаранти|החזר|ביטול|אחריות)"
)
_FAVOUR = (
    r"(?:as a (?:courtesy|gesture|favou?r)|out of (?:goodwill|kindness)|only with us|our gift to you|"
    r"w ramach (?:uprzejmości|dobrej woli|gestu)|tylko u nas|"
    r"в качестве (?:жеста|любезности)|из доброй воли|только у нас|"
    r"כמחווה|לפנים משורת הדין|רק אצלנו)"
)
#: A right that the law gives, presented as a favour of the shop (N3).
FAVOUR = _any(rf"{_FAVOUR}[^.!?]{{0,80}}{_RIGHT}", rf"{_RIGHT}[^.!?]{{0,80}}{_FAVOUR}")

#: Days of the withdrawal or the return, as a number in a sentence about it (N4).
DAYS = re.compile(
    r"\b(\d{1,3})[\s\u00a0-]*(?:calendar |kalendarzow\w+ |календарн\w+ )?(?:days?|dni|дн\w+|ימים|יום)"
)
ABOUT_RETURNS = _any(
    r"withdraw|\breturn", r"odstąp|zwrot|zwróc", r"отказ|возврат|верн[уё]", r"ביטול|לבטל|החזר|להחזיר"
)

#: An amount or a share that was typed: it will not follow the fact (N4).
TYPED = re.compile(
    r"\d[\d\s\u00a0.,]*(?:%|zł\b|PLN|EUR|€|USD|\$|RUB|₽|руб\w*|ILS|₪|ש\"ח|GBP|£)|(?:€|\$|₪|£|PLN|EUR|USD)\s?\d",
    _FLAGS,
)
