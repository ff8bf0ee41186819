"""The lint of delivery: the shop's terms, and whether its letters about orders repeat them (D2-D6)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from jinja2 import Environment, TemplateError, meta, nodes

from flask_amends.guards.delivery import Fault, Lack
from flask_amends.service import delivery_terms
from flask_amends.state import State

#: By any of these calls of ``amends`` a template repeats the terms.
CALLS = frozenset({"delivery_notice", "notices"})


def of_app(app: Flask, state: State) -> list[Fault]:
    """Everything that is wrong with the terms, and with the letters that have to repeat them."""
    return [*delivery_terms.faults(state), *_mails(app, state)]


def _mails(app: Flask, state: State) -> Iterator[Fault]:
    """The shop's templates of letters that do not repeat the terms, or are not there."""
    for name in state.settings.delivery.order_mails:
        try:
            if not _repeats(app.jinja_env, name, set()):
                yield Fault(lack=Lack.MAIL_SILENT, detail=name)
        except TemplateError:
            yield Fault(lack=Lack.MAIL_MISSING, detail=name)


def _repeats(environment: Environment, name: str, seen: set[str]) -> bool:
    """Whether a template calls for the terms, itself or by a part it includes, imports or extends.

    What stands in a comment is no call. Raises :class:`jinja2.TemplateError` if there is no such template.
    """
    if environment.loader is None or name in seen:
        return False
    seen.add(name)
    tree = environment.parse(environment.loader.get_source(environment, name)[0])
    if any(
        isinstance(one.node, nodes.Getattr) and one.node.attr in CALLS for one in tree.find_all(nodes.Call)
    ):
        return True
    parts = (part for part in meta.find_referenced_templates(tree) if part is not None)
    return any(_repeats(environment, part, seen) for part in parts)
