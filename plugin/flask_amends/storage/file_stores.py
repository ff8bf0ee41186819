"""Which file store a setting means: a folder of this machine, or a URL that fsspec understands."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask_amends.ports import FileStore
from flask_amends.storage.files import FolderFiles
from flask_amends.storage.remote_files import RemoteFiles


def file_store(place: str | Path | None, default: Path) -> FileStore:
    """The store at ``place``. A ``file://`` URL is a folder, and gets a folder's durability."""
    if place is None or isinstance(place, Path):
        return FolderFiles(place or default)
    parts = urlsplit(place)
    if parts.scheme in ("file", "local"):
        return FolderFiles(Path(unquote(parts.path)))
    return RemoteFiles(place)
