"""The lines of the README, run as they stand there, by curl against a real server."""

import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from werkzeug.serving import make_server

from tests.house.tree import ROOT
from tests.integration.web.api.conftest import Office
from tests.servers.missing import missing


def test_the_lines_of_the_readme_work(make_office: Callable[..., Office], tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        missing("curl", "install it (Debian: apt-get install curl).")
    office = make_office()
    case_id, erp = office.case(), office.program("disputes:read", "disputes:act")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"## By program\n.*?```sh\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    Image.new("RGB", (8, 8), "red").save(tmp_path / "vase.jpg", "JPEG")
    server = make_server("127.0.0.1", 0, office.shop.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        ran = subprocess.run(
            ["bash", "-euc", f"curl() {{ command curl -sS --fail-with-body -w '\\n' \"$@\"; }}\n{found[1]}"],
            env={
                "PATH": "/usr/bin:/bin:/usr/local/bin",
                "SHOP": f"http://127.0.0.1:{server.server_port}",
                "KEY": erp.secret,
                "CASE": case_id,
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(ran.stdout.splitlines()) == found[1].count("curl -H")
    types = [one["type"] for one in (erp.get(f"/disputes/{case_id}/events").json or {})["data"]]
    assert types[-2:] == ["dispute.hold.promised", "dispute.message.posted"]
