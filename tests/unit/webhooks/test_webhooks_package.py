"""The package stands alone and is cheap to import for those who only verify."""

import os
import subprocess
import sys

import amends_webhooks


def test_every_public_name_is_there():
    assert [name for name in amends_webhooks.__all__ if not hasattr(amends_webhooks, name)] == []
    assert not hasattr(amends_webhooks, "nothing")


def test_a_receiver_loads_neither_a_web_framework_nor_an_http_client():
    program = (
        "import amends_webhooks, sys; "
        "names = {'flask', 'werkzeug', 'sqlalchemy', 'marshmallow', 'requests', 'urllib3'}; "
        "print(sorted(names & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert shown.stdout == "[]\n"
