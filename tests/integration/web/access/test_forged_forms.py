"""Every unsafe route of the desk against forms that our pages did not make (security 40, widgets 1.7)."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.exceptions import ImATeapot

from flask_amends.errors import NotAllowed
from flask_amends.service.tokens import BadToken
from flask_amends.web import csrf
from tests.integration.web.access.world import World
from tests.integration.web.desk.conftest import LEAD

#: Routes that look for their thing first, and find none here: 404, whatever the form is.
NEEDS_A_THING = (
    "/amends/desk/approvals/<approval_id>",
    "/amends/desk/incidents/<incident_id>",
    "/amends/desk/payments/<payment_id>",
    "/amends/desk/prices/<point_id>",
    "/amends/desk/promos/<promo_id>",
    "/amends/desk/questions/<enquiry_id>",
    "/amends/desk/stock/letters/<letter_id>",
)
HERE = "http://localhost"
#: What a browser says about where a post comes from, and whether that is enough to look at its token.
SENDERS: dict[str, tuple[dict[str, str], bool]] = {
    "our own page": ({"Sec-Fetch-Site": "same-origin"}, True),
    "typed by hand": ({"Sec-Fetch-Site": "none"}, True),
    "another site": ({"Sec-Fetch-Site": "cross-site"}, False),
    "a sister site": ({"Sec-Fetch-Site": "same-site"}, False),
    "another site that names us": ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, False),
    "an old browser, our page": ({"Origin": HERE}, True),
    "an old browser, another": ({"Origin": "https://evil.example"}, False),
    "an old browser, a sandbox": ({"Origin": "null"}, False),
    "an old browser, another port": ({"Origin": f"{HERE}:8080"}, False),
    "a browser that says nothing": ({}, True),
}
EVERYWHERE = ("our own page", "another site", "an old browser, a sandbox")


@dataclass
class Watch:
    """What each request asked of its form, and what came of it. Nothing that is taken is carried out."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    came: list[str] = field(default_factory=list)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    seen, real = Watch(), csrf.form_of

    def watched(state: Any, name: str, *, bound: str = "") -> csrf.Form:
        seen.asked.append((name, bound))
        try:
            real(state, name, bound=bound)
        except (NotAllowed, BadToken):
            seen.came.append("refused")
            raise
        seen.came.append("taken")
        raise ImATeapot  # the form was right; what it asks for is not done here

    monkeypatch.setattr(csrf, "form_of", watched)
    return seen


def unsafe(world: World) -> list[str]:
    """Every route of the desk that changes something."""
    rules = (one for one in world.shop.app.url_map.iter_rules() if one.rule.startswith("/amends/desk"))
    return sorted(one.rule for one in rules if "POST" in (one.methods or set()))


def send(world: World, watch: Watch, rule: str, token: str, **headers: str) -> str:
    """Send a form; what came of its token. A refusal that nobody sees would be no refusal: it is 403 too."""
    watch.came.clear()
    sent = {csrf.FIELD: token} if token else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = world.clients["nobody"].post(world.address(rule), data=sent, headers=named)
    came = watch.came[-1] if watch.came else "not asked"
    assert (came == "refused") == (answer.status_code == 403), (rule, came, answer.status_code)
    return came


def test_every_unsafe_route_of_the_desk_takes_only_its_own_form_from_its_own_page(
    world: World, watch: Watch
) -> None:
    world.shop.staff.member = LEAD
    state = world.shop.state
    came = {rule: send(world, watch, rule, "") for rule in unsafe(world)}
    unasked = {rule for rule, one in came.items() if one == "not asked"}
    assert {rule for rule in unasked if not rule.startswith(NEEDS_A_THING)} == set(), "no form is asked for"
    rules = sorted(came.keys() - unasked)
    assert len(rules) >= 10
    for rule in rules:
        # How a browser's word is weighed is one rule for all: the whole table for one route, two for each.
        senders = SENDERS if rule is rules[0] else {name: SENDERS[name] for name in EVERYWHERE}
        watch.asked.clear()
        send(world, watch, rule, "")
        name, bound = watch.asked[-1]
        assert bound, f"the form of {rule} is tied to nobody"
        with world.shop.app.test_request_context():
            own = csrf.issue(state, name, bound=bound)
            of_other_form = csrf.issue(state, f"{name}.other", bound=bound)
            of_other_person = csrf.issue(state, name, bound=bound[::-1] + "x")
        for who, (headers, right) in senders.items():
            sent = {key.replace("-", "_"): one for key, one in headers.items()}
            assert send(world, watch, rule, own, **sent) == ("taken" if right else "refused"), (rule, who)
        for token in (of_other_form, of_other_person):
            assert send(world, watch, rule, token, Sec_Fetch_Site="same-origin") == "refused", rule


def test_a_form_of_one_person_is_none_of_anothers(world: World, watch: Watch) -> None:
    """What ties a form differs from person to person, on every route."""
    from tests.integration.web.desk.conftest import AGENT

    tied: dict[str, list[str]] = {}
    for member in (LEAD, AGENT):
        world.shop.staff.member = member
        for rule in unsafe(world):
            watch.asked.clear()
            world.clients["nobody"].post(world.address(rule))
            if watch.asked:
                tied.setdefault(rule, []).append(watch.asked[-1][1])
    both = {rule: bounds for rule, bounds in tied.items() if len(bounds) == 2}
    assert len(both) >= 10
    assert {rule for rule, bounds in both.items() if bounds[0] == bounds[1]} == set()
