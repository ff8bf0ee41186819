"""What the doctor says about the shop's readiness: the points of the desk's checklist that are open (Q2)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_amends.cli.findings import Finding, advice, ok
from flask_amends.service.readiness import Weight, checklist
from flask_amends.state import State

#: Points that the doctor tells in other words already.
TOLD = frozenset(
    {"mailer", "base_url", "staff_email", "desk", "worker", "order_lookup", "adapters", "secret_key"}
)
WORDS = {
    "complaints_address": "the topic 'claims' has no address of its own: complaints come in among the rest.",
    "owners": "some topics name nobody who answers.",
    "hours": "no hours: no calls are offered, and promises count Monday to Friday until 17:00.",
    "phone": "no telephone number is shown.",
    "faq": "no question that is often asked is answered beside the form.",
    "two_people": "fewer than two people have worked at the desk: nobody could take a second look.",
    "dual_control": "no sum from which on a second person agrees.",
    "budget": "goodwill has no budget.",
    "adr_body": "no outside body is named to a shopper with whom no solution is found.",
    "labels": "no language is chosen for the official labels of the withdrawal.",
    "customers": "the number of customers is not known: reports show counts without rates.",
    "signing_key": "files of cases are signed with a key made of SECRET_KEY: changing that changes the key.",
    "retention": "some of what people wrote is kept for ever.",
}


def examine(state: State) -> Iterator[Finding]:
    """How many points are done, and each open one that was not told yet."""
    try:
        points = checklist(state)
    except Exception:  # noqa: BLE001 - what is wrong with the database was told before
        return
    done = sum(one.done for one in points)
    yield ok("readiness", f"{done} of {len(points)} points done; the desk lists them all")
    for one in points:
        if not one.done and one.code not in TOLD:
            needed = "" if one.weight is Weight.ADVISED else "needed: "
            yield advice(one.key or "readiness", needed + WORDS[one.code])
