"""A migrated database, and a shop that lived through a March that was counted by hand."""

from collections.abc import Callable

import pytest

from flask_amends.state import State
from tests.integration.migrated import (  # noqa: F401 - pytest finds them here
    MakeState,
    clock,
    new_state,
    postgres_template,
    sqlite_template,
    state,
)
from tests.integration.reports.march import ORDERS, March, tell


@pytest.fixture
def march(new_state: MakeState) -> Callable[[], State]:  # noqa: F811 - pytest hands it in
    """Live through it; returns the state at its end."""

    def live() -> State:
        made = new_state(mails=False, orders=ORDERS, AMENDS_MONTHLY_CUSTOMERS=3044)
        tell(March(made), made)
        return made

    return live
