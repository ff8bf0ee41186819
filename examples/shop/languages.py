"""The language of a page: the visitor's choice, else what the browser asks for."""

from babel import Locale
from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import Babel, get_locale

LANGUAGES = ("en", "pl", "ru", "he")
NAMES = {code: Locale(code).get_display_name(code).capitalize() for code in LANGUAGES}

babel = Babel()
bp = Blueprint("languages", __name__)


def current():
    """The code of the language to answer in."""
    return session.get("language") or request.accept_languages.best_match(LANGUAGES) or "en"


@bp.post("/language")
def choose():
    """Remember the choice and go back to where the visitor was."""
    code = request.form.get("language")
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    back = request.form.get("back", "")
    return redirect(
        back if back.startswith("/") and back[1:2] not in {"/", "\\"} else url_for("shop.catalogue")
    )


def words():
    """What templates need to know of the language."""
    locale = get_locale()
    return {
        "language": locale.language,
        "direction": locale.text_direction,
        "languages": NAMES,
    }
