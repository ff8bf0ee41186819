"""`flask amends simulate` prints what will happen, and nothing comes of it."""

import json

from flask_amends.testing import make_shop
from tests.integration.cases import CLAIM, ORDER, dump, open_case
from tests.integration.migrated import sqlite_template  # noqa: F401 - pytest finds it here


def test_each_day_has_its_lines_and_the_sums_stand_below(sqlite_uri: str):
    shop = make_shop(sqlite_uri, orders=[ORDER])
    try:
        run = shop.app.test_cli_runner().invoke
        assert "nothing will happen" in run(args=["amends", "simulate"]).output
        open_case(shop.state, CLAIM)
        before = dump(shop.state)

        result = run(args=["amends", "simulate", "--days", "30"])
        document = json.loads(run(args=["amends", "simulate", "--days", "30", "--json"]).output)

        assert result.exit_code == 0
        assert "Thu 2026-03-05\n  09:00" in result.output
        assert "so the claim was granted as asked. The shop owes 20.00 EUR." in result.output
        assert "Of 1 open case(s), 0 would still be open" in result.output
        assert document["rules"]["shop_granted"] == 1
        assert document["steps"][0]["at"] == "2026-03-05T09:00:00+00:00"
        assert dump(shop.state) == before
        assert shop.mails is not None
        assert shop.mails.messages == []
    finally:
        shop.close()
