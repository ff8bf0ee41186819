"""Access logs without keys: the tokens of our links never reach a log file (security 34)."""

from __future__ import annotations

import logging
import re

#: The loggers of the servers that write down addresses from inside this process.
LOGGERS = ("werkzeug", "gunicorn.access", "waitress", "uvicorn.access", "hypercorn.access", "gevent")
#: What stands in the place of a token.
HIDDEN = "…"
#: A token of ours in an address: three parts in base64 of URLs; a dot before the first says it is packed.
_TOKEN = re.compile(r"\.?[A-Za-z0-9_-]{8,}(?:\.|%2[eE])[A-Za-z0-9_-]{5,8}(?:\.|%2[eE])[A-Za-z0-9_-]{20,}")


class HideTokens(logging.Filter):
    """Shortens the tokens in a log line. Every line is kept, and nothing else in it is touched."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            said = record.getMessage()
        except Exception:  # noqa: BLE001 - a line that cannot be put together is left to its own handler
            return True
        hidden = hidden_in(said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True


def hidden_in(text: str) -> str:
    """The text without the tokens in it."""
    return _TOKEN.sub(HIDDEN, text)


def hide_tokens() -> None:
    """Give the loggers of known servers the filter, once."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, HideTokens) for one in logger.filters):
            logger.addFilter(HideTokens())
