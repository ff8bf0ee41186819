"""An act of an arbiter: checked, shown once more where it ends something, done, or refused with all kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import redirect
from werkzeug.wrappers import Response

from flask_amends.disputes.commands import Command
from flask_amends.disputes.conditions import Refusal
from flask_amends.errors import InvalidInput, NotAllowed, NotFound, RefusedError, StaleVersion
from flask_amends.service import acts, arbiters
from flask_amends.service.audit import Kind
from flask_amends.state import get_state
from flask_amends.web import limits, uploads
from flask_amends.web.arbiter import entering, pages, visits
from flask_amends.web.arbiter.bench import Bench, sit_down
from flask_amends.web.desk import ahead
from flask_amends.web.desk.posting import Expired, Posted, receive, was_done, wrong_by, wrong_with
from flask_amends.web.pages import link

CONFIRM, CHANGE = "confirm", "change"


@limits.takes_photos
def act(seat_id: str, action: str) -> Response:
    """``POST /arbiter/<seat>/act/<action>``."""
    state = get_state()
    visit = visits.visit(state, seat_id)
    if not visit.seat.is_open:
        return entering.over(visit.seat)
    bench = sit_down(state, visit)
    form = bench.form(action)
    if form is None:
        raise NotFound("page", action)
    try:
        posted = receive(bench, form)
    except Expired as expired:
        return pages.case(bench, 422, again=expired.posted.again(bench, wrong_with(bench, expired)))
    photos = uploads.receive(state) if form.takes_files else uploads.Photos()
    attempt = _Attempt(bench=bench, posted=posted, photos=photos)
    return visits.noted(state, visit, attempt.respond, Kind.ACT)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One attempt at an act, and every way in which it can end."""

    bench: Bench
    posted: Posted
    photos: uploads.Photos

    def respond(self) -> Response:
        try:
            command = self.posted.command(self.bench)
            self.photos.raise_faults()
        except InvalidInput as error:
            return self._back(422, wrong_with(self.bench, error))
        if self.posted.step == CHANGE:
            return self._back(200)
        if self.posted.version != self.bench.view.version:
            return self._stale(command)
        if self.posted.form.reviewed and self.posted.step != CONFIRM:
            return self._review(command)
        return self._carry_out(command)

    def _review(self, command: Command) -> Response:
        foreseen = ahead.act(self.bench.view, command, self.bench.now)
        if foreseen.refusal is not None:
            return self._refused(foreseen.refusal)
        return pages.review(self.bench, self.posted.again(self.bench), foreseen.events)

    def _carry_out(self, command: Command) -> Response:
        bench, view = self.bench, self.bench.view
        try:
            acts.act(
                bench.state,
                view.id,
                command,
                by=bench.party,
                expected_version=view.version,
                files=self.photos.ids,
            )
        except StaleVersion:
            return self._now()._stale(command)
        except RefusedError as error:
            return self._now()._refused(error.refusal)
        except InvalidInput as error:
            return self._back(422, wrong_with(bench, error))
        except NotAllowed:
            # The link was taken back, or its time ended, since the page was made.
            return entering.over(arbiters.get(bench.state, bench.seat.row.id))
        return _done(bench, view.version + 1)

    def _now(self) -> _Attempt:
        """The same attempt before the case as it stands now."""
        state, seat_id = self.bench.state, self.bench.seat.row.id
        visit = replace(self.bench.visit, seat=arbiters.get(state, seat_id))
        return replace(self, bench=sit_down(state, visit))

    def _stale(self, command: Command) -> Response:
        """Somebody was faster, unless it was this very form; the seat itself may have ended by that."""
        mine = frozenset({self.bench.seat.row.person_id})
        sequence = was_done(self.bench.view, self.posted, command, mine)
        if sequence is not None:
            return _done(self.bench, sequence)
        if not self.bench.seat.is_open:
            return entering.over(self.bench.seat)
        return self._back(409, moved_on=True)

    def _refused(self, refusal: Refusal) -> Response:
        if not self.bench.seat.is_open:
            return entering.over(self.bench.seat)
        return self._back(409 if refusal.field is None else 422, wrong_by(self.bench, refusal))

    def _back(
        self, status: int, wrong: Mapping[str, tuple[str, ...]] | None = None, *, moved_on: bool = False
    ) -> Response:
        again = replace(self.posted.again(self.bench, wrong), photos=self.photos.references)
        return pages.case(self.bench, status, again=again, moved_on=moved_on)


def _done(bench: Bench, sequence: int) -> Response:
    return redirect(link("arbiter", key=bench.seat.row.id, done=sequence), 303)
