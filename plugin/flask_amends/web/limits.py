"""How large a request may be, set per route before anything reads it, and beside what the host does first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, request

from flask_amends.state import get_state

KIBIBYTE = 1024
#: What a form without photos may hold.
FORM = 64 * KIBIBYTE
#: Text fields are held in memory; a smaller bound than 64 KiB would also break photos (the parser's buffer).
FORM_MEMORY = 256 * KIBIBYTE
#: What the parts of a form with photos cost beside the photos.
OVERHEAD = 256 * KIBIBYTE
PARTS = 400

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "amends_body_limit"
_PHOTOS, _ONE_PHOTO = "photos", "one photo"


def takes_photos(view: View) -> View:
    """Mark a view whose form carries photos."""
    setattr(view, _ATTRIBUTE, _PHOTOS)
    return view


def takes_one_photo(view: View) -> View:
    """Mark a view whose body is one photo."""
    setattr(view, _ATTRIBUTE, _ONE_PHOTO)
    return view


def takes_at_most(count: int) -> Callable[[View], View]:
    """Mark a view whose body may have as many bytes."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, count)
        return view

    return mark


def guard(bp: Blueprint) -> None:
    """Limit bodies of our routes, and keep the host's CSRF protection away from them: ours is stricter."""

    @bp.record_once
    def _exempt_now(setup: Any) -> None:
        _exempt(setup.app, bp)

    @bp.before_app_request
    def _prepare() -> None:
        if request.blueprint != bp.name:
            return
        _exempt(current_app, bp)
        request.max_content_length = _limit()
        request.max_form_memory_size = FORM_MEMORY
        request.max_form_parts = PARTS


def _exempt(app: Flask, bp: Blueprint) -> None:
    csrf = app.extensions.get("csrf")
    if csrf is not None and hasattr(csrf, "exempt"):
        csrf.exempt(bp)


def _limit() -> int:
    wanted = getattr(current_app.view_functions.get(request.endpoint or ""), _ATTRIBUTE, FORM)
    if wanted not in (_PHOTOS, _ONE_PHOTO):
        return int(wanted)
    settings = get_state().settings
    count = 1 if wanted == _ONE_PHOTO else settings.max_photos
    return count * settings.max_photo_bytes + FORM_MEMORY + OVERHEAD
