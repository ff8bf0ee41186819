"""One route of the desk: where it is, what it shows or does, the right it needs, and how it is logged."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from werkzeug.wrappers import Response

from flask_amends.web.desk.access import Right


class Log(StrEnum):
    """What the log of reads and acts says about a request of a route."""

    #: A ``GET`` is a read, everything else an act.
    METHOD = "method"
    READ = "read"
    ACT = "act"
    #: Written down before it begins: without that line nothing leaves the house.
    EXPORT = "export"
    #: Nothing: for what shows nobody's data, and for questions that a page repeats by itself.
    NOTHING = "nothing"


class Route(NamedTuple):
    """A route. ``right`` opens it at all; a view asks further where an act in it needs more."""

    rule: str
    endpoint: str
    method: str
    view: Callable[..., Response]
    right: Right = Right.READ
    log: Log = Log.METHOD
