"""What the reply check looks for, language by language.

In ``blame`` an ``@`` stands for whoever is not the shop (``third``). The words that our own texts never use
(:mod:`amends_widgets.wording`) are narrower: staff write freely, so these are about meaning, not about style.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A time that is written in digits, in any language; an amount is none.
TIME = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b(?!\s?(EUR|PLN|USD|GBP|RUB|ILS|UAH|zł|руб|€|\$|£|₽|₪))(?<![€$£₽₪]\d[:.]\d{2})"
    r"(?<![€$£₽₪]\d{2}[:.]\d{2})|\b\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?\b(?!\s?(EUR|PLN|USD|%|€|zł|руб|₽|₪))"
    r"|\b\d{4}-\d{2}-\d{2}\b|\{deadline\}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """One language. ``own`` takes the blame back to the shop; ``when`` is a date or an agreed time in words.

    ``condition`` makes a promise hang on something else. ``far`` is more than two days ahead: nobody looks
    again then (C8). ``owner`` says who does it, ``unknown`` and
    ``source`` are what makes a word about new stock honest.
    """

    blame: re.Pattern[str]
    own: re.Pattern[str]
    excuse: re.Pattern[str]
    restock: re.Pattern[str]
    unknown: re.Pattern[str]
    source: re.Pattern[str]
    fix: re.Pattern[str]
    far: re.Pattern[str]
    owner: re.Pattern[str]
    promise: re.Pattern[str]
    soon: re.Pattern[str]
    when: re.Pattern[str]
    condition: re.Pattern[str]


def _language(*, third: str, blame: str, **others: str) -> Patterns:
    made = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in others.items()}
    return Patterns(blame=re.compile(blame.replace("@", f"(?:{third})"), re.IGNORECASE), **made)


_BRANDS = r"dhl|dpd|inpost|gls|ups|fedex"

EN = _language(
    third=(
        r"couriers?|carriers?|drivers?|delivery (?:service|company|firm|people)|post office|"
        r"postal service|suppliers?|producers?|manufacturers?|makers?|vendors?|wholesalers?"
        rf"|{_BRANDS}"
    ),
    blame=(
        r"\b@(?:'s|’s|s')? (?:fault|mistake|error|blame)\b|\b(?:fault|mistake|error) of (?:the |our |"
        r"its )?@\b|\b(?:because of|due to|caused by|thanks to|down to) (?:the |our |a )?@\b|"
        r"\bblame (?:the |our )?@\b|\b@ (?:is|are|was|were) (?:to blame|responsible|at fault|late)\b|"
        r"\b@ (?:has |have |had )?(?:lost|damaged|broke|broken|delayed|failed|mixed|forgot|forgotten|"
        r"messed|let us down|did not|didn't|made a mistake|sent us)\b|\b(?:contact|call|ask|write to|"
        r"turn to|complain to|take it up with) (?:the |your )?@\b"
    ),
    own=(
        r"\bwe answer for\b|\bI answer for\b|\b(?:our|my) (?:fault|mistake|error|responsibility)\b|"
        r"\bwe (?:are|take) responsib\w+|\bwe (?:asked|called|contact\w*|ask|call)\b|\bI (?:will |"
        r"have )?(?:ask|call|contact)\w*"
    ),
    excuse=(
        r"\bunfortunately\b|\b(?:beyond|out of|outside) our control\b|\bnot our (?:own )?fault\b|"
        r"\bforce majeure\b|\bnothing we can do\b|\b(?:technical|operational) (?:reasons|"
        r"difficulties)\b|\b(?:due to|because of) (?:the )?(?:high|heavy|large|many|great|holiday|"
        r"seasonal|christmas|season|weather|strike|workload)\b|\bwe (?:are|were) (?:very |so |"
        r"extremely )?(?:busy|overloaded|understaffed)\b|\b(?:you (?:have to|must|need to)|"
        r"please) understand\b|\bthese things happen\b|\bhuman error\b"
    ),
    restock=(
        r"\bback in stock\b|\bin stock again\b|\bavailable again\b|\brestock\w*\b|\bnew (?:stock|"
        r"batch|delivery|shipment) (?:is|will|should|comes|arrives)\b|\bexpect (?:a )?new (?:stock|"
        r"batch|delivery)\b"
    ),
    unknown=(
        r"\b(?:do not|don't|cannot|can't|not) (?:yet )?(?:know|say|promise|tell)\b|\bunknown\b|"
        r"\bno date\b|\bnot known\b"
    ),
    source=(
        r"\baccording to\b|\bconfirm\w*\b|\bannounced\b|\btold us\b|\bwrote\b|\bin writing\b|"
        r"\bdelivery note\b"
    ),
    fix=(
        r"\b(?:fix|correct|change|update|remove|rewrite) (?:the |our |this |that )?(?:banner|"
        r"notice|description|page|website|site|photos?|pictures?|price|terms|listing|text)\b|\b(?:banner|"
        r"notice|description|page|website|site|photos?|pictures?|price|terms|listing|text) (?:will|"
        r"is going to|are going to) be (?:fixed|corrected|changed|updated|removed|rewritten)\b"
    ),
    far=(
        r"\b(?:within|in) (?:(?:three|four|five|six|seven|ten|[3-9]|\d{2,}) (?:working |business )?days?|"
        r"(?:a|one|two|three|\d+) (?:week|month)s?)\b|\bnext (?:week|month)\b|\bend of the month\b"
    ),
    owner=(
        r"\bI\b|\bI'll\b|\bI’ll\b|\bmyself\b|\bmy colleague\b|\bby (?!\w+day\b|january|february|march|"
        r"april|may|june|july|august|september|october|november|december)(?-i:[A-Z])\w+"
    ),
    promise=(
        r"(?:\b(?:we|I|somebody|someone|they|he|she|our \w+|my \w+) (?:will|shall|are going to|"
        r"am going to|is going to)|\b(?:we|I)(?:'|’)ll) (?:also |then |soon |personally )?(?:call|"
        r"ring|phone|write|answer|reply|get back|contact|send|refund|return|check|let you know|inform|"
        r"look into|come back|replace|deliver|pay)\b"
    ),
    soon=(
        r"\bas soon as (?:possible|we can|i can)\b|\basap\b|\bshortly\b|\b(?:very |quite )?soon\b|"
        r"\bin due course\b|\bin the near future\b|\bany (?:day|time) now\b"
    ),
    when=(
        r"\b(?:today|tomorrow|tonight|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
        r"january|february|march|april|june|july|august|september|october|november|december)\b|"
        r"\bin may\b|\b(?:within|in) (?:an|a|one|two|three|four|five|six|seven|ten|\d+|"
        r"the next \w+) (?:working |business )?(?:minute|hour|day|week)s?\b|\b\d+ (?:working |"
        r"business )?(?:minutes|hours|days|weeks)\b|\b\d{1,2} ?(?:am|pm|o'clock)\b|\bthis (?:morning|"
        r"afternoon|evening|week)\b|\b(?:a|any|on the) day (?:that|you|of your)\b|\bwhen you (?:like|"
        r"want)\b|\bright now\b|\bat once\b"
    ),
    condition=(r"\bif\b|\bunless\b|\bonce you\b|\bas soon as you\b|\bwhen you\b"),
)

PL = _language(
    third=(
        r"kurier\w*|przewoźni\w+|firm\w+ kurierski\w+|firm\w+ kuriersk\w+|dostawc\w+|hurtowni\w*|"
        r"producen\w+|poczt\w+|spedyt\w+"
        rf"|{_BRANDS}"
    ),
    blame=(
        r"\bwin[aąęyi]\w* (?:\w+ )?@\b|\bto (?:wszystko )?przez @\b|\b(?:zgubi|uszkodz|zniszcz|opóźni|"
        r"spóźni)\w+ (?:\w+ ){0,2}przez @\b|\b(?:opóźnieni|problem|kłopot|błąd|"
        r"błęd)\w* (?:\w+ ){0,3}(?:przez|po stronie|ze strony) @\b|\bz powodu @\b|"
        r"\b@ (?:\w+ ){0,2}(?:zgubi|zagubi|uszkodzi|zniszczy|spóźni|opóźni|zawiód|zawiod|zawini|"
        r"pomyli|zapomnia)\w*|\b@ (?:\w+ )?nie (?:dostarczy|dowióz|dowioz|przysła|przywióz|wysła)\w*|"
        r"\b(?:błąd|pomyłka) @\b|\b@ (?:jest|są) (?:\w+ )?(?:winn|odpowiedzialn)\w+|"
        r"\b(?:skontaktuj się z|zgłoś to|zadzwoń do|napisz do|zwróć się do) (?:do )?@\b"
    ),
    own=(
        r"\bodpowiadamy\b|\bodpowiadam\b|\bnasz\w* (?:win|odpowiedzialnoś|błąd|pomyłk)\w*|"
        r"\bna siebie\b|\bto my\b"
    ),
    excuse=(
        r"\bniestety\b|\bnie z naszej winy\b|\bnie (?:jest )?nasz\w* win\w*|\bniezależn\w+ od nas\b|"
        r"\bod nas niezależn\w+|\bsił\w+ wyższ\w+|\bnie (?:mamy|mieliśmy) (?:na to )?wpływu\b|"
        r"\b(?:z powodu|ze względu na|przez) (?:duż|wysok|ogromn|nawał|święt|świąt|okres|sezon|pogod|"
        r"strajk|obłożeni)\w*|\b(?:względ\w+|przyczyn\w*|powod\w+) techniczn\w+|\b(?:musisz|proszę|"
        r"prosimy) (?:nas )?(?:zrozumieć|o zrozumienie|o wyrozumiałość)\b|"
        r"\bnic (?:na to )?nie (?:możemy|poradzimy)\b|\btak (?:się )?(?:czasem )?(?:zdarza|bywa)\b"
    ),
    restock=(
        r"\b(?:znowu|znów|ponownie) (?:będ\w+ )?(?:dostępn\w+|w sprzedaży|w magazynie|na stanie)\b|"
        r"\bbęd(?:zie|ą) (?:znowu |znów |ponownie )?(?:dostępn\w+|na stanie|w magazynie)\b|"
        r"\bwróc[ią] (?:wkrótce |znów )?do (?:sprzedaży|oferty)\b|\bnow\w+ dostaw(?:a|y|ę)\b|"
        r"\buzupełnimy (?:stan|zapas)\w*"
    ),
    unknown=(
        r"\bnie (?:wiemy|wiem|wiadomo|znamy|znam)\b|\bnie (?:możemy|mogę) (?:jeszcze )?(?:obiecać|"
        r"powiedzieć|podać)\b"
    ),
    source=(r"\bwedług\b|\bzgodnie z\b|\bpotwierdz\w+|\bnapisa\w+|\bpoinformowa\w+|\bna piśmie\b"),
    fix=(
        r"\b(?:popraw|zmien|zmieni|napraw)(?:imy|ię|i|my|ą)?\b (?:\w+ ){0,2}(?:baner|opis|stron|"
        r"regulamin|zdjęci|cen|kart)\w*|\b(?:poprawimy|poprawię|zmienimy|zmienię|naprawimy|naprawię|"
        r"zaktualizujemy|zaktualizuję|usuniemy|usunę) (?:\w+ ){0,2}(?:baner|opis|stron|regulamin|"
        r"zdjęci|cen|kart)\w*|\b(?:baner|opis|strona|regulamin|zdjęci\w+|"
        r"cena) (?:\w+ ){0,2}(?:zostanie|zostaną|będzie|będą) (?:\w+ )?(?:poprawion|zmienion|"
        r"naprawion|zaktualizowan|usunięt)\w*"
    ),
    far=(
        r"\bw ciągu (?:(?:trzech|czterech|pięciu|sześciu|siedmiu|dziesięciu|[3-9]|\d{2,}) (?:\w+ )?dni|"
        r"tygodnia|miesiąca|\w+ tygodni)\b|\bza (?:tydzień|\w+ tygodnie|miesiąc)\b|"
        r"\bw przyszłym (?:tygodniu|miesiącu)\b"
    ),
    owner=(
        r"\b(?:poprawię|zmienię|naprawię|zaktualizuję|usunę|osobiście|ja)\b|\b(?:kolega|koleżanka|"
        r"przez (?-i:[A-ZŁŚŻ])\w+)\b"
    ),
    promise=(
        r"\b(?:oddzwonimy|oddzwonię|zadzwonimy|zadzwonię|skontaktujemy|skontaktuję|odpiszemy|odpiszę|"
        r"odpowiemy|odpowiem|odezwiemy|odezwę|wyślemy|wyślę|zwrócimy|zwrócę|sprawdzimy|sprawdzę|"
        r"damy znać|dam znać|poinformujemy|poinformuję|wymienimy|dostarczymy|zajmiemy się|zajmę się|"
        r"wrócimy|przelejemy|przeleję)\b"
    ),
    soon=(
        r"\bwkrótce\b|\bniebawem\b|\bjak najszybciej\b|\bnajszybciej jak\b|\bw najbliższym czasie\b|"
        r"\bniezwłocznie\b|\blada (?:dzień|chwila)\b"
    ),
    when=(
        r"\b(?:dziś|dzisiaj|jutro|pojutrze|poniedział\w+|wtor\w+|środ\w+|czwart\w+|piąt\w+|sobot\w+|"
        r"niedziel\w+|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|"
        r"października|listopada|grudnia)\b|\bw ciągu (?:\w+ ){0,2}(?:godzin\w*|dni|dnia|tygodni\w*|"
        r"doby|minut\w*)\b|\b\d+ (?:godz\w*|dni|dzień|minut\w*|robocz\w+|tygod\w+)|\bza (?:godzinę|"
        r"chwilę|tydzień|dwa|dwie|trzy|\d+)\b|\b(?:do|o) (?:godz\w*\.? )?\d{1,2}\b|\bdo końca (?:dnia|"
        r"tygodnia)\b|\b(?:dogodn|dowoln|wybran)\w+ (?:\w+ ){0,2}(?:dzień|dni|termin\w*|dniu)\b|"
        r"\bw dniu, który\b|\bod razu\b|\bteraz\b"
    ),
    condition=(r"\bjeśli\b|\bjeżeli\b|\bgdyby\b|\bgdy\b|\bkiedy\b"),
)

RU = _language(
    third=(
        r"курьер\w*|служб\w+ доставки|перевозчик\w*|поставщик\w*|производител\w+|почт\w+|"
        r"транспортн\w+ компани\w+|сдэк|изготовител\w+"
        rf"|{_BRANDS}"
    ),
    blame=(
        r"\bвин[аыеуой]+ (?:\w+ )?@\b|\bвиноват\w* (?:\w+ ){0,2}@\b|\b@ (?:\w+ ){0,2}виноват\w*|"
        r"\bиз-за (?:\w+ )?@\b|\b@ (?:\w+ ){0,2}(?:потерял|повредил|разбил|задержал|опоздал|подв[её]л|"
        r"перепутал|ошиб|сорвал|забыл)\w*|\b@ (?:\w+ )?не (?:доставил|прив[её]з|прислал|передал)\w*|"
        r"\bошибк\w+ (?:\w+ )?@\b|\b(?:обратитесь|свяжитесь|позвоните|напишите) (?:к |с |со |в |"
        r"на )?@\b"
    ),
    own=(
        r"\bотвечаем\b|\bотвечаю\b|\bнаш\w* (?:вин|ошибк)\w*|\bмы (?:сами )?виноваты\b|"
        r"\bвиноваты (?:в этом )?мы\b|\bна себя\b"
    ),
    excuse=(
        r"\bк сожалению\b|\bне по нашей вине\b|\bне наша вина\b|\bне ?зависящ\w+|\bот нас не завис\w+|"
        r"\bфорс-мажор\w*|\bничего не (?:можем|могли)\b|\bне (?:можем|могли) (?:на это )?повлиять\b|"
        r"\bиз-за (?:больш|высок|сильн|праздник|загруж|погод|сезон|наплыв)\w*|\bв связи с (?:больш|"
        r"высок|праздник|загруж)\w*|\bпо техническим причинам\b|\bпойм(?:ите|и)\b|"
        r"\bвойдите в (?:наше )?положение\b|\bс пониманием\b|\bтак бывает\b|\bчеловеческий фактор\b"
    ),
    restock=(
        r"\b(?:снова|опять|вновь) (?:\w+ )?(?:в наличии|в продаже|на складе|появ\w+|поступ\w+)\b|"
        r"\b(?:появ|поступ)\w+ (?:\w+ )?(?:снова|опять|вновь|на склад\w*|в продаж\w+|в наличи\w+)\b|"
        r"\b(?:будет|будут) (?:\w+ )?(?:в наличии|в продаже|на складе)\b|\bнов(?:ая|ую|ой) поставк\w+|"
        r"\bожидаем поставк\w+"
    ),
    unknown=(
        r"\bне знаем\b|\bне знаю\b|\bнеизвестн\w+|\bне (?:можем|могу) (?:пока )?(?:сказать|обещать|"
        r"назвать)\b"
    ),
    source=(
        r"\bпо (?:данным|словам|сообщению)\b|\bподтвер\w+|\bсообщил\w*|\bнаписал\w*|\bсогласно\b|"
        r"\bписьменно\b"
    ),
    fix=(
        r"\b(?:исправим|исправлю|поменяем|поменяю|изменим|изменю|обновим|обновлю|убер[её]м|уберу|"
        r"поправим|поправлю) (?:\w+ ){0,2}(?:баннер|описани|страниц|сайт|фото|цен|услови|текст)\w*|"
        r"\b(?:баннер|описани|страниц|сайт|фото|цен|услови|текст)\w* (?:\w+ ){0,2}(?:будет|"
        r"будут) (?:исправлен|измен[её]н|обновл[её]н|убран)\w*"
    ),
    far=(
        r"\b(?:в течение|через|за) (?:(?:тр[её]х|три|четыр[её]х|четыре|пяти|пять|[3-9]|\d{2,}) (?:\w+ )?"
        r"дн\w+|недел\w+|месяц\w*|\w+ недел\w+)|\bна (?:следующей|будущей) неделе\b|\bв следующем месяце\b"
    ),
    owner=(r"\b(?:я|исправлю|поменяю|изменю|обновлю|уберу|поправлю|лично)\b|\bколлега\b"),
    promise=(
        r"\b(?:перезвоним|перезвоню|позвоним|позвоню|свяжемся|свяжусь|напишем|напишу|ответим|отвечу|"
        r"отправим|отправлю|верн[её]м|верну|проверим|проверю|сообщим|сообщу|дадим знать|дам знать|"
        r"заменим|доставим|разбер[её]мся|разберусь|займ[её]мся|займусь)\b"
    ),
    soon=(
        r"\bскоро\b|\bвскоре\b|\bкак можно (?:скорее|быстрее)\b|\bв ближайшее время\b|"
        r"\bпри первой возможности\b|\bнезамедлительно\b|\bна днях\b"
    ),
    when=(
        r"\b(?:сегодня|завтра|послезавтра|понедельник\w*|вторник\w*|сред[уыае]|четверг\w*|пятниц\w+|"
        r"суббот\w+|воскресен\w+|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|"
        r"ноября|декабря)\b|\bв течение (?:\w+ ){0,2}(?:час\w*|дн\w+|сут\w+|недел\w+|минут\w*)|"
        r"\bчерез (?:час|два|три|день|неделю|\d+)\b|\b\d+ (?:час\w*|дн\w+|минут\w*|рабоч\w+|недел\w+)|"
        r"\b(?:до|в|к) \d{1,2}\b|\bдо конца (?:дня|недели)\b|\b(?:утром|вечером)\b|"
        r"\bудобн\w+ (?:\w+ ){0,2}(?:день|время)\b|\bлюбой день\b|\bсразу\b|\bсейчас\b"
    ),
    condition=(r"\bесли\b|\bкогда вы\b|\bкак только вы\b"),
)

HE = _language(
    third=(
        r"[בלמהושכ]{0,3}(?:שליח\w*|חברת (?:ה)?(?:שליחויות|משלוחים)|ספק(?:ים)?|יצרנ?(?:ים)?|יצרן|דואר|"
        r"מוביל|יבואן)"
        rf"|{_BRANDS}"
    ),
    blame=(
        r"\b(?:ב)?אשמת @|\bבגלל @|\bעקב @|\b@ (?:\w+ )?(?:אשמ|איבד|שבר|הזיק|איחר|עיכב|טעה|טעת|שכח|"
        r"פגע)\w*|\b@ לא (?:הביא|מסר|סיפק|הגיע|שלח)\w*|\bטעות (?:של )?@|\b(?:האשמה|"
        r"האחריות) (?:היא )?(?:של|על) @|\b@ אחרא\w+|\bפנו (?:אל )?@"
    ),
    own=(r"אנחנו אחראים|אנו אחראים|באחריותנו|הטעות (?:היא )?שלנו|טעינו|אשמתנו|עלינו"),
    excuse=(
        r"\bלצערנו\b|\bלצערי\b|\bלא באשמתנו\b|\bזו לא אשמתנו\b|\b(?:ש)?לא בשליטתנו\b|\bלא תלוי בנו\b|"
        r"\bכוח עליון\b|\bבשל נסיבות\b|\b(?:עקב|בשל|בגלל) (?:ה)?(?:עומס|חגים?|מזג|שביתה|ביקוש)\w*|"
        r"\bסיבות טכניות\b|\bאין (?:לנו )?מה לעשות\b|\bתבינו אותנו\b|\bדברים כאלה קורים\b"
    ),
    restock=(
        r"\b(?:יחזור|יחזרו|תחזור) (?:\w+ )?(?:למלאי|לאתר|למכירה)\b|\bשוב (?:יהיה |יהיו )?(?:במלאי|"
        r"זמינ?\w*)\b|\b(?:יהיה|יהיו|תהיה) (?:שוב )?(?:במלאי|זמינ?\w*)\b|\b(?:אספקה|הזמנה|"
        r"משלוח) חדש\w* (?:י|ת)גיע\w*"
    ),
    unknown=(r"לא ידוע|איננו יודעים|אנחנו לא יודעים|לא יודע\w*|אין לנו תאריך|לא נוכל להבטיח"),
    source=(r"\bלפי\b|\bעל פי\b|אישר\w*|הודיע\w*|\bבכתב\b"),
    fix=(
        r"\b(?:נתקן|אתקן|נשנה|אשנה|נעדכן|אעדכן|נסיר|אסיר) (?:\w+ )?(?:את )?(?:ה)?(?:באנר|תיאור|אתר|דף|"
        r"מחיר|תמונות|תנאים)\w*|\b(?:ה)?(?:באנר|תיאור|אתר|דף|מחיר|תמונות|תנאים) (?:\w+ )?(?:יתוקן|"
        r"יתוקנו|ישונה|ישונו|יעודכן|יעודכנו)"
    ),
    far=(
        r"\b(?:תוך|בתוך|בעוד) (?:(?:שלושה|ארבעה|חמישה|שישה|שבעה|[3-9]|\d{2,}) ימים|שבוע|שבועיים|חודש)|"
        r"\b(?:בשבוע|בחודש) הבא\b"
    ),
    owner=(r"\bאני\b|\b(?:אתקן|אשנה|אעדכן|אסיר)\b|\bעמית\w*"),
    promise=(
        r"\b(?:נתקשר|אתקשר|נחזור|אחזור|ניצור קשר|אצור קשר|נכתוב|אכתוב|נענה|אענה|נשלח|אשלח|נחזיר|אחזיר|"
        r"נבדוק|אבדוק|נעדכן|אעדכן|נודיע|אודיע|נחליף|אחליף|נטפל|אטפל)\b"
    ),
    soon=(r"\bבקרוב\b|\bבהקדם(?: האפשרי)?\b|\bבזמן הקרוב\b|\bבימים הקרובים\b|\bבמהרה\b"),
    when=(
        r"\b(?:היום|מחר|מחרתיים|אתמול|יומיים|שעתיים)\b|\b[בעדל]{0,3}יום (?:ראשון|שני|שלישי|רביעי|"
        r"חמישי|שישי)\b|\b(?:תוך|בעוד|עד) (?:\w+ )?(?:שעה|שעות|יום|ימים|שבוע|דקות|הערב|הבוקר|סוף)\b|"
        r"\b\d+ (?:שעות|ימים|דקות|ימי)\b|\bבשעה\b|\bב-?\d{1,2} ב\w+|\b[בהל]{0,2}(?:ינואר|פברואר|מרץ|"
        r"אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)\b|\bביום שנוח\b|\bבכל יום\b|"
        r"\bביום שתבחרו\b|\bמיד\b|\bעכשיו\b"
    ),
    condition=(r"\bאם\b|\bכאשר\b|\bברגע ש\w+"),
)

LANGUAGES = {"en": EN, "pl": PL, "ru": RU, "he": HE}
