"""One route of the API: its address, the scope it needs, what it takes, and how it is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from marshmallow import Schema
from werkzeug.wrappers import Response

from flask_amends.disputes.vocabulary import Actor
from flask_amends.ports import StaffMember
from flask_amends.service.audit import Kind, Who
from flask_amends.service.parties import Party
from flask_amends.state import State
from flask_amends.storage.access_records import ApiKeyRow
from flask_amends.storage.endpoints import SHOP
from flask_amends.web.fields import FormSchema

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a view answers: a status, a body that is JSON, and headers."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls: a key, and the state it acts on (inside the request's transaction, if it ``writes``)."""

    state: State
    key: ApiKeyRow
    now: datetime
    writes: bool = False

    @property
    def marketplace(self) -> str | None:
        """Whose disputes this key sees; ``None`` for all."""
        return None if self.key.owner == SHOP else self.key.owner

    @property
    def actor(self) -> Actor:
        """For whom it acts."""
        return Actor.SHOP if self.marketplace is None else Actor.MARKETPLACE

    @property
    def party(self) -> Party:
        """Who acts, as the history tells it: a key of the shop stands there by its name."""
        if self.marketplace is not None:
            return Party(actor=Actor.MARKETPLACE, marketplace=self.marketplace)
        return Party(actor=Actor.SHOP, staff=StaffMember(id=f"key:{self.key.id}", name=self.key.name))

    @property
    def who(self) -> Who:
        """Who calls, as the log names them."""
        return Who(kind="key", id=self.key.id, name=self.key.name)

    def within(self, state: State) -> Caller:
        """The same caller inside the transaction of a write."""
        return replace(self, state=state, writes=True)


#: Reads: ``view(caller, **arguments)``. Writes: ``view(caller, data, **arguments)`` in a transaction.
View = Callable[..., "Answer | Response"]
#: What is done before the transaction of a write begins, such as asking the shop; it returns another state.
Prepare = Callable[[Caller, dict[str, Any]], State]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoute:
    """A route. ``answers`` names the schema of each answer of its own; problems are added by the document.

    ``schema`` is what the body of a write holds, or ``schemas`` by a part of the address. A ``photo`` is sent
    as ``multipart/form-data`` instead. ``shapes`` are the schemas of its answers that only it has.
    """

    rule: str
    endpoint: str
    method: str
    view: View
    scope: str
    summary: str
    answers: Mapping[int, str]
    kind: Kind = Kind.READ
    schema: type[FormSchema] | None = None
    schemas: Callable[[str], type[FormSchema]] | None = None
    prepare: Prepare | None = None
    photo: bool = False
    shapes: tuple[type[Schema], ...] = ()
    parameters: tuple[Json, ...] = ()
    conditional: bool = False
    problems: tuple[str, ...] = ()
