"""Notices of promotions: every condition that matters where it is read, and what a basket lacks or gets."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends_widgets import formats
from amends_widgets.languages import Language
from flask_amends.disputes import codec
from flask_amends.guards.terms import (
    SIGNIFICANT,
    Eligibility,
    Gap,
    GapKind,
    PromoKind,
    PromoTerms,
    Used,
    Why,
    check,
    explain,
)
from flask_amends.guards.terms import Line as Told
from flask_amends.guards.terms.derived import has_ended, is_shared
from flask_amends.notices import baskets, promo_terms
from flask_amends.notices.model import Line, Notice, NoticeKind, Severity, Slot
from flask_amends.notices.promo_terms import Reading
from flask_amends.service import promo_uses
from flask_amends.state import State
from flask_amends.storage.promo_records import PromoRow

#: Where everything is told, not only what matters most.
_WHOLE = frozenset({Slot.ORDER_MAIL, Slot.ACCOUNT, Slot.TERMS, Slot.PRODUCT_TAB, Slot.PICKUP_MAIL})
_CERTIFICATES = frozenset({PromoKind.GIFT_CERTIFICATE, PromoKind.BONUS_BALANCE})
_SHARES = 2
#: So many of the items that do not count are named in a basket.
_NAMED = 5
#: Why an item does not count: the key of the condition.
_REASONS = {
    Why.NOT_NAMED: "only_goods",
    Why.EXCLUDED: "never_goods",
    Why.ON_SALE: "no_sale_items",
    Why.GIFT_CARD: "no_gift_cards",
}
#: A gap that is best told by the condition itself: the beginning of that line's key.
_CONDITION = {
    GapKind.NOT_YET: ("valid_from",),
    GapKind.WHO: ("who_",),
    GapKind.ACCOUNT: ("one_account",),
    GapKind.REGION: ("regions",),
    GapKind.CHANNEL: ("channels",),
    GapKind.COMBINE: ("combine_",),
}
log = logging.getLogger("flask_amends")
_USED_UP = frozenset({GapKind.USES, GapKind.BUDGET, GapKind.NOTHING_LEFT})
#: What no other basket changes: told first, and without a "yet".
_FINAL = _USED_UP | {GapKind.ENDED, GapKind.CUSTOMER_USES, GapKind.WHO, GapKind.ACCOUNT}


def of_terms(
    state: State,
    terms_or_code: Any,
    slot: Slot,
    basket: Any = None,
    customer: Any = None,
    *,
    used: Any = None,
    locale: str | None = None,
    now: datetime | None = None,
) -> Sequence[Notice]:
    """The notice of a promotion: by its code, its id, a version, or terms of the shop's own (C2).

    With a basket it says what is taken off, or what is missing and what that would give; without one, the
    conditions. Nothing for a code that nobody published, nor for terms with a condition that no sentence
    tells (E7, logged), and on a banner nothing of what has ended.
    """
    held = _held(state, terms_or_code, customer, used)
    if held is None:
        return ()
    row, terms, known = held
    language = Language(locale or state.settings.default_locale, html=False)
    told = explain(terms, language.code, issued_at=known.issued_at)
    now = now or state.clock.now()
    found: Eligibility | None = None
    if basket is not None:
        asked = baskets.basket(basket, terms.value.currency)
        found = check(terms, asked, baskets.buyer(customer), now, used=known)
        lines = [*_status(found, told), *_why(found, told)]
    elif slot is Slot.BANNER and (has_ended(terms, now, known.issued_at) or _is_used_up(terms, known)):
        return ()
    else:
        lines = [*_head(state, row, terms, language)]
        lines += [_line(one) for one in told if slot in _WHOLE or one.significance <= SIGNIFICANT]
    return (_notice(row, terms, lines, found),)


def _held(
    state: State, asked: Any, customer: Any, used: Any
) -> tuple[PromoRow | None, PromoTerms, Used] | None:
    """The version that is told, its terms, and how it was used, as :func:`promo_uses.check` reckons."""
    if isinstance(asked, str):
        found = promo_uses.held(state, asked, customer, used, remembered=True) if asked.strip() else None
        return (found[0], found[0].terms, found[1]) if found is not None else None
    row = asked if isinstance(asked, PromoRow) else None
    reading = Reading(currency=state.settings.currency, zone=state.settings.time_zone)
    terms = row.terms if row is not None else promo_terms.terms(asked, reading)
    if terms is not None and terms.unexplained:
        log.warning(
            "Terms of a promotion are not shown. No sentence tells of %s.", ", ".join(terms.unexplained)
        )
        return None
    return None if terms is None else (row, terms, baskets.used(used, terms.value.currency))


def _notice(
    row: PromoRow | None, terms: PromoTerms, lines: Sequence[Line], found: Eligibility | None
) -> Notice:
    state = "terms" if found is None else "applies" if found.applies else "missing"
    facts: dict[str, Any] = {"promo_id": row.promo_id, "version": row.number, "code": row.code} if row else {}
    data = {"kind": terms.kind.value, "currency": terms.value.currency}
    if row is None:
        facts["terms_sha256"] = fingerprint(terms)
    if found is not None:
        data["amount"] = str(found.discount.amount)
        facts |= {"discount": str(found.discount.amount), "currency": found.discount.currency}
    return Notice(
        kind=NoticeKind.GIFT_TERMS if terms.kind in _CERTIFICATES else NoticeKind.PROMO_TERMS,
        lines=tuple(lines),
        about=(row.code or row.promo_id) if row else facts["terms_sha256"][:12],
        state=state,
        severity=Severity.IMPORTANT if state == "missing" else Severity.INFO,
        data=data,
        facts=facts,
    )


def fingerprint(terms: PromoTerms) -> str:
    """A digest of terms, the same for the same terms."""
    plain = json.dumps(codec.dump(terms), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


# -- what is said --------------------------------------------------------------------------------------------


def _line(one: Told) -> Line:
    return Line(key=f"promo.{one.key}", params=one.params)


def _status(found: Eligibility, told: Sequence[Told]) -> Iterator[Line]:
    if found.applies and not found.discount.minor:
        # "0.00 is taken off" tells nobody anything; what it does, does.
        yield _line(told[0])
        return
    if found.applies:
        yield Line(key="promo.applied", params={"amount": found.discount})
        if found.left_after.minor:
            yield Line(key="promo.left_after", params={"amount": found.left_after})
        return
    if all(gap.kind not in _FINAL for gap in found.missing):
        yield Line(key="promo.not_now")
    for gap in sorted(found.missing, key=lambda gap: gap.kind not in _FINAL):
        yield from _missing(gap, found, told)


def _missing(gap: Gap, found: Eligibility, told: Sequence[Told]) -> Iterator[Line]:
    if gap.kind in _CONDITION:
        yield from (_line(one) for one in told if one.key.startswith(_CONDITION[gap.kind]))
    elif gap.kind in _USED_UP:
        yield Line(key="promo.gap_used_up")
    elif gap.kind is GapKind.MIN_SPEND:
        one_step = len(found.missing) == 1 and found.would_give.minor > 0
        key = "promo.gap_min_spend" if one_step else "promo.gap_min_spend_only"
        yield Line(key=key, params={"amount": gap.amount, "gives": found.would_give})
    else:
        numbers = {"amount": gap.amount, "num": gap.num, "moment": gap.moment}
        yield Line(key=f"promo.gap_{gap.kind.value}", params=numbers)


def _why(found: Eligibility, told: Sequence[Told]) -> Iterator[Line]:
    """Why it is less than somebody may think: the caps, what is lost, and what does not count."""
    if found.is_capped:
        yield from (_line(one) for one in told if one.significance == _SHARES)
    if found.loses:
        yield from (_line(one) for one in told if one.key == "remainder_lost")
    if found.not_counted:
        names = list(dict.fromkeys(line.title or line.sku for line, _ in found.not_counted))
        shown = [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
        yield Line(key="promo.not_counted", params={"names": ", ".join(shown)})
        keys = {_REASONS[why] for _, why in found.not_counted}
        yield from (_line(one) for one in told if one.key in keys)


def _is_used_up(terms: PromoTerms, known: Used) -> bool:
    """Whether nobody can use it any more, so that it is not announced: its uses or its budget are gone."""
    if not is_shared(terms):
        return False
    spent = known.given.minor if known.given is not None else 0
    over = terms.budget is not None and spent >= terms.budget.minor
    return over or (terms.uses is not None and known.times >= terms.uses)


def _head(state: State, row: PromoRow | None, terms: PromoTerms, language: Language) -> Iterator[Line]:
    """The shop's own line above the conditions, and the code, unless that line has it."""
    if row is None:
        return
    text = row.banner.get(language.code, "")
    has_code = "{code}" in text
    for name, value in _facts(state, row, terms, language).items():
        text = text.replace(f"{{{name}}}", value)
    if text and "{" not in text:
        yield Line(key="promo.says", params={"text": text})
    if row.code and not has_code:
        yield Line(key="promo.code", params={"code": row.code})


def _facts(state: State, row: PromoRow, terms: PromoTerms, language: Language) -> dict[str, str]:
    """What a banner of the shop's own may name; a fact that there is not is not filled in."""
    share = terms.percent or terms.max_share_of_order
    known: dict[str, str | None] = {
        "code": row.code,
        "value": formats.money(terms.value, language.code)
        if terms.value.minor
        else _percent(share, language),
        "min_spend": formats.money(terms.min_spend, language.code) if terms.min_spend else None,
        "share": _percent(share, language),
        "until": formats.moment(terms.valid_to, language, state.settings.time_zone)
        if terms.valid_to
        else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _percent(share: Decimal | None, language: Language) -> str | None:
    return None if share is None else f"{formats.number((share * 100).normalize(), language.code)} %"
