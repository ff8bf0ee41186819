"""Photos: only pictures, made anew, and only for those in the room."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import event

from flask_amends.errors import InvalidInput
from flask_amends.web.images import sanitise
from tests.integration.web.storefront.conftest import GOOD, Visitor, photo


def content_of(made: tuple[io.BytesIO, str]) -> bytes:
    return made[0].getvalue()


def fault(content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        sanitise(content, "x.jpg")
    return caught.value.fields["photos"][0].code


def with_location() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "<script>alert(1)</script>"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (52.0, 13.0, 48.0)
    return content_of(photo(exif=exif, comment=b"secret comment"))


def test_where_and_when_it_was_taken_is_gone_and_it_stands_upright():
    made = sanitise(with_location())
    with Image.open(io.BytesIO(made.content)) as picture:
        picture.load()
        assert picture.size == (48, 64)
        assert not picture.getexif()
        assert "comment" not in picture.info
    assert b"script" not in made.content
    assert b"secret" not in made.content


def test_what_is_glued_to_a_picture_is_gone():
    made = sanitise(content_of(photo()) + b"<html><script>alert(1)</script>PK\x03\x04")
    assert b"script" not in made.content


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_each_allowed_format_stays_what_it_is(kind: str, media_type: str):
    assert sanitise(content_of(photo(kind=kind))).media_type == media_type


def test_a_transparent_picture_stays_transparent():
    content = io.BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(content, "PNG")
    with Image.open(io.BytesIO(sanitise(content.getvalue()).content)) as picture:
        assert picture.mode == "RGBA"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_grey_picture_does_not_become_three_times_as_large(kind: str):
    content = io.BytesIO()
    Image.effect_noise((200, 200), 60).save(content, kind, quality=88)
    made = sanitise(content.getvalue()).content
    assert len(made) < 1.3 * len(content.getvalue())


def huge_header() -> bytes:
    """A PNG that claims to be 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def zipped_text() -> bytes:
    """A small PNG with a text chunk that unpacks to 100 MB."""
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "A" * 100_000_000, zip=True)
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG", pnginfo=info)
    return content.getvalue()


def animation() -> bytes:
    content = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in range(0, 250, 50)]
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])
    return content.getvalue()


def other_format(kind: str) -> bytes:
    return content_of(photo(kind=kind))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo_not_an_image"),
        (b"<html>", "photo_not_an_image"),
        (b"%PDF-1.7", "photo_not_an_image"),
        (b"PK\x03\x04 and so on", "photo_not_an_image"),
        (b"\xff", "photo_not_an_image"),
        (other_format("GIF"), "photo_not_an_image"),
        (other_format("BMP"), "photo_not_an_image"),
        (other_format("TIFF"), "photo_not_an_image"),
        (other_format("EPS"), "photo_not_an_image"),
        (content_of(photo())[:-200], "photo_unreadable"),
        (huge_header(), "photo_too_many_pixels"),
        (content_of(photo((5001, 5000), "PNG")), "photo_too_many_pixels"),
        (zipped_text(), "photo_unreadable"),
        (animation(), "photo_animated"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:8]!r}",
)
def test_each_thing_that_is_not_a_photo_has_its_own_fault(content: bytes, code: str):
    assert fault(content) == code


def test_a_photo_that_is_too_large_is_named(visitor: Visitor):
    visitor.shop.app.config["MAX_CONTENT_LENGTH"] = 1000
    head = "--x\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in GOOD.items()]
    name = "../../etc/wide\u202egpj.jpg"
    parts.append(f'{head}"photos"; filename="{name}"\r\n\r\n')
    body = "".join(parts).encode() + b"\xff" * 10_000_001 + b"\r\n--x--\r\n"
    answer = visitor.client.post("/amends/claim", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "<bdi>widegpj.jpg</bdi> is larger than <bdi>10</bdi> MB." in answer.text


def test_one_photo_too_many_is_named_and_the_others_are_kept(visitor: Visitor):
    page = visitor.review(photos=[photo(name=f"{number}.jpg") for number in range(6)])
    assert page.status == 422
    assert page.summary() == {"#claim-photos": "Photos: At most 5 photos are possible. Please remove some."}
    assert len(page.form("/claim")["uploads"]) == 5


def test_a_body_beyond_all_photos_is_not_read(visitor: Visitor):
    body = b"x" * (5 * 10_000_000 + 1_000_000)
    answer = visitor.client.post("/amends/claim", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


def test_a_form_without_photos_is_small(visitor: Visitor):
    answer = visitor.client.post("/amends/link", data={"email": "x" * 70_000})
    assert answer.status_code == 413


def test_a_claim_without_photos_is_looked_through_without_the_database(visitor: Visitor):
    form = {**visitor.claim_form(), **GOOD}
    opened: list[object] = []
    event.listen(visitor.shop.state.store.engine(), "begin", opened.append)
    assert visitor.post("/amends/claim", {**form, "step": "review"}).status == 200
    assert opened == []


def test_photos_are_for_those_in_the_room_only_and_can_do_nothing(visitor: Visitor):
    case_id, other = visitor.case(), visitor.case(email="eva@example.org", order_number="E-5", items=())
    visitor.enter(case_id)
    visitor.act(case_id, "add_evidence", note="Wilted.", photos=photo())
    address = str(visitor.open(f"/amends/d/{case_id}").one(".am-photos img")["src"])
    answer = visitor.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "rose" not in answer.headers["Content-Disposition"]
    assert visitor.shop.app.test_client().get(address).status_code == 404
    visitor.enter(other)
    assert visitor.client.get(address.replace(case_id, other)).status_code == 404


def test_evidence_without_anything_in_it_is_asked_for(visitor: Visitor):
    case_id = visitor.case()
    visitor.enter(case_id)
    page = visitor.act(case_id, "add_evidence")
    assert page.summary() == {"#add_evidence-photos": "Photos: Please fill this in."}
