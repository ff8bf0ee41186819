"""What must be true after any crash, checked from the outside: a list of sentences, empty if all is well."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from flask_amends import payloads
from flask_amends.disputes.vocabulary import Status
from flask_amends.service import history
from flask_amends.state import State
from flask_amends.storage.records import DeliveryRow, EndpointRow, MailRow
from flask_amends.storage.store import UnitOfWork
from tests.crash.witness import Copy

REVIEWED = payloads.REVIEW_INVITED


def of_cases(state: State) -> Iterator[str]:
    """Every chain verifies, a case is what its events add up to, and its messages are those of its events."""
    with state.store.read() as unit:
        ids = [row.id for row in unit.connection.execute(unit.tables.cases.select())]
    for case_id in ids:
        problems, _ = history.examine(state, case_id)
        yield from (f"{case_id}: {problem}" for problem in problems)
        with state.store.read() as unit:
            yield from _outbox(unit, case_id)
    with state.store.read() as unit:
        yield from _orphans(unit, set(ids))


def _outbox(unit: UnitOfWork, case_id: str) -> Iterator[str]:
    row = unit.cases.get(case_id)
    assert row is not None
    owners = {"shop", row.dispute.marketplace}
    listening = [one for one in unit.endpoints.all() if one.owner in owners]
    expected = Counter(_wanted(unit, case_id, listening))
    messages = {one.id: one for one in unit.outbox.messages_of(case_id)}
    found = Counter(
        (one.endpoint_id, messages[one.message_id].sequence, messages[one.message_id].type)
        for one in unit.outbox.find(case_id=case_id, limit=10_000)
    )
    yield from (f"{case_id}: lost {one}" for one in expected - found)
    yield from (f"{case_id}: a ghost {one}" for one in found - expected)
    for one in messages.values():
        body = json.loads(one.body)
        if (body["type"], body["data"]["sequence"]) != (one.type, one.sequence):
            yield f"{one.id} does not say what it is"


def _wanted(
    unit: UnitOfWork, case_id: str, listening: Sequence[EndpointRow]
) -> Iterator[tuple[str, int, str]]:
    events = unit.history.of(case_id)
    reviews = unit.tables.reviews
    invited = unit.connection.execute(reviews.select().where(reviews.c.case_id == case_id)).one_or_none()
    told = [(event.sequence, type_) for event in events for type_ in (event.type, payloads.UPDATED)]
    if invited is not None:
        told.append((max(one.sequence for one in events if one.type == "dispute.closed"), REVIEWED))
    for endpoint in listening:
        for sequence, type_ in told:
            if payloads.is_subscribed(endpoint.events, type_):
                yield endpoint.id, sequence, type_


def _orphans(unit: UnitOfWork, case_ids: set[str]) -> Iterator[str]:
    for table in (unit.tables.events, unit.tables.words, unit.tables.messages):
        named = {row.case_id for row in unit.connection.execute(table.select())} - {None}
        yield from (f"{table.name} knows of {one}, which is no case" for one in named - case_ids)


def of_other_things(state: State) -> Iterator[str]:
    """Questions, withdrawals and reviews come with their mails and messages, and none without its cause."""
    with state.store.read() as unit:
        known = {
            "case": _ids(unit, "cases"),
            "enquiry": _ids(unit, "enquiries"),
            "withdrawal": _ids(unit, "withdrawals"),
            "review": _ids(unit, "reviews"),
            "promise": _ids(unit, "promises"),
            "incident": _ids(unit, "incident_orders"),
            "payment": _ids(unit, "payments"),
        }
        mails = list(unit.connection.execute(unit.tables.mails.select()))
        yield from (
            f"a mail {one.kind} is about {one.topic_id}, which does not exist"
            for one in mails
            if one.topic in known and one.topic_id not in known[one.topic]
        )
        written = {(one.topic_id, one.kind) for one in mails}
        yield from _twice(mails)
        yield from _incidents(unit)
        yield from _payments(unit, written)
        yield from _questions(unit, written)
        yield from _withdrawals(unit, written)
        about = {row.about for row in unit.connection.execute(unit.tables.messages.select())} - {None}
        yield from (
            f"a message is about {one}, which does not exist" for one in about - set().union(*known.values())
        )


def _twice(mails: Sequence[Any]) -> Iterator[str]:
    """No letter is written twice: one about one thing, of one kind, for one event and one reader."""
    counted = Counter((one.topic, one.topic_id, one.kind, one.recipient, one.event_sequence) for one in mails)
    yield from (f"{one} was written {count} times" for one, count in counted.items() if count > 1)


def _incidents(unit: UnitOfWork) -> Iterator[str]:
    """Whoever an incident concerns gets its offer once, in their case or by mail."""
    for one in unit.connection.execute(unit.tables.incident_orders.select()):
        events = unit.history.of(one.case_id) if one.case_id else ()
        offers = sum(event.type == "dispute.offer.proposed" for event in events)
        wanted = {"found": 0, "skipped": 0, "mailed": 0, "declined": 0}.get(one.state, 1)
        if offers != wanted:
            yield f"the order {one.order_number} is {one.state} and has {offers} offers"


def _payments(unit: UnitOfWork, written: Collection[tuple[str, str]]) -> Iterator[str]:
    """Of an order that waited one choice counts: its letter and message are there, its money is owed once."""
    told = Counter((row.about, row.type) for row in unit.connection.execute(unit.tables.messages.select()))
    flags = [row.flags.get("payment") for row in unit.connection.execute(unit.tables.cases.select())]
    for one in unit.connection.execute(unit.tables.payments.select()):
        over = one.ended_at is not None
        if told[one.id, "payment.held"] != 1 or told[one.id, "payment.released"] != over:
            yield f"{one.id} is {one.state}, and its messages say otherwise"
        letter = {"confirmed": "payment_ready", "changed": "payment_ready"}.get(one.state, "payment_over")
        if over and (one.id, letter) not in written:
            yield f"the shopper of {one.id} is not told that it is {one.state}"
        if flags.count(one.id) != (one.case_id is not None) and one.next_at is None:
            yield f"{one.id} has {flags.count(one.id)} cases"
        if one.state == "cancelled" and one.next_at is not None:
            yield f"nobody has looked whether {one.id} was paid"


def _ids(unit: UnitOfWork, table: str) -> set[str]:
    return {row.id for row in unit.connection.execute(getattr(unit.tables, table).select())}


def _questions(unit: UnitOfWork, written: Collection[tuple[str, str]]) -> Iterator[str]:
    for one in unit.connection.execute(unit.tables.enquiries.select()):
        entries = unit.enquiries.messages_of(one.id)
        if [entry.number for entry in entries] != list(range(1, one.written + 1)):
            yield f"{one.id} counts {one.written} entries and has {len(entries)}"
        if (one.id, "new") not in written:
            yield f"nobody of the staff hears of {one.id}"


def _withdrawals(unit: UnitOfWork, written: Collection[tuple[str, str]]) -> Iterator[str]:
    told = {row.about for row in unit.connection.execute(unit.tables.messages.select())}
    for one in unit.connection.execute(unit.tables.withdrawals.select()):
        if one.receipt == "mailed" and (one.id, "receipt") not in written:
            yield f"{one.id} has no receipt"
        if one.id not in told:
            yield f"no endpoint hears of {one.id}"


def of_receivers(state: State, copies: Sequence[Copy], *, crashes: int) -> Iterator[str]:
    """Each message came at least once and at most once more per crash, with its own id, in its order."""
    with state.store.read() as unit:
        deliveries = unit.outbox.find(limit=100_000)
        bodies = {row.id: bytes(row.body) for row in unit.connection.execute(unit.tables.messages.select())}
        rewritten = unit.tables.persons.select().where(unit.tables.persons.c.erased_at.is_not(None))
        erased = bool(unit.connection.execute(rewritten).all())
    counted = Counter((copy.endpoint, copy.webhook_id) for copy in copies)
    known = {(one.endpoint_id, one.message_id): one for one in deliveries}
    for one in copies:
        if (one.endpoint, one.webhook_id) not in known:
            yield f"{one.endpoint} was sent {one.webhook_id}, which nobody wrote"
        elif one.body != bodies[one.webhook_id] and not erased:
            yield f"{one.endpoint} was sent other bytes than {one.webhook_id} has"
    for key, delivery in known.items():
        if delivery.state == "delivered" and not 1 <= counted[key] <= 1 + crashes:
            yield f"{key[0]} was sent {key[1]} {counted[key]} times"
        if delivery.state not in ("delivered", "cancelled", "expired"):
            yield f"{key[0]} still waits for {key[1]}: {delivery.state}"
    yield from _order(copies, known)


def _order(copies: Iterable[Copy], known: dict[tuple[str, str], DeliveryRow]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    reached: dict[tuple[str, str], int] = defaultdict(int)
    for copy in copies:
        key = (copy.endpoint, copy.webhook_id)
        delivery = known.get(key)
        if key in seen or delivery is None:
            continue
        seen.add(key)
        lane = (copy.endpoint, delivery.case_id)
        if delivery.sequence < reached[lane]:
            yield f"{copy.endpoint} was sent event {delivery.sequence} after {reached[lane]}"
        reached[lane] = max(reached[lane], delivery.sequence)


def of_mails(state: State, sent: Sequence[str], *, crashes: int) -> Iterator[str]:
    """Each mail was posted at least once and at most once more per crash, and none that nobody asked for."""
    with state.store.read() as unit:
        mails = {
            row.id: MailRow(**row._mapping) for row in unit.connection.execute(unit.tables.mails.select())
        }
    counted = Counter(sent)
    yield from (f"a mail {one} that nobody asked for" for one in counted.keys() - mails.keys())
    for one in mails.values():
        if one.state == "sent" and not 1 <= counted[one.id] <= 1 + crashes:
            yield f"the mail {one.kind} {one.id} was posted {counted[one.id]} times"
        if one.state not in ("sent", "cancelled"):
            yield f"the mail {one.kind} {one.id} is {one.state}"


def of_money(state: State, ledger: Path) -> Iterator[str]:
    """Each compensation was paid once, and the case, the queue and the payment provider agree on it."""
    paid = Counter(ledger.read_text().split() if ledger.exists() else ())
    with state.store.read() as unit:
        queue = {row.id: row for row in unit.connection.execute(unit.tables.compensations.select())}
        for one in queue.values():
            done = [
                event.sequence
                for event in unit.history.of(one.case_id)
                if event.type == "dispute.compensation.performed"
            ]
            if (len(done), paid[one.id], one.state) not in ((1, 1, "performed"), (0, 0, "cancelled")):
                yield f"{one.id} is {one.state}, paid {paid[one.id]} times, told {len(done)} times"
    yield from (f"{one} was paid, and nobody asked for it" for one in paid.keys() - queue.keys())


def of_marketplaces(state: State) -> Iterator[str]:
    """What was received is applied, and once: a decision decides a case no second time."""
    with state.store.read() as unit:
        waiting = [row.webhook_id for row in unit.inbound.waiting()]
        decided = Counter(
            row.case_id
            for row in unit.connection.execute(unit.tables.events.select())
            if row.type == "dispute.decided" and row.actor == "marketplace"
        )
        rows = list(unit.connection.execute(unit.tables.inbound.select()))
    yield from (f"{one} was received and not applied" for one in waiting)
    yield from (f"{case_id} was decided {count} times" for case_id, count in decided.items() if count > 1)
    yield from (f"{one.webhook_id} is {one.state}: {one.reason}" for one in rows if one.state != "applied")


def of_photos(state: State, folder: Path, unfinished: Collection[str]) -> Iterator[str]:
    """Every photo of a case has its bytes, and the bytes of an erased one are gone.

    ``unfinished`` ones may lie there without a row: their form was never answered.
    """
    with state.store.read() as unit:
        kept = {row.key for row in unit.connection.execute(unit.tables.files.select()) if row.key}
        staged = {row.key for row in unit.connection.execute(unit.tables.staged_uploads.select())}
    lying = (
        {path.name for path in folder.rglob("*") if path.is_file() and ".part" not in path.name}
        if folder.exists()
        else set()
    )
    yield from (f"the photo {key} has no bytes" for key in kept - lying)
    yield from (f"nobody knows of the photo {key}" for key in lying - kept - staged - {*unfinished})


def of_acknowledged(state: State, acks: Sequence[dict[str, Any]], copies: Sequence[Copy]) -> Iterator[str]:
    """What was acknowledged is there, before anything is recovered."""
    with state.store.read() as unit:
        for ack in acks:
            yield from _missing(unit, ack)
        promised = sum(ack.get("delivered", 0) for ack in acks)
        done = len(unit.outbox.find(states=("delivered",), limit=100_000))
        if done < promised:
            yield f"{promised} deliveries were acknowledged, {done} are recorded"


def _missing(unit: UnitOfWork, ack: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"lost: {ack}" for name, is_there in _THERE.items() if name in ack and not is_there(unit, ack)
    )
    if "erased" in ack and unit.persons.with_email(ack["erased"]):
        yield f"not erased: {ack}"


def _case_is_there(unit: UnitOfWork, ack: dict[str, Any]) -> bool:
    row = unit.cases.get(ack["case"])
    return row is not None and min(row.version, len(unit.history.of(row.id))) >= ack["version"]


def _is_owed(unit: UnitOfWork, ack: dict[str, Any]) -> bool:
    compensations = unit.tables.compensations
    asked = compensations.select().where(compensations.c.case_id == ack["owed"])
    return bool(unit.connection.execute(asked).all())


#: What an acknowledgement names, and whether that is in the database.
_THERE: dict[str, Callable[[UnitOfWork, dict[str, Any]], bool]] = {
    "case": _case_is_there,
    "key": lambda unit, ack: unit.idempotency.known("claim", ack["key"]),
    "received": lambda unit, ack: unit.inbound.find("bazaar", ack["received"]) is not None,
    "owed": _is_owed,
    "question": lambda unit, ack: unit.enquiries.get(ack["question"]) is not None,
    "withdrawal": lambda unit, ack: unit.withdrawals.get(ack["withdrawal"]) is not None,
    "review": lambda unit, ack: len(unit.reviews.versions([ack["review"]])) >= ack["given"],
}


def closed_or_open(state: State) -> Counter[str]:
    """How many cases stand in each status; for figures."""
    with state.store.read() as unit:
        return Counter(
            Status(row.status).value for row in unit.connection.execute(unit.tables.cases.select())
        )
