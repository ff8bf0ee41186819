"""A migrated database, and a shop's state on it."""

from tests.integration.migrated import (  # noqa: F401 - pytest finds them here
    clock,
    new_state,
    orders,
    postgres_template,
    sqlite_template,
    state,
)
