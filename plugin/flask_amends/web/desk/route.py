"""One route of the desk: where it is, what it shows or does, and the right that it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from werkzeug.wrappers import Response

from flask_amends.web.desk.access import Right


class Route(NamedTuple):
    """A route. ``right`` opens it at all; a view asks further where an act in it needs more."""

    rule: str
    endpoint: str
    method: str
    view: Callable[..., Response]
    right: Right = Right.READ
