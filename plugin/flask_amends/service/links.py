"""Links into cases as a whole: ended all at once, by the shopper or by staff."""

from __future__ import annotations

import logging

from flask_amends.errors import NotFound
from flask_amends.state import State

log = logging.getLogger("flask_amends")


def end_all(state: State, case_id: str, *, by: str = "shopper") -> None:
    """Revoke every link to a case that was ever sent, and end every visit. Raises :class:`NotFound`.

    ``by`` is told to the log: ``shopper``, or the id of a member of staff. The case itself is not touched,
    and new links can be asked for at once; they go to the address of the case only.
    """
    with state.store.begin() as unit:
        if unit.cases.get(case_id) is None:
            raise NotFound("case", case_id)
        unit.links.revoke(now=state.clock.now(), case_id=case_id)
    log.info("All links to case %s were ended by %s.", case_id, by)
