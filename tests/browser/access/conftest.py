"""One shop and a few windows for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.access.stall import Stall, running
from tests.browser.access.views import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState


@dataclass(kw_only=True)
class Windows:
    """Windows of a shopper who has opened every case, kept for the next test that wants the same."""

    browser: Browser
    stall: Stall
    kept: dict[Any, Page] = field(default_factory=dict)
    visits: StorageState | None = None

    def window(self, *, scheme: str = "light", script: bool = True) -> Page:
        key = (scheme, script)
        if key not in self.kept:
            context = self.context(color_scheme=scheme)
            if not script:
                # axe itself is a script, so the browser's own switch would turn it off as well
                context.route("**/*.js", lambda route: route.abort())
            self.kept[key] = context.new_page()
        return self.kept[key]

    def context(self, **options: Any) -> BrowserContext:
        """A new one, with every case open."""
        if self.visits is None:
            first = self.browser.new_context()
            for name in self.stall.cases:
                origin = {"Origin": self.stall.address}
                link = self.stall.address + self.stall.link(name)
                assert first.request.post(link, headers=origin, max_redirects=0).status == 303, name
            self.visits = first.storage_state()
            first.close()
        return self.browser.new_context(storage_state=self.visits, **options)

    def show(self, view: View, *, language: str = "en", wrong: bool = False, **how: Any) -> Page:
        """A page, as it is or with something to correct."""
        page = self.window(**how)
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(view.address(self.stall, language))
        assert answer is not None
        assert answer.status == view.status, (view.name, answer.status)
        if view.then is not None:
            view.then(page, self.stall)
            page.wait_for_load_state()
        if wrong:
            with page.expect_response(lambda one: one.request.method == "POST") as posted:
                page.locator(view.wrong).first.click()
            assert posted.value.status == 422, view.name
            page.wait_for_load_state()
        return page

    def show_room(self, case: str, **how: Any) -> Page:
        """A room, in English."""
        page = self.window(**how)
        page.goto(f"{self.stall.address}{self.stall.room(case)}?lang=en")
        return page

    def close(self) -> None:
        for page in self.kept.values():
            page.context.close()


@pytest.fixture(scope="session")
def stall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stall]:
    with running(tmp_path_factory.mktemp("stall")) as stall:
        yield stall


@pytest.fixture(scope="session")
def windows(browser: Browser, stall: Stall) -> Iterator[Windows]:
    made = Windows(browser=browser, stall=stall)
    yield made
    made.close()
