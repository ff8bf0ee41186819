"""Customers are reached through one door: a new way to mail one, or to show a number, fails here (K10)."""

import re
from pathlib import Path

import flask_amends
from amends_widgets import render
from flask_amends.service import mail, mail_gate

PLUGIN = Path(flask_amends.__file__).parent
TEMPLATES = Path(render.__file__).parent / "templates" / "amends"
#: Letters that no customer gets.
TO_STAFF = {"arbiter", "digest", "price", "promise", "stock"}
#: Who may make a message or hand one to the post, and who may ask the bare rules.
MESSAGES = {"worker/letters.py", "worker/postman.py"}
#: Templates that print a number: of the shop, of a carrier, to its own owner, and the one of the door.
NUMBERS = {
    "_contact_phone.html",
    "_room_help.html",
    "claim_detour.html",
    "contact_sent.html",
    "desk/case/order.html",
    "desk/reach.html",
    "enquiry.html",
    "mail/enquiry/_parts.jinja",
}


MODULES = {str(path.relative_to(PLUGIN)): path.read_text(encoding="utf-8") for path in PLUGIN.rglob("*.py")}


def _naming(words: str) -> set[str]:
    """The modules in whose text one of these stands."""
    wanted = re.compile(words)
    return {path for path, text in MODULES.items() if wanted.search(text)}


def test_only_the_postman_makes_and_hands_over_messages():
    assert _naming(r"\bsmtplib\b|\.add_alternative\(|\.set_content\(") == MESSAGES


def test_letters_come_to_the_postman_through_the_gate_alone():
    assert _naming(r"\bTOPICS\[mail\.|\bmail\.TOPICS\b") == {"service/mail.py"}
    assert _naming(r"\bmail_gate\.pass_through\(") == {"service/mail.py"}, "and there the gate is asked"


def test_the_rules_are_asked_in_one_place():
    imported = r"from flask_amends\.guards\.contact import (\([^)]*|[^\n]*)\bmay_contact\b"
    assert _naming(imported) == {"service/gate.py"}


def test_every_letter_to_a_customer_says_what_it_is_about():
    named = {name.partition(":")[0] for name in mail_gate.PURPOSES}
    assert set(mail.TOPICS) - TO_STAFF == named


def test_a_customers_number_stands_on_the_page_of_the_gate_alone():
    number = re.compile(r"\{\{[^}\n]*[\w\]]\.(\w+_)?phone\b|tel:|\{\{[^}\n]*, phone\)|attribute=.phone")
    printing = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.*")
        if number.search(path.read_text(encoding="utf-8"))
    }
    assert printing == NUMBERS
