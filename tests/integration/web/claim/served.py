"""A small shop for several server processes; its database is named in the environment."""

import os
from email.message import EmailMessage

from flask import Flask

from flask_amends import Amends


def create() -> Flask:
    """The app that each process serves."""
    app = Flask("served")
    app.config.update(
        SECRET_KEY="one key for every process, so that each takes the others' forms",
        AMENDS_DATABASE_URI=os.environ["SERVED_DATABASE"],
        AMENDS_WORKER="off",
    )
    Amends(app, mailer=_forget)
    return app


def _forget(message: EmailMessage) -> None:
    """A mailer whose letters go nowhere."""
    assert message["To"]


app = create()
