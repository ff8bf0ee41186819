"""Photos: staged ones that belong to no case yet, and those of cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, union, update

from flask_amends.storage.records import StagedUpload, StoredFile
from flask_amends.storage.repository import Repository

#: Older than anything that waits for its case.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Uploads(Repository):
    """Photos that were received with a form and wait for their case."""

    def add(self, upload: StagedUpload) -> None:
        """A photo whose bytes already lie in the file store."""
        values = {name: getattr(upload, name) for name in StagedUpload.__slots__}
        self.connection.execute(insert(self.tables.staged_uploads), values)

    def get(self, upload_ids: Collection[str]) -> Sequence[StagedUpload]:
        """These uploads, in the order asked for; unknown ids are left out."""
        staged = self.tables.staged_uploads
        if not upload_ids:
            return []
        found = self.connection.execute(select(staged).where(staged.c.id.in_(upload_ids))).mappings()
        by_id = {row["id"]: StagedUpload(**row) for row in found}
        return [by_id[one] for one in upload_ids if one in by_id]

    def describe(self, descriptions: Mapping[str, str]) -> None:
        """Write down what is on photos that no case has taken yet."""
        staged = self.tables.staged_uploads
        for upload_id, text in descriptions.items():
            mine = update(staged).where(staged.c.id == upload_id, staged.c.used_by.is_(None))
            self.connection.execute(mine.values(description=text or None))

    def unknown(self, keys: Collection[str]) -> set[str]:
        """Those of ``keys`` that no row names: bytes that were written for a row that never came."""
        staged, files = self.tables.staged_uploads, self.tables.files
        known = union(
            select(staged.c.key).where(staged.c.key.in_(keys)),
            select(files.c.key).where(files.c.key.in_(keys)),
        )
        return set(keys) - set(self.connection.scalars(known)) if keys else set()

    def use(self, upload_ids: Collection[str], case_id: str) -> int:
        """Mark uploads as a case's own; returns how many were still free."""
        staged = self.tables.staged_uploads
        free = update(staged).where(staged.c.id.in_(upload_ids), staged.c.used_by.is_(None))
        return self.connection.execute(free.values(used_by=case_id)).rowcount

    def count_since(self, at: datetime) -> int:
        """How many were received since a moment."""
        staged = self.tables.staged_uploads
        return self.connection.scalar(select(func.count()).where(staged.c.created_at >= at)) or 0

    def abandoned(self, before: datetime, limit: int = 100) -> Sequence[StagedUpload]:
        """Uploads that no case took, from before a moment."""
        staged = self.tables.staged_uploads
        old = select(staged).where(staged.c.created_at < before, staged.c.used_by.is_(None)).limit(limit)
        return [StagedUpload(**row) for row in self.connection.execute(old).mappings()]

    def remove(self, upload_ids: Collection[str]) -> None:
        """Forget staged uploads."""
        staged = self.tables.staged_uploads
        self.connection.execute(delete(staged).where(staged.c.id.in_(upload_ids)))

    def abandon_of(self, case_ids: Collection[str]) -> None:
        """Make the photos of these cases nobody's, and nameless: the next clean-up deletes their bytes."""
        staged = self.tables.staged_uploads
        theirs = update(staged).where(staged.c.used_by.in_(case_ids))
        self.connection.execute(
            theirs.values(name="", sha256="", description=None, used_by=None, created_at=LONG_AGO)
        )


class Files(Repository):
    """Photos of cases."""

    def add(self, files: Iterable[StoredFile]) -> None:
        """Photos that an event commits to."""
        values = [{name: getattr(file, name) for name in StoredFile.__slots__} for file in files]
        if values:
            self.connection.execute(insert(self.tables.files), values)

    def of(self, case_id: str) -> Sequence[StoredFile]:
        """The photos of a case, erased ones included."""
        files = self.tables.files
        mine = select(files).where(files.c.case_id == case_id).order_by(files.c.sequence, files.c.id)
        return [_file(row) for row in self.connection.execute(mine).mappings()]

    def count_of(self, case_id: str) -> int:
        """How many photos a case has."""
        files = self.tables.files
        return self.connection.scalar(select(func.count()).where(files.c.case_id == case_id)) or 0

    def get(self, case_id: str, file_id: str) -> StoredFile | None:
        """One photo, if it is this case's."""
        files = self.tables.files
        mine = select(files).where(files.c.id == file_id, files.c.case_id == case_id)
        found = self.connection.execute(mine).mappings().one_or_none()
        return None if found is None else _file(found)

    def erase_in(self, case_ids: Collection[str]) -> Sequence[str]:
        """Forget these cases' photos; returns the keys whose bytes are to be deleted after the commit."""
        files = self.tables.files
        theirs = files.c.case_id.in_(case_ids)
        keys = self.connection.scalars(select(files.c.key).where(theirs, files.c.key.is_not(None))).all()
        nothing: dict[str, Any] = dict.fromkeys(("name", "sha256", "salt", "key", "description"))
        self.connection.execute(update(files).where(theirs).values(nothing))
        return keys


def _file(row: RowMapping) -> StoredFile:
    return StoredFile(**row)
