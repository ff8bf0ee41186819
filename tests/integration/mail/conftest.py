"""A shop that mails through a real SMTP server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flask_amends.testing import FrozenClock, Shop, make_shop
from tests.integration.cases import ORDER
from tests.integration.migrated import (  # noqa: F401 - pytest finds them here
    clock,
    postgres_template,
    sqlite_template,
)
from tests.servers.mail import MailServer

MakeShop = Callable[..., Shop]


@pytest.fixture
def new_shop(database_uri: str, smtp_server: MailServer, clock: FrozenClock) -> Iterator[MakeShop]:  # noqa: F811
    made: list[Shop] = []

    def make(**settings: Any) -> Shop:
        usual = {
            "AMENDS_BASE_URL": "https://shop.example",
            "AMENDS_SHOP_NAME": "Roses & Sons",
            "AMENDS_STAFF_EMAIL": "claims@shop.example",
            "AMENDS_MAIL_SERVER": smtp_server.host,
            "AMENDS_MAIL_PORT": smtp_server.port,
            "AMENDS_MAIL_SENDER": "post@shop.example",
            "AMENDS_TIME_ZONE": "Europe/Warsaw",
        }
        made.append(
            make_shop(database_uri, mails=False, orders=[ORDER], clock=clock, **{**usual, **settings})
        )
        return made[-1]

    yield make
    for shop in made:
        shop.close()


@pytest.fixture
def shop(new_shop: MakeShop) -> Shop:
    return new_shop()
