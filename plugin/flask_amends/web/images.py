"""Photos made harmless: decoded and encoded again in a child process with hard limits."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from flask_amends.errors import InvalidInput
from flask_amends.web import decoder

#: More pixels than any phone needs to show a defect; a flat PNG of more costs seconds and memory.
MOST_PIXELS = 25_000_000
WALL_SECONDS = 20
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

_FAULTS = {
    decoder.NOT_AN_IMAGE: "photo_not_an_image",
    decoder.TOO_MANY_PIXELS: "photo_too_many_pixels",
    decoder.ANIMATED: "photo_animated",
}
#: One at a time per process: a bomb costs one core, never all.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture without anything but its pixels."""

    content: bytes
    media_type: str


def sanitise(content: bytes, name: str = "", *, path: str = "photos") -> Picture:
    """The same picture, made anew. Raises :class:`InvalidInput` at ``path`` for what is not one photo."""
    command = [_python(), "-I", decoder.__file__, _library(), str(MOST_PIXELS)]
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 - our own program, with our own arguments
                command, input=content, capture_output=True, timeout=WALL_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise InvalidInput.one(path, "photo_unreadable", name=name) from error
    kind, _, picture = done.stdout.partition(b"\n")
    media_type = MEDIA_TYPES.get(kind.decode("ascii", "replace"))
    if done.returncode or media_type is None or not picture:
        code = _FAULTS.get(done.returncode, "photo_unreadable")
        raise InvalidInput.one(path, code, name=name, limit=MOST_PIXELS // 1_000_000)
    return Picture(content=picture, media_type=media_type)


def _python() -> str:
    """The interpreter; an application server that embeds Python names itself in ``sys.executable``."""
    named = Path(sys.executable or "")
    return str(named) if named.name.startswith("python") else str(Path(sys.prefix, "bin", "python3"))


def _library() -> str:
    spec = find_spec("PIL")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Pillow is not installed.")
    return str(Path(spec.origin).parent.parent)
