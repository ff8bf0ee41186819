"""A program of its own, run in a limited child process: a photo in, the same picture and nothing else out.

It reads the file from standard input and writes the name of the format, a line break, and the new file. Its
exit
status tells why a file was refused. It imports nothing of ours, so that it starts fast and has little to
break.
"""

from __future__ import annotations

import io
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

NOT_AN_IMAGE, TOO_MANY_PIXELS, ANIMATED, UNREADABLE = 10, 11, 12, 13
FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
_QUALITY = 88


def main(library: str, most_pixels: int) -> int:
    """Decode and encode again. ``library`` is the folder that holds Pillow."""
    _limit()
    sys.path.insert(0, library)
    from PIL import Image, ImageOps, UnidentifiedImageError

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = most_pixels
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as opened:
            if opened.width * opened.height > most_pixels:
                return TOO_MANY_PIXELS
            if getattr(opened, "n_frames", 1) != 1:
                return ANIMATED
            kind = str(opened.format)
            upright = ImageOps.exif_transpose(opened)
            _write(kind, _bare(upright))
    except UnidentifiedImageError:
        return NOT_AN_IMAGE
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return TOO_MANY_PIXELS
    except Exception:  # noqa: BLE001 - whatever a decoder trips over, the file cannot be used
        return UNREADABLE
    return 0


def _bare(image: Image) -> Image:
    """A new picture of the pixels alone: no EXIF, no profile, no comment comes along (Pillow T-1, T-2)."""
    from PIL import Image as Images

    mode = "L" if image.mode in ("1", "L") else "RGB"
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        mode = "RGBA"
    plain = image if image.mode == mode else image.convert(mode)
    return Images.frombytes(mode, plain.size, plain.tobytes())


def _write(kind: str, image: Image) -> None:
    out = io.BytesIO()
    if kind == "JPEG":
        image.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True)
    elif kind == "PNG":
        image.save(out, "PNG")
    else:
        image.save(out, "WEBP", quality=_QUALITY)
    sys.stdout.buffer.write(kind.encode() + b"\n" + out.getvalue())
    sys.stdout.buffer.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; the wall limit of the parent stays
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
