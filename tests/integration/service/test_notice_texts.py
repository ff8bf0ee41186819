"""The shop's own words for notices: drafts, acceptance, validity, versions, and the message about them."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from flask_amends.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from flask_amends.notices.model import Slot
from flask_amends.ports import StaffMember
from flask_amends.service import endpoints
from flask_amends.service.notices import texts
from flask_amends.state import State
from flask_amends.testing import FrozenClock, close, make_state

ANNA = StaffMember(id="7", name="Anna")
KEY = "photo.differs"


@pytest.fixture
def state(sqlite_uri: str, clock: FrozenClock) -> Iterator[State]:
    made = make_state(sqlite_uri, clock=clock)
    yield made
    close(made)


def write(state: State, text: str = "Each vase differs a little.", *, seen: int = 0, **more) -> int:
    return texts.save(state, key=KEY, texts={"en": text, **more.pop("texts", {})}, by=ANNA, seen=seen, **more)


def shown(state: State, locale: str = "en") -> str | None:
    return texts.in_force(state, locale).get(KEY)


def test_both_databases_keep_it_and_put_it_in_force(new_state: Callable[[], State]):
    state = new_state()
    texts.accept(state, KEY, write(state, valid_to=state.clock.now() + timedelta(days=1)), by=ANNA)
    assert shown(state) == "Each vase differs a little."


def test_a_draft_is_shown_nowhere_until_somebody_accepts_it(state: State):
    number = write(state)
    assert shown(state) is None
    assert KEY not in texts.accepted(state, texts.in_force(state, "en"))

    texts.accept(state, KEY, number, by=ANNA)

    assert shown(state) == "Each vase differs a little."
    assert KEY in texts.accepted(state, texts.in_force(state, "en"))
    [row] = texts.versions(state, KEY)
    with state.store.read() as unit:
        [who] = unit.persons.many([row.accepted_by or ""]).values()
    assert (who.name, row.accepted_at) == ("Anna", state.clock.now())


def test_it_counts_in_the_languages_it_has_words_in(state: State):
    texts.accept(state, KEY, write(state, texts={"pl": "Każdy wazon jest inny."}), by=ANNA)

    assert shown(state, "pl") == "Każdy wazon jest inny."
    assert shown(state, "he") is None


def test_a_new_version_takes_over_when_it_is_accepted_and_gives_back_when_it_is_ended(state: State):
    texts.accept(state, KEY, write(state, "First."), by=ANNA)
    second = write(state, "Second.", seen=1)
    assert shown(state) == "First."

    texts.accept(state, KEY, second, by=ANNA)
    assert shown(state) == "Second."
    texts.end(state, KEY, second, by=ANNA)
    assert shown(state) == "First."
    texts.end(state, KEY, 1, by=ANNA)
    assert shown(state) is None


def test_it_counts_from_its_first_moment_to_before_its_last(state: State, clock: FrozenClock):
    begin = clock.now() + timedelta(hours=1)
    texts.accept(state, KEY, write(state, "Always."), by=ANNA)
    later = write(state, "Sale.", seen=1, valid_from=begin, valid_to=begin + timedelta(hours=1))
    texts.accept(state, KEY, later, by=ANNA)

    seen = []
    for minutes in (0, 60, 60):
        clock.move(minutes=minutes)
        seen.append(shown(state))

    assert seen == ["Always.", "Sale.", "Always."]


def test_what_was_accepted_or_ended_is_settled(state: State):
    texts.accept(state, KEY, write(state), by=ANNA)
    with pytest.raises(NotAllowed):
        texts.accept(state, KEY, 1, by=ANNA)
    texts.end(state, KEY, 1, by=ANNA)
    with pytest.raises(NotAllowed):
        texts.end(state, KEY, 1, by=ANNA)


def test_only_the_last_version_can_be_accepted_and_nobody_overwrites_unseen(state: State):
    write(state)
    with pytest.raises(StaleVersion):
        write(state, seen=0)
    write(state, "Second.", seen=1)
    with pytest.raises(StaleVersion):
        texts.accept(state, KEY, 1, by=ANNA)


def test_a_text_that_could_not_be_shown_is_refused(state: State):  # N5
    with pytest.raises(InvalidInput) as unknown:
        write(state, "It costs {price}.")
    with pytest.raises(InvalidInput) as empty:
        write(state, " ")
    with pytest.raises(InvalidInput) as backwards:
        write(state, valid_from=state.clock.now(), valid_to=state.clock.now())
    with pytest.raises(InvalidInput) as nowhere:
        texts.save(state, key="custom.packaging", texts={"en": "Paper only."}, by=ANNA, seen=0)
    with pytest.raises(NotFound):
        texts.save(state, key="no.such", texts={"en": "x"}, by=ANNA, seen=0)

    fields = [next(iter(one.value.fields)) for one in (unknown, empty, backwards, nowhere)]
    assert fields == ["texts.en", "texts", "valid_to", "slots"]


def test_a_clause_can_be_accepted_in_our_words_and_keeps_them(state: State):
    texts.accept_ours(state, KEY, by=None, seen=0)

    [row] = texts.versions(state, KEY)
    assert set(row.texts) == set(state.settings.locales)
    assert (row.accepted_at, row.accepted_by) == (state.clock.now(), None)
    with pytest.raises(NotFound):
        texts.accept_ours(state, "way.ask", by=ANNA, seen=0)


def test_a_notice_that_is_wholly_the_shops_stands_in_its_places(state: State):
    number = texts.save(
        state, key="custom.packaging", texts={"en": "Paper only."}, slots=[Slot.CART], by=ANNA, seen=0
    )
    assert texts.own_keys(state, Slot.CART) == []
    texts.accept(state, "custom.packaging", number, by=ANNA)

    assert texts.own_keys(state, Slot.CART) == ["custom.packaging"]
    assert texts.own_keys(state, Slot.FOOTER) == []


def test_endpoints_that_name_it_are_told_of_an_accepted_text(state: State):
    endpoints.add(state, url="https://shop.example/all")
    endpoints.add(state, url="https://shop.example/notices", events=["notice.published"])

    texts.accept(state, KEY, write(state), by=ANNA)

    with state.store.read() as unit:
        found = unit.connection.execute(select(unit.tables.messages)).mappings().all()
    [message] = [json.loads(row["body"]) for row in found]
    assert message["type"] == "notice.published"
    assert message["data"] | {"at": ""} == {"notice_id": KEY, "kind": "custom", "version": 1, "at": ""}
