"""The checklist of the shop's readiness at the desk (Q2)."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.wrappers import Response

from amends_widgets.marking import N_
from flask_amends.ports import StaffMember
from flask_amends.service.readiness import Weight, checklist
from flask_amends.state import State
from flask_amends.web.desk.route import Log, Route
from flask_amends.web.pages import page

#: Point -> what it is, and what to do where it is open.
WORDS: Mapping[str, tuple[str, str]] = {
    "mailer": (
        N_("Mails leave the shop"),
        N_("Without them no guest can confirm an address, and nobody is written to. Give a mail server."),
    ),
    "base_url": (
        N_("Links in mails lead to the shop, over https"),
        N_("Set the address of the shop, beginning with https."),
    ),
    "staff_email": (N_("Staff is told by mail what is new"), N_("Set the address where staff reads.")),
    "complaints_address": (
        N_("Complaints have an address of their own"),
        N_("Give the topic of complaints an address that reaches the person who answers them."),
    ),
    "owners": (N_("Every topic names who answers"), N_("Give each topic a name or a role.")),
    "hours": (
        N_("Opening hours are shown"),
        N_("Set them: calls are offered in them, and promises are counted in them."),
    ),
    "phone": (N_("A telephone number is shown"), N_("Give one, if somebody picks up.")),
    "faq": (
        N_("What is asked often is answered beside the form"),
        N_("Write down the questions that come most, with their answers."),
    ),
    "desk": (N_("Staff signs in at the desk"), N_("Register the function that says who works here.")),
    "two_people": (
        N_("At least two people have worked at the desk"),
        N_("A second look needs somebody who did not handle the case: let a second person sign in and act."),
    ),
    "worker": (
        N_("Deadlines run in a process of their own"),
        N_("Run the worker beside the shop: inside it, it works only while somebody visits."),
    ),
    "order_lookup": (
        N_("Orders are looked up"),
        N_("Register the function that finds an order: without it nothing about an order can be checked."),
    ),
    "adapters": (
        N_("Refunds and codes are done by the shop's own functions"),
        N_("Register them: until then staff does it by hand and types a reference."),
    ),
    "dual_control": (
        N_("Large sums need a second person"),
        N_("Set the sum from which on a second person has to agree."),
    ),
    "budget": (N_("Goodwill has a budget"), N_("Set what goodwill may cost in a month.")),
    "adr_body": (
        N_("An outside body is named"),
        N_("Name the body to which a shopper can turn where no solution is found."),
    ),
    "labels": (
        N_("The labels of the withdrawal have a language"),
        N_("Choose English or Polish: readers of other languages see one of them, explained."),
    ),
    "customers": (
        N_("The number of customers is known"),
        N_("Say how many order in a month, and reports show rates."),
    ),
    "secret_key": (N_("The secret key is long"), N_("Make it random, of 32 bytes or more.")),
    "signing_key": (
        N_("Files of cases are signed with a key of their own"),
        N_("Make one: then the secret key can be changed without old files losing theirs."),
    ),
    "retention": (
        N_("What people wrote is forgotten in time"),
        N_("Give each kind a period after which it is erased."),
    ),
}


def readiness(state: State, staff: StaffMember) -> Response:
    """``GET /desk/readiness``."""
    points = checklist(state)
    by_need = sorted(points, key=lambda one: (one.done, one.weight is not Weight.NEEDED))
    return page(
        "amends/desk/readiness.html",
        place=("desk_readiness", {}),
        staff=staff,
        points=[(one, *WORDS[one.code]) for one in by_need],
        done=sum(one.done for one in points),
        needed=sum(not one.done and one.weight is Weight.NEEDED for one in points),
    )


ROUTES = (Route("/desk/readiness", "desk_readiness", "GET", readiness, log=Log.NOTHING),)
