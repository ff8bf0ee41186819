"""Where processes are killed: a database per run, a child that dies in it, and a look at what is left."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask_amends.storage.schema import upgrade
from flask_amends.testing import START
from tests.crash import contract
from tests.crash.client import ForkServer, Report
from tests.crash.databases import Databases
from tests.crash.scenarios import Scenario, find
from tests.crash.witness import Witness
from tests.crash.world import Plan, World, fingerprint
from tests.servers.mail import MailServer

#: Longer than every lease.
BEYOND_LEASES = timedelta(minutes=6)
#: A receiver that refuses everything twice is paused in between, so it takes a while.
MOST_ROUNDS = 40


@dataclass(frozen=True, kw_only=True)
class Normal:
    """How a scenario goes when nobody disturbs it."""

    labels: tuple[str, ...]
    fingerprints: tuple[str, ...]
    histories: Counter[tuple[str, ...]]


class Laboratory:
    """Runs scenarios on one kind of database."""

    def __init__(
        self, *, server: ForkServer, databases: Databases, witness: Witness, mails: MailServer, folder: Path
    ) -> None:
        self.server = server
        self.databases = databases
        self.witness = witness
        self.mails = mails
        self.folder = folder
        self._runs = 0
        self._plans: dict[str, Plan] = {}
        self._normal: dict[str, Normal] = {}

    def normal(self, name: str) -> Normal:
        """The undisturbed run of a scenario: its failpoints, and its database after each acknowledgement."""
        if name not in self._normal:
            trial = Trial(self, name)
            found = trial.violations()
            assert found == [], f"{name} goes wrong without a crash: {found}"
            self._normal[name] = Normal(
                labels=trial.labels, fingerprints=self._fingerprints(name), histories=trial.histories
            )
        return self._normal[name]

    def _fingerprints(self, name: str) -> tuple[str, ...]:
        if not find(name).atomic:
            return ()
        plan, report = self.begin(name, fingerprints=True)
        self.end(plan)
        return tuple(ack["fingerprint"] for ack in report.acks)

    def plan(self, name: str) -> Plan:
        """A run of a scenario on a database of its own."""
        template = self._plans.get(name) or self._prepare(name)
        self._runs += 1
        run = f"r{self._runs}"
        folder = self.folder / run
        shutil.copytree(template.folder, folder)
        uri = self.databases.copy(template.database_uri)
        plan = replace(
            template, database_uri=uri, folder=str(folder), run=run, smtp_port=self.mails.port, seed=1
        )
        world = World(plan)
        with world.state.store.begin() as unit:
            for endpoint in unit.endpoints.all():
                name_of = endpoint.url.rpartition("/")[2]
                unit.endpoints.change(endpoint.id, url=self.witness.url(run, name_of))
        world.close()
        return plan

    def begin(self, name: str, **changes: object) -> tuple[Plan, Report]:
        """Run a child in a new database."""
        plan = replace(self.plan(name), **changes)  # type: ignore[arg-type]
        report = self.server.run(plan)
        self.databases.settle(plan.database_uri)
        return plan, report

    def end(self, plan: Plan) -> None:
        """Throw away what a run has left."""
        self.databases.drop(plan.database_uri)
        shutil.rmtree(plan.folder)
        self.witness.forget(plan.run)
        self.mails.messages.clear()
        self.mails.envelopes.clear()

    def posted(self, run: str) -> list[str]:
        """The ids of the mails that a run has sent."""
        ids = (str(message["Message-ID"]).strip("<>").split("@") for message in list(self.mails.messages))
        return [mail for mail, host in ids if host == f"{run}.example.com"]

    def _prepare(self, name: str) -> Plan:
        scenario = find(name)
        folder = self.folder / f"template-{name}"
        folder.mkdir()
        uri = self.databases.create()
        plan = Plan(scenario=name, database_uri=uri, folder=str(folder))
        world = World(plan)
        upgrade(world.state.store.engine(), world.state.store.tables)
        scenario.prepare(world)
        world.close()
        self._plans[name] = replace(plan, at=(START + scenario.after).isoformat())
        return self._plans[name]


class Trial:
    """One run that is killed at a point, the recovery from it, and what is wrong afterwards.

    ``also_at`` kills the recovering processes too, one after the other, each at its own point.
    """

    def __init__(
        self,
        laboratory: Laboratory,
        name: str,
        crash_at: int = 0,
        *,
        bug: str | None = None,
        also_at: Sequence[int] = (),
    ) -> None:
        self.scenario: Scenario = find(name)
        self.histories: Counter[tuple[str, ...]] = Counter()
        self._laboratory = laboratory
        self._crash_at = crash_at
        self._bug = bug
        self._also_at = also_at
        self.crashes = 0
        self.labels: tuple[str, ...] = ()

    def violations(self) -> list[str]:
        """Run, recover, check; returns every broken promise."""
        lab = self._laboratory
        plan, report = lab.begin(self.scenario.name, crash_at=self._crash_at, bug=self._bug)
        try:
            if report.error is not None:
                return [report.error]
            found = list(self._before_recovery(plan, report))
            self.labels = report.labels
            self.crashes = int(report.signal != 0)
            now = datetime.fromisoformat(report.now or plan.at) + BEYOND_LEASES
            for number, point in enumerate(self._also_at, 2):
                recovery = replace(
                    plan,
                    scenario="recover",
                    after=plan.scenario,
                    crash_at=point,
                    seed=number,
                    at=now.isoformat(),
                )
                died = lab.server.run(recovery)
                lab.databases.settle(plan.database_uri)
                self.crashes += int(died.signal != 0)
                now += BEYOND_LEASES
            return found + list(self._after_recovery(plan, report, now))
        finally:
            lab.end(plan)

    def _before_recovery(self, plan: Plan, report: Report) -> Iterator[str]:
        world = World(replace(plan, seed=100))
        lab = self._laboratory
        yield from contract.of_acknowledged(world.state, report.acks, lab.witness.taken(plan.run))
        if self.scenario.atomic and self._crash_at:
            normal = lab.normal(self.scenario.name).fingerprints
            seen, told = fingerprint(world.state), len(report.acks)
            if seen not in normal[told : told + 2]:
                yield f"after {told} acknowledgements the database is in between"
        world.close()

    def _after_recovery(self, plan: Plan, report: Report, now: datetime) -> Iterator[str]:
        lab = self._laboratory
        world = World(replace(plan, seed=101, at=now.isoformat()))
        try:
            world.work(mails=self.scenario.mails)
            if self.scenario.repeatable:
                # Whoever got no answer asks again, and so does who did not hear it.
                self.scenario.run(world)
                world.work(mails=self.scenario.mails)
            if self.scenario.patient:
                self._be_patient(world)
            yield from promises(lab, self.scenario, world, report, crashes=self.crashes)
            yield from self._outcome(world)
        finally:
            world.close()

    def _be_patient(self, world: World) -> None:
        for _ in range(MOST_ROUNDS):
            world.clock.move(minutes=40)
            if not world.worker.courier.drain().taken:
                return

    def _outcome(self, world: World) -> Iterator[str]:
        self.histories = _histories(world)
        if self.scenario.repeatable and self._crash_at:
            wanted = self._laboratory.normal(self.scenario.name).histories
            if self.histories != wanted:
                yield f"not as if nothing had happened: {json.dumps(sorted(self.histories))}"


def promises(
    lab: Laboratory, scenario: Scenario, world: World, report: Report, *, crashes: int
) -> Iterator[str]:
    """Everything that is wrong after a recovery."""
    run, state = world.plan.run, world.state
    yield from contract.of_cases(state)
    yield from contract.of_other_things(state)
    yield from contract.of_receivers(state, lab.witness.taken(run), crashes=crashes)
    if scenario.mails:
        yield from contract.of_mails(state, lab.posted(run), crashes=crashes)
    yield from contract.of_money(state, world.ledger)
    yield from contract.of_marketplaces(state)
    unfinished = {ack["stages"] for ack in report.acks if "stages" in ack}
    yield from contract.of_photos(state, world.photos, unfinished)


def _histories(world: World) -> Counter[tuple[str, ...]]:
    """What happened in each case, and what else there is, without ids."""
    with world.state.store.read() as unit:
        rows = unit.connection.execute(unit.tables.cases.select()).all()
        found = Counter(tuple(event.type for event in unit.history.of(row.id)) for row in rows)
        for table in (unit.tables.enquiries, unit.tables.withdrawals, unit.tables.review_versions):
            found[(table.name,)] = len(unit.connection.execute(table.select()).all())
        return found
