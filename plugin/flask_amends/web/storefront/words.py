"""Faults and refusals as facts of a page: codes with their numbers, at the id of the field they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from amends_widgets.facts import Fault
from amends_widgets.words.faults import FAULTS
from amends_widgets.words.refusals import REFUSALS
from flask_amends.errors import InvalidInput, LimitReached

#: Codes of services that our pages tell in the words of the form.
_SAME = {"too_many_files": "too_many_photos", "upload_unknown": "photo_expired", "files": "photos"}


def faults_of(error: InvalidInput) -> list[Fault]:
    """Every message of an error, in the order of the form's own fields as far as it is known."""
    found = []
    for path, messages in error.fields.items():
        for one in messages:
            code = _SAME.get(one.code, one.code)
            known = code if code in FAULTS else "invalid"
            found.append(Fault(field=_SAME.get(path, path), code=known, params=dict(one.params)))
    return found


def refusal_fault(refusal: Any, field: str | None = None) -> Fault:
    """A refusal of the life cycle. ``field`` says where it belongs if the form names things otherwise."""
    params: Mapping[str, Any] = refusal.params
    code = str(refusal.code)
    return Fault(
        field=field if field is not None else refusal.field or "",
        code=code if code in REFUSALS else "wrong_status",
        params=dict(params),
        refusal=True,
    )


def limit_fault(error: LimitReached) -> Fault:
    """That something was sent too often, and when it can be sent again."""
    soon = error.retry_after <= timedelta(hours=1)
    return Fault(field="", code="too_many_requests" if soon else "too_many_today")


def in_order(faults: list[Fault], fields: tuple[str, ...]) -> list[Fault]:
    """The faults in the order in which the page shows the fields."""
    places = {name: place for place, name in enumerate(fields)}
    return sorted(faults, key=lambda fault: places.get(fault.field.partition(".")[0], -1))
