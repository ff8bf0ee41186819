"""What takes minutes to show: a thousand spoilt photos, and two answers that take equally long."""

import io
import random
import statistics
import time

import pytest
from PIL import Image

from flask_amends.errors import InvalidInput
from flask_amends.service import limits
from flask_amends.web.images import MEDIA_TYPES, sanitise
from tests.integration.web.claim.conftest import CHOSEN
from tests.integration.web.storefront.conftest import Visitor

pytestmark = pytest.mark.soak

SECRETS = (b"<script>", b"52.2297", b"Exif", b"http://ns.adobe.com", b"PK\x03\x04", b"secret")

#: What a decoder tells of any picture of these formats.
PLAIN = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
PLAIN |= {"loop", "background", "timestamp", "duration"}


def loaded_photo(kind: str) -> bytes:
    """A photo with everything in it that must not come along."""
    exif = Image.Exif()
    exif[0x010E] = "<script>secret</script>"
    exif.get_ifd(0x8825)[2] = (52.0, 13.0, 47.0)
    content = io.BytesIO()
    Image.effect_noise((160, 120), 60).convert("RGB").save(content, kind, exif=exif, quality=80)
    return content.getvalue() + b"PK\x03\x04 52.2297 secret"


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """The photo with some bytes changed, or cut off."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 3, 20, 200])):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made[: chance.randrange(len(made))] if chance.random() < 0.2 else made)


def test_a_thousand_spoilt_photos_are_refused_or_made_harmless():
    # security 17, 19
    chance, good = random.Random(17), 0
    for number in range(1000):
        kind = ("JPEG", "PNG", "WEBP")[number % 3]
        try:
            made = sanitise(spoilt(loaded_photo(kind), chance), "x.jpg")
        except InvalidInput:
            continue
        good += 1
        assert made.media_type == MEDIA_TYPES[kind]
        assert not any(secret in made.content for secret in SECRETS)
        with Image.open(io.BytesIO(made.content)) as picture:
            picture.load()
            assert not picture.getexif()
            assert set(picture.info) <= PLAIN
    assert good > 100


@pytest.mark.parametrize("address", ["/amends/order", "/amends/claim"])
def test_an_order_that_is_there_takes_no_longer(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, address: str
):
    # security 7
    for name in ("FINDS_PER_NETWORK", "CLAIMS_PER_NETWORK", "CLAIMS_PER_ADDRESS", "CLAIMS_PER_ORDER"):
        limit = getattr(limits, name)
        monkeypatch.setattr(limits, name, limits.Limit(name=limit.name, count=10**6, window=limit.window))
    more = {**CHOSEN, "step": "send"} if address.endswith("claim") else {}
    unknown = {name: more.pop(name) for name in list(more) if name.startswith("items.")}
    assert "items.0.chosen" in unknown or not more

    def timed(number: str, email: str) -> float:
        form = visitor.open(address).form(address.rpartition("/")[2])
        visitor.shop.clock.move(minutes=20)
        began = time.perf_counter()
        answer = visitor.post(address, {**form, **more, "order_number": number, "email": email})
        assert answer.status == 303
        return time.perf_counter() - began

    times: dict[str, list[float]] = {"there": [], "not there": []}
    asked = [("there", "A-1"), ("not there", "Z-9")]
    for number in range(1000):
        # In turns, so that neither is always the one that comes second.
        for name, order in asked if number % 2 else reversed(asked):
            times[name].append(timed(order, "anna@example.org"))
    there, away = (statistics.median(one) for one in times.values())
    assert abs(there - away) / away < 0.05
