"""What a file was when it arrived and what was changed in it on the page; kept as long as its outcome."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from metrics.ingest.patch import CellEdit
from metrics.ingest.personal import masked_text, personal_places
from metrics.store.database import submission, trail


@dataclass(frozen=True)
class UploadTrail:
    """The way of a file: as it came, and every change since.

    Args:
        file: the name it came under.
        content: its first bytes; empty where they held personal numbers, or were erased.
        edits: the changes.
        sha256: of the first bytes.
    """

    file: str
    content: bytes
    edits: tuple[CellEdit, ...]
    sha256: str


def begun(file: str, content: bytes, edits: tuple[CellEdit, ...]) -> UploadTrail:
    """The trail of a file that was changed for the first time."""
    return UploadTrail(file, content, edits, hashlib.sha256(content).hexdigest())


def storable(found: UploadTrail) -> UploadTrail:
    """A trail without what must not be stored: first bytes and texts with personal numbers."""
    clean = not personal_places(found.file, found.content)
    edits = tuple(map(_masked, found.edits))
    content = found.content if clean else b""
    return replace(found, file=masked_text(found.file), content=content, edits=edits)


def _masked(edit: CellEdit) -> CellEdit:
    return replace(edit, before=masked_text(edit.before), after=masked_text(edit.after))


def keep(
    connection: Connection, found: UploadTrail, *, draft_id: int | None, submission_id: int | None
) -> None:
    """Keep the trail of a draft or a submission."""
    edits = [asdict(edit) | {"at": edit.at.isoformat()} for edit in found.edits]
    row = {
        "draft_id": draft_id,
        "submission_id": submission_id,
        "sha256": found.sha256,
        "file": found.file,
        "content": found.content,
        "edits": json.dumps(edits, ensure_ascii=False),
    }
    connection.execute(insert(trail).values(**row))


def of_draft(connection: Connection, number: int) -> UploadTrail | None:
    """The trail of a draft, or None."""
    return _one(connection, trail.c.draft_id == number)


def of_submission(connection: Connection, number: int) -> UploadTrail | None:
    """The trail of a submission, or None when nothing was changed on the page."""
    return _one(connection, trail.c.submission_id == number)


def _one(connection: Connection, which: ColumnElement[bool]) -> UploadTrail | None:
    row = connection.execute(select(trail).where(which)).first()
    if row is None:
        return None
    edits = (CellEdit(**(one | {"at": datetime.fromisoformat(one["at"])})) for one in json.loads(row.edits))
    return UploadTrail(row.file, row.content, tuple(edits), row.sha256)


def drop_of_drafts(connection: Connection, numbers: Collection[int]) -> None:
    """Forget the trails of drafts that go."""
    if numbers:
        connection.execute(delete(trail).where(trail.c.draft_id.in_(list(numbers))))


def erase(connection: Connection, sha256: str) -> None:
    """Empty the first bytes and the texts of changes of an erased file, by its first or its last bytes."""
    numbers = select(submission.c.id).where(submission.c.sha256 == sha256)
    which = (trail.c.sha256 == sha256) | trail.c.submission_id.in_(numbers)
    for row in connection.execute(select(trail.c.id, trail.c.edits).where(which)).all():
        edits = [one | {"before": "", "after": ""} for one in json.loads(row.edits)]
        texts = {"content": b"", "edits": json.dumps(edits, ensure_ascii=False)}
        connection.execute(update(trail).where(trail.c.id == row.id).values(**texts))
