"""What a receiver does with good, bad, old and repeated messages: the probes, and what its answers mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from amends_webhooks.envelope import WARN_BODY_BYTES, encode, new_message_id, signed_headers
from amends_webhooks.exchange import Exchange
from amends_webhooks.keys import generate_secret
from amends_webhooks.verifying import TOLERANCE

TYPE = "ping"
"""Every probe is a `ping`, which means nothing: a receiver acts on none of them."""

SLOW = timedelta(seconds=5)
"""A receiver that needs longer works before it answers; one that needs 15 s is not waited for."""

Send = Callable[[Mapping[str, str], bytes], Exchange]
RandomBytes = Callable[[int], bytes]


class Level(StrEnum):
    """How well a receiver did."""

    OK = "ok"
    ADVICE = "advice"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one probe told: its name, how the receiver did, and a sentence with the way out."""

    level: Level
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Messages to send in turn, and whether a receiver takes them (2xx) or refuses them (4xx)."""

    about: str
    taken: bool
    otherwise: str
    """What it means when the receiver does not."""
    messages: tuple[tuple[Mapping[str, str], bytes], ...]


def examine(
    send: Send, keys: Sequence[str], *, clock: Callable[[], datetime], random_bytes: RandomBytes
) -> Iterator[Result]:
    """Send every probe and tell what its answers mean; nothing after the first, where that one fails.

    `keys` are those that the receiver verifies with, newest first. Costs about fifteen requests.
    """
    slowest = 0
    for number, probe in enumerate(probes(keys, clock, random_bytes)):
        answers = [send(headers, body) for headers, body in probe.messages]
        slowest = max(slowest, *(one.duration_ms for one in answers))
        found = _judge(probe, answers)
        yield found
        if number == 0 and found.level is Level.FAULT:
            yield Result(
                level=Level.ADVICE, about="the rest", text="Not tried, since a plain ping was not taken."
            )
            return
    yield _speed(slowest)


def probes(keys: Sequence[str], clock: Callable[[], datetime], random_bytes: RandomBytes) -> Iterator[Probe]:
    """The probes, each made at the moment it is sent, since its time is part of what is signed."""
    message = _Messages(keys, clock, random_bytes)
    foreign = generate_secret(random_bytes)
    too_old = TOLERANCE * 2

    yield Probe(
        about="ping",
        taken=True,
        otherwise="Answer 2xx to a message whose signature fits; check the secret and the address.",
        messages=(message(),),
    )
    yield Probe(
        about="wrong signature",
        taken=False,
        otherwise="Anybody can write to this address: answer 401 unless the signature fits.",
        messages=(message(signed_with=[foreign]),),
    )
    yield Probe(
        about="no signature",
        taken=False,
        otherwise="Anybody can write to this address: answer 401 where the three headers are missing.",
        messages=(_unsigned(message()),),
    )
    yield Probe(
        about="altered body",
        taken=False,
        otherwise="The body is not part of what is verified: verify the bytes as they came.",
        messages=(_altered(message()),),
    )
    yield Probe(
        about="stale timestamp",
        taken=False,
        otherwise="A recorded message could be sent again for ever: refuse what is 5 minutes old.",
        messages=(message(shifted=-too_old),),
    )
    yield Probe(
        about="timestamp ahead",
        taken=False,
        otherwise="Refuse what is 5 minutes ahead, as what is 5 minutes old.",
        messages=(message(shifted=too_old),),
    )
    yield Probe(
        about="two signatures",
        taken=True,
        otherwise="While a secret is changed, messages carry several signatures: accept if one fits.",
        messages=(message(signed_with=[foreign, *keys]),),
    )
    yield Probe(
        about="duplicate",
        taken=True,
        otherwise="The same webhook-id may come twice: answer 2xx again, without acting twice.",
        messages=(again := message(), again),
    )
    yield Probe(
        about="reordered",
        taken=True,
        otherwise="An older sequence may come later: answer 2xx, and keep the newer state.",
        messages=(message(sequence=2), message(sequence=1)),
    )
    yield Probe(
        about="20 kB",
        taken=True,
        otherwise="Bodies of 20 kB are usual: raise the limit of what is read.",
        messages=(message(filling="x" * (WARN_BODY_BYTES - 200)),),
    )
    yield Probe(
        about="unknown field",
        taken=True,
        otherwise="New fields come without notice: ignore those that you do not know.",
        messages=(message(a_field_of_later=True),),
    )


class _Messages:
    """Makes one signed message at a time."""

    def __init__(self, keys: Sequence[str], clock: Callable[[], datetime], random_bytes: RandomBytes) -> None:
        self._keys, self._clock, self._random_bytes = keys, clock, random_bytes

    def __call__(
        self, *, signed_with: Sequence[str] | None = None, shifted: timedelta = timedelta(0), **data: Any
    ) -> tuple[Mapping[str, str], bytes]:
        now = self._clock() + shifted
        body = encode(TYPE, now, {"endpoint_id": "doctor", **data})
        return signed_headers(
            new_message_id(self._random_bytes(16)), now, body, signed_with or self._keys
        ), body


def _unsigned(message: tuple[Mapping[str, str], bytes]) -> tuple[Mapping[str, str], bytes]:
    headers, body = message
    return {name: value for name, value in headers.items() if not name.startswith("webhook-")}, body


def _altered(message: tuple[Mapping[str, str], bytes]) -> tuple[Mapping[str, str], bytes]:
    headers, body = message
    return headers, body.replace(b'"doctor"', b'"forger"')


def _judge(probe: Probe, answers: Sequence[Exchange]) -> Result:
    """The answer that was wrong, or all is well."""
    wanted = "2xx" if probe.taken else "4xx"
    for one in answers:
        if one.status is None:
            said = one.detail or "no answer"
            return Result(level=Level.FAULT, about=probe.about, text=f"{said}. Wanted: {wanted}.")
        if one.status == 429:
            text = "Not known: it answered 429, too many requests."
            return Result(level=Level.ADVICE, about=probe.about, text=text)
        if not _fits(one.status, taken=probe.taken):
            text = f"It answered {one.status}, wanted {wanted}. {probe.otherwise}"
            # Broken down is not let in: the message was not acted upon, but it comes again for days.
            level = Level.ADVICE if not probe.taken and one.status >= 300 else Level.FAULT
            return Result(level=level, about=probe.about, text=text)
    codes = " and ".join(str(one.status) for one in answers)
    return Result(level=Level.OK, about=probe.about, text=f"It answered {codes}.")


def _fits(status: int, *, taken: bool) -> bool:
    return 200 <= status <= 299 if taken else 400 <= status <= 499


def _speed(slowest: int) -> Result:
    text = f"The slowest answer took {slowest} ms."
    if slowest <= SLOW.total_seconds() * 1000:
        return Result(level=Level.OK, about="speed", text=text)
    return Result(
        level=Level.ADVICE,
        about="speed",
        text=f"{text} Answer first and work later: after 15 s it counts as failed.",
    )
