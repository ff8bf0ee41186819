"""Photos on their way: alone or with a form, described, left out, never lost, only where there is room."""

import errno
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from flask_amends.ports import FileStore, KnowsRoom, ListsFiles
from flask_amends.service import acts, cases, limits, photos
from flask_amends.storage.files import FolderFiles
from flask_amends.testing import MemoryFiles
from tests.integration.cases import dump
from tests.integration.web.claim.conftest import CHOSEN, address_of, fill, go_on
from tests.integration.web.storefront.conftest import MakeVisitor, Page, Visitor, photo

HERE = {"Sec-Fetch-Site": "same-origin"}
FORM = "multipart/form-data"


def staged(visitor: Visitor, name: str = "rose.jpg") -> dict[str, Any]:
    answer = visitor.client.post("/amends/photos", data={"photos": photo(name=name)}, headers=HERE)
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def message(answer: TestResponse) -> str:
    """What a refusal says, without the marks that keep directions apart."""
    said = answer.json
    assert said is not None
    assert list(said) == ["message"]
    return str(said["message"]).replace("\u2068", "").replace("\u2069", "")


def only_case(visitor: Visitor) -> Any:
    [case] = cases.list_for_desk(visitor.shop.state, cases.Filters(is_open=None))
    return visitor.view(case.id)


def test_one_photo_is_taken_at_once_and_named_by_a_signed_reference(visitor: Visitor):
    found = staged(visitor)
    assert set(found) == {"reference", "name", "bytes"}
    assert found["name"] == "rose.jpg"
    page = fill(visitor, uploads=[found["reference"]], caption=["The stem is broken"])
    assert "rose.jpg: The stem is broken" in page.text
    visitor.send(page)
    [file] = only_case(visitor).files
    assert (file.name, file.description) == ("rose.jpg", "The stem is broken")


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({}, 422, "Please fill this in."),
        ({"photos": (b"<svg/>", "x.svg")}, 422, "x.svg is not a JPEG, PNG or WebP photo"),
        ({"photos": (b"", "x.jpg")}, 422, "x.jpg is empty"),
    ],
    ids=["nothing", "svg", "empty"],
)
def test_what_cannot_be_taken_is_said_in_the_readers_language(
    visitor: Visitor, sent: dict[str, Any], status: int, said: str
):
    data = {name: (io.BytesIO(content), file) for name, (content, file) in sent.items()}
    answer = visitor.client.post("/amends/photos", data={**data, "x": "1"}, headers=HERE, content_type=FORM)
    assert answer.status_code == status
    assert said in message(answer)
    hebrew = visitor.client.post("/amends/photos?lang=he", data={"x": "1"}, headers=HERE, content_type=FORM)
    assert any("א" <= letter <= "ת" for letter in message(hebrew))


@pytest.mark.parametrize(("size", "status"), [(10_000_001, 422), (10_600_000, 413)])
def test_a_photo_that_is_too_large_is_told_so(visitor: Visitor, size: int, status: int):
    head = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="x.jpg"\r\n\r\n'
    body = head + b"x" * size + b"\r\n--x--\r\n"
    answer = visitor.client.post(
        "/amends/photos", data=body, headers=HERE, content_type=f"{FORM}; boundary=x"
    )
    assert answer.status_code == status
    assert "is larger than 10 MB" in message(answer)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}],
    ids=["site", "origin", "none"],
)
def test_another_site_cannot_leave_photos_here(visitor: Visitor, headers: dict[str, str]):
    before = dump(visitor.shop.state)
    answer = visitor.client.post("/amends/photos", data={"photos": photo()}, headers=headers)
    assert answer.status_code == 403
    assert dump(visitor.shop.state) == before


def test_an_old_browser_shows_a_form_of_ours_instead(visitor: Visitor):
    token = visitor.claim_form()["form_token"]
    answer = visitor.client.post("/amends/photos", data={"photos": photo(), "form_token": token})
    assert answer.status_code == 201


def described(visitor: Visitor, **typed: Any) -> Page:
    return fill(
        visitor, uploads=[staged(visitor)["reference"]], caption=["  A \u202ebroken\u202c stem "], **typed
    )


ERRORS: dict[str, dict[str, Any]] = {
    "a field": {"description": ""},
    "an unknown field": {"status": "closed"},
    "another photo": {"photos": photo(kind="GIF")},
    "too many photos": {"photos": [photo(name=f"{n}.jpg") for n in range(5)]},
    "a field twice": {"name": ["a", "b"]},
}


@pytest.mark.parametrize("typed", ERRORS.values(), ids=ERRORS)
def test_photos_and_what_is_said_about_them_survive_every_error(visitor: Visitor, typed: dict[str, Any]):
    page = described(visitor, **typed)
    assert page.status == 422
    kept = page.form("/claim")
    assert kept["uploads"]
    assert page.one("input[name=caption]")["value"] == "A broken stem"


def test_photos_survive_an_old_form_a_limit_and_a_refusal(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    form = visitor.open(address_of(visitor)).form("/claim")
    visitor.shop.clock.move(days=3)
    reference = staged(visitor)["reference"]
    old = visitor.post(
        "/amends/claim", {**form, **CHOSEN, "uploads": [reference], "caption": ["x"], "step": "review"}
    )
    assert (old.status, old.one("input[name=caption]")["value"]) == (422, "x")
    refused = visitor.send(described(visitor, ask="partial_refund", amount="900"))
    assert refused.status == 422
    assert refused.one("input[name=caption]")["value"] == "A broken stem"
    monkeypatch.setattr(
        limits, "CLAIMS_PER_NETWORK", limits.Limit(name="x", count=0, window=limits.CLAIMS_PER_NETWORK.window)
    )
    limited = visitor.send(described(visitor))
    assert limited.status == 429
    assert int(limited.response.headers["Retry-After"]) > 0
    assert limited.form("/claim")["description"].strip() == CHOSEN["description"]
    assert limited.one("input[name=caption]")["value"] == "A broken stem"


def test_a_photo_left_out_takes_its_words_along(visitor: Visitor):
    first, second = staged(visitor, "one.jpg")["reference"], staged(visitor, "two.jpg")["reference"]
    page = fill(visitor, uploads=[first, second], caption=["first", "second"], remove=[first])
    assert "two.jpg: second" in page.text
    assert "first" not in page.text
    changed = go_on(visitor, page, "edit")
    assert [one["value"] for one in changed.soup.select("input[name=caption]")] == ["second"]


def test_the_words_about_a_photo_cannot_be_changed_once_it_belongs_to_a_case(visitor: Visitor):
    reference = staged(visitor)["reference"]
    visitor.send(fill(visitor, uploads=[reference], caption=["as it was"]))
    fill(visitor, uploads=[reference], caption=["changed"])
    assert [file.description for file in only_case(visitor).files] == ["as it was"]


def test_a_photo_is_described_to_whoever_cannot_see_it(visitor: Visitor):
    sent = visitor.send(fill(visitor, uploads=[staged(visitor)["reference"]], caption=["A broken stem"]))
    assert visitor.open(sent.location).one(".am-photos img")["alt"] == "A broken stem"


# Room for photos: security 24


def full_disk(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("way", ["the disk is full", "little is left", "the bucket is away"])
def test_without_room_the_form_is_kept_and_the_claim_goes_without(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, way: str
):
    if way == "little is left":
        monkeypatch.setattr(MemoryFiles, "free_bytes", lambda _: photos.LEAST_FREE, raising=False)
    elif way == "the disk is full":
        monkeypatch.setattr(MemoryFiles, "write", full_disk)
    else:
        monkeypatch.setattr(MemoryFiles, "write", lambda *_: (_ for _ in ()).throw(RuntimeError("no bucket")))
    before = dump(visitor.shop.state)["amends_staged_uploads"]
    page = fill(visitor, photos=photo())
    assert page.status == 507
    assert page.summary()["#claim-photos"].startswith("Photos: There is no room for photos at the moment.")
    assert page.form("/claim")["description"].strip() == CHOSEN["description"]
    assert dump(visitor.shop.state)["amends_staged_uploads"] == before == []
    answer = visitor.client.post("/amends/photos", data={"photos": photo()}, headers=HERE)
    assert (answer.status_code, message(answer)[:16]) == (507, "There is no room")
    assert go_on(visitor, page, "review").one("h1").get_text() == "Check and send"


def alone(visitor: Visitor, address: str = "127.0.0.1") -> int:
    """The status of one photo sent from an address."""
    answer = visitor.client.post(
        "/amends/photos", data={"photos": photo()}, headers=HERE, environ_overrides={"REMOTE_ADDR": address}
    )
    return answer.status_code


def test_a_network_and_the_shop_have_their_share_a_day(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "PHOTOS_PER_NETWORK", replace(limits.PHOTOS_PER_NETWORK, count=2))
    neighbours = [alone(visitor, f"203.0.113.{number}") for number in range(3)]
    assert neighbours == [201, 201, 507]
    assert alone(visitor, "198.51.100.9") == 201
    monkeypatch.setattr(photos, "MOST_PER_DAY", 3)
    assert alone(visitor, "192.0.2.9") == 507


def test_a_case_is_full_at_some_point_and_says_so(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(acts, "MOST_PHOTOS", 1)
    sent = visitor.send(fill(visitor, photos=photo()))
    case_id = only_case(visitor).id
    visitor.open(sent.location)
    page = visitor.act(case_id, "add_evidence", note="One more.", photos=photo())
    assert page.status == 422
    assert "This case can hold one photo" in page.text
    assert len(visitor.view(case_id).files) == 1


def test_the_folder_knows_its_room_before_it_exists(tmp_path: Path):
    files: FileStore = FolderFiles(tmp_path / "not" / "yet")
    assert isinstance(files, KnowsRoom)
    assert isinstance(files, ListsFiles)
    assert (files.free_bytes() or 0) > 0


# Looked into: security 25


def scanned(make_visitor: MakeVisitor, verdict: Any, **options: Any) -> tuple[Visitor, list[str]]:
    seen: list[str] = []

    def scanner(content: bytes, name: str) -> bool:
        seen.append(name)
        if isinstance(verdict, Exception):
            raise verdict
        return bool(verdict(content))

    visitor = make_visitor(prepare=lambda amends: amends.photo_scanner(**options)(scanner))
    return visitor, seen


def test_a_file_is_looked_into_as_it_was_sent(make_visitor: MakeVisitor):
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR"
    visitor, seen = scanned(make_visitor, lambda content: eicar not in content)
    clean, infected = photo(), photo()
    infected[0].seek(0, 2)
    infected[0].write(eicar)
    infected[0].seek(0)
    page = fill(visitor, photos=[clean, infected])
    assert page.status == 422
    assert "did not pass the check" in page.text
    assert len(page.form("/claim")["uploads"]) == 1
    assert len(visitor.shop.files.contents) == 1
    assert seen == ["rose.jpg", "rose.jpg"]


def test_a_scanner_that_fails_lets_nothing_in_unless_it_may(make_visitor: MakeVisitor, caplog: Any):
    visitor, _ = scanned(make_visitor, TimeoutError("clamd"))
    page = fill(visitor, photos=photo())
    assert page.status == 422
    assert "could not be checked just now" in page.text
    assert visitor.shop.files.contents == {}
    assert "The photo scanner failed." in caplog.text


def test_a_shop_can_choose_photos_over_certainty(make_visitor: MakeVisitor):
    visitor, _ = scanned(make_visitor, TimeoutError("clamd"), fail_closed=False)
    assert fill(visitor, photos=photo()).status == 200
    assert len(visitor.shop.files.contents) == 1
