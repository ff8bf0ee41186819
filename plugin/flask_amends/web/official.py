"""The official labels of the withdrawal function for the reader of this request."""

from __future__ import annotations

from amends_widgets.words.withdrawal import OFFICIAL, Labels, official
from flask_amends.state import get_state
from flask_amends.web import reader


def withdrawal_labels() -> Labels:
    """In the reader's language where it has official labels; else in the shop's, as settings say."""
    settings = get_state().settings
    own = settings.default_locale if settings.default_locale in OFFICIAL else "en"
    return official(reader.locale(), settings.after.withdrawal_labels or own)
