"""Keys of the API at the desk: who has one, what for, when it was last used, and the end of one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response

from flask_amends.ports import StaffMember
from flask_amends.service import keys
from flask_amends.service.tokens import BadToken
from flask_amends.state import State
from flask_amends.storage.access_records import ApiKeyRow
from flask_amends.storage.endpoints import SHOP
from flask_amends.web import csrf
from flask_amends.web.desk.access import Right
from flask_amends.web.desk.key_words import SCOPE_WORDS
from flask_amends.web.desk.route import Route
from flask_amends.web.desk.sitting import bound_to
from flask_amends.web.pages import link, page

FORM = "desk.key"
LIVE, EXPIRED, REVOKED = "live", "expired", "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One key. ``owner`` is the marketplace that it belongs to, if it is not the shop's own."""

    row: ApiKeyRow
    state: str
    owner: str | None
    scopes: tuple[str, ...]
    form_token: str


def listing(state: State, staff: StaffMember) -> Response:
    """``GET /desk/keys``."""
    return _show(state, staff)


def revoke(state: State, staff: StaffMember, key_id: str) -> Response:
    """``POST /desk/keys/<id>/revoke``: it opens nothing from now on. Twice is as good as once."""
    try:
        csrf.form_of(state, FORM, bound=bound_to(staff, key_id))
    except BadToken:
        return _show(state, staff, 409)
    keys.revoke(state, key_id, by=staff.id)
    return redirect(link("desk_keys", revoked="1"), 303)


def _show(state: State, staff: StaffMember, status: int = 200) -> Response:
    now = state.clock.now()
    shown = [
        Shown(
            row=one,
            state=REVOKED if one.revoked_at else LIVE if one.is_live(now) else EXPIRED,
            owner=None if one.owner == SHOP else one.owner,
            scopes=tuple(SCOPE_WORDS[scope] for scope in one.scopes if scope in SCOPE_WORDS),
            form_token=csrf.issue(state, FORM, bound=bound_to(staff, one.id)),
        )
        for one in keys.all_keys(state)
    ]
    return page(
        "amends/desk/keys.html",
        status,
        place=("desk_keys", {}),
        staff=staff,
        live=[one for one in shown if one.state == LIVE],
        over=[one for one in shown if one.state != LIVE],
        expired=status == 409,
        revoked=request.args.get("revoked") == "1",
    )


ROUTES = (
    Route("/desk/keys", "desk_keys", "GET", listing, Right.MANAGE),
    Route("/desk/keys/<key_id>/revoke", "desk_key_revoke", "POST", revoke, Right.MANAGE),
)
