"""Whether a shop is ready to settle well: what is set up, what is missing, and what to do about it (Q2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from flask_amends.settings import keys
from flask_amends.settings.after import WITHDRAWAL_LABELS
from flask_amends.settings.contact import FAQ, HOURS, PHONE, TOPICS
from flask_amends.settings.money import DUAL_CONTROL_FROM, GOODWILL_BUDGET
from flask_amends.settings.reports import MONTHLY_CUSTOMERS
from flask_amends.state import State
from flask_amends.storage.store import UnitOfWork

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
#: Whoever handled a case does not take its second look.
LEAST_STAFF = 2
#: Languages that have official labels for the withdrawal of their own.
LABELLED = frozenset({"en", "pl"})


class Weight(StrEnum):
    """How much a point matters."""

    #: Without it shoppers or staff are let down.
    NEEDED = "needed"
    #: It makes settling better.
    ADVISED = "advised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the checklist. ``key`` is the setting or hook that mends it, if there is one."""

    code: str
    done: bool
    weight: Weight
    key: str = ""


def checklist(state: State) -> list[Point]:
    """Every point, computed from the settings, the registered functions and the cases there are."""
    with state.store.read() as unit:
        return [*_reached(state), *_staffed(state, unit), *_settling(state), *_kept(state)]


def _reached(state: State) -> Iterator[Point]:
    """Whether people reach the shop, and it them (Q6, T3-T5)."""
    settings, contact = state.settings, state.settings.contact
    base = urlsplit(settings.base_url or "")
    safe = base.scheme == "https" or (base.scheme == "http" and base.hostname in _LOCAL)
    complaints = contact.complaints
    yield _needed("mailer", state.can_mail, keys.MAIL_SERVER)
    yield _needed("base_url", safe, keys.BASE_URL)
    yield _needed("staff_email", settings.staff_email is not None, keys.STAFF_EMAIL)
    yield _needed("complaints_address", complaints.email is not None, TOPICS)
    yield _advised("owners", all(one.owner is not None for one in contact.topics), TOPICS)
    yield _advised("hours", contact.shows_hours, HOURS)
    yield _advised("phone", contact.phone is not None, PHONE)
    yield _advised("faq", bool(contact.faq), FAQ)


def _staffed(state: State, unit: UnitOfWork) -> Iterator[Point]:
    """Whether somebody is there to answer, and somebody else to look again."""
    yield _needed("desk", state.staff_check is not None, "@amends.staff_check")
    yield _needed("two_people", unit.reports.staff() >= LEAST_STAFF)
    yield _needed("worker", state.settings.worker == "off", keys.WORKER)


def _settling(state: State) -> Iterator[Point]:
    """Whether the shop can do what it promises, and knows what it costs."""
    settings = state.settings
    money = settings.money
    yield _needed("order_lookup", state.order_lookup is not None, "@amends.order_lookup")
    yield _advised("adapters", bool(state.handlers.compensations()), "@amends.compensation")
    yield _advised("dual_control", money.dual_control_from is not None, DUAL_CONTROL_FROM)
    yield _advised("budget", money.goodwill_budget is not None, GOODWILL_BUDGET)
    yield _needed("adr_body", settings.adr_body is not None, keys.ADR_BODY)
    strange = set(settings.locales) - LABELLED
    yield _advised("labels", not strange or settings.after.withdrawal_labels is not None, WITHDRAWAL_LABELS)
    yield _advised("customers", settings.reports.monthly_customers is not None, MONTHLY_CUSTOMERS)


def _kept(state: State) -> Iterator[Point]:
    """Whether what is kept is kept well."""
    settings = state.settings
    strong = len(settings.secret_key.encode()) >= keys.GOOD_KEY_BYTES
    periods = (settings.retention.cases, settings.retention.questions, settings.retention.persons)
    yield _needed("secret_key", strong, keys.SECRET_KEY)
    yield _advised("signing_key", bool(settings.signing.seeds), keys.SIGNING_KEY)
    yield _needed("retention", all(one is not None for one in periods), "AMENDS_RETENTION_CASES")


def _needed(code: str, done: bool, key: str = "") -> Point:
    return Point(code=code, done=done, weight=Weight.NEEDED, key=key)


def _advised(code: str, done: bool, key: str = "") -> Point:
    return Point(code=code, done=done, weight=Weight.ADVISED, key=key)
