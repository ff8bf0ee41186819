"""What goes wrong only in the API: a named problem with its status and headers."""

from __future__ import annotations

from collections.abc import Mapping

from flask_amends.errors import AmendsError


class ApiError(AmendsError):
    """A problem of the catalogue in :mod:`flask_amends.web.api.details`, by its name."""

    def __init__(
        self, name: str, status: int, *, headers: Mapping[str, str] | None = None, more: object = None
    ) -> None:
        self.name = name
        self.status = status
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(name)
