"""The configuration: read once, understood whole, and every fault told at once."""

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from flask_amends.disputes.policy import FLOWWOW, PL
from flask_amends.errors import SettingsError
from flask_amends.settings import AdrBody, MailSettings, Settings

LEAST = {"SECRET_KEY": "7f3e9d6b0c1a4852a6d7e8f90b1c2d3e"}


def faults(**config: object) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_config({**LEAST, **config})
    assert all(fault.way_out for fault in caught.value.faults)
    return {fault.key: fault.rule for fault in caught.value.faults}


def test_a_secret_key_is_enough():
    settings = Settings.from_config(LEAST)
    assert settings == Settings(secret_keys=(LEAST["SECRET_KEY"],))
    assert settings.policy is FLOWWOW


def test_everything_that_is_given_is_understood():
    settings = Settings.from_config(
        {
            **LEAST,
            "AMENDS_URL_PREFIX": "/help/claims",
            "AMENDS_DATABASE_URI": "postgresql+psycopg://shop/claims",
            "AMENDS_TABLE_PREFIX": "shop1_",
            "AMENDS_BASE_URL": "https://shop.example/",
            "AMENDS_MAIL_SERVER": "smtp.shop.example",
            "AMENDS_MAIL_SENDER": "claims@shop.example",
            "AMENDS_MAIL_PORT": "587",
            "AMENDS_MAIL_USE_TLS": "true",
            "AMENDS_STAFF_EMAIL": "staff@shop.example",
            "AMENDS_POLICY": "pl",
            "AMENDS_AUTO_EXECUTE_UP_TO": "100.00 PLN",
            "AMENDS_CURRENCY": "PLN",
            "AMENDS_LOCALES": "pl,en",
            "AMENDS_TIME_ZONE": "Europe/Warsaw",
            "AMENDS_UPLOADS": "/srv/uploads",
            "AMENDS_MAX_PHOTOS": "3",
            "AMENDS_WORKER": "off",
            "AMENDS_TRUSTED_ORIGINS": ["https://m.shop.example"],
            "AMENDS_WEBHOOK_ALLOW_NETWORKS": "127.0.0.0/8, ::1/128",
            "AMENDS_EGRESS_PROXY": "http://user:password@proxy.example:3128",
            "AMENDS_ADR_BODY": {"name": "Rzecznik", "url": "https://adr.example"},
        }
    )
    assert settings.mail == MailSettings(
        server="smtp.shop.example", sender="claims@shop.example", port=587, use_tls=True
    )
    assert (settings.url_prefix, settings.base_url) == ("/help/claims", "https://shop.example")
    assert (settings.policy, settings.locales, settings.default_locale) == (PL, ("pl", "en"), "pl")
    assert settings.uploads == Path("/srv/uploads")
    assert str(settings.auto_execute_up_to) == "100.00 PLN"
    assert settings.webhook_allow_networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert settings.egress_proxy == "http://user:password@proxy.example:3128"
    assert settings.adr_body == AdrBody(name="Rzecznik", url="https://adr.example")
    assert (settings.max_photos, settings.worker, settings.table_prefix) == (3, "off", "shop1_")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("AMENDS_URL_PREFIX", "amends"),
        ("AMENDS_URL_PREFIX", "/amends/"),
        ("AMENDS_TABLE_PREFIX", "Amends; DROP"),
        ("AMENDS_BASE_URL", "shop.example"),
        ("AMENDS_CURRENCY", "EURO"),
        ("AMENDS_STAFF_EMAIL", "staff"),
        ("AMENDS_POLICY", "mild"),
        ("AMENDS_POLICIES", [{"name": "own"}]),
        ("AMENDS_AUTO_EXECUTE_UP_TO", "100"),
        ("AMENDS_AUTO_EXECUTE_UP_TO", "0.001 PLN"),
        ("AMENDS_LOCALES", "en,fr"),
        ("AMENDS_DEFAULT_LOCALE", "fr"),
        ("AMENDS_TIME_ZONE", "Mars/Olympus"),
        ("AMENDS_UPLOADS", 7),
        ("AMENDS_MAX_PHOTOS", 0),
        ("AMENDS_MAX_PHOTOS", "many"),
        ("AMENDS_MAX_PHOTO_BYTES", True),
        ("AMENDS_WORKER", "celery"),
        ("AMENDS_TRUSTED_ORIGINS", ["javascript:alert(1)"]),
        ("AMENDS_WEBHOOK_ALLOW_NETWORKS", "localhost"),
        ("AMENDS_EGRESS_PROXY", "proxy.example:3128"),
        ("AMENDS_EGRESS_PROXY", "socks5://proxy.example:1080"),
        ("AMENDS_ADR_BODY", "somebody"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(key: str, value: object):
    assert list(faults(**{key: value})) == [key]


def test_all_faults_are_told_together():
    found = faults(SECRET_KEY="", AMENDS_CURRENCY="X", AMENDS_WORKER="x", AMENDS_MAIL_SERVER="smtp.example")
    assert set(found) == {"SECRET_KEY", "AMENDS_CURRENCY", "AMENDS_WORKER", "AMENDS_MAIL_SENDER"}


def test_mails_need_an_address_for_their_links():
    assert list(faults(AMENDS_MAIL_SERVER="smtp.example", AMENDS_MAIL_SENDER="a@b.example")) == [
        "AMENDS_BASE_URL"
    ]


def test_a_key_that_everybody_tries_is_refused_unless_testing():
    assert list(faults(SECRET_KEY="changeme")) == ["SECRET_KEY"]
    assert Settings.from_config({"SECRET_KEY": "changeme", "TESTING": True}).secret_key == "changeme"


def test_older_keys_still_open_and_the_newest_signs():
    settings = Settings.from_config({**LEAST, "SECRET_KEY_FALLBACKS": ["last-year", "before"]})
    assert settings.secret_keys == ("before", "last-year", LEAST["SECRET_KEY"])
    own = Settings.from_config({**LEAST, "AMENDS_SECRET_KEY": "ours"})
    assert own.secret_key == "ours"


def test_a_shop_can_bring_its_own_policy():
    own = replace(FLOWWOW, name="own")
    settings = Settings.from_config({**LEAST, "AMENDS_POLICIES": [own], "AMENDS_POLICY": "own"})
    assert settings.policy == own


def test_no_secret_shows_in_a_repr():
    settings = Settings.from_config(
        {
            **LEAST,
            "AMENDS_DATABASE_URI": "postgresql://shop:hunter2@db/claims",
            "AMENDS_BASE_URL": "https://shop.example",
            "AMENDS_MAIL_SERVER": "smtp.example",
            "AMENDS_MAIL_SENDER": "a@shop.example",
            "AMENDS_MAIL_PASSWORD": "hunter3",
        }
    )
    assert [
        secret for secret in (LEAST["SECRET_KEY"], "hunter2", "hunter3") if secret in repr(settings)
    ] == []
