"""Three years pass: each class is forgotten at its own time, in batches that may die (security 77)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flask_amends.disputes.vocabulary import Actor
from flask_amends.errors import SettingsError
from flask_amends.service import cases, deadlines, history, holding, privacy, retention
from flask_amends.settings import Settings
from flask_amends.settings.retention import RetentionSettings
from flask_amends.state import State
from flask_amends.testing import FrozenClock
from flask_amends.worker.work import Worker
from tests.integration.cases import CLAIM, STAFF, agree, confirm, dump, open_case, perform, subscribe
from tests.integration.migrated import MakeState
from tests.integration.service.remains import EMAIL, leave


def count(state: State, table: str) -> int:
    return len(dump(state)[f"amends_{table}"])


def test_over_three_years_nothing_of_a_person_is_left_and_every_history_verifies(
    state: State, clock: FrozenClock
):
    subscribe(state)
    case_id, canaries = leave(state)
    left: dict[int, int] = {}
    with Worker(state) as worker:
        for month in range(1, 38):
            clock.move(days=30)
            worker._tidy()
            if month in (12, 13, 26, 37):
                words = repr(dump(state)).lower()
                left[month] = sum(one.lower() in words for one in canaries)
    held = 2  # what was written about an order that waited for its confirmation goes with its buyer's name
    assert left[12] == len(canaries) - held
    assert left[13] == len(canaries) - held - 3  # a question, its answer, and who asked
    assert 3 < left[26] < 10  # the withdrawal and its address, a year longer than the case
    assert left[37] == 0
    assert history.verify_chain(state, case_id) > 0
    assert list(state.files.contents) == []  # type: ignore[attr-defined]


def test_what_never_ends_is_kept(new_state: MakeState, clock: FrozenClock):
    names = ("cases", "questions", "reviews", "withdrawals", "links", "webhooks", "persons")
    state = new_state(**{f"AMENDS_RETENTION_{name.upper()}": "never" for name in names})
    subscribe(state)
    _, canaries = leave(state)
    clock.move(days=5000)
    assert not set(names) & set(retention.apply(state))
    words = repr(dump(state)).lower()
    assert [one for one in canaries if one.lower() not in words] == []


def test_a_case_is_forgotten_on_its_day_and_not_before(state: State, clock: FrozenClock):
    case_id = open_case(state)
    agree(state, case_id)
    perform(state, case_id)
    confirm(state, case_id)
    clock.move(timedelta(days=730) - timedelta(minutes=1))
    assert retention.apply(state)["cases"] == 0
    clock.move(minutes=2)
    assert retention.apply(state)["cases"] == 1
    assert retention.apply(state)["cases"] == 0
    assert cases.get(state, case_id, Actor.SHOP).entries[0].texts == {"description": None}
    assert history.verify_chain(state, case_id) > 0


def test_an_open_case_and_one_on_hold_are_kept_whatever_their_age(state: State, clock: FrozenClock):
    case_id = open_case(state)
    clock.move(days=3000)
    assert retention.apply(state)["cases"] == 0
    let_time_settle(state, case_id)
    hold = holding.place(state, case_id, staff=STAFF, reason="lawsuit", owner="Iwona Lis")
    clock.move(days=3000)
    assert retention.apply(state)["cases"] == 0
    holding.lift(state, case_id, hold, staff=STAFF, because="settled")
    assert retention.apply(state)["cases"] == 1


def let_time_settle(state: State, case_id: str) -> None:
    while cases.get(state, case_id, Actor.SHOP).dispute.is_open:
        state.clock.move(days=20)  # type: ignore[attr-defined]
        assert deadlines.sweep_due(state, 10)


def test_a_round_takes_only_so_many_and_the_next_one_goes_on(
    state: State, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    for number in range(5):
        case_id = open_case(state, replace(CLAIM, order_number=f"B-{number}", items=()))
        agree(state, case_id)
        perform(state, case_id)
        confirm(state, case_id)
    clock.move(days=800)
    monkeypatch.setattr(retention, "BATCH", 2)
    assert retention.apply(state, rounds=1)["cases"] == 2
    assert retention.apply(state, rounds=1)["cases"] == 2
    assert retention.apply(state, rounds=1)["cases"] == 1


def test_a_process_that_dies_in_a_batch_has_done_nothing_of_it(
    state: State, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    subscribe(state)
    leave(state)
    clock.move(days=800)
    before = dump(state)

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("flask_amends.storage.retention.Retention.mark_forgotten", die)
        with pytest.raises(KeyboardInterrupt):
            retention.apply(state)
    assert dump(state) == before
    assert retention.apply(state)["cases"] == 1


def test_whoever_was_forgotten_by_time_can_still_be_erased(state: State, clock: FrozenClock):
    leave(state)
    clock.move(days=800)
    retention.apply(state)
    assert privacy.erase(state, email=EMAIL).person_ids


@pytest.mark.parametrize(
    ("name", "given"), [("CASES", "3 years"), ("CASES", "P0D"), ("INBOUND", "P30D"), ("UPLOADS", "P1D")]
)
def test_a_period_that_cannot_be_is_refused(name: str, given: str):
    with pytest.raises(SettingsError, match=f"AMENDS_RETENTION_{name}"):
        Settings.from_config({"SECRET_KEY": "x" * 32, f"AMENDS_RETENTION_{name}": given})


def test_a_period_is_read_in_years_months_weeks_and_days():
    found = Settings.from_config({"SECRET_KEY": "x" * 32, "AMENDS_RETENTION_CASES": "P1Y2M3W4D"})
    assert found.retention.cases == timedelta(days=365 + 60 + 21 + 4)
    assert found.retention.mails == RetentionSettings().mails
