"""Persons: shoppers and staff, in rows of their own so that one of them can be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, RowMapping, Select, bindparam, func, insert, select, update

from flask_amends.storage.records import Person
from flask_amends.storage.repository import Repository, insert_unless_there
from flask_amends.storage.tables import Tables


class Persons(Repository):
    """Who cases are about, and who acted in them."""

    def add(self, person: Person, *, now: datetime) -> None:
        """A new person."""
        self.connection.execute(_adding(self.tables), {**_values(person), "created_at": now})

    def get(self, person_id: str) -> Person | None:
        """One person."""
        return self.many([person_id]).get(person_id)

    def many(self, person_ids: Collection[str]) -> Mapping[str, Person]:
        """These persons by id; unknown ids are left out."""
        if not person_ids:
            return {}
        found = self.connection.execute(_reading(self.tables), {"ids": list(person_ids)}).mappings()
        return {row["id"]: _person(row) for row in found}

    def staff(self, person: Person, *, now: datetime) -> str:
        """The id of the row of a staff member or arbiter, made on their first act; a new name is kept."""
        persons = self.tables.persons
        mine = select(persons.c.id, persons.c.name).where(
            persons.c.kind == person.kind, persons.c.external_id == person.external_id
        )
        found = self.connection.execute(mine).one_or_none()
        if found is None:
            adding = insert_unless_there(persons, self.connection.dialect.name)
            self.connection.execute(adding, {**_values(person), "created_at": now})
            found = self.connection.execute(mine).one()
        if found.name != person.name:
            self.connection.execute(update(persons).where(persons.c.id == found.id).values(name=person.name))
        return str(found.id)

    def find_staff(self, external_id: str) -> str | None:
        """The row id of a staff member who has acted before."""
        persons = self.tables.persons
        mine = select(persons.c.id).where(persons.c.kind == "staff", persons.c.external_id == external_id)
        found: str | None = self.connection.scalar(mine)
        return found

    def with_email(self, email: str) -> Sequence[Person]:
        """Everyone who gave this address."""
        persons = self.tables.persons
        found = self.connection.execute(select(persons).where(persons.c.email == email)).mappings()
        return [_person(row) for row in found]

    def find(self, email: str) -> Sequence[Person]:
        """Everyone of this address however it is spelled: for whoever asks about themselves."""
        persons = self.tables.persons
        mine = select(persons).where(func.lower(persons.c.email) == email.strip().lower())
        found = self.connection.execute(mine.order_by(persons.c.created_at, persons.c.id)).mappings()
        return [_person(row) for row in found]

    def erase(self, person_ids: Collection[str], *, now: datetime) -> None:
        """Forget everything about these persons but that they were there."""
        persons = self.tables.persons
        nothing = {"email": None, "name": None, "phone": None, "external_id": None, "erased_at": now}
        self.connection.execute(update(persons).where(persons.c.id.in_(person_ids)).values(nothing))


def _values(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in Person.__slots__}


def _person(row: RowMapping) -> Person:
    return Person(**{name: row[name] for name in Person.__slots__})


@cache
def _adding(tables: Tables) -> Insert:
    return insert(tables.persons)


@cache
def _reading(tables: Tables) -> Select[Any]:
    persons = tables.persons
    return select(persons).where(persons.c.id.in_(bindparam("ids", expanding=True)))
