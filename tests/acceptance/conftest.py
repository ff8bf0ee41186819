"""One pair of programs for a module of stories: each story has people and orders of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.people import Arbiter, Clerk
from tests.acceptance.world import World


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A shop and a marketplace that run, the shop on each kind of database."""
    settings: dict[str, str] = {}
    if request.param == "postgres":
        settings["SQLALCHEMY_DATABASE_URI"] = request.getfixturevalue("postgres_server").create()
    made = World(tmp_path_factory.mktemp("world"), **settings)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def anna(world: World) -> Clerk:
    return Clerk(world, "anna")


@pytest.fixture(scope="module")
def boris(world: World) -> Clerk:
    """Staff who did not handle the case."""
    return Clerk(world, "boris")


@pytest.fixture(scope="module")
def arbiter(world: World) -> Arbiter:
    return Arbiter(world)
