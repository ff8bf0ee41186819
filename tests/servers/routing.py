"""The functions that build addresses, compiled once in a test run: apps have the same rules over and over."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from werkzeug.routing import Rule


def compile_once() -> None:
    """Let Werkzeug keep what it compiles for a rule. It depends on nothing but the rule's own parts."""
    compiled: dict[tuple[Any, ...], Callable[..., Any]] = {}
    compile_builder = Rule._compile_builder

    @wraps(compile_builder)
    def remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        defaults = repr(sorted((rule.defaults or {}).items(), key=str))
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign,assignment]
