"""A shop of any kind hands over what its checkout sent back (P6)."""

from flask_amends.notices.model import Line, Notice, NoticeKind, Slot
from flask_amends.service.notices import shown, taking
from tests.integration.web.api.conftest import FOR_MARKETPLACES, Office


def test_references_of_a_checkout_are_kept_and_a_forged_one_is_not(office: Office) -> None:
    notice = Notice(kind=NoticeKind.AVAILABILITY, about="rose", lines=(Line(key="stock.in_stock"),))
    good = shown.refer(office.shop.state, notice, Slot.CHECKOUT_TOP, "en", ("In stock.",))
    erp = office.program("orders:write")
    answer = erp.post("/shown", {"order_number": "A-1", "references": [f"{good} {good}", "forged"]})
    assert answer.json == {"source": "shown", "kept": 1, "old": 0, "refused": 1, "unticked": []}
    assert [row.content["lines"] for row in taking.of_order(office.shop.state, "A-1")] == [["In stock."]]


def test_without_references_the_notices_in_force_are_kept_and_it_says_so(office: Office) -> None:
    answer = office.program("orders:write").post("/shown", {"order_number": "A-1"})
    assert answer.json == {"source": "in_force", "kept": 2, "old": 0, "refused": 0, "unticked": []}
    assert {row.content["state"] for row in taking.of_order(office.shop.state, "A-1")} == {"price"}


def test_a_marketplace_tells_of_its_own_orders_only(office: Office) -> None:
    bazaar = office.program(*FOR_MARKETPLACES, owner="bazaar")
    assert bazaar.post("/shown", {"order_number": "C-1"}).status_code == 404
    assert bazaar.post("/shown", {"order_number": "B-1"}).status_code == 200
    assert list(taking.of_order(office.shop.state, "C-1")) == []
