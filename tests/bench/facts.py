"""Where the figures were measured, and with what."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from flask_amends.storage.engine import pragmas, sqlite_module

PACKAGES = (
    "Flask-Amends",
    "Flask",
    "Werkzeug",
    "SQLAlchemy",
    "requests",
    "urllib3",
    "marshmallow",
    "gunicorn",
)


def machine() -> Iterator[str]:
    """One fact a line."""
    sqlite = sqlite_module()
    journal = ", ".join(one.removeprefix("PRAGMA ") for one in pragmas(sqlite.sqlite_version_info)[-2:])
    cores, load = os.cpu_count(), os.getloadavg()[0]
    yield f"machine   {_processor()}, {cores} cores, load {load:.1f}, {platform.platform()}"
    yield f"python    {platform.python_version()}, SQLite {sqlite.sqlite_version} ({journal})"
    yield f"packages  {', '.join(f'{name} {version(name)}' for name in PACKAGES)}"
    yield f"tools     {_tool('nginx', '-v')}; {_tool('valgrind', '--version')}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.processor() or "unknown processor")


def _tool(name: str, flag: str) -> str:
    path = shutil.which(name)
    if path is None:
        return f"no {name}"
    said = subprocess.run([path, flag], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).strip().splitlines()[0]
