"""What staff keep of a case, and how they end its links."""

from datetime import timedelta

from flask_amends.service import casefile
from flask_amends.service.casefile_check import check
from flask_amends.service.tokens import Purpose, link_token
from flask_amends.storage.records import LinkRow
from tests.integration.web.desk.conftest import AUDITOR, Desk


def linked(desk: Desk, case_id: str) -> str:
    """A link into the room, as the shopper was sent it."""
    state = desk.shop.state
    now = state.clock.now()
    row = LinkRow(
        jti="j" * 32,
        purpose="room",
        case_id=case_id,
        person_id=None,
        created_at=now,
        expires_at=now + timedelta(days=30),
    )
    with state.store.begin() as unit:
        unit.links.add(row)
    return f"/amends/d/{link_token(state, Purpose.ROOM, row.jti)}"


def test_staff_end_all_links_to_a_case_and_its_visits(desk: Desk) -> None:  # security 31
    case_id = desk.claim()
    link = linked(desk, case_id)
    shopper = desk.shop.app.test_client()
    shopper.post(link)
    assert shopper.get(f"/amends/d/{case_id}").status_code == 200
    address = f"/amends/desk/cases/{case_id}/end-links"
    token = desk.case(case_id).soup.select_one(f"form[action='{address}'] input[name=form_token]")
    assert token is not None
    version = desk.view(case_id).version

    answer = desk.client.post(address, data={"form_token": str(token["value"])})

    assert answer.status_code == 303
    assert "All links to this case have ended." in desk.open(answer.headers["Location"]).text
    assert shopper.get(f"/amends/d/{case_id}").status_code == 404
    assert shopper.get(link).status_code == 404
    assert desk.view(case_id).version == version


def test_the_file_of_a_case_is_the_same_for_staff(desk: Desk) -> None:
    case_id = desk.claim()
    desk.sit(AUDITOR)

    answer = desk.client.get(f"/amends/desk/cases/{case_id}/bundle")

    assert answer.data == b"".join(casefile.export(desk.shop.state, case_id).pieces)
    assert check(answer.data).whole
