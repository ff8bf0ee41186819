"""The settings of an app: every key, read once into a frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_amends.disputes.money import Money
from flask_amends.disputes.policy import FLOWWOW, POLICIES, Policy
from flask_amends.errors import SettingsError
from flask_amends.guards.catalogue import Missing
from flask_amends.settings import keys
from flask_amends.settings import parsers as parse
from flask_amends.settings.access import AccessSettings
from flask_amends.settings.after import AfterSettings
from flask_amends.settings.catalogue import CATALOGUE_NEEDS, needs
from flask_amends.settings.contact import ContactSettings
from flask_amends.settings.delivery import DeliverySettings
from flask_amends.settings.desk import DeskSettings
from flask_amends.settings.frames import FrameSettings
from flask_amends.settings.manners import MannersSettings
from flask_amends.settings.money import MoneySettings
from flask_amends.settings.notices import NoticeSettings
from flask_amends.settings.parsers import Network
from flask_amends.settings.payments import PaymentSettings
from flask_amends.settings.playbooks import PlaybookSettings
from flask_amends.settings.prices import PriceSettings
from flask_amends.settings.reading import Reader
from flask_amends.settings.replies import ReplySettings
from flask_amends.settings.reports import ReportSettings
from flask_amends.settings.retention import RetentionSettings
from flask_amends.settings.signing import SigningSettings
from flask_amends.settings.stock import StockSettings
from flask_amends.settings.values import AdrBody, MailSettings


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
    locales: tuple[str, ...] = keys.SPOKEN_LOCALES
    default_locale: str = "en"
    time_zone: str = "UTC"
    uploads: Path | str | None = None
    max_photos: int = 5
    max_photo_bytes: int = 10_000_000
    worker: str = "embedded"
    trusted_origins: tuple[str, ...] = ()
    webhook_allow_networks: tuple[Network, ...] = ()
    egress_proxy: str | None = None
    adr_body: AdrBody | None = None
    contact: ContactSettings = field(default_factory=ContactSettings)
    access: AccessSettings = field(default_factory=AccessSettings)
    after: AfterSettings = field(default_factory=AfterSettings)
    manners: MannersSettings = field(default_factory=MannersSettings)
    money: MoneySettings = field(default_factory=lambda: MoneySettings.of("EUR"))
    desk: DeskSettings = field(default_factory=DeskSettings)
    frames: FrameSettings = field(default_factory=FrameSettings)
    signing: SigningSettings = field(default_factory=SigningSettings)
    replies: ReplySettings = field(default_factory=ReplySettings)
    playbooks: PlaybookSettings = field(default_factory=PlaybookSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    reports: ReportSettings = field(default_factory=ReportSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    stock: StockSettings = field(default_factory=StockSettings)
    payments: PaymentSettings = field(default_factory=PaymentSettings)
    prices: PriceSettings = field(default_factory=PriceSettings)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    catalogue_needs: Mapping[str, frozenset[Missing]] = field(default_factory=dict)

    @property
    def secret_key(self) -> str:
        """The newest key."""
        return self.secret_keys[-1]

    @property
    def staff_locale(self) -> str:
        """The language of what is written to staff."""
        return self.desk.staff_locale or self.default_locale

    @property
    def desk_locales(self) -> tuple[str, ...]:
        """The languages that the desk can be read in: the shop's, and that of its staff."""
        return tuple(dict.fromkeys((*self.locales, self.staff_locale)))

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Settings:
        """Read an app's configuration. Raises :class:`SettingsError` with every fault at once."""
        reader = Reader(config)
        values: dict[str, Any] = reader.read_all(_PLAIN)
        values["secret_keys"] = _secret_keys(reader)
        values["mail"] = _mail(reader)
        values["contact"] = ContactSettings.read(reader)
        values["access"] = AccessSettings.read(reader)
        values["after"] = AfterSettings.read(reader)
        values["manners"] = MannersSettings.read(reader)
        values["money"] = MoneySettings.read(reader, values.get("currency") or "EUR")
        values["desk"] = DeskSettings.read(reader)
        values["frames"] = FrameSettings.read(reader)
        values["reports"] = ReportSettings.read(reader)
        values["notices"] = NoticeSettings.read(reader)
        values["stock"] = StockSettings.read(reader)
        values["payments"] = PaymentSettings.read(reader)
        values["prices"] = PriceSettings.read(reader)
        values["delivery"] = DeliverySettings.read(reader)
        values["signing"] = SigningSettings.read(reader)
        values["replies"] = ReplySettings.read(reader)
        values["playbooks"] = PlaybookSettings.read(reader)
        values["retention"] = RetentionSettings.read(reader)
        _policies(reader, values)
        _locales(reader, values)
        if reader.faults:
            raise SettingsError(reader.faults)
        return cls(**values)


#: Field of Settings -> its key and its parser.
_PLAIN: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "url_prefix": (keys.URL_PREFIX, parse.prefix),
    "database_uri": (keys.DATABASE_URI, parse.text),
    "table_prefix": (keys.TABLE_PREFIX, parse.table_prefix),
    "base_url": (keys.BASE_URL, parse.origin),
    "shop_name": (keys.SHOP_NAME, parse.text),
    "currency": (keys.CURRENCY, parse.currency),
    "staff_email": (keys.STAFF_EMAIL, parse.email),
    "auto_execute_up_to": (keys.AUTO_EXECUTE_UP_TO, parse.money),
    "time_zone": (keys.TIME_ZONE, parse.zone),
    "uploads": (keys.UPLOADS, parse.folder),
    "max_photos": (keys.MAX_PHOTOS, parse.count),
    "max_photo_bytes": (keys.MAX_PHOTO_BYTES, parse.count),
    "worker": (keys.WORKER, parse.worker),
    "trusted_origins": (keys.TRUSTED_ORIGINS, parse.origins),
    "webhook_allow_networks": (keys.WEBHOOK_ALLOW_NETWORKS, parse.networks),
    "egress_proxy": (keys.EGRESS_PROXY, parse.proxy),
    "adr_body": (keys.ADR_BODY, parse.adr_body),
    "catalogue_needs": (CATALOGUE_NEEDS, needs),
}


def _secret_keys(reader: Reader) -> tuple[str, ...]:
    key = keys.SECRET_KEY if reader.given(keys.SECRET_KEY) else "SECRET_KEY"
    value = reader.config.get(key)
    newest = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(newest, str) or not newest:
        way_out = "Set SECRET_KEY to the output of: python -c 'import secrets; print(secrets.token_hex())'."
        reader.fault(key, "is needed to sign links and to encrypt keys.", way_out)
        return ()
    careless = reader.config.get("DEBUG") or reader.config.get("TESTING")
    if newest.lower() in keys.WEAK_KEYS and not careless:
        reader.fault(
            key, "is one of the keys that everybody tries first.", "Set it to a random text of 32 bytes."
        )
    older = reader.config.get("SECRET_KEY_FALLBACKS") or ()
    return (
        *(one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in reversed(older)),
        newest,
    )


def _mail(reader: Reader) -> MailSettings | None:
    if not reader.given(keys.MAIL_SERVER):
        return None
    if not reader.given(keys.MAIL_SENDER):
        reader.fault(
            keys.MAIL_SENDER,
            f"is needed beside {keys.MAIL_SERVER}.",
            "Set it to the address mails come from.",
        )
        return None
    if not reader.given(keys.BASE_URL):
        reader.fault(
            keys.BASE_URL,
            "is needed for links in mails.",
            "Set it to the shop's address, 'https://shop.example'.",
        )
    parsers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "server": (keys.MAIL_SERVER, parse.text),
        "sender": (keys.MAIL_SENDER, parse.text),
        "port": (keys.MAIL_PORT, parse.count),
        "username": (keys.MAIL_USERNAME, parse.text),
        "password": (keys.MAIL_PASSWORD, parse.text),
        "use_tls": (keys.MAIL_USE_TLS, parse.flag),
    }
    return MailSettings(**reader.read_all(parsers))


def _policies(reader: Reader, values: dict[str, Any]) -> None:
    own = reader.config.get(keys.OWN_POLICIES) or {}
    listed = own.values() if isinstance(own, Mapping) else own
    if not all(isinstance(policy, Policy) for policy in listed):
        reader.fault(
            keys.OWN_POLICIES, "must hold Policy values.", "Build them with flask_amends.Policy(name=…)."
        )
        return
    values["policies"] = {**POLICIES, **{policy.name: policy for policy in listed}}
    name = reader.config.get(keys.POLICY) or FLOWWOW.name
    if name not in values["policies"]:
        known = ", ".join(values["policies"])
        reader.fault(
            keys.POLICY,
            f"names {name!r}, which is none of {known}.",
            f"Choose one, or add it to {keys.OWN_POLICIES}.",
        )
        return
    values["policy"] = values["policies"][name]


def _locales(reader: Reader, values: dict[str, Any]) -> None:
    locales = reader.read(keys.LOCALES, parse.many) if reader.given(keys.LOCALES) else keys.SPOKEN_LOCALES
    unknown = [one for one in locales or () if one not in keys.SPOKEN_LOCALES]
    if unknown or not locales:
        reader.fault(
            keys.LOCALES,
            f"may hold only {', '.join(keys.SPOKEN_LOCALES)}, not {unknown}.",
            "Remove the others.",
        )
        return
    default = reader.config.get(keys.DEFAULT_LOCALE) or locales[0]
    if default not in locales:
        reader.fault(
            keys.DEFAULT_LOCALE,
            f"{default!r} is not in {keys.LOCALES}.",
            "Add it there, or choose one of them.",
        )
        return
    values["locales"], values["default_locale"] = tuple(locales), default
