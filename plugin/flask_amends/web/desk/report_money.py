"""Sheets of what it cost and what it is held against: asked and given, goodwill, rates, prevented loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amends_widgets.marking import N_
from flask_amends.disputes.money import Money
from flask_amends.service.reports import numbers
from flask_amends.storage.report_records import Settled
from flask_amends.web.csv import Value
from flask_amends.web.desk.report_writing import Sheet, Writer


def settled(writer: Writer) -> Sheet:
    """Asked, given, paid by the shop, and the marks before and after, by reason."""
    names = (
        *(N_("Reason"), N_("Closed cases"), N_("By agreement"), N_("Currency"), N_("Asked for")),
        *(N_("Given"), N_("Paid by the shop"), N_("Mark before"), N_("Mark after"), N_("Changed marks")),
    )
    hint = N_(
        "Closed cases. Amounts are added up where somebody wrote one down: a replacement has none. A mark is "
        "the one for the shop, on average, of those who gave one before their case ended and again after it."
    )
    return Sheet(
        name="settled",
        title=writer.say(N_("Asked for, given, paid, and the mark afterwards")),
        header=[writer.say(one) for one in names],
        rows=[_settled(writer, one) for one in writer.told.settled],
        hint=writer.say(hint),
    )


def _settled(writer: Writer, one: Settled) -> Sequence[Value]:
    known, rated = one.currency, writer.told.rated.get(one.reason)
    sums = (one.asked_minor, one.given_minor, one.by_shop_minor)
    amounts = [Money.from_minor(minor, known) if known else None for minor in sums]
    marks: tuple[Value, ...] = (None, None, 0)
    if rated is not None and rated.pairs:
        marks = (round(rated.before / rated.pairs, 1), round(rated.after / rated.pairs, 1), rated.pairs)
    return (writer.word("reason", one.reason), one.cases, one.agreed, known, *amounts, *marks)


def goodwill(writer: Writer) -> Sheet:
    """Goodwill by cause (C6)."""
    return Sheet(
        name="goodwill",
        title=writer.say(N_("Goodwill by cause")),
        header=[writer.say(one) for one in (N_("Cause"), N_("Currency"), N_("Sum"), N_("Times"))],
        rows=[
            (writer.word("reason", one.cause), one.amount.currency, one.amount, one.count)
            for one in writer.told.goodwill
        ],
        hint=writer.say(
            N_("Codes, credits and gifts on top of what was owed. An apology alone counts as zero.")
        ),
    )


def conflicts(writer: Writer) -> Sheet:
    """Price errors that ended in conflict (P3)."""
    share, (least, most) = writer.told.conflicts, numbers.CONFLICT_BASELINE
    hint = N_(
        "A price error ended in conflict if somebody else had to decide, if it went to the bank or was never "
        "settled, or if staff noted a bad review, a public post or a lawsuit."
    )
    note = N_("To compare: %(least)s to %(most)s of 100 are usual.")
    return Sheet(
        name="conflicts",
        title=writer.say(N_("Price errors that ended in conflict")),
        header=[writer.say(one) for one in (N_("Closed price errors"), N_("In conflict"), N_("Of 100"))],
        rows=[(share.whole, share.part, share.percent)],
        hint=writer.say(hint),
        note=writer.say(note, least=least, most=most),
    )


def promo(writer: Writer) -> Sheet:
    """Complaints about terms of promotions per 1,000 customers (C5)."""
    note = N_("To compare: %(baseline)s in a month at a shop whose terms were easy to miss.")
    return Sheet(
        name="promo",
        title=writer.say(N_("Complaints about terms of promotions")),
        note=writer.say(note, baseline=numbers.PROMO_BASELINE),
        **_rate(writer, writer.told.promo),
    )


def contact(writer: Writer) -> Sheet:
    """Complaints about calls and mailings (K6)."""
    note = N_("To compare: fewer than %(baseline)s in a month.")
    return Sheet(
        name="contact",
        title=writer.say(N_("Complaints about calls and mailings")),
        note=writer.say(note, baseline=numbers.CONTACT_BASELINE * 10),
        **_rate(writer, writer.told.contact),
    )


def _rate(writer: Writer, count: int) -> dict[str, Any]:
    """The row of a rate, and what it lacks."""
    unknown = N_("Set AMENDS_MONTHLY_CUSTOMERS, and the rate is counted.")
    names = (N_("Cases"), N_("Customers"), N_("Per 1,000 customers"))
    return {
        "header": [writer.say(one) for one in names],
        "rows": [(count, writer.told.customers, writer.told.per_thousand(count))],
        "hint": "" if writer.told.customers else writer.say(unknown),
    }


def loss(writer: Writer) -> Sheet:
    """The loss that settling may have prevented (T1), and why it all matters (T2)."""
    loss = writer.told.loss
    hint = N_(
        "Cases that ended by agreement or for the shopper, times what a lost customer costs a year "
        "(AMENDS_CUSTOMER_VALUE). Nobody knows how many of them would have left: it is the most that was "
        "at stake."
    )
    note = N_(
        "Studies say: a lost customer costs 145 EUR a year in Poland, and 68 of 100 who leave do so because "
        "of unsatisfying service."
    )
    names = (N_("Settled cases"), N_("Value of a customer a year"), N_("At stake"))
    return Sheet(
        name="loss",
        title=writer.say(N_("Loss that may have been prevented")),
        header=[writer.say(one) for one in names],
        rows=[(loss.kept, loss.value, loss.total)],
        hint=writer.say(hint),
        note=writer.say(note),
    )
