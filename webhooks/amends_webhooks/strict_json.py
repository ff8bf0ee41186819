"""JSON that means one thing only: what parsers disagree about, or storage chokes on, is refused."""

import json
import re
from typing import Any, NoReturn

from amends_webhooks.errors import StrictJSONError

MAX_DEPTH = 20
_MIN_INT, _MAX_INT = -(2**63), 2**63 - 1
_MAX_INT_CHARS = 20
_BRACKET_OR_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')


def load_json(raw: bytes) -> Any:
    """Parse UTF-8 JSON bytes.

    Beyond malformed text it refuses, with `StrictJSONError`: more than 20 levels of nesting, a name twice
    in one object, NaN and infinities (also as 1e999), whole numbers beyond 64 bit signed, lone surrogates,
    and anything that is not UTF-8 (RFC 8259 section 8.1, RFC 7493 I-JSON sections 2.1 to 2.3). The caller
    limits the length.
    """
    _check_depth(raw)
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique_names,
            parse_int=_int64,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except StrictJSONError:
        raise
    except UnicodeDecodeError:
        raise StrictJSONError("The text is not UTF-8.") from None
    except UnicodeEncodeError:
        raise StrictJSONError("A text holds half of a surrogate pair.") from None
    except ValueError as error:
        raise StrictJSONError(f"The text is not JSON: {error}.") from None
    return value


def _check_depth(raw: bytes) -> None:
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(raw):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise StrictJSONError(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
        elif token in (b"]", b"}"):
            depth -= 1


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise StrictJSONError("An object has the same name twice.")
    return unique


def _int64(digits: str) -> int:
    if len(digits) > _MAX_INT_CHARS or not _MIN_INT <= (number := int(digits)) <= _MAX_INT:
        raise StrictJSONError("A whole number does not fit in 64 bits.")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise StrictJSONError("A number is too large.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise StrictJSONError(f"{name} is not JSON.")
