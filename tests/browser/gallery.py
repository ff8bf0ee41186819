"""Take the pictures beside `widgets/README.md`: `python -m tests.browser.gallery`."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.browser.access.desk_happenings import LEAD, at_the_desk
from tests.browser.access.desk_views import DESK_VIEWS
from tests.browser.access.stall import Stall, running
from tests.browser.access.views import VIEWS, View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parents[2] / "widgets" / "gallery"
WIDE, PHONE, DESK = 860, 390, 1180
#: A picture shows what comes first; the rest of a long page adds nothing but weight.
TALLEST = {WIDE: 1150, PHONE: 1180, DESK: 1000}
SCALE = {WIDE: 1, PHONE: 1.2, DESK: 0.8}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: a page of the list, and how it is looked at."""

    name: str
    view: str
    language: str = "en"
    width: int = WIDE
    scheme: str = "light"
    wrong: bool = False


PICTURES = (
    Picture(name="claim", view="claim of an order"),
    Picture(name="claim-phone-dark", view="claim of an order", width=PHONE, scheme="dark"),
    Picture(name="check-phone-polish", view="claim, check", width=PHONE, language="pl"),
    Picture(name="room", view="room: offers"),
    Picture(name="room-phone-hebrew", view="room: offers", width=PHONE, language="he"),
    Picture(name="room-phone-russian-dark", view="room: offers", width=PHONE, language="ru", scheme="dark"),
    Picture(name="accept-phone", view="review: accept", width=PHONE),
    Picture(name="contact-dark", view="contact", scheme="dark"),
    Picture(name="call-phone-wrong", view="call me", width=PHONE, wrong=True),
    Picture(name="withdraw", view="withdraw, check"),
    Picture(name="withdrawn-phone-hebrew-dark", view="withdrawn", width=PHONE, language="he", scheme="dark"),
    Picture(name="rating-phone", view="rating", width=PHONE),
    Picture(name="desk", view="inbox", width=DESK),
    Picture(name="desk-case-dark", view="case: fresh", width=DESK, scheme="dark"),
    Picture(name="desk-case-phone-hebrew", view="case: fresh", width=PHONE, language="he"),
    Picture(name="desk-offers-polish", view="offers", width=DESK, language="pl"),
    Picture(name="desk-notice", view="notice", width=DESK),
)


def main(folder: Path = FOLDER) -> None:
    """Take every picture anew."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    with _browser() as browser, tempfile.TemporaryDirectory() as data:
        for language, pictures in groupby(sorted(PICTURES, key=_language), key=_language):
            own = Path(data, language)
            own.mkdir()
            with running(own, language) as stall:
                for picture in pictures:
                    _take(browser, stall, picture, folder / f"{picture.name}.webp")
    weight = sum(file.stat().st_size for file in folder.glob("*.webp"))
    sys.stdout.write(f"{len(PICTURES)} pictures, {weight // 1000} kB, in {folder}\n")


def _language(picture: Picture) -> str:
    return picture.language


def _take(browser: Browser, stall: Stall, picture: Picture, target: Path) -> None:
    scheme: Any = picture.scheme
    size: Any = {"width": picture.width, "height": 800}
    context = browser.new_context(
        viewport=size,
        color_scheme=scheme,
        device_scale_factor=SCALE[picture.width],
        timezone_id="Europe/Warsaw",
    )
    page = context.new_page()
    view = _view(stall, picture)
    case = next((name for name, case_id in stall.cases.items() if case_id in view.path(stall)), None)
    if case is not None and stall.shop.staff.member is None:
        origin = {"Origin": stall.address}
        context.request.post(stall.address + stall.link(case), headers=origin, max_redirects=0)
    page.goto(view.address(stall, picture.language))
    if view.then is not None:
        view.then(page, stall)
        page.wait_for_load_state()
    if picture.wrong:
        page.locator(view.wrong).first.click()
        page.wait_for_load_state()
    _save(page, picture, target)
    context.close()
    stall.shop.staff.member = None


def _view(stall: Stall, picture: Picture) -> View:
    """The page; one of the desk brings along who sits there, and what lies on it."""
    if picture.name.partition("-")[0] != "desk":
        return next(one for one in VIEWS if one.name == picture.view)
    stall.desk = stall.desk or at_the_desk(stall)
    stall.shop.staff.member = LEAD
    return next(one for one in DESK_VIEWS if one.name == picture.view)


def _save(page: Page, picture: Picture, target: Path) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    clip: Any = {"x": 0, "y": 0, "width": picture.width, "height": min(height, TALLEST[picture.width])}
    shot = page.screenshot(full_page=True, clip=clip)
    Image.open(io.BytesIO(shot)).convert("RGB").save(target, "WEBP", quality=54, method=6)


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = shutil.which(os.environ.get("AMENDS_TEST_CHROMIUM", "chromium"))
    if path is None:
        raise SystemExit("There is no Chromium: set AMENDS_TEST_CHROMIUM to its path.")
    with sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=path, args=[*sandbox, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:2]))
