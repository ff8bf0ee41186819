"""The desk: what the shop's staff see and do, behind the shop's own ``staff_check``."""

from __future__ import annotations

from flask import Blueprint

from flask_amends.web.desk import (
    acting,
    approvals,
    arbiters,
    case,
    case_kept,
    case_prevention,
    case_tasks,
    catalogue,
    compensations,
    delivery,
    enquiries,
    enquiry_list,
    goodwill,
    held,
    holds,
    inbox,
    inbox_acts,
    incidents,
    keeping,
    keys,
    live,
    log,
    notices,
    offering,
    payments,
    people,
    prices,
    promos,
    reach,
    readiness,
    reports,
    reviews,
    second_looks,
    snippets,
    stock,
    stock_letter,
    tasks,
    withdrawals,
)
from flask_amends.web.desk.areas import open_areas
from flask_amends.web.desk.case_parts import case_parts
from flask_amends.web.desk.guard import for_staff
from flask_amends.web.desk.route import Route
from flask_amends.web.pages import EXTRAS

#: Every route of the desk, by the module that serves it.
ROUTES: tuple[Route, ...] = (
    *inbox.ROUTES,
    *inbox_acts.ROUTES,
    *live.ROUTES,
    *case_kept.ROUTES,
    *held.ROUTES,
    *case.ROUTES,
    *acting.ROUTES,
    *compensations.ROUTES,
    *approvals.ROUTES,
    *goodwill.ROUTES,
    *payments.ROUTES,
    *prices.ROUTES,
    *incidents.ROUTES,
    *offering.ROUTES,
    *keeping.ROUTES,
    *enquiry_list.ROUTES,
    *enquiries.ROUTES,
    *withdrawals.ROUTES,
    *reviews.ROUTES,
    *reports.ROUTES,
    *readiness.ROUTES,
    *delivery.ROUTES,
    *catalogue.ROUTES,
    *case_prevention.ROUTES,
    *snippets.ROUTES,
    *promos.ROUTES,
    *stock.ROUTES,
    *stock_letter.ROUTES,
    *notices.ROUTES,
    *tasks.ROUTES,
    *case_tasks.ROUTES,
    *second_looks.ROUTES,
    *arbiters.ROUTES,
    *holds.ROUTES,
    *people.ROUTES,
    *reach.ROUTES,
    *log.ROUTES,
    *keys.ROUTES,
)


EXTRAS["desk_areas"] = open_areas
EXTRAS["case_parts"] = case_parts


def register(bp: Blueprint) -> None:
    """Add the desk's routes, each of them behind ``staff_check`` and the right it needs."""
    for route in ROUTES:
        bp.add_url_rule(route.rule, route.endpoint, for_staff(route), methods=[route.method])
