"""Who may frame our pages, and who may sign an order: exact origins, and keys that are worth the name."""

import pytest

from flask_amends.errors import SettingsError
from flask_amends.settings import Settings

KEY = "k" * 32


def frames(**config: object):
    return Settings.from_config({"TESTING": True, "SECRET_KEY": "test", **config}).frames


def test_nobody_may_unless_it_is_said():
    assert frames().origins == ()
    assert frames().keys == ()


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("https://shop.example", ("https://shop.example",)),
        ("HTTPS://Shop.Example/, https://b.example:8443", ("https://shop.example", "https://b.example:8443")),
        (["https://shop.example:443"], ("https://shop.example",)),
        (["http://127.0.0.1:8001"], ("http://127.0.0.1:8001",)),
        (["https://shop.example", "https://shop.example/"], ("https://shop.example",)),
    ],
)
def test_origins_are_written_as_browsers_write_them(given: object, understood: tuple[str, ...]):
    assert frames(AMENDS_EMBED_ORIGINS=given).origins == understood


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.example",
        "https:",
        "shop.example",
        "https://shop.example/path",
        "https://shop.example; script-src *",
        "https://shop.example 'self'",
        "https://user@shop.example",
        "https://shop.example:99999",
        "javascript:alert(1)",
        "https://sklep.żółty.example",
        "null",
        "",
        7,
    ],
)
def test_anything_that_is_no_exact_origin_is_refused_at_start(origin: object):
    with pytest.raises(SettingsError, match="AMENDS_EMBED_ORIGINS"):
        frames(AMENDS_EMBED_ORIGINS=[origin])


def test_keys_are_a_list_for_rotation_and_never_shown():
    found = frames(AMENDS_EMBED_KEYS=[KEY, b"b" * 32])
    assert found.keys == (KEY, "b" * 32)
    assert KEY not in repr(found)


@pytest.mark.parametrize("keys", ["short", ["k" * 31], [KEY, ""], [KEY, None], 5])
def test_a_short_key_is_refused_at_start_without_telling_it(keys: object):
    with pytest.raises(SettingsError, match="AMENDS_EMBED_KEYS") as refused:
        frames(AMENDS_EMBED_KEYS=keys)
    assert "k" * 31 not in str(refused.value)


def test_the_look_of_frames_is_checked_and_written_for_a_stylesheet():
    plain = {"radius": "0", "scheme": "light", "font": '"Lato", serif'}
    assert frames(AMENDS_TOKENS=plain).tokens == plain
    light = {"scheme": "light", "accent": "#0b5d4e"}
    assert frames(AMENDS_TOKENS=light).tokens["accent"] == "light-dark(#0b5d4e, #0b5d4e)"
    pair = {"accent": ["#0b5d4e", "#8fd0a2"], "on-accent": ["#fff", "#10201c"]}
    assert frames(AMENDS_TOKENS=pair).tokens["accent"] == "light-dark(#0b5d4e, #8fd0a2)"


@pytest.mark.parametrize(
    "look",
    [
        {"accent": "#eeeeee"},
        {"accent": "#0b5d4e"},
        {"accent": "red"},
        {"accent": "#0b5d4e; } body { display: none"},
        {"unknown": "#000"},
        {"radius": "1rem; color: red"},
        {"font": "x; }"},
        {"font": '"open'},
        {"scheme": "sepia"},
        ["accent"],
        {"accent": None},
        {"accent": ["#000"]},
    ],
)
def test_a_look_that_is_hard_to_read_or_no_value_is_refused_at_start(look: object):
    with pytest.raises(SettingsError, match="AMENDS_TOKENS"):
        frames(AMENDS_TOKENS=look)
