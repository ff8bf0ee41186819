"""The example programs as the tests run them: the same apps, on a clock in a file."""

from __future__ import annotations

import os
from datetime import datetime, tzinfo
from importlib import import_module
from pathlib import Path
from typing import Any

import standardwebhooks.webhooks
from flask import Flask, request

from tests.acceptance.moving import FileClock


def shop() -> Flask:
    """The shop, with one more address: it runs a command of the app, such as the worker's round."""
    program = import_module("examples.shop")
    app: Flask = program.create_app(clock=_clock())

    @app.post("/_test/command")
    @program.csrf.exempt
    def command() -> tuple[dict[str, Any], int]:
        result = app.test_cli_runner().invoke(args=request.get_json())
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return {"output": result.output, "exit_code": result.exit_code}, 200

    return app


def marketplace() -> Flask:
    """The marketplace. The library it verifies with reads the wall clock, so that is replaced as well."""
    clock = _clock()

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.now().astimezone(tz)

    standardwebhooks.webhooks.datetime = Moved  # type: ignore[attr-defined]
    app: Flask = import_module("examples.marketplace").create_app(now=clock.now)
    return app


def _clock() -> FileClock:
    return FileClock(Path(os.environ["TEST_CLOCK"]))
