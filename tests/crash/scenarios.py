"""What processes are doing when they are killed: each is prepared once, and run many times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.crash.world import World

Part = Callable[[World], None]


def _nothing(_world: World) -> None:
    """Nothing is prepared."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """``prepare`` makes the database that every run starts from; ``after`` is how much later the run begins.

    ``atomic`` promises that each acknowledgement stands for one transaction, so that nothing in between is
    ever seen. ``repeatable`` says that whoever got no answer asks again, and that everything comes out as if
    nothing had happened. ``patient`` has failing receivers: their next attempts are waited for. ``mails`` are
    posted in the recovery too, which takes longer than all the rest.
    """

    name: str
    run: Part
    prepare: Part = _nothing
    after: timedelta = timedelta(0)
    atomic: bool = False
    repeatable: bool = False
    patient: bool = False
    mails: bool = False


_scenarios: dict[str, Scenario] = {}
_hidden: dict[str, Scenario] = {}


def scenario(
    *,
    prepare: Part = _nothing,
    after: timedelta = timedelta(0),
    atomic: bool = False,
    repeatable: bool = False,
    patient: bool = False,
    mails: bool = False,
) -> Callable[[Part], Part]:
    """Register the decorated function as what runs."""

    def register(run: Part) -> Part:
        _scenarios[run.__name__] = Scenario(
            name=run.__name__, run=run, prepare=prepare, after=after, atomic=atomic, repeatable=repeatable,
            patient=patient, mails=mails,
        )  # fmt: skip
        return run

    return register


def hidden(run: Part) -> Part:
    """Register something that only follows on a scenario."""
    _hidden[run.__name__] = Scenario(name=run.__name__, run=run)
    return run


def find(name: str) -> Scenario:
    """The scenario of a name."""
    _load()
    return (_scenarios | _hidden)[name]


def names() -> list[str]:
    """Every name, in the order of writing."""
    _load()
    return list(_scenarios)


def _load() -> None:
    from tests.crash import at_the_desk, at_work, before_payment, beside_cases, in_cases  # noqa: F401 - they register theirs
