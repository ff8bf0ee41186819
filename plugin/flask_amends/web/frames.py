"""Every page of the shopper a second time under ``/embed``, for frames in pages of shops on other origins.

There is one set of views: :class:`Twins` registers each under two addresses. A frame gets no cookie, so in
there the key of a room stands in the address (:mod:`flask_amends.web.capabilities`); a view never sees it,
it is given the id of the case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, has_request_context, request, url_for
from werkzeug.wrappers import Response

from flask_amends.state import get_state
from flask_amends.web import capabilities

_OURS = "amends."
_TWIN = "embed_"
#: The parts of an address that name a case.
KEYS = ("key", "case_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a page in a frame tells the page around it: its name (and its height), and to which origins."""

    page: str
    shops: str


class Twins(Blueprint):
    """Stands in for the blueprint where the shopper's pages are registered, and adds each of them twice."""

    def __init__(self, bp: Blueprint) -> None:
        super().__init__("twins", __name__)
        self._bp = bp

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """The page at its own address, and at its framed one."""
        if view_func is None:
            raise TypeError(f"{rule} needs its view: it is wrapped for frames.")
        name = endpoint or view_func.__name__
        more = {"provide_automatic_options": provide_automatic_options, **options}
        self._bp.add_url_rule(rule, name, view_func, **more)
        self._bp.add_url_rule(f"/embed{rule}", f"{_TWIN}{name}", _framed(view_func), **more)


def _framed(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view with the case that the address opens in place of the key that opens it."""

    @wraps(view)
    def inside(**arguments: Any) -> Response:
        for name in KEYS:
            if name in arguments:
                arguments[name] = capabilities.opened(get_state(), arguments[name])
        answer: Response = view(**arguments)
        return answer

    return inside


def framed() -> bool:
    """Whether this request is for a page in a frame."""
    return has_request_context() and (request.endpoint or "").startswith(_OURS + _TWIN)


def endpoint() -> str:
    """The name of this request's page, the same in a frame and outside; empty if it is not one of ours."""
    name = request.endpoint or ""
    return name.removeprefix(_OURS).removeprefix(_TWIN) if name.startswith(_OURS) else ""


def address(name: str, **values: Any) -> str:
    """The address of one of our pages; from within a frame, its framed one if it has one.

    A letter may be written outside of any request, by a command or a worker of the shop's.
    """
    if not has_request_context():
        paths = current_app.url_map.bind("", script_name=current_app.config["APPLICATION_ROOT"])
        return str(paths.build(f"{_OURS}{name}", values))
    if not framed() or f"{_OURS}{_TWIN}{name}" not in current_app.view_functions:
        return url_for(f"{_OURS}{name}", **values)
    for part in KEYS:
        if part in values:
            values[part] = capabilities.key_of(get_state(), str(values[part]))
    return url_for(f"{_OURS}{_TWIN}{name}", **values)


def here(**arguments: Any) -> str:
    """The address of this page with other arguments; in a frame, with a fresh key."""
    parts = dict(request.view_args or {})
    if framed() and (visit := capabilities.current()) is not None:
        parts |= {name: capabilities.key_of(get_state(), visit.case_id) for name in KEYS if name in parts}
    return url_for(request.endpoint or f"{_OURS}home", **parts, **arguments)


def facts() -> Frame | None:
    """The frame that this request's page is in; ``None`` outside of frames."""
    if not framed():
        return None
    settings = get_state().settings.frames
    return Frame(page=endpoint(), shops=" ".join(settings.origins))
