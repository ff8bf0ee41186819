"""What an arbiter sees: both sides' words, the evidence, the order, the offers, and the forms to decide with.

No address and no telephone number is on it: a decision needs none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request

from flask_amends.disputes.events import ClaimRejected, Created, Event, MessagePosted
from flask_amends.service import cases
from flask_amends.state import get_state
from flask_amends.web import csrf
from flask_amends.web.arbiter import entering, visits
from flask_amends.web.arbiter.bench import Bench, sit_down
from flask_amends.web.desk import ahead, schemas
from flask_amends.web.desk.bound import Bound
from flask_amends.web.desk.choices import Choices
from flask_amends.web.notices.kept import kept
from flask_amends.web.pages import page
from flask_amends.web.storefront.photos import photo_response


def show(key: str) -> Response:
    """``GET /arbiter/<key>``: the case for who opened the seat, or the page of a link into it."""
    if not key.startswith(visits.PREFIX):
        return entering.link_page(key)
    state = get_state()
    visit = visits.visit(state, key)
    if not visit.seat.is_open:
        return entering.over(visit.seat)
    return visits.noted(state, visit, lambda: case(sit_down(state, visit)))


def photo(seat_id: str, file_id: str) -> Response:
    """``GET /arbiter/<seat>/photos/<file>``: a photo of this case only, while it is theirs to decide."""
    state = get_state()
    visit = visits.visit(state, seat_id)
    if not visit.seat.is_open:
        return entering.over(visit.seat)
    return photo_response(cases.get_file(state, visit.seat.row.case_id, file_id))


def case(bench: Bench, status: int = 200, *, again: Bound | None = None, moved_on: bool = False) -> Response:
    """The page. ``again`` is a form that comes back as it was sent; without a place, its words are kept."""
    forms = [again if again and again.key == form.key else bench.bind(form) for form in bench.actions()]
    homeless = again if again and again not in forms else None
    entries = bench.view.entries
    return page(
        "amends/arbiter/case.html",
        status,
        **_frame(bench),
        forms=forms,
        faults=again.faults(bench.tell) if again else [],
        again=again,
        kept=_choices(bench).shown(homeless) if homeless else [],
        placed=homeless is None,
        moved_on=moved_on,
        description=next((one.texts.get("description") for one in entries if _is_claim(one)), None),
        refused=next((one for one in reversed(entries) if isinstance(one.event.fact, ClaimRejected)), None),
        messages=[one for one in entries if isinstance(one.event.fact, MessagePosted)],
        asks=bench.asks(),
        silence=bench.tell.follows(ahead.silence(bench.view)),
        done=next((one for one in entries if str(one.event.sequence) == request.args.get("done")), None),
        shown=kept(bench.state, bench.view, bench.tell.language.code),
        leave_token=csrf.issue(bench.state, entering.LEAVE_FORM, bound=bench.bound),
    )


def review(bench: Bench, form: Bound, events: Iterable[Event]) -> Response:
    """The step before an act that ends something: what was typed, and what follows from it."""
    return page("amends/arbiter/review.html", **_frame(bench), form=form, follows=bench.tell.follows(events))


def _is_claim(entry: Any) -> bool:
    return isinstance(entry.event.fact, Created)


def _frame(bench: Bench) -> dict[str, Any]:
    return {
        "place": ("arbiter", {"key": bench.seat.row.id}),
        "referrer": entering.NO_REFERRER,
        "known_locale": bench.seat.row.locale,
        "seat": bench.seat,
        "actor": bench.party.actor,
        "tell": bench.tell,
        "view": bench.view,
        "case": bench.view.dispute,
        "choices": _choices(bench),
        "currency": bench.currency,
        "lists": schemas,
    }


def _choices(bench: Bench) -> Choices:
    return Choices(view=bench.view, tell=bench.tell, currency=bench.currency)
