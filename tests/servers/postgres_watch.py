"""Wait in the background until no process of the run is left, then take its PostgreSQL down."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def watch(directory: Path) -> None:
    with (directory / "postgres.users").open("a") as users, (directory / "postgres.lock").open("a") as lock:
        fcntl.flock(users, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = directory / "postgres.json"
        server = json.loads(state.read_text())
        subprocess.run(server["stop"], cwd="/", capture_output=True, check=False)
        shutil.rmtree(server["home"], ignore_errors=True)
        state.unlink()


if __name__ == "__main__" and os.fork() == 0:
    os.setsid()
    with open(os.devnull, "r+b") as nowhere:  # noqa: PTH123 - the three descriptors are replaced as they are
        for descriptor in (0, 1, 2):
            os.dup2(nowhere.fileno(), descriptor)
    watch(Path(sys.argv[1]))
