"""What the doctor says about keys in the configuration that look like ours and are read by nobody."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from flask_amends import settings
from flask_amends.cli.findings import Finding, advice

_OURS = "AMENDS_"


def examine(config: Mapping[str, Any]) -> Iterator[Finding]:
    """A key with a slip in its name would change nothing, and nobody would know."""
    known = _known()
    families = tuple(key for key in known if key.endswith("_"))
    for key in sorted(key for key in config if key.startswith(_OURS)):
        if key not in known and not key.startswith(families):
            near = get_close_matches(key, known, n=1)
            yield advice(key, f"is no setting of ours{f'; {near[0]} is' if near else ''}.")


def _known() -> frozenset[str]:
    """Every key is a constant of a module of the settings; one that ends with ``_`` begins several."""
    modules = (
        import_module(f"{settings.__name__}.{one.name}") for one in pkgutil.iter_modules(settings.__path__)
    )
    return frozenset(
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, str) and value.startswith(_OURS)
    )
