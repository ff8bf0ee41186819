"""Photos at any fsspec URL, such as ``s3://bucket/photos``: for shops that run on several machines."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from typing import IO, Any
from urllib.parse import urlsplit

from flask_amends.errors import MissingExtraError
from flask_amends.storage.files import checked_key, shelf_of

EXTRA = "uploads"


class RemoteFiles:
    """Photos below a URL, spread over shelves like those of a folder. Nothing is opened before the first use.

    Raises :class:`flask_amends.errors.MissingExtraError` without fsspec, and at the first use whatever fsspec
    raises for a kind of URL whose own package is not installed.
    """

    def __init__(self, url: str) -> None:
        if find_spec("fsspec") is None:
            raise MissingExtraError(f"AMENDS_UPLOADS = {urlsplit(url).scheme}://…", EXTRA)
        self.url = url

    @cached_property
    def _place(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(self.url)
        return system, str(root).rstrip("/")

    def write(self, key: str, content: bytes) -> None:
        system, _ = self._place
        path = self._path(key)
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        system.pipe_file(path, content)

    def open(self, key: str) -> IO[bytes]:
        system, _ = self._place
        return io.BytesIO(system.cat_file(self._path(key)))

    def delete(self, key: str) -> None:
        system, _ = self._place
        try:
            system.rm_file(self._path(key))
        except FileNotFoundError:
            return

    def old(self, shelf: int, before: datetime) -> list[str]:
        system, root = self._place
        try:
            found = system.ls(f"{root}/{shelf:02x}", detail=True, refresh=True)
        except FileNotFoundError:
            return []
        return [
            str(one["name"]).rpartition("/")[2]
            for one in found
            if one.get("type") == "file" and _written_before(system, one, before)
        ]

    def _path(self, key: str) -> str:
        return f"{self._place[1]}/{shelf_of(checked_key(key))}/{key}"


def _written_before(system: Any, found: dict[str, Any], before: datetime) -> bool:
    """Whether a file is known to be old; one whose age nobody can tell is left alone."""
    try:
        moment = system.modified(found["name"])
    except (NotImplementedError, FileNotFoundError):
        return False
    if not isinstance(moment, datetime):
        return False
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)) < before
