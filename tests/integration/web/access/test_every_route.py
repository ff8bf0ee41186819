"""Every route for every visitor. A route without a row fails here."""

import logging

import pytest

from tests.integration.web.access.rows import ROWS
from tests.integration.web.access.world import STAFF, VISITORS, World

DESK, EMBED = "/amends/desk", "/amends/embed"


def routes(world: World) -> set[tuple[str, str]]:
    """Everything that we serve."""
    return {
        (method, rule.rule)
        for rule in world.shop.app.url_map.iter_rules()
        if rule.endpoint.startswith("amends.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def expected(route: tuple[str, str], visitor: str) -> int:
    """What the rows say: the row of a route, or of the page that a frame shows; no staff, no desk.

    In a frame there are no cookies, so everybody is nobody there.
    """
    method, rule = route
    if route in ROWS:
        return ROWS[route][visitor]
    if rule.startswith(DESK):
        return 404
    return ROWS[method, rule.replace(EMBED, "/amends")]["nobody"]


def test_every_route_outside_the_desk_has_a_row(world: World) -> None:
    """That those of the desk have one is tested beside their rows."""
    served = {route for route in routes(world) if not route[1].startswith(DESK)}
    framed = {route for route in served if route[1].startswith(EMBED) and route not in ROWS}
    unframed = {(method, rule.replace(EMBED, "/amends")) for method, rule in framed}
    assert served - framed == set(ROWS)
    assert unframed <= set(ROWS)


def test_each_visitor_gets_what_the_rows_say(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """One world for all: what programs may write there changes nothing of who gets in."""
    served = sorted(routes(world))
    wrong: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
    with caplog.at_level(logging.CRITICAL, "flask_amends"):
        for visitor in VISITORS:
            asked = [one for one in served if visitor not in STAFF or not one[1].startswith(DESK)]
            for route in asked:
                status = world.status(visitor, *route)
                if status != expected(route, visitor):
                    wrong.setdefault(visitor, {})[route] = (status, expected(route, visitor))
    assert wrong == {}, "visitor: route: (what they got, what the rows say)"
