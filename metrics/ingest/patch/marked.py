"""The marked copy of an upload: every problem shown where it stands, in the very file the person sent."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from metrics.framework import Framework, safe_file_name
from metrics.ingest.model import CheckedWorkbook
from metrics.ingest.patch.fresh import fresh
from metrics.ingest.patch.marks import patch
from metrics.ingest.patch.plan import COLUMN
from metrics.ingest.patch.xmltext import UnpatchableError
from metrics.ingest.read import RawBook, Refusal, read, sniff

__all__ = ["COLUMN", "MarkedCopy", "mark", "marked_name"]

#: What the name of a copy ends with, and what a browser adds to a second download.
_MARKED = re.compile(rf"_{COLUMN}(?:\s*[(（]\d+[)）])?$")


@dataclass(frozen=True)
class MarkedCopy:
    """A marked copy; `remade` when it is a new workbook because the file itself cannot carry marks."""

    name: str
    content: bytes
    remade: bool = False


def mark(
    content: bytes,
    file: str,
    checked: CheckedWorkbook,
    framework: Framework,
    *,
    raw: RawBook | Refusal | None = None,
) -> MarkedCopy:
    """Mark an upload: coloured cells, a column 校验结果, a first sheet 问题清单, the row codes issued.

    An .xlsx file is changed in place: all its other parts keep their bytes. Marks of an earlier marking are
    replaced. Other files, and those built in a way that cannot be changed as text, give a new workbook.

    Args:
        content: the bytes uploaded.
        file: the name they came under.
        checked: what `check_workbook` said about them.
        framework: what is collected.
        raw: the file as `reader.read` read it, if at hand; only a new workbook needs it.

    Returns:
        The copy, named `原名_校验结果.xlsx`. Bad input never raises.

    Raises:
        ValueError: `checked` is about another file.
    """
    if hashlib.sha256(content).hexdigest() != checked.sha256:
        raise ValueError(f"校验结果不是这份文件的：{file}")
    name = marked_name(file)
    # A file that was read and holds no ledger is told so on the level of sheets.
    unread = not checked.ledgers and all(item.code.startswith("E1") for item in checked.findings)
    if not unread and sniff(file, content) == "xlsx":
        try:
            return MarkedCopy(name, patch(content, checked, framework))
        except UnpatchableError:
            pass
    book = None if unread else raw if raw is not None else read(file, content)
    return MarkedCopy(
        name, fresh(book if isinstance(book, RawBook) else None, checked, framework), remade=True
    )


def marked_name(file: str) -> str:
    """What the marked copy of a file is called; a copy of a copy is called the same."""
    return safe_file_name(_MARKED.sub("", PurePath(file).stem.removeprefix("~$")), f"_{COLUMN}.xlsx")
