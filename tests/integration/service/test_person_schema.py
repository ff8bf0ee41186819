"""Every table says how its rows about a person are found; one that does not fails here (security 80)."""

from dataclasses import fields

from flask_amends.storage.personal import ADDRESSES, CASES, IMPERSONAL, ORDERS, PERSONS, TRAILS
from flask_amends.storage.tables import Tables, build_tables

#: Columns that name somebody of the staff, who is not whom the row is about.
STAFF = {
    "handled_by", "created_by", "placed_by", "lifted_by", "asked_by", "decided_by", "made_by", "owner",
    "settled_by", "added_by", "author_id", "severity_by", "opinion_by", "sent_by", "by", "actor_id",
    "requested_by", "written_by", "accepted_by", "ended_by", "reviewed_by", "published_by",
}  # fmt: skip
TABLES = build_tables()
NAMES = [one.name for one in fields(Tables) if one.name != "metadata"]


def test_every_table_is_listed_once_and_none_that_is_not_there():
    assert sorted([*TRAILS, *IMPERSONAL]) == sorted(NAMES)


def test_every_column_that_names_a_person_or_a_case_is_a_way_to_their_rows():
    missing = []
    for name in NAMES:
        known = TRAILS[name].by if name in TRAILS else {}
        for column in getattr(TABLES, name).columns:
            aims = {key.column.table.name.removeprefix("amends_") for key in column.foreign_keys}
            leads = {"persons": PERSONS, "cases": CASES}
            missing += [
                f"{name}.{column.name}"
                for aim in aims & set(leads)
                if column.name not in STAFF and known.get(column.name) != leads[aim]
            ]
    assert missing == []


def test_every_column_of_an_address_is_found_by_it_or_stands_in_a_row_of_a_person():
    loose = [
        f"{name}.{column.name}"
        for name in NAMES
        for column in getattr(TABLES, name).columns
        if column.name in ("email", "phone")
        and name != "persons"
        and TRAILS[name].by.get("email") != ADDRESSES
    ]
    assert loose == []


def test_a_trail_uses_only_what_one_above_it_gives():
    given = {PERSONS, CASES, ADDRESSES, ORDERS, "topics"}
    for name, trail in TRAILS.items():
        assert set(trail.by.values()) <= given, name
        given.add(trail.gives or CASES)
