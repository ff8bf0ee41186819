"""An act of staff: checked, shown once more where it binds, carried out, or refused with everything kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from flask import redirect
from werkzeug.wrappers import Response

from flask_amends.disputes.commands import Command
from flask_amends.disputes.conditions import Refusal
from flask_amends.errors import InvalidInput, NeedsApproval, NotAllowed, NotFound, RefusedError, StaleVersion
from flask_amends.ports import StaffMember
from flask_amends.service import acts, weighing
from flask_amends.service.parties import Party
from flask_amends.service.replies import check_command
from flask_amends.service.snippets import facts_of
from flask_amends.state import State
from flask_amends.web import limits, uploads
from flask_amends.web.desk import ahead, case_page
from flask_amends.web.desk.access import LACKING, hindrance, persons_of, rights
from flask_amends.web.desk.act_form import ActForm
from flask_amends.web.desk.forms import FORMS
from flask_amends.web.desk.posting import Expired, Posted, receive, was_done, wrong_by, wrong_with
from flask_amends.web.desk.replying import ANYWAY, CHOSEN, NOTHING, SNIPPET, Help, look, put_in
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import SEATS, Sitting, sit
from flask_amends.web.pages import link

CONFIRM, CHANGE = "confirm", "change"


@limits.takes_photos
def act(state: State, staff: StaffMember, case_id: str, action: str) -> Response:
    """``POST /desk/cases/<id>/act/<action>``."""
    form = FORMS.get(action)
    if form is None:
        raise NotFound("page", action)
    sitting = sit(state, staff, case_id)
    if why := _obstacle(sitting, form):
        return _forbidden(sitting, form, why)
    try:
        attempt = _attempt(sitting, form)
    except Expired as expired:
        again = expired.posted.again(sitting, wrong_with(sitting, expired))
        return case_page.show(sitting, 422, again=again)
    return attempt.respond()


def _obstacle(sitting: Sitting, form: ActForm) -> str | None:
    """Why this person may not take the seat of this act, as a msgid."""
    if SEATS[form.seat] not in rights(sitting.staff):
        return LACKING
    return hindrance(sitting.staff, sitting.view, form.seat)


def _forbidden(sitting: Sitting, form: ActForm, why: str) -> Response:
    """Not by this person; what they typed into a form of ours is kept all the same."""
    again = None
    with suppress(NotAllowed, Expired):
        again = receive(sitting, form).again(sitting)
    return case_page.show(sitting, 403, again=again, forbidden=why)


def _attempt(sitting: Sitting, form: ActForm) -> _Attempt:
    posted = receive(sitting, form)
    photos = uploads.receive(sitting.state) if form.takes_files else uploads.Photos()
    return _Attempt(sitting=sitting, posted=posted, photos=photos)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One attempt at an act, and every way in which it can end."""

    sitting: Sitting
    posted: Posted
    photos: uploads.Photos

    def respond(self) -> Response:
        """Carry the act out, or say why not."""
        if self.posted.step == SNIPPET and (field := self.posted.words_field):
            return self._with_snippet(field)
        try:
            command = weighing.complete(self.sitting.state, self.posted.command(self.sitting))
            self.photos.raise_faults()
            self._check_words(command)
        except InvalidInput as error:
            return self._back(422, wrong_with(self.sitting, error))
        if self.posted.step == CHANGE:
            return self._back(200)
        if self.posted.version != self.sitting.view.version:
            return self._stale(command)
        if self.posted.form.reviewed and self.posted.step != CONFIRM:
            return self._review(command)
        if self.posted.step not in (CONFIRM, ANYWAY) and (found := self._look()).any:
            return self._back(200, found=found)
        return self._carry_out(command)

    def _look(self) -> Help:
        """What the reply check thinks of the words, in this case."""
        return look(self.posted.words, self.sitting.view.id)

    def _with_snippet(self, field: str) -> Response:
        """The form once more, with the chosen snippet in it (T9)."""
        state, sitting = self.sitting.state, self.sitting
        known = facts_of(state, sitting.view, sitting.staff)
        chosen = self.posted.fields.get(CHOSEN, "")
        typed, found = put_in(state, self.posted.typed, field, known, chosen)
        return self._back(200, found=found, typed=typed)

    def _check_words(self, command: Command) -> None:
        """Nothing gets as far as the page before the act that could not be sent (P11)."""
        by = Party(actor=self.posted.form.seat, staff=self.sitting.staff)
        with self.sitting.state.store.read() as unit:
            check_command(unit, self.sitting.state, command, by)

    def _review(self, command: Command) -> Response:
        """Nothing that binds is done on one click: first the page that says what follows (X6)."""
        foreseen = ahead.act(self.sitting.view, command, self.sitting.now)
        if foreseen.refusal is not None:
            return self._refused(foreseen.refusal)
        form = replace(self.posted.again(self.sitting), help=self._look())
        return case_page.review(self.sitting, form, foreseen.events)

    def _carry_out(self, command: Command) -> Response:
        view, by = self.sitting.view, Party(actor=self.posted.form.seat, staff=self.sitting.staff)
        try:
            acts.act(
                self.sitting.state,
                view.id,
                command,
                by=by,
                expected_version=view.version,
                files=self.photos.ids,
            )
        except StaleVersion:
            return self._now()._stale(command)
        except NeedsApproval:
            return redirect(link("desk_case", case_id=view.id, waits=1), 303)
        except RefusedError as error:
            return self._now()._refused(error.refusal)
        except InvalidInput as error:
            return self._back(422, wrong_with(self.sitting, error))
        except NotAllowed:
            # Somebody sat down on the other side since this page was made.
            now = self._now().sitting
            why = _obstacle(now, self.posted.form) or LACKING
            return case_page.show(now, 403, again=self.posted.again(now), forbidden=why)
        return _done(view.id, view.version + 1)

    def _now(self) -> _Attempt:
        """The same attempt before the case as it stands now."""
        before = self.sitting
        return replace(self, sitting=sit(before.state, before.staff, before.view.id))

    def _stale(self, command: Command) -> Response:
        """Somebody was faster, unless it was this very form."""
        mine = persons_of(self.sitting.staff, self.sitting.view)
        sequence = was_done(self.sitting.view, self.posted, command, mine)
        return self._back(409, moved_on=True) if sequence is None else _done(self.sitting.view.id, sequence)

    def _refused(self, refusal: Refusal) -> Response:
        """The case did not allow it: the fault of a field (422), or of the moment (409)."""
        return self._back(409 if refusal.field is None else 422, wrong_by(self.sitting, refusal))

    def _back(
        self,
        status: int,
        wrong: Mapping[str, tuple[str, ...]] | None = None,
        *,
        moved_on: bool = False,
        found: Help = NOTHING,
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        again = replace(self.posted.again(self.sitting, wrong), photos=self.photos.references, help=found)
        if typed is not None:
            again = replace(again, typed=typed)
        return case_page.show(self.sitting, status, again=again, moved_on=moved_on)


def _done(case_id: str, sequence: int) -> Response:
    return redirect(link("desk_case", case_id=case_id, done=sequence), 303)


ROUTES = (Route("/desk/cases/<case_id>/act/<action>", "desk_act", "POST", act),)
