"""The shop's own shares in the playbooks, and what it wants its staff to read beside a case (T11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_amends.disputes.vocabulary import Reason
from flask_amends.playbooks.facts import Rules
from flask_amends.settings.contact_parsers import local_text
from flask_amends.settings.contact_values import LocalText
from flask_amends.settings.parsers import money, origin
from flask_amends.settings.reading import Reader

#: The shares of the playbooks, in percent: ``{"real_value": 50, "similar": 10, "keep": 30, "gift": 10}``.
PLAYBOOK_SHARES = "AMENDS_PLAYBOOK_SHARES"
#: The worth of the small gift that goes with a replacement, such as ``"5.00 EUR"``.
PLAYBOOK_GIFT = "AMENDS_PLAYBOOK_GIFT"
#: What staff read beside a case, by reason or ``"*"``: ``{"price_error": {"text": …, "links": […]}}``.
PROCEDURES = "AMENDS_PROCEDURES"

#: The procedure that stands beside every case.
EVERY = "*"
_SHARES = {"real_value": "counter", "similar": "discount", "keep": "keep", "gift": "gift_share"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page that staff can read: a law, the shop's own rules."""

    title: LocalText
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """What the shop tells its staff about cases of a reason."""

    text: LocalText | None = None
    links: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookSettings:
    """The shares, and the shop's procedures by reason."""

    rules: Rules = field(default_factory=Rules)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader) -> PlaybookSettings:
        """The part of the configuration that is ours. What is wrong is noted at the reader."""
        found = reader.read_all(
            {
                "shares": (PLAYBOOK_SHARES, shares),
                "gift": (PLAYBOOK_GIFT, money),
                "procedures": (PROCEDURES, procedures),
            }
        )
        rules = Rules(**(found.get("shares") or {}), gift=found.get("gift"))
        return cls(rules=rules, procedures=found.get("procedures") or {})

    def of(self, reason: Reason) -> tuple[Procedure, ...]:
        """What the shop tells about this reason, then what it tells about every case."""
        return tuple(self.procedures[key] for key in (reason.value, EVERY) if key in self.procedures)


def shares(value: Any) -> dict[str, Decimal]:
    """Shares in percent, by name."""
    if not isinstance(value, Mapping) or not set(value) <= set(_SHARES):
        known = ", ".join(_SHARES)
        raise ValueError(f"may hold only {known}.", "Write {'real_value': 50, 'similar': 10, 'keep': 30}.")
    return {_SHARES[name]: _percent(name, given) for name, given in value.items()}


def _percent(name: str, given: Any) -> Decimal:
    try:
        percent = Decimal(str(given))
    except InvalidOperation:
        percent = Decimal(-1)
    if isinstance(given, bool) or not percent.is_finite() or not 0 <= percent <= 100:
        raise ValueError(f"has {given!r} for {name}, which is no share.", "Write a number from 0 to 100.")
    return percent / 100


def procedures(value: Any) -> dict[str, Procedure]:
    """Texts and links by reason, or for every case."""
    if not isinstance(value, Mapping):
        raise ValueError(
            "must go from reasons to what staff should know.", "Write {'*': {'text': 'Answer today.'}}."
        )
    unknown = set(value) - {EVERY, *(reason.value for reason in Reason)}
    if unknown:
        raise ValueError(
            f"names {', '.join(map(repr, sorted(map(str, unknown))))}, which is no reason of a claim.",
            "Use the codes of reasons, such as 'price_error', or '*' for every case.",
        )
    return {str(key): _procedure(key, given) for key, given in value.items()}


def _procedure(key: str, given: Any) -> Procedure:
    if not isinstance(given, Mapping) or not given or not set(given) <= {"text", "links"}:
        raise ValueError(
            f"must have a text or links for {key!r}.", "Write {'text': …, 'links': [{'title': …, 'url': …}]}."
        )
    text = given.get("text")
    return Procedure(
        text=None if text is None else local_text(text),
        links=tuple(_source(key, one) for one in given.get("links") or ()),
    )


def _source(key: str, given: Any) -> Source:
    if not isinstance(given, Mapping) or set(given) != {"title", "url"}:
        raise ValueError(f"has a link without title and url for {key!r}.", "Write {'title': …, 'url': …}.")
    url = given["url"]
    origin(url.partition("?")[0].partition("#")[0] if isinstance(url, str) else url)
    return Source(title=local_text(given["title"]), url=url)
