"""A letter as an e-mail: html and text by our templates, in the reader's language and zone."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from amends_widgets import Renderer
from amends_widgets.languages import negotiate
from flask_amends.service import wish_links
from flask_amends.service.letters import Letter
from flask_amends.state import State

_BLANK = re.compile(r"\n\s*\n\s*")


class AddressError(ValueError):
    """An address that no mail can be sent to."""


def compose(state: State, renderer: Renderer, letter: Letter) -> EmailMessage:
    """The finished message. Raises :class:`AddressError`.

    Nothing that a person wrote in a case is in it: what was said is read in the case.
    """
    settings = state.settings
    spoken = settings.desk_locales if letter.to_staff else settings.locales
    locale = negotiate([letter.locale], spoken, settings.default_locale)
    facts: dict[str, Any] = {
        "kind": letter.mail.kind,
        "to_staff": letter.to_staff,
        "shop": settings.shop_name,
        "adr": settings.adr_body,
        "unsubscribe": letter.unsubscribe,
        **letter.facts,
    }

    def render(template: str) -> str:
        return renderer.render(
            f"{letter.folder}/{template}", locale=locale, zone=letter.zone, now=state.clock.now(), **facts
        )

    def way_out() -> str:
        """How to get no more of these, at the end of every letter that nobody needs (K5)."""
        if letter.unsubscribe is None:
            return ""
        return renderer.render(
            "amends/mail/way_out.txt", locale=locale, zone=letter.zone, now=state.clock.now(), **facts
        )

    message = EmailMessage()
    message["Subject"] = " ".join(render("subject.txt").split())
    message["From"] = Address(settings.shop_name, addr_spec=_sender(state))
    message["To"] = _address(letter.to)
    if letter.reply_to is not None:
        message["Reply-To"] = _address(letter.reply_to)
    if letter.unsubscribe is not None:
        for name, value in wish_links.headers(letter.unsubscribe).items():
            message[name] = value
    message["Date"] = format_datetime(state.clock.now())
    message["Message-ID"] = f"<{letter.mail.id}@{_host(state)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    plain = f"{render('letter.txt').strip()}\n\n{end}" if (end := way_out()) else render("letter.txt")
    message.set_content(_BLANK.sub("\n\n", plain).strip() + "\n")
    message.add_alternative(render("letter.html"), subtype="html")
    for one in letter.attachments:
        kind, _, subtype = one.media_type.partition("/")
        message.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
    # Set last: making an alternative moves every content header into its first part.
    message["Content-Language"] = locale
    return message


def _sender(state: State) -> str:
    settings = state.settings
    if settings.mail is not None:
        return settings.mail.sender
    return settings.staff_email or f"no-reply@{_host(state)}"


def _host(state: State) -> str:
    return urlsplit(state.settings.base_url or "").hostname or "localhost"


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError) as error:
        raise AddressError(f"{type(error).__name__} in the address.") from error
