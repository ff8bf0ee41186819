"""One stage for all: two servers on TLS, and a browser that finds both by name."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from flask_amends.testing import make_shop
from tests.browser.frames.stage import KEY, Stage, free_port, served
from tests.integration.cases import ORDER
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


@pytest.fixture(scope="session")
def two_origins(browser: Browser, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    ports = free_port(), free_port()
    shop_origin, help_origin = f"https://shop.test:{ports[0]}", f"https://help.test:{ports[1]}"
    path: Path = tmp_path_factory.mktemp("frames") / "amends.sqlite3"
    shop = make_shop(
        f"sqlite:///{path}",
        orders=[ORDER],
        AMENDS_BASE_URL=help_origin,
        AMENDS_EMBED_ORIGINS=[shop_origin],
        AMENDS_EMBED_KEYS=[KEY],
    )
    args = ["--host-resolver-rules=MAP *.test 127.0.0.1", "--disable-dev-shm-usage"]
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    named = browser.browser_type.launch(executable_path=chromium, args=[*args, *sandbox])
    stage = Stage(browser=named, help=shop, shop_origin=shop_origin, help_origin=help_origin)
    with served(stage(), ports[0]), served(shop.app, ports[1]):
        yield stage
    named.close()
    shop.close()


@pytest.fixture
def stage(two_origins: Stage) -> Iterator[Stage]:
    yield two_origins
    two_origins.close()
