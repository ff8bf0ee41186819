"""The reader of an app's configuration: it takes keys one by one and remembers what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask_amends.errors import Fault

T = TypeVar("T")


class Reader:
    """Reads keys and remembers what is wrong with them."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.faults: list[Fault] = []

    def given(self, key: str) -> bool:
        return self.config.get(key) is not None

    def fault(self, key: str, rule: str, way_out: str) -> None:
        self.faults.append(Fault(key=key, rule=rule, way_out=way_out))

    def read(self, key: str, parse: Callable[[Any], T]) -> T | None:
        """The parsed value, or ``None`` after noting the fault (``ValueError(rule, way_out)``)."""
        try:
            return parse(self.config[key])
        except ValueError as error:
            rule, way_out = error.args if len(error.args) == 2 else (f"{error}.", "Correct or remove it.")
            self.fault(key, rule, way_out)
        return None

    def read_all(self, fields: Mapping[str, tuple[str, Callable[[Any], Any]]]) -> dict[str, Any]:
        """The values of the fields whose key is given."""
        return {name: self.read(key, parse) for name, (key, parse) in fields.items() if self.given(key)}
