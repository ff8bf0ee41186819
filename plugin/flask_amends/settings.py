"""The configuration: every ``AMENDS_*`` key, spelled once and read once into a frozen value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask_amends.disputes.money import MINOR_DIGITS, Money, MoneyError
from flask_amends.disputes.policy import FLOWWOW, POLICIES, Policy
from flask_amends.errors import Fault, SettingsError

URL_PREFIX = "AMENDS_URL_PREFIX"
DATABASE_URI = "AMENDS_DATABASE_URI"
TABLE_PREFIX = "AMENDS_TABLE_PREFIX"
SECRET_KEY = "AMENDS_SECRET_KEY"  # noqa: S105 - the name of a key, not a key
BASE_URL = "AMENDS_BASE_URL"
SHOP_NAME = "AMENDS_SHOP_NAME"
CURRENCY = "AMENDS_CURRENCY"
STAFF_EMAIL = "AMENDS_STAFF_EMAIL"
MAIL_SERVER = "AMENDS_MAIL_SERVER"
MAIL_PORT = "AMENDS_MAIL_PORT"
MAIL_USERNAME = "AMENDS_MAIL_USERNAME"
MAIL_PASSWORD = "AMENDS_MAIL_PASSWORD"  # noqa: S105 - as above
MAIL_USE_TLS = "AMENDS_MAIL_USE_TLS"
MAIL_SENDER = "AMENDS_MAIL_SENDER"
POLICY = "AMENDS_POLICY"
OWN_POLICIES = "AMENDS_POLICIES"
AUTO_EXECUTE_UP_TO = "AMENDS_AUTO_EXECUTE_UP_TO"
LOCALES = "AMENDS_LOCALES"
DEFAULT_LOCALE = "AMENDS_DEFAULT_LOCALE"
TIME_ZONE = "AMENDS_TIME_ZONE"
UPLOADS = "AMENDS_UPLOADS"
MAX_PHOTOS = "AMENDS_MAX_PHOTOS"
MAX_PHOTO_BYTES = "AMENDS_MAX_PHOTO_BYTES"
WORKER = "AMENDS_WORKER"
TRUSTED_ORIGINS = "AMENDS_TRUSTED_ORIGINS"
WEBHOOK_ALLOW_NETWORKS = "AMENDS_WEBHOOK_ALLOW_NETWORKS"
ADR_BODY = "AMENDS_ADR_BODY"

#: The languages the product speaks; each has a complete catalogue.
SPOKEN_LOCALES = ("en", "pl", "ru", "he")
WORKERS = ("embedded", "off")
#: Keys that crackers try first; refused outside of debugging and testing.
WEAK_KEYS = frozenset(
    {"", "changeme", "change-me", "dev", "development", "password", "secret", "secret-key", "test"}
)
GOOD_KEY_BYTES = 32

T = TypeVar("T")
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mails leave: an SMTP server. ``password`` never shows in a repr."""

    server: str
    sender: str
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    use_tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdrBody:
    """The outside body that is named when nothing settles."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration as understood. ``secret_keys`` go from oldest to newest; the newest signs."""

    secret_keys: tuple[str, ...] = field(repr=False)
    url_prefix: str = "/amends"
    database_uri: str | None = field(default=None, repr=False)
    table_prefix: str = "amends_"
    base_url: str | None = None
    shop_name: str = "the shop"
    currency: str = "EUR"
    staff_email: str | None = None
    mail: MailSettings | None = None
    policy: Policy = FLOWWOW
    policies: Mapping[str, Policy] = field(default_factory=lambda: dict(POLICIES))
    auto_execute_up_to: Money | None = None
    locales: tuple[str, ...] = SPOKEN_LOCALES
    default_locale: str = "en"
    time_zone: str = "UTC"
    uploads: Path | None = None
    max_photos: int = 5
    max_photo_bytes: int = 10_000_000
    worker: str = "embedded"
    trusted_origins: tuple[str, ...] = ()
    webhook_allow_networks: tuple[Network, ...] = ()
    adr_body: AdrBody | None = None

    @property
    def secret_key(self) -> str:
        """The newest key."""
        return self.secret_keys[-1]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Settings:
        """Read an app's configuration. Raises :class:`SettingsError` with every fault at once."""
        reader = _Reader(config)
        values: dict[str, Any] = reader.read_all(_PLAIN)
        values["secret_keys"] = _secret_keys(reader)
        values["mail"] = _mail(reader)
        _policies(reader, values)
        _locales(reader, values)
        if reader.faults:
            raise SettingsError(reader.faults)
        return cls(**values)


class _Reader:
    """Reads keys and remembers what is wrong with them."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.faults: list[Fault] = []

    def given(self, key: str) -> bool:
        return self.config.get(key) is not None

    def fault(self, key: str, rule: str, way_out: str) -> None:
        self.faults.append(Fault(key=key, rule=rule, way_out=way_out))

    def read(self, key: str, parse: Callable[[Any], T]) -> T | None:
        """The parsed value, or ``None`` after noting the fault (``ValueError(rule, way_out)``)."""
        try:
            return parse(self.config[key])
        except ValueError as error:
            rule, way_out = error.args if len(error.args) == 2 else (f"{error}.", "Correct or remove it.")
            self.fault(key, rule, way_out)
        return None

    def read_all(self, fields: Mapping[str, tuple[str, Callable[[Any], Any]]]) -> dict[str, Any]:
        """The values of the fields whose key is given."""
        return {name: self.read(key, parse) for name, (key, parse) in fields.items() if self.given(key)}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text that is not empty.", "Set it, or remove the key.")
    return value.strip()


def _prefix(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(/[A-Za-z0-9_.~-]+)+", value):
        raise ValueError(
            "must be a path such as '/amends', without a slash at its end.", "Set it to '/amends'."
        )
    return value


def _table_prefix(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,15}", value):
        raise ValueError("must be at most 16 of a-z, 0-9 and _, a letter first.", "Set it to 'amends_'.")
    return value


def _origin(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) else None
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise ValueError(
            f"holds {value!r}, which is not an http(s) address.", "Write 'https://shop.example'."
        )
    return str(value).rstrip("/")


def _origins(value: Any) -> tuple[str, ...]:
    return tuple(_origin(one) for one in _many(value))


def _many(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str):
        return tuple(one.strip() for one in value.split(",") if one.strip())
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise ValueError("must be a list, or a text with commas.", "Write ['one', 'two'] or 'one,two'.")
    return tuple(value)


def _networks(value: Any) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(str(one)) for one in _many(value))
    except ValueError as error:
        raise ValueError(f"holds no network: {error}.", "Write networks such as '127.0.0.0/8'.") from error


def _currency(value: Any) -> str:
    if value not in MINOR_DIGITS:
        raise ValueError(f"{value!r} is no ISO 4217 currency.", "Set it to a code such as 'PLN'.")
    return str(value)


def _email(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s,<>]+@[^@\s,<>]+", value):
        raise ValueError("must be one e-mail address.", "Set it to an address such as 'claims@shop.example'.")
    return value


def _zone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, TypeError, OSError, KeyError) as error:
        raise ValueError(
            f"{value!r} is no time zone.", "Set it to an IANA name such as 'Europe/Warsaw'."
        ) from error
    return str(value)


def _folder(value: Any) -> Path:
    if not isinstance(value, (str, Path)) or "://" in str(value):
        raise ValueError("must be the path of a folder.", "Set it to a folder that this process may write.")
    return Path(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", str(value), re.ASCII) or int(value) < 1:
        raise ValueError(f"{value!r} is not a positive whole number.", "Set it to one, or remove the key.")
    return int(value)


def _worker(value: Any) -> str:
    if value not in WORKERS:
        raise ValueError(
            f"{value!r} is unknown.", "Set it to 'embedded', or to 'off' beside `flask amends worker`."
        )
    return str(value)


def _money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    match value.split() if isinstance(value, str) else ():
        case [amount, currency]:
            try:
                return Money.parse(amount, currency)
            except MoneyError as error:
                raise ValueError(str(error), "Write it as '100.00 PLN'.") from error
    raise ValueError("must be an amount with its currency.", "Write it as '100.00 PLN'.")


def _adr_body(value: Any) -> AdrBody:
    if isinstance(value, AdrBody):
        return value
    if not isinstance(value, Mapping) or set(value) != {"name", "url"}:
        raise ValueError(
            "must have a name and a url.", "Write {'name': 'Rzecznik', 'url': 'https://uokik.gov.pl'}."
        )
    return AdrBody(name=_text(value["name"]), url=_origin(value["url"]))


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("1", "true", "yes", "on"):
        return True
    if str(value).lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"{value!r} is neither true nor false.", "Set it to True or False.")


#: Field of Settings -> its key and its parser.
_PLAIN: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "url_prefix": (URL_PREFIX, _prefix),
    "database_uri": (DATABASE_URI, _text),
    "table_prefix": (TABLE_PREFIX, _table_prefix),
    "base_url": (BASE_URL, _origin),
    "shop_name": (SHOP_NAME, _text),
    "currency": (CURRENCY, _currency),
    "staff_email": (STAFF_EMAIL, _email),
    "auto_execute_up_to": (AUTO_EXECUTE_UP_TO, _money),
    "time_zone": (TIME_ZONE, _zone),
    "uploads": (UPLOADS, _folder),
    "max_photos": (MAX_PHOTOS, _count),
    "max_photo_bytes": (MAX_PHOTO_BYTES, _count),
    "worker": (WORKER, _worker),
    "trusted_origins": (TRUSTED_ORIGINS, _origins),
    "webhook_allow_networks": (WEBHOOK_ALLOW_NETWORKS, _networks),
    "adr_body": (ADR_BODY, _adr_body),
}


def _secret_keys(reader: _Reader) -> tuple[str, ...]:
    key = SECRET_KEY if reader.given(SECRET_KEY) else "SECRET_KEY"
    value = reader.config.get(key)
    newest = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(newest, str) or not newest:
        way_out = "Set SECRET_KEY to the output of: python -c 'import secrets; print(secrets.token_hex())'."
        reader.fault(key, "is needed to sign links and to encrypt keys.", way_out)
        return ()
    careless = reader.config.get("DEBUG") or reader.config.get("TESTING")
    if newest.lower() in WEAK_KEYS and not careless:
        reader.fault(
            key, "is one of the keys that everybody tries first.", "Set it to a random text of 32 bytes."
        )
    older = reader.config.get("SECRET_KEY_FALLBACKS") or ()
    return (
        *(one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in reversed(older)),
        newest,
    )


def _mail(reader: _Reader) -> MailSettings | None:
    if not reader.given(MAIL_SERVER):
        return None
    if not reader.given(MAIL_SENDER):
        reader.fault(
            MAIL_SENDER, f"is needed beside {MAIL_SERVER}.", "Set it to the address mails come from."
        )
        return None
    if not reader.given(BASE_URL):
        reader.fault(
            BASE_URL, "is needed for links in mails.", "Set it to the shop's address, 'https://shop.example'."
        )
    parsers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "server": (MAIL_SERVER, _text),
        "sender": (MAIL_SENDER, _text),
        "port": (MAIL_PORT, _count),
        "username": (MAIL_USERNAME, _text),
        "password": (MAIL_PASSWORD, _text),
        "use_tls": (MAIL_USE_TLS, _flag),
    }
    return MailSettings(**reader.read_all(parsers))


def _policies(reader: _Reader, values: dict[str, Any]) -> None:
    own = reader.config.get(OWN_POLICIES) or {}
    listed = own.values() if isinstance(own, Mapping) else own
    if not all(isinstance(policy, Policy) for policy in listed):
        reader.fault(OWN_POLICIES, "must hold Policy values.", "Build them with flask_amends.Policy(name=…).")
        return
    values["policies"] = {**POLICIES, **{policy.name: policy for policy in listed}}
    name = reader.config.get(POLICY) or FLOWWOW.name
    if name not in values["policies"]:
        known = ", ".join(values["policies"])
        reader.fault(
            POLICY, f"names {name!r}, which is none of {known}.", f"Choose one, or add it to {OWN_POLICIES}."
        )
        return
    values["policy"] = values["policies"][name]


def _locales(reader: _Reader, values: dict[str, Any]) -> None:
    locales = reader.read(LOCALES, _many) if reader.given(LOCALES) else SPOKEN_LOCALES
    unknown = [one for one in locales or () if one not in SPOKEN_LOCALES]
    if unknown or not locales:
        reader.fault(
            LOCALES, f"may hold only {', '.join(SPOKEN_LOCALES)}, not {unknown}.", "Remove the others."
        )
        return
    default = reader.config.get(DEFAULT_LOCALE) or locales[0]
    if default not in locales:
        reader.fault(
            DEFAULT_LOCALE, f"{default!r} is not in {LOCALES}.", "Add it there, or choose one of them."
        )
        return
    values["locales"], values["default_locale"] = tuple(locales), default
