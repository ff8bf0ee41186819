"""The folder where photos lie: a temporary name, fsync, rename, fsync of the folder, and only then a row."""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import IO

_KEY = re.compile(r"[a-z0-9_]{8,80}(\.[a-z0-9]{1,5})?", re.ASCII)
_UNFINISHED = ".part"
#: Photos lie on as many shelves, by the end of their key, so that no listing is long.
SHELVES = 256


def checked_key(key: str) -> str:
    """The key, if it is one of ours: random, without a path. Raises :class:`FileNotFoundError`."""
    if not _KEY.fullmatch(key):
        raise FileNotFoundError(key)
    return key


def shelf_of(key: str) -> str:
    """The shelf a key lies on."""
    return key.partition(".")[0][-2:]


class FolderFiles:
    """Photos in a folder of this machine, readable for its owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, key: str, content: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}{_UNFINISHED}{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def open(self, key: str) -> IO[bytes]:
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def old(self, shelf: int, before: datetime) -> list[str]:
        """Keys of one shelf from before a moment. What a crash left half-written is deleted on the way."""
        keys: list[str] = []
        folder = self.root / f"{shelf:02x}"
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.stat().st_mtime >= before.timestamp():
                continue
            if _UNFINISHED in path.name:
                path.unlink(missing_ok=True)
            elif _KEY.fullmatch(path.name):
                keys.append(path.name)
        return keys

    def free_bytes(self) -> int | None:
        """The room on the disk of the folder, or of the nearest folder above it that exists."""
        place = next((one for one in (self.root, *self.root.parents) if one.exists()), None)
        return shutil.disk_usage(place).free if place is not None else None

    def _path(self, key: str) -> Path:
        return self.root / shelf_of(checked_key(key)) / key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
