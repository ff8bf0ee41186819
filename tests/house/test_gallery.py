"""The pictures beside the manual of the widgets: all there, all shown, light enough, and not in the wheel."""

import re

from tests.browser.gallery import FOLDER, PICTURES
from tests.house.tree import PACKAGES, ROOT


def test_the_gallery_holds_what_the_manual_shows():
    manual = (ROOT / "widgets" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]{10,}\]\(gallery/([\w-]+)\.webp\)", manual)
    assert sorted(shown) == sorted(picture.name for picture in PICTURES)
    assert {file.stem for file in FOLDER.iterdir()} == set(shown)


def test_the_gallery_is_light_and_stays_out_of_the_wheel():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 540_000
    assert not any(FOLDER.is_relative_to(package) for package in PACKAGES.values())
