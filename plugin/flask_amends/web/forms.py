"""From a posted form to plain nested data, strictly: dots nest, and nothing is there twice unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from flask_amends.errors import InvalidInput

#: More fields than this no form of ours has.
MOST_FIELDS = 400
_PART = re.compile(r"[a-z_]{1,40}|[0-9]{1,3}", re.ASCII)
_DEEPEST = 4


def nested(
    form: MultiDict[str, str], *, lists: Iterable[str] = (), without: Iterable[str] = ()
) -> dict[str, Any]:
    """The form as nested data: ``items.0.sku`` becomes ``{"items": [{"sku": …}]}``.

    ``lists`` names the fields that may come several times. Raises :class:`InvalidInput` for a field that
    was sent
    twice, and for more fields than any of our forms has.
    """
    if len(form) > MOST_FIELDS:
        raise InvalidInput.one("", "not_a_list")
    many, left_out = set(lists), set(without)
    root: dict[str, Any] = {}
    for name in form:
        if name in left_out:
            continue
        values = form.getlist(name)
        if name in many:
            root[name] = values
            continue
        if len(values) > 1:
            raise InvalidInput.one(name if name.isidentifier() else "", "given_twice")
        _put(root, name, values[0])
    return {key: _listed(value) for key, value in root.items()}


def _put(root: dict[str, Any], name: str, value: str) -> None:
    parts = name.split(".")
    if len(parts) > _DEEPEST or not all(_PART.fullmatch(part) for part in parts):
        raise InvalidInput.one("", "unknown_field")
    inside = root
    for part in parts[:-1]:
        inside = inside.setdefault(part, {})
        if not isinstance(inside, dict):
            raise InvalidInput.one("", "unknown_field")
    if parts[-1] in inside:
        raise InvalidInput.one("", "unknown_field")
    inside[parts[-1]] = value


def _listed(value: Any) -> Any:
    """Mappings whose keys are all numbers become lists, in the order of the numbers."""
    if not isinstance(value, Mapping):
        return value
    inner = {key: _listed(one) for key, one in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
