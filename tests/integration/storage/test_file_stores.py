"""Where photos lie: a folder or any URL, the same way; what a crash leaves behind is swept."""

import errno
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flask_amends.cli import photos
from flask_amends.errors import MissingExtraError, SettingsError
from flask_amends.ports import FileStore, ListsFiles
from flask_amends.service import housekeeping
from flask_amends.settings import Settings
from flask_amends.storage import remote_files
from flask_amends.storage.file_stores import file_store
from flask_amends.storage.files import FolderFiles
from flask_amends.storage.records import StagedUpload
from flask_amends.storage.remote_files import RemoteFiles
from flask_amends.testing import FrozenClock, make_shop

KEY = "ab12" * 12
LATER = timedelta(days=2)


@pytest.fixture(params=["folder", "memory", "file url"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    """Each kind of store, empty."""
    import fsspec

    places: dict[str, str | Path] = {
        "folder": tmp_path / "photos",
        "memory": "memory://photos",
        "file url": f"file://{tmp_path}/a%20b",
    }
    yield file_store(places[request.param], tmp_path)
    fsspec.filesystem("memory").store.clear()


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - files bear the system's own time


def test_what_is_written_is_read_and_deleted_twice(store: FileStore):
    store.write(KEY, b"a rose")
    with store.open(KEY) as stream:
        assert stream.read() == b"a rose"
    store.delete(KEY)
    store.delete(KEY)
    with pytest.raises(FileNotFoundError), store.open(KEY):
        pass


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "/etc/passwd", "a/b", "", "..", "x" * 81, "a\0bcdefgh", "ABCDEFGHI"]
)
def test_a_key_that_is_not_ours_is_no_path(store: FileStore, key: str):
    # security 21
    with pytest.raises(FileNotFoundError):
        store.open(key)
    with pytest.raises(FileNotFoundError):
        store.write(key, b"x")


def test_only_old_files_of_a_shelf_are_listed(store: FileStore):
    assert isinstance(store, ListsFiles)
    store.write(KEY, b"x")
    shelf = int(KEY[-2:], 16)
    assert store.old(shelf, now() + LATER) == [KEY]
    assert store.old(shelf, now() - LATER) == []
    assert store.old(shelf + 1, now() + LATER) == []


def test_a_folder_is_its_owners_alone(tmp_path: Path):
    # security 21
    FolderFiles(tmp_path / "photos").write(KEY, b"x")
    [file] = (one for one in tmp_path.rglob("*") if one.is_file())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("call", ["fsync", "fdopen", "open"])
def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str):
    # security 21, 24
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    files = FolderFiles(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(OSError, match="No space"):
            files.write(KEY, b"x")
    assert [
        one for one in tmp_path.rglob("*") if one.is_file() and not one.name.endswith(f"part{os.getpid()}")
    ] == []
    files.old(int(KEY[-2:], 16), now() + LATER)
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_link_in_the_way_is_not_followed(tmp_path: Path):
    # security 21
    files, victim = FolderFiles(tmp_path / "photos"), tmp_path / "victim"
    victim.write_bytes(b"safe")
    shelf = tmp_path / "photos" / KEY[-2:]
    shelf.mkdir(parents=True)
    (shelf / f"{KEY}.part{os.getpid()}").symlink_to(victim)
    with pytest.raises(FileExistsError):
        files.write(KEY, b"x")
    assert victim.read_bytes() == b"safe"


def test_without_the_extra_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remote_files, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'Flask-Amends\[uploads\]'"):
        RemoteFiles("s3://bucket/photos")


def test_a_url_and_a_folder_are_settings(tmp_path: Path):
    def uploads(value: Any) -> Any:
        return Settings.from_config({"TESTING": True, "SECRET_KEY": "x", "AMENDS_UPLOADS": value}).uploads

    assert uploads("s3://bucket/photos") == "s3://bucket/photos"
    assert uploads(str(tmp_path)) == tmp_path
    with pytest.raises(SettingsError, match="AMENDS_UPLOADS"):
        uploads("s3:// ")
    with pytest.raises(SettingsError, match="AMENDS_UPLOADS"):
        uploads(7)


def test_bytes_without_a_row_are_swept_and_those_with_one_are_not(database_uri: str, tmp_path: Path):
    # security 21
    moment, folder = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tmp_path / "photos"
    shelf = int(moment.timestamp() // 3600) % housekeeping.SHELVES
    shop = make_shop(database_uri, clock=FrozenClock(moment))
    files = FolderFiles(folder)
    object.__setattr__(shop.state, "files", files)
    named, orphan, fresh = (f"{number:046x}{shelf:02x}" for number in range(3))
    for key, days in ((named, 3), (orphan, 3), (fresh, 0)):
        files.write(key, b"x")
        written = (moment - timedelta(days=days)).timestamp()
        os.utime(folder / f"{shelf:02x}" / key, (written, written))
    row = StagedUpload(
        id="upl_1", key=named, name="", media_type="image/jpeg", bytes=1, sha256="", created_at=moment
    )
    with shop.state.store.begin() as unit:
        unit.uploads.add(row)
    assert housekeeping.tidy(shop.state) == 1
    shop.close()
    assert sorted(one.name for one in folder.rglob("*") if one.is_file()) == [named, fresh]


def test_the_doctor_stores_a_few_bytes_and_takes_them_away(sqlite_uri: str, tmp_path: Path):
    shop = make_shop(sqlite_uri)
    object.__setattr__(shop.state, "files", FolderFiles(tmp_path / "photos"))
    assert [one.level for one in photos.examine(shop.state)] == ["ok"]
    assert not any(one.is_file() for one in (tmp_path / "photos").rglob("*"))
    (tmp_path / "taken").write_bytes(b"")
    object.__setattr__(shop.state, "files", FolderFiles(tmp_path / "taken"))
    assert [one.level for one in photos.examine(shop.state)] == ["fault"]
    shop.close()
