"""Letters from right to left: order numbers and amounts in them stay readable, as a browser lays them out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from amends_widgets import Renderer
from flask_amends.disputes import events as facts
from flask_amends.disputes.offers import Terms
from flask_amends.disputes.vocabulary import Remedy
from flask_amends.service import mail
from flask_amends.service.letters import Letter
from flask_amends.service.mail_rules import MailKind
from flask_amends.testing import Shop
from flask_amends.worker.letters import compose
from tests.integration.cases import agree, euros, open_case

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Digits first, then letters: without isolates a Hebrew line shows its two halves the other way round.
ORDER = "17 ORD-5"
ISOLATES = re.compile("[\u2066-\u2069]")
#: Where each character of a piece of a page's text stands, from the left.
PLACES = """piece => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(piece);
    if (at < 0) continue;
    return [...piece].map((_, index) => {
      const range = document.createRange();
      range.setStart(node, at + index);
      range.setEnd(node, at + index + 1);
      return range.getBoundingClientRect().x;
    });
  }
  return [];
}"""


@pytest.fixture
def database_uri(sqlite_uri: str) -> str:
    """How a letter reads does not depend on the database."""
    return sqlite_uri


@pytest.fixture
def letter(shop: Shop) -> Letter:
    """What the shopper is told about an agreement on 20.00 euros."""
    agree(shop.state, open_case(shop.state))
    found = next(one for one in mail.claim(shop.state) if one.mail.recipient == "shopper")
    fact = facts.Agreed(terms=Terms(kind=Remedy.PARTIAL_REFUND, amount=euros("20.00")))
    told = {**found.facts, "fact": fact, "order_number": ORDER}
    return replace(found, facts=told, mail=replace(found.mail, kind=MailKind.AGREED))


def hebrew(shop: Shop, letter: Letter) -> EmailMessage:
    return compose(
        shop.state, Renderer(), replace(letter, locale="he", mail=replace(letter.mail, locale="he"))
    )


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def read_as_text(page: "Page", text: str) -> None:
    """As a mail program shows plain text: each line by its own direction."""
    page.set_content('<pre style="unicode-bidi: plaintext"></pre>')
    page.locator("pre").evaluate("(pre, text) => { pre.textContent = text }", text)


def from_left_to_right(page: "Page", piece: str) -> bool:
    places = page.evaluate(PLACES, piece)
    assert len(places) == len(piece)
    return bool(places == sorted(places))


def pieces(shop: Shop, letter: Letter) -> Iterator[str]:
    yield from (ORDER, letter.facts["reference"], "20.00")


def test_a_hebrew_letter_keeps_numbers_and_amounts_readable(shop: Shop, letter: Letter, page: "Page"):
    # Widgets 7: isolates in plain-text mail, <bdi> in HTML.
    message = hebrew(shop, letter)
    assert 'dir="rtl"' in body(message, "html")
    for kind in ("plain", "html"):
        if kind == "plain":
            read_as_text(page, body(message, kind))
        else:
            page.set_content(body(message, kind))
        assert all(from_left_to_right(page, piece) for piece in pieces(shop, letter)), kind


def test_without_isolates_an_order_number_would_be_shown_backwards(shop: Shop, letter: Letter, page: "Page"):
    read_as_text(page, ISOLATES.sub("", body(hebrew(shop, letter), "plain")))
    assert not from_left_to_right(page, ORDER)


def test_every_subject_and_line_closes_what_it_isolates(shop: Shop, letter: Letter):
    for kind in MailKind:
        if kind in (MailKind.AGREED, MailKind.RECEIVED, MailKind.YOUR_TURN, MailKind.LINK, MailKind.VERIFY):
            message = hebrew(shop, replace(letter, mail=replace(letter.mail, kind=kind)))
            assert f"\u2068{letter.facts['reference']}\u2069" in message["Subject"]
            title = re.search("<title>(.*?)</title>", body(message, "html"), re.DOTALL)
            assert title
            assert letter.facts["reference"] in title[1]
            assert "<" not in title[1]
            assert "&lt;" not in title[1]
            for line in [message["Subject"], *body(message, "plain").splitlines()]:
                assert line.count("\u2068") == line.count("\u2069"), line
