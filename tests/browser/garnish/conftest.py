"""One shop, and a window of its own for each test, which must not complain."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.garnish.site import Site, Watch, running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("garnish")) as site:
        yield site


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    """A new browser session; it fails the test if the console shows an error nobody expected."""
    watch = Watch(context=browser.new_context(locale="en-GB", timezone_id="Asia/Tokyo"))
    yield watch
    watch.context.close()
    assert watch.unexpected() == []


@pytest.fixture
def page(watch: Watch) -> Page:
    return watch.window()
