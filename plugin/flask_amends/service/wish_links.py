"""The links to somebody's wishes: they name nobody, and open nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from typing import Any

from flask_amends.errors import InvalidInput, NotFound
from flask_amends.service.reach import Reached, of, own_of
from flask_amends.service.tokens import Purpose, sign
from flask_amends.state import State
from flask_amends.storage.ids import new_id
from flask_amends.storage.wish_records import WishRow
from flask_amends.storage.wishes import Reach


class _Whole(UnstructuredHeader):
    """A header whose address is longer than a line: encoded or cut, no mail program would find it."""

    def fold(self, *, policy: Any) -> str:
        """The whole value on one line."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS: Any = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)


def token_of(state: State, wish_id: str) -> str:
    """What opens somebody's preferences; it names nobody."""
    return sign(state, Purpose.WISHES, {"wish": wish_id})


def token_for(state: State, who: Reached) -> str:
    """The same by digests of their addresses, for somebody who has not wished anything yet, too."""
    return sign(state, Purpose.WISHES, {"of": [list(one) for one in who.reaches]})


def behind(state: State, payload: Mapping[str, Any]) -> WishRow:
    """The wishes that a token leads to; none yet, with an empty id. Raises :class:`NotFound`."""
    with state.store.read() as unit:
        if (wish_id := payload.get("wish")) is not None:
            row = unit.wishes.get(str(wish_id))
        else:
            found = unit.wishes.of(own_of(reaches_of(payload)))
            row = found[0] if found else _blank(state, "")
    if row is None:
        raise NotFound("preferences", str(wish_id))
    return row


def adopt(state: State, payload: Mapping[str, Any]) -> str:
    """The id of the wishes that a token leads to, made now if there are none."""
    row = behind(state, payload)
    if row.id:
        return row.id
    reaches = reaches_of(payload)
    with state.store.begin() as unit:
        found = unit.wishes.of(own_of(reaches))
        if found:
            return found[0].id
        row = _blank(state, new_id("wsh", state.randomness))
        unit.wishes.add(row)
        unit.wishes.reach(row.id, reaches)
        first = unit.wishes.of(own_of(reaches))[0]
        if first.id != row.id:
            unit.wishes.remove(row.id)
    return first.id


def reaches_of(payload: Mapping[str, Any]) -> tuple[Reach, ...]:
    """The digests of addresses in a token, if it was made from them."""
    return tuple((str(kind), str(digest)) for kind, digest in payload.get("of", ()))


def _blank(state: State, wish_id: str) -> WishRow:
    now = state.clock.now()
    locale = state.settings.default_locale
    return WishRow(id=wish_id, person_id=None, locale=locale, created_at=now, updated_at=now)


def address(state: State, wish_id: str, page: str = "preferences") -> str | None:
    """The absolute address of a page about somebody's wishes; ``None`` where the shop's is not configured."""
    return _absolute(state, page, token_of(state, wish_id))


def way_out(state: State, customer: Any) -> dict[str, str]:
    """The headers of a letter that nobody needs (RFC 8058). Raises :class:`InvalidInput`."""
    who = of(customer)
    if not who.email:
        raise InvalidInput.one("email", "required")
    link = _absolute(state, "unsubscribe", token_for(state, who))
    return headers(link) if link is not None else {}


def headers(link: str) -> dict[str, str]:
    """What mail programs make their button of, and press it without a visit."""
    whole: str = _HEADERS("List-Unsubscribe", f"<{link}>")
    return {"List-Unsubscribe": whole, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _absolute(state: State, page: str, token: str) -> str | None:
    base = state.settings.base_url
    return f"{base}{state.settings.url_prefix}/{page}/{token}" if base else None
