"""How our texts are written: what no text may say, what each language asks for, and spaces that do not break.

The guide in words, with its reasons and the glossary, is ``translations/GUIDE.md``; this is the part of it
that a machine can hold. Sources: requirements H3 and H4 (no excuses, no blame), P11 (no office language).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Excuses, blame and office language, by language. H3: offer a solution, do not justify. H4: the carrier and
#: the supplier are our partners, not the customer's problem.
NEVER: dict[str, str] = {
    "en": r"unfortunately|beyond our control|not our fault|fault of|(courier|carrier|supplier)'s fault|"
    r"regret to inform|please be advised|hereby|your (own )?fault|your mistake|you (failed|forgot|neglected)|"
    r"you should have|you are obliged|as per our|kindly",
    "pl": r"niestety|z przyczyn od nas niezależnych|nie z naszej winy|win[aęy] (kuriera|dostawcy)|"
    r"z winy|niniejsz|uprzejmie informujemy|informujemy, że|w związku z powyższym|twoj[aą] win|"
    r"należało było|masz obowiązek|państw",
    "ru": r"к сожалению|не по нашей вине|по вине|независящ|вина (курьера|поставщика|службы)|настоящим|"
    r"доводим до|уведомляем|данн(ый|ая|ое|ого|ой)\b|вы (обязаны|должны были|забыли)|вашей вине|осуществл",
    "he": r"לצערנו|לא באשמתנו|באשמת|בשל נסיבות|שלא בשליטתנו|הרינו|הריני|בזאת|באשמתכם|חובה עליכם|שכחתם",
}

#: Forms that would guess the reader's sex, or leave the form of address that the language keeps to.
ADDRESS: dict[str, str] = {
    "pl": r"\w+(łeś|łaś|łyście|liście)\b|\w+[aeiouyó]ł[ae]m\b|\b(ci|ciebie|tobie|tobą|twó\w|twoj\w*)\b",
    "ru": r"\((а|ла|ась)\)|(?<=[^.?!:«] )(Вы|Вас|Вам|Вами|Ваш\w*)\b|\b(ты|тебя|тебе|твой|твоя|твоё)\b",
    "he": r"/[הת]\b|\b(שלך|אליך|אצלך|אתה|עליך|ממך|לך)\b",
}

#: What a text may not look like once it is printed.
LOOKS: dict[str, str] = {
    "pl": r"[\"']|“| - |\.\.\.|  |—",
    "ru": r"[\"'„“]| - | – |\.\.\.|  ",
    "he": r"[\"'„“”]| - |\.\.\.|  |(?<=[א-ת])-",
}

#: Latin words that stay as they are in a language written in other letters.
_KEPT = {
    "JPEG",
    "PNG",
    "WebP",
    "UTC",
    "name",
    "example",
    "com",
    "Q",
    "D",
    "K",
    "M",
    "PDF",
    "JSON",
    "MB",
    "SHA",
    "CSV",
    "API",
    "SKU",
    "UTF",
}
#: Names that programs know, which no language has of its own.
_NAMES = re.compile(
    r"Idempotency-Key|Authorization: Bearer amk_|If-Match|Content-Type: application/json|Retry-After|"
    r"available_actions|AMENDS_\w+|2011/83/EU|CAP Code|GDPR|\b7a\b"
)
_HOLE = re.compile(r"%\(\w+\)s")
_LATIN = re.compile(r"[A-Za-z]+")
_MARKUP = re.compile(r"</?[a-zA-Z]|&\w+;|&#")
_ENDS = {".": "a full stop", "?": "a full stop", "!": "a full stop", ":": "a colon"}

#: Spaces that hold two words together, by language: a word of one letter never ends a line, a dash never
#: begins one, and a number stays with its unit.
_HELD: dict[str, str] = {
    "pl": r"(?<![^\s(„\u2068])[aiouwzAIOUWZ](?: )|%\(\w+\)s(?: )(?=MB\b|mln\b)",
    "ru": r"(?<![^\s(«\u2068])[авиксуояАВИКСУОЯ](?: )|%\(\w+\)s(?: )(?=МБ\b|млн\b)|(?: )(?=—)",
    "he": r"%\(\w+\)s(?: )(?=מ״ב)",
}


def source_faults(text: str) -> Iterator[str]:
    """What is wrong with an English text."""
    if _MARKUP.search(text):
        yield "has markup in it"
    yield from _found(NEVER["en"], text, "says")


def faults(code: str, source: str, text: str) -> Iterator[str]:
    """What is wrong with a translation, beside what its values and forms must be."""
    yield from _found(NEVER[code], text, "says")
    yield from _found(ADDRESS[code], text, "speaks to the reader as", exact=True)
    yield from _found(LOOKS[code], text, "is printed with", exact=True)
    if text != text.strip():
        yield "begins or ends with a space"
    if _ending(source) != _ending(text):
        yield f"ends with {_ending(text)}, not with {_ending(source)}"
    yield from _english(code, source, text)


def held(code: str, text: str) -> str:
    """The text with the spaces that must not break; catalogues get them when they are compiled."""
    pattern = _HELD.get(code)
    return re.sub(pattern, lambda match: match.group().replace(" ", "\u00a0"), text) if pattern else text


def _found(pattern: str, text: str, what: str, *, exact: bool = False) -> Iterator[str]:
    match = re.search(pattern, _HOLE.sub("\u2026", text), 0 if exact else re.IGNORECASE)
    if match:
        yield f"{what} {match.group()!r}"


def _ending(text: str) -> str:
    return _ENDS.get(text.strip()[-1:], "no sign")


def _english(code: str, source: str, text: str) -> Iterator[str]:
    words = set(_LATIN.findall(_NAMES.sub(" ", _HOLE.sub(" ", text))))
    left = words - _KEPT if code != "pl" else set()
    if left:
        yield f"has English left in it: {', '.join(sorted(left))}"
    elif code == "pl" and text == source and len(words) > 2:
        yield "is not translated"
