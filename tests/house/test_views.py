"""No page of the shopper is forgotten when accessibility is judged."""

from flask_amends.testing import make_shop
from tests.browser.access.views import NOT_PAGES, VIEWS


def test_every_page_of_the_storefront_is_in_the_list(sqlite_uri: str):
    shop = make_shop(sqlite_uri)
    served = {
        rule.endpoint.removeprefix("amends.").removeprefix("embed_")
        for rule in shop.app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and rule.endpoint.startswith("amends.")
    }
    shop.close()
    pages = {name for name in served if not name.startswith(("desk_", "api_"))} - NOT_PAGES
    assert pages == {view.endpoint for view in VIEWS}
    assert served >= NOT_PAGES, "an address that is no longer there need not be left out"
