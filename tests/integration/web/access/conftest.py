"""The world that each column of the matrix is asked in."""

from collections.abc import Iterator

import pytest

from tests.integration.migrated import postgres_template, sqlite_template  # noqa: F401 - pytest finds them here
from tests.integration.web.access.world import World, make_world


@pytest.fixture
def world(sqlite_uri: str) -> Iterator[World]:
    made = make_world(sqlite_uri)
    yield made
    made.shop.close()
