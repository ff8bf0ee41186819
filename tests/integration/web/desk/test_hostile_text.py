"""What people write is text, on every page of the desk and in every language."""

import pytest

from flask_amends.disputes import commands as c
from flask_amends.disputes.vocabulary import Actor, EvidenceType
from flask_amends.ports import StaffMember
from flask_amends.service import desking
from tests.integration.cases import ORDER
from tests.integration.web.desk.conftest import Desk, Page

CORPUS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% print(1) %}",
    "%(terms)s %s %d",
    "&lt;b&gt; &#60;",
    "\u202etxt.exe\u2066",
    "שלום <b>עולם</b>",
)
ALL = " ".join(CORPUS)


#: Every script but the desk's own, which is a file.
OTHER_SCRIPTS = "script:not([src^='/amends/s/desk.']:empty)"


def harmless(page: Page) -> None:
    assert page.status in {200, 409, 422}, page.status
    assert page.soup.select(f"{OTHER_SCRIPTS}, svg, iframe, [onerror], [onload]") == []
    assert not [
        one
        for one in page.soup.select("[href], [src]")
        if "javascript:" in str(one.get("href", one.get("src")))
    ]
    assert page.soup.select("main b") == []
    assert "49" not in page.text.replace("2049", "")


@pytest.mark.parametrize("lang", ["en", "pl", "ru", "he"])
def test_no_page_of_the_desk_runs_what_people_wrote(desk: Desk, lang: str) -> None:
    desk.shop.orders.add(ORDER)
    case_id = desk.claim(name=ALL, description=ALL, phone=None)
    desk.sit(StaffMember(id="<7>", name=ALL, roles=frozenset({"lead"})))
    desk.shopper(case_id, c.PostMessage(actor=Actor.SHOPPER, message_id="msg_1", text=ALL))
    evidence = c.AddEvidence(actor=Actor.SHOPPER, evidence_id="evd_1", type=EvidenceType.OTHER, note=ALL)
    desk.shopper(case_id, evidence)
    desk.act(case_id, "propose", alternatives__0__kind="gift", note=ALL)
    query = f"?lang={lang}"
    member = desk.shop.staff.member
    assert member is not None
    desking.note(desk.shop.state, case_id, ALL, by=member)
    desking.tag(desk.shop.state, [case_id], ALL, by=member)
    desking.assign(desk.shop.state, [case_id], member.id, by=member)

    harmless(desk.inbox(query))
    harmless(desk.inbox(f"{query}&q=%3Cscript%3Ealert(1)%3C/script%3E"))
    page = desk.open(f"/amends/desk/cases/{case_id}{query}")
    harmless(page)
    assert page.soup.html is not None
    assert page.soup.html["dir"] == ("rtl" if lang == "he" else "ltr")
    for text in ("<script>alert(1)</script>", "{{ 7*7 }}{% print(1) %}", "%(terms)s %s %d"):
        assert text in page.text


def test_no_answer_to_a_form_runs_what_was_typed(desk: Desk) -> None:
    case_id = desk.claim(description=ALL)
    typed = {"note": ALL, "ground": ALL}

    wrong = desk.send(case_id, "reject", {**desk.case(case_id).form("reject"), **typed})
    review = desk.send(
        case_id, "reject", {**desk.case(case_id).form("reject"), "note": ALL, "ground": "other"}
    )
    stale = desk.case(case_id).form("reject") | {"note": ALL, "ground": "other", "version": "999"}
    moved = desk.send(case_id, "reject", stale)

    for page in (wrong, review, moved):
        harmless(page)
    assert "<script>alert(1)</script>" in review.text
