"""The desk is for everybody who works there, too."""

from __future__ import annotations

import pytest

from flask_amends.ports import StaffMember
from tests.browser.access.conftest import Windows
from tests.browser.access.judging import overflow, targets, violations

OLA = StaffMember(id="7", name="Ola Kowalska", roles=frozenset({"lead"}))
PAGES = {
    "inbox": ("/amends/desk/", "he", "dark"),
    "case": ("/amends/desk/cases/{fresh}", "ru", "light"),
    "case with offers": ("/amends/desk/cases/{offers}", "he", "light"),
    "questions": ("/amends/desk/questions", "pl", "dark"),
    "withdrawals": ("/amends/desk/withdrawals", "en", "dark"),
}


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_work_at_the_desk(windows: Windows, name: str):
    path, language, scheme = PAGES[name]
    windows.stall.shop.staff.member = OLA
    page = windows.window(scheme=scheme)
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(f"{windows.stall.address}{path.format(**windows.stall.cases)}?lang={language}")
    windows.stall.shop.staff.member = None
    assert answer is not None
    assert answer.status == 200
    assert [*violations(page), *targets(page), *overflow(page)] == []
