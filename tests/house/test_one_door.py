"""Customers are reached through one door: a new way to mail one, or to show a number, fails here (K10)."""

import ast
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


def _modules() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PLUGIN)): ast.parse(path.read_text(encoding="utf-8"))
        for path in PLUGIN.rglob("*.py")
    }


def _names(tree: ast.Module) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return found | {one.name for node in imports for one in node.names}


MODULES = _modules()


def test_only_the_postman_makes_and_hands_over_messages():
    made = {
        path for path, tree in MODULES.items() if {"smtplib", "add_alternative", "set_content"} & _names(tree)
    }
    assert made == MESSAGES


def test_letters_come_to_the_postman_through_the_gate_alone():
    readers = {path for path, tree in MODULES.items() if "TOPICS" in _names(tree) and "mail" in path}
    passing = {path for path, tree in MODULES.items() if "pass_through" in _names(tree)}
    assert readers == {"service/mail.py"}
    assert passing == {"service/mail.py"}, "and the gate is asked where they are made"


def test_the_rules_are_asked_in_one_place():
    asking = {
        path
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "flask_amends.guards.contact"
        and "may_contact" in {one.name for one in node.names}
    }
    assert asking == {"service/gate.py"}


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
