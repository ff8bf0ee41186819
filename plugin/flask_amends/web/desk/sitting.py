"""One request at the desk: who sits there, before which case, and which acts are open to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from amends_widgets.languages import Language
from flask_amends.disputes import available_actions
from flask_amends.disputes.vocabulary import Action, Actor
from flask_amends.ports import StaffMember
from flask_amends.service import cases
from flask_amends.state import State
from flask_amends.storage.records import CaseView
from flask_amends.web import csrf, reader
from flask_amends.web.desk import ahead
from flask_amends.web.desk.access import Right, hindrance, in_second_look, rights
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.bound import Bound
from flask_amends.web.desk.forms import FORMS
from flask_amends.web.desk.telling import Telling
from flask_amends.web.pages import link

#: The right that a seat needs.
SEATS = {Actor.SHOP: Right.ACT, Actor.ARBITER: Right.REVIEW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A member of staff before a case."""

    state: State
    staff: StaffMember
    view: CaseView
    now: datetime
    tell: Telling

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the desk, in which moments are typed."""
        return ZoneInfo(self.tell.zone)

    @property
    def currency(self) -> str:
        """The case's currency, else the shop's."""
        return self.view.dispute.currency or self.state.settings.currency

    def seats(self) -> Iterator[Actor]:
        """The sides this person may act for in this case."""
        mine = rights(self.staff)
        for seat, right in SEATS.items():
            judged = seat is not Actor.ARBITER or in_second_look(self.view)
            if right in mine and judged and hindrance(self.staff, self.view, seat) is None:
                yield seat

    def hindrance(self) -> str | None:
        """Why this person may not judge a case that waits for a second look, as a msgid."""
        if Right.REVIEW not in rights(self.staff) or not in_second_look(self.view):
            return None
        return hindrance(self.staff, self.view, Actor.ARBITER)

    def actions(self) -> Iterator[ActForm]:
        """The acts that the core allows and the registry knows, in the registry's order."""
        view = self.view
        allowed = {
            (seat, one.action)
            for seat in self.seats()
            for one in available_actions(view.dispute, seat, self.now, view.policy)
        }
        return (form for form in FORMS.values() if (form.seat, form.action) in allowed)

    def bind(self, form: ActForm) -> Bound:
        """An empty form for this case."""
        return Bound(
            form=form,
            url=link("desk_act", case_id=self.view.id, action=form.key),
            token=csrf.issue(self.state, form_name(form.action), bound=self.bound),
            version=self.view.version,
            latest=ahead.latest(self.view, form, form.seat, self.now),
        )

    @property
    def bound(self) -> str:
        """What ties a form to this person and this case."""
        return bound_to(self.staff, self.view.id)


def form_name(action: Action) -> str:
    """The name that an act's form token carries."""
    return f"desk.{action.value}"


def bound_to(staff: StaffMember, case_id: str) -> str:
    """A short text that ties a form to one person of the staff and one case."""
    return hashlib.sha256(f"{staff.id}\0{case_id}".encode("utf-8", "replace")).hexdigest()[:24]


def language() -> Language:
    """The language of this request."""
    return Language(reader.locale())


def sit(state: State, staff: StaffMember, case_id: str) -> Sitting:
    """Open a case at the desk. Raises :class:`NotFound`."""
    view = cases.get(state, case_id, Actor.SHOP)
    titles = {item.sku: item.title for item in view.dispute.items}
    tell = Telling(language(), reader.zone(), titles)
    return Sitting(state=state, staff=staff, view=view, now=state.clock.now(), tell=tell)
