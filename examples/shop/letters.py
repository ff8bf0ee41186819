"""The shop's own letter about an order: what was ordered, and all that matters about delivery and payment."""

from email.message import EmailMessage

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from . import mailbox
from .after_sales import facts


def received(purchase):
    """Tell the buyer that the order arrived: not that it is accepted."""
    if current_app.config.get("AMENDS_MAIL_SERVER"):
        return  # a real shop sends it by its own mailer
    with force_locale(purchase.locale):
        letter = EmailMessage()
        letter["From"], letter["To"] = "Lamplight <orders@lamplight.example>", purchase.email
        letter["Subject"] = gettext("We received your order %(number)s", number=purchase.number)
        letter.set_content(render_template("order.txt", purchase=purchase, facts=facts(purchase)))
        mailbox.deliver(letter)
