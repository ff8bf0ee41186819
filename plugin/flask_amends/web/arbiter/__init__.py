"""The page of somebody from outside who decides a case: behind a mailed link, for one case and one time."""

from __future__ import annotations

from flask import Blueprint

from flask_amends.web.arbiter import acting, entering, pages


def register(bp: Blueprint) -> None:
    """Everything that the holder of such a link can reach."""
    bp.add_url_rule("/arbiter/<key>", "arbiter", pages.show, methods=["GET"])
    bp.add_url_rule("/arbiter/<token>", "arbiter_enter", entering.enter, methods=["POST"])
    bp.add_url_rule("/arbiter/<seat_id>/leave", "arbiter_leave", entering.leave, methods=["POST"])
    bp.add_url_rule("/arbiter/<seat_id>/photos/<file_id>", "arbiter_photo", pages.photo, methods=["GET"])
    bp.add_url_rule("/arbiter/<seat_id>/act/<action>", "arbiter_act", acting.act, methods=["POST"])
