"""The postman: writes due letters and hands them to the shop's mailer, or to its SMTP server."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from jinja2 import BaseLoader

from amends_widgets import Renderer
from flask_amends.ports import Mailer
from flask_amends.service import mail
from flask_amends.service.letters import Letter
from flask_amends.settings import MailSettings
from flask_amends.state import State
from flask_amends.worker.letters import AddressError, compose

SMTP_SECONDS = 15

log = logging.getLogger("flask_amends")


class Postman:
    """Sends the mails of one app. ``templates`` are the shop's own, which come before ours."""

    def __init__(self, state: State, *, templates: BaseLoader | None = None) -> None:
        self.state = state
        self._renderer = Renderer(host=templates)

    def drain(self, limit: int = 100) -> int:
        """Send what is due, at most ``limit`` mails; returns how many the post took."""
        if not self.state.can_mail:
            return 0
        taken = sent = 0
        while taken < limit:
            letters = mail.claim(self.state, limit=min(mail.BATCH, limit - taken))
            if not letters:
                break
            taken += len(letters)
            sent += self._deliver(letters)
        return sent

    def _deliver(self, letters: list[Letter]) -> int:
        with _post(self.state) as post:
            return sum(self._send(post, letter) for letter in letters)

    def _send(self, post: Mailer, letter: Letter) -> bool:
        try:
            post(compose(self.state, self._renderer, letter))
        except Exception as error:
            # A mailer of the shop may fail in any way; the letter waits, the others go on.
            log.warning("Mail %s was not taken: %s", letter.mail.id, type(error).__name__, exc_info=True)
            mail.record_failed(self.state, letter, _told(error), final=_is_final(error))
            return False
        return mail.record_sent(self.state, letter)


@contextmanager
def _post(state: State) -> Iterator[Mailer]:
    """The shop's mailer, or one connection to its SMTP server, opened with the first letter."""
    if state.mailer is not None:
        yield state.mailer
        return
    if state.settings.mail is None:
        raise TypeError("Nothing is sent where there is no way to send it.")
    smtp = Smtp(state.settings.mail)
    try:
        yield smtp
    finally:
        smtp.close()


class Smtp:
    """A mailer by SMTP. After a failure the next letter gets a new connection."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._connection: smtplib.SMTP | None = None

    def __call__(self, message: EmailMessage) -> None:
        try:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.send_message(message)
        except (smtplib.SMTPException, OSError):
            self.close()
            raise

    def close(self) -> None:
        """Say good-bye, if the server is still there."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        connection = smtplib.SMTP(settings.server, settings.port, timeout=SMTP_SECONDS)
        try:
            if settings.use_tls:
                connection.starttls()
            if settings.username is not None:
                connection.login(settings.username, settings.password or "")
        except BaseException:
            connection.close()
            raise
        return connection


def _is_final(error: Exception) -> bool:
    """Whether trying again could not help: the address is none, or the server says so for good (5xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, AddressError)


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {error.smtp_error!r}"
    return type(error).__name__
