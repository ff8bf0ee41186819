"""A mailbox for trying things out: mails become files, and a page shows them."""

import email
import secrets
from email.policy import default
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")
POLICY = "sandbox allow-top-navigation allow-popups; default-src 'none'; style-src 'unsafe-inline'"


def deliver(message):
    """Take one message, as a mail server would. (A real shop sets AMENDS_MAIL_SERVER instead.)"""
    folder = _folder()
    name = f"{len(list(folder.iterdir())):05d}-{secrets.token_hex(3)}.eml"
    (folder / name).write_bytes(message.as_bytes())


@bp.get("/")
def letters():
    """Every mail, the newest first."""
    found = [(path.stem, _read(path)) for path in sorted(_folder().glob("*.eml"), reverse=True)]
    return render_template("mailbox.html", letters=found)


@bp.get("/<name>")
def letter(name):
    """One mail as text; addresses in it can be clicked."""
    message = _one(name)
    body = message.get_body(("plain", "html"))
    return render_template("letter.html", name=name, message=message, text=body.get_content() if body else "")


@bp.get("/<name>/html")
def as_html(name):
    """The same mail as its HTML part, in a page that may do nothing but be read."""
    body = _one(name).get_body(("html",))
    if body is None:
        abort(404)
    return body.get_content(), 200, {"Content-Security-Policy": POLICY}


def _folder():
    folder = Path(current_app.instance_path) / "mailbox"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _one(name):
    for path in _folder().glob("*.eml"):
        if path.stem == name:
            return _read(path)
    abort(404)


def _read(path):
    return email.message_from_bytes(path.read_bytes(), policy=default)
