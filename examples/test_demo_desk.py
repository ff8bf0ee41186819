"""The made-up months: the same every time, nothing refused, and counted again from the histories."""

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.service import cases
from flask_amends.service.reports import numbers
from flask_amends.service.reports.numbers import Period
from flask_amends.state import get_state
from flask_amends.testing import FrozenClock

HERE = str(Path(__file__).parent)
END = datetime(2026, 11, 22, 12, tzinfo=UTC)
CASES = 16
ANSWERS = {
    "dispute.message.posted",
    "dispute.offer.proposed",
    "dispute.offer.accepted",
    "dispute.claim.accepted",
    "dispute.claim.rejected",
    "dispute.evidence.requested",
    "dispute.hold.promised",
}


@pytest.fixture
def lived(tmp_path, monkeypatch):
    """Live through the months in a fresh shop; yields the states."""
    monkeypatch.syspath_prepend(HERE)
    known = set(sys.modules)
    import demo_desk
    import shop

    contexts = []

    def leave():
        while contexts:
            shop.models.db.session.remove()
            shop.models.db.engine.dispose()
            contexts.pop().pop()

    def live(name):
        leave()
        monkeypatch.setenv("SHOP_FOLDER", str(tmp_path / name))
        clock = FrozenClock(END)
        app = shop.create_app({"AMENDS_WORKER": "off", "TESTING": True}, clock=clock)
        run = app.test_cli_runner().invoke
        for command in (["set-up", "--password", "x"], ["amends", "db", "upgrade"]):
            assert run(args=command).exit_code == 0
        contexts.append(app.test_request_context())
        contexts[-1].push()
        demo_desk.hurry()
        assert demo_desk.live(get_state(), END, cases=CASES) == []
        clock.set(END)
        return get_state()

    yield live
    leave()
    for name in set(sys.modules) - known:
        if name.startswith(("demo_", "shop")):
            del sys.modules[name]


def views(state):
    with state.store.read() as unit:
        ids = [one.id for one in unit.cases.page(limit=10_000)]
    return [cases.get(state, case_id, Actor.SHOP) for case_id in ids]


def first_answer(view):
    events = [entry.event for entry in view.entries]
    return next((one.at for one in events if one.actor is Actor.SHOP and one.type in ANSWERS), None)


def monday(moment, zone):
    day = moment.astimezone(ZoneInfo(zone)).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def fired(view):
    """How many missed deadlines were followed by something, before the next one was missed or at all."""
    events = [entry.event for entry in view.entries]
    missed = [one for one, _ in pairwise([*events, None]) if one.type == "dispute.deadline.missed"]
    return len(missed)


def test_reports_say_what_the_histories_say(lived):
    state = lived("one")
    zone = state.settings.time_zone
    told = numbers.count(state, Period(first=(END - timedelta(days=100)).date(), last=END.date(), zone=zone))
    all_cases = views(state)
    assert len(all_cases) == CASES

    by_week = Counter((monday(one.opened_at, zone), one.dispute.reason.value) for one in all_cases)
    assert told.cases == by_week
    waits = sorted(
        int((at - one.opened_at).total_seconds()) for one in all_cases if (at := first_answer(one))
    )
    assert told.waits is not None
    assert told.waits.count == len(waits)
    assert sum(wait <= told.waits.median for wait in waits) >= len(waits) / 2
    assert sum(wait < told.waits.median for wait in waits) < len(waits) / 2
    assert sum(wait <= told.waits.p90 for wait in waits) >= len(waits) * 0.9
    assert sum(wait < told.waits.p90 for wait in waits) < len(waits) * 0.9
    ends = Counter(one.dispute.outcome.value for one in all_cases if one.dispute.outcome)
    assert told.outcomes == ends
    assert sum(one.cases for one in told.settled) == sum(ends.values())
    assert 0 < sum(told.silences.values()) <= sum(map(fired, all_cases))


def test_the_story_is_the_same_every_time(lived):
    one, other = ([facts(view) for view in views(lived(name))] for name in ("one", "other"))

    assert one == other


def facts(view):
    return (view.reference_number, [(entry.event.type, entry.event.at) for entry in view.entries])
