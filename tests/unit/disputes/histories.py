"""Recorded histories: what a case looked like as JSON when it was recorded, and must look like for ever.

A recording is never made anew to please a change of the rules: an old case must replay as it was. A new
one is written with ``path.write_text(recorded(case, about="…"))`` from a :class:`.story.Case`.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from flask_amends.disputes import Dispute, Event, codec
from flask_amends.disputes.events import FACTS
from tests.unit.disputes.story import Case

FOLDER = Path(__file__).parents[2] / "data" / "histories"


def recorded(case: Case, *, about: str) -> str:
    history = [event_to_json(event) for event in case.history]
    told = {"about": about, "history": history, "dispute": codec.dump(case.dispute)}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def event_to_json(event: Event) -> dict[str, Any]:
    values = {one.name: codec.dump(getattr(event, one.name)) for one in fields(Event) if one.name != "fact"}
    return {"type": event.type, **values, "fact": codec.dump(event.fact)}


def event_from_json(data: dict[str, Any]) -> Event:
    fact = codec.load(FACTS[data["type"]], data["fact"])
    values = {
        name: codec.load(hint, data[name])
        for name, hint in codec.field_types(Event).items()
        if name != "fact"
    }
    return Event(fact=fact, **values)


def read(path: Path) -> tuple[list[Event], Dispute]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return [event_from_json(one) for one in data["history"]], codec.load(Dispute, data["dispute"])
