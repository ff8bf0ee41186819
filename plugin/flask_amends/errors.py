"""Everything that Flask-Amends raises, under one root; the web layer maps it to answers in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


class AmendsError(Exception):
    """The root of every error of this extension."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One wrong setting: which key, the rule it breaks, and the way out."""

    key: str
    rule: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.key}: {self.rule} {self.way_out}"


class SettingsError(AmendsError):
    """The configuration cannot be used; every fault is listed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"- {fault}" for fault in self.faults)
        super().__init__(f"Flask-Amends cannot start with this configuration:\n{lines}")


class MissingExtraError(AmendsError):
    """An optional part is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an extra: pip install 'Flask-Amends[{extra}]'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A code with its parameters; the reader's language supplies the sentence."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class InvalidInput(AmendsError):  # noqa: N818 - reads as what it is, beside the refusals
    """Input that breaks a rule of its field (422); ``fields`` maps paths such as ``items.0.sku``."""

    def __init__(self, fields: Mapping[str, Sequence[Message]]) -> None:
        self.fields = {path: tuple(messages) for path, messages in fields.items()}
        super().__init__(
            "; ".join(f"{path}: {one.code}" for path, many in self.fields.items() for one in many)
        )

    @classmethod
    def one(cls, path: str, code: str, **params: Any) -> InvalidInput:
        """The error with a single message."""
        return cls({path: [Message(code=code, params=params)]})


class RefusedError(AmendsError):
    """The life cycle refused a command (409, or 422 where a field is named).

    ``refusal`` is a :class:`flask_amends.disputes.decide.Refusal`; ``view`` is the case as it stands now.
    What was due by the clock has been saved all the same.
    """

    def __init__(self, refusal: Any, view: Any = None) -> None:
        self.refusal = refusal
        self.view = view
        super().__init__(f"The case does not allow that: {refusal.code}.")


class StaleVersion(AmendsError):  # noqa: N818 - as above
    """Somebody else changed the case in between (409): load it again and decide anew."""

    def __init__(self, case_id: str, expected: int | None = None, found: int | None = None) -> None:
        self.case_id = case_id
        self.expected = expected
        self.found = found
        super().__init__(f"Case {case_id} has changed since version {expected}; load it again.")


class NotFound(AmendsError):  # noqa: N818 - as above
    """There is no such thing, or not for this viewer (404)."""

    def __init__(self, what: str, key: str) -> None:
        self.what = what
        self.key = key
        super().__init__(f"There is no {what} {key!r}.")


class NotAllowed(AmendsError):  # noqa: N818 - as above
    """This viewer may not do that (403)."""


class NeedsApproval(AmendsError):  # noqa: N818 - as above
    """The act costs so much that a second person has to agree (202); nothing of it is done yet.

    ``approval_id`` names the request that waits for them. The deadline of the case keeps running.
    """

    def __init__(self, approval_id: str, case_id: str | None) -> None:
        self.approval_id = approval_id
        self.case_id = case_id
        super().__init__(f"A second person has to agree to this: {approval_id} waits for them.")


class DuplicateClaim(AmendsError):  # noqa: N818 - as above
    """The same claim is already open; ``case_id`` names it."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"The same claim is already open as {case_id}.")


class IdempotencyMismatch(InvalidInput):
    """An idempotency key was used again with another body (422)."""

    def __init__(self) -> None:
        super().__init__({"idempotency_key": [Message(code="key_used_for_another_request")]})


class LimitReached(AmendsError):  # noqa: N818 - as above
    """Too many requests (429); ``retry_after`` says how long to wait."""

    def __init__(self, limit: str, retry_after: timedelta) -> None:
        self.limit = limit
        self.retry_after = retry_after
        super().__init__(f"Too many requests ({limit}); try again in {int(retry_after.total_seconds())} s.")


class StorageUnavailable(AmendsError):  # noqa: N818 - as above
    """The database did not answer, or whether it committed is unknown (503): repeat with the same key."""


class SchemaOutdated(AmendsError):  # noqa: N818 - as above
    """The tables are not those of this release: run ``flask amends db upgrade``."""


class LeaseLost(AmendsError):  # noqa: N818 - as above
    """The row was taken over by another worker, so this one's result is not recorded."""


class ChainBroken(AmendsError):  # noqa: N818 - as above
    """The history of a case does not verify; ``problems`` names each place."""

    def __init__(self, case_id: str, problems: Sequence[str]) -> None:
        self.case_id = case_id
        self.problems = tuple(problems)
        super().__init__(f"The history of {case_id} does not verify: {'; '.join(self.problems)}")


class LegalHold(AmendsError):  # noqa: N818 - as above
    """A person with an open case is erased only with a legal reason given."""

    def __init__(self, case_ids: Sequence[str]) -> None:
        self.case_ids = tuple(case_ids)
        super().__init__(
            f"Still open: {', '.join(self.case_ids)}. Close them first, or give the legal reason."
        )
