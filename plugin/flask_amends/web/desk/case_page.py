"""The case page: the essence, the acceptable outcome and the time left (X5), then every open act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from amends_widgets.languages import Language
from flask_amends.disputes.events import Created, Event, MessagePosted
from flask_amends.disputes.vocabulary import Action
from flask_amends.storage.records import CompensationRow, Entry
from flask_amends.web import csrf
from flask_amends.web.desk import ahead, schemas
from flask_amends.web.desk.access import Right, rights
from flask_amends.web.desk.act_form import Place
from flask_amends.web.desk.bound import Bound
from flask_amends.web.desk.choices import Choices
from flask_amends.web.desk.offer_query import KNOWN
from flask_amends.web.desk.seen import most, proposed
from flask_amends.web.desk.sitting import Sitting
from flask_amends.web.pages import page

#: The name of the form that has the shop's function perform what is owed.
RUN = "desk.run"
#: The name of the form that ends every link to a case.
LINKS = "desk.links"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """The shop's own function for what is owed: its form, and how far it got."""

    token: str
    asked: CompensationRow | None


def show(
    sitting: Sitting,
    status: int = 200,
    *,
    again: Bound | None = None,
    moved_on: bool = False,
    forbidden: str | None = None,
) -> Response:
    """The page. ``again`` is a form that comes back as it was sent; without a place, its words are kept."""
    forms = [again if again and again.key == form.key else sitting.bind(form) for form in sitting.actions()]
    homeless = again if again and again not in forms else None
    return page(
        "amends/desk/case.html",
        status,
        **_frame(sitting),
        description=_description(sitting.view.entries),
        groups=_groups(forms),
        faults=again.faults(sitting.tell) if again else [],
        again=again,
        kept=_choices(sitting).shown(homeless) if homeless else [],
        placed=homeless is None,
        moved_on=moved_on,
        forbidden=forbidden,
        hindrance=sitting.hindrance(),
        silence=sitting.tell.follows(ahead.silence(sitting.view)),
        sitting=sitting,
        messages=[entry for entry in sitting.view.entries if isinstance(entry.event.fact, MessagePosted)],
        done=_done(sitting),
        adapter=_adapter(sitting),
        may_act=Right.ACT in rights(sitting.staff),
        links_token=csrf.issue(sitting.state, LINKS, bound=sitting.bound),
        links_ended=request.args.get("links") == "ended",
        lists=schemas,
    )


def review(sitting: Sitting, form: Bound, events: Sequence[Event]) -> Response:
    """The step before an act that binds: what was typed, and what follows from it."""
    return page(
        "amends/desk/review.html",
        **_frame(sitting),
        form=form,
        follows=sitting.tell.follows(events),
        seen=(offered := proposed(sitting, events, request.form.get(KNOWN, ""))),
        most=most([one.cost for one in offered]),
        theirs=Language(sitting.view.locale),
    )


def _frame(sitting: Sitting) -> dict[str, Any]:
    """What every page about a case shows."""
    return {
        "place": ("desk_case", {"case_id": sitting.view.id}),
        "staff": sitting.staff,
        "tell": sitting.tell,
        "view": sitting.view,
        "case": sitting.view.dispute,
        "choices": _choices(sitting),
        "currency": sitting.currency,
    }


def _choices(sitting: Sitting) -> Choices:
    return Choices(view=sitting.view, tell=sitting.tell, currency=sitting.currency)


def _groups(forms: Sequence[Bound]) -> dict[str, list[Bound]]:
    return {place.value: [one for one in forms if one.form.place is place] for place in Place}


def _description(entries: Sequence[Entry]) -> str | None:
    """What the shopper wrote when claiming; ``None`` once it is erased."""
    first = next((entry for entry in entries if isinstance(entry.event.fact, Created)), None)
    return first.texts.get("description") if first else None


def _done(sitting: Sitting) -> Entry | None:
    """The act that the page before was left by, if it is one of this case."""
    wanted = request.args.get("done", "")
    return next((entry for entry in sitting.view.entries if str(entry.event.sequence) == wanted), None)


def _adapter(sitting: Sitting) -> Adapter | None:
    """The shop's own function, where it could perform what the shop may record as performed now."""
    owed = sitting.view.dispute.obligation
    open_now = any(form.action is Action.PERFORMED for form in sitting.actions())
    if (
        owed is None
        or not open_now
        or sitting.state.compensation(owed.terms.kind, gift=owed.terms.gift is not None) is None
    ):
        return None
    with sitting.state.store.read() as unit:
        asked = unit.compensations.get(owed.compensation_id)
    return Adapter(token=csrf.issue(sitting.state, RUN, bound=sitting.bound), asked=asked)
