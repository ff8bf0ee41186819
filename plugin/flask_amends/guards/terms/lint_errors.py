"""The errors of terms: what has to be put right before anybody is told about a promotion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from flask_amends.disputes.promo import Named, PromoError, PromoKind, PromoTerms, Remainder, Said
from flask_amends.guards.terms.explain import SIGNIFICANT, explain

if TYPE_CHECKING:
    from flask_amends.guards.terms.lint import Known

Found = Iterator[tuple[str, Mapping[str, Any]]]

_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
_PERCENT = re.compile(r"%|‰|percent|procent|процент|אחוז", re.IGNORECASE)
_CERTIFICATES = frozenset({PromoKind.GIFT_CERTIFICATE, PromoKind.BONUS_BALANCE})
#: Facts of a line that its sentence cannot do without.
_FACTS = ("amount", "share", "moment", "num", "names")
#: Fields that are no condition, or none where nothing else makes them one.
_NO_CONDITIONS = frozenset({"kind", "benefit", "unexplained", "remainder", "open_end"})
#: What a hurried eye takes for one: digits and letters, and capitals of Cyrillic and Greek for Latin ones.
_ALIKE = str.maketrans(
    "01L582"
    "\u0410\u0412\u0415\u0417\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "OIISBZABE3KMHOPCTYXSIJABEZHIKMNOPTYX",
)


def no_end(terms: PromoTerms, _known: Known) -> Found:
    """E1: no last day, and nobody said that it has none."""
    if terms.valid_to is None and terms.days_after_issue is None and not terms.open_end:
        yield "valid_to", {}


def typed_numbers(terms: PromoTerms, known: Known) -> Found:
    """E2: a number or a percentage typed into the banner by hand, or a name that nothing fills here."""
    there = fillable(terms, known.code)
    for locale, text in known.banner.items():
        bare = _PLACEHOLDER.sub("", text)
        unknown = set(_PLACEHOLDER.findall(text)) - there
        if any(map(str.isnumeric, bare)) or _PERCENT.search(bare) or unknown or "{" in bare:
            yield f"banner.{locale}", {"locale": locale}


def fillable(terms: PromoTerms, code: str) -> set[str]:
    """What a banner of the shop's own may name with these terms: each is filled in from them."""
    share = terms.percent or terms.max_share_of_order
    facts = {
        "code": code,
        "value": terms.value.minor or share,
        "min_spend": terms.min_spend,
        "share": share,
        "until": terms.valid_to,
    }
    return {name for name, fact in facts.items() if fact}


def silent_banner(terms: PromoTerms, known: Known) -> Found:
    """E3: a sentence of the shop's own in place of a condition's leaves out its number."""
    for line in explain(terms):
        if not 1 <= line.significance <= SIGNIFICANT:
            continue
        for locale, own in known.sentences.items():
            text = own.get(line.key)
            if text is not None and any(f"{{{name}}}" not in text for name in _FACTS if name in line.params):
                yield line.key, {"locale": locale}


def kept_for_nothing(terms: PromoTerms, _known: Known) -> Found:
    """E4: what is not used at once stays with whoever has it, and yet there is no second time."""
    if terms.remainder is Remainder.KEPT and terms.has_face_value:
        yield from ((name, {}) for name in ("uses", "uses_per_customer") if getattr(terms, name) == 1)


def missing_languages(terms: PromoTerms, known: Known) -> Found:
    """E5: what the shop says itself is not there in each of its languages."""
    texts: list[tuple[str, set[str]]] = [("banner", {code for code, text in known.banner.items() if text})]
    texts.append(("issued_for", _spoken(terms.issued_for)))
    # The usual name of a thing is in the shop's first language.
    usual = set(known.locales[:1])
    texts += [
        (name, _spoken(one.names) | (usual if one.name else set()))
        for name, one in _named(terms)
        if one.names
    ]
    for name, there in texts:
        missing = [code for code in known.locales if code not in there]
        if there and missing:
            yield name, {"locale": missing[0]}


def open_certificate(terms: PromoTerms, _known: Known) -> Found:
    """E6: a certificate without a rule for what is left, for returns, or for its end."""
    if terms.kind not in _CERTIFICATES:
        return
    if terms.remainder is None:
        yield "remainder", {}
    if terms.on_return is None:
        yield "on_return", {}
    if terms.valid_to is None and terms.days_after_issue is None and not terms.open_end:
        yield "days_after_issue", {}


def unexplained(terms: PromoTerms, _known: Known) -> Found:
    """E7: a condition that no line tells, of ours or of the shop's own system."""
    for name in terms.unexplained:
        yield "unexplained", {"name": name}
    told = explain(terms)
    for one in fields(PromoTerms):
        if one.name in _NO_CONDITIONS or getattr(terms, one.name) == one.default or one.name == "value":
            continue
        usual: dict[str, Any] = {one.name: one.default}
        try:
            without = replace(terms, **usual)
        except PromoError:
            continue
        if explain(without) == told:
            yield one.name, {"name": one.name}


def nothing_counts(terms: PromoTerms, known: Known) -> Found:
    """E8: no product can count."""
    scope = terms.scope
    left = {one.id for one in scope.products} - {one.id for one in scope.no_products}
    left |= {one.id for one in scope.categories} - {one.id for one in scope.no_categories}
    left |= {one.id for one in scope.brands} - {one.id for one in scope.no_brands}
    if known.counts is False or (scope.only and not left):
        yield "scope", {}


def code_collides(_terms: PromoTerms, known: Known) -> Found:
    """E9: another promotion has this code, or one that people read as the same."""
    mine = skeleton(known.code)
    for other in known.codes:
        if mine and skeleton(other) == mine:
            yield "code", {"code": other}


def skeleton(code: str) -> str:
    """A code as a hurried eye reads it: without case, spaces and hyphens; O like 0, I like 1."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", code))
    return plain.upper().translate(_ALIKE)


def _spoken(texts: tuple[Said, ...]) -> set[str]:
    return {one.locale for one in texts if one.text}


def _named(terms: PromoTerms) -> Iterator[tuple[str, Named]]:
    scope = terms.scope
    listed = {"only": scope.only, "never": scope.never, "groups": terms.groups, "regions": terms.regions}
    listed |= {"channels": terms.channels, "combine_with": terms.combine_with}
    for name, things in listed.items():
        for one in things:
            yield name, one
