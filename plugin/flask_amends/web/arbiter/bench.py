"""One request of an arbiter: who decides, for whom, which case, and which acts are open to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from amends_widgets.languages import Language
from flask_amends.disputes import available_actions
from flask_amends.disputes.reckoning import last_proposal
from flask_amends.disputes.vocabulary import Actor
from flask_amends.ports import StaffMember
from flask_amends.service import arbiters, cases
from flask_amends.service.arbiters import Seat
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.web import csrf, reader
from flask_amends.web.arbiter.visits import Visit
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.bound import Bound
from flask_amends.web.desk.review_forms import REVIEW_FORMS
from flask_amends.web.desk.sitting import Sitting, form_name
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import link

#: Every act by the last part of its address.
FORMS: Mapping[str, ActForm] = {form.key: form for form in REVIEW_FORMS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench(Sitting):
    """Somebody from outside before the case they are asked to decide."""

    visit: Visit
    party: Party

    @property
    def seat(self) -> Seat:
        return self.visit.seat

    def seats(self) -> Iterator[Actor]:
        yield self.party.actor

    def form(self, key: str) -> ActForm | None:
        """An act, as whoever decides here does it."""
        found = FORMS.get(key)
        return None if found is None else replace(found, seat=self.party.actor)

    def actions(self) -> Iterator[ActForm]:
        """The acts that the core allows, in the registry's order."""
        view = self.view
        allowed = {
            one.action for one in available_actions(view.dispute, self.party.actor, self.now, view.policy)
        }
        for key, form in FORMS.items():
            if form.action in allowed and (mine := self.form(key)) is not None:
                yield mine

    def bind(self, form: ActForm) -> Bound:
        """An empty form for this case."""
        return Bound(
            form=form,
            url=link("arbiter_act", seat_id=self.seat.row.id, action=form.key),
            token=csrf.issue(self.state, form_name(form.action), bound=self.bound),
            version=self.view.version,
        )

    @property
    def bound(self) -> str:
        """What ties a form to this session."""
        return self.visit.bound

    def asks(self) -> dict[str, Any]:
        """What each side would have: the shopper's ask, and what the shop proposed last."""
        return {"shopper": self.view.dispute.ask, "shop": last_proposal(self.view.dispute)}


def sit_down(state: State, visit: Visit) -> Bench:
    """Open the case of a seat. Raises :class:`flask_amends.errors.NotFound`."""
    seat = visit.seat
    view = cases.get(state, seat.row.case_id, Actor.ARBITER)
    party = arbiters.party(seat, view.dispute.route)
    titles = {item.sku: item.title for item in view.dispute.items}
    return Bench(
        state=state,
        staff=StaffMember(id=seat.row.id, name=seat.person.name or "", roles=frozenset({"arbiter"})),
        view=view,
        now=state.clock.now(),
        tell=Telling(Language(reader.locale(seat.row.locale)), reader.zone(), titles),
        visit=visit,
        party=party,
    )
