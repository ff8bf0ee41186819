"""Every sheet of the reports, in the order of the page."""

from __future__ import annotations

from amends_widgets.languages import Language
from flask_amends.service.reports.numbers import Numbers
from flask_amends.web.desk import report_money, report_time
from flask_amends.web.desk.report_writing import Sheet, Writer

SHEETS = (
    report_time.weeks,
    report_time.reasons,
    report_time.answers,
    report_time.promises,
    report_money.settled,
    report_money.goodwill,
    report_time.silences,
    report_time.outcomes,
    report_time.prevention,
    report_money.conflicts,
    report_money.promo,
    report_money.contact,
    report_money.loss,
)
#: Their names, which stand in addresses of files.
NAMES = tuple(one.__name__ for one in SHEETS)


def sheets(told: Numbers, language: Language) -> list[Sheet]:
    """Every report of these numbers."""
    writer = Writer(told, language)
    return [write(writer) for write in SHEETS]
