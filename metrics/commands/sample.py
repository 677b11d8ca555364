"""The sample county, loaded through the very path an upload takes."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from metrics.framework import Framework, parse_period
from metrics.ingest.read import read_many
from metrics.store import Store
from metrics.store.database import StoreError
from metrics.store.people import Account
from metrics.store.reporting import Raw, Receipt, receive

#: Files one reading process is given: few enough that progress moves.
BATCH = 8
Line = Mapping[str, str]


@dataclass(frozen=True)
class Loaded:
    """How many workbooks were stored now, and how many were there already."""

    stored: int
    present: int


def load_demo(
    store: Store, framework: Framework, folder: Path, progress: Callable[[int, int], None] = lambda *_: None
) -> Loaded:
    """Bring the sample county in; what is there already stays as it is.

    Args:
        store: an opened database.
        framework: what is collected.
        folder: holds manifest.csv, accounts.csv and the workbooks.
        progress: told the number of workbooks done and of all.

    Raises:
        StoreError: a workbook is not accepted; the message holds its findings.
    """
    for line in _lines(folder / "accounts.csv"):
        store.people.ensure_account(
            Account(line["code"], line["name"], line["role"], line["unit"], demo=True)
        )
    manifest = _lines(folder / "manifest.csv")
    for code, due in {line["period"]: line["due_on"] for line in manifest}.items():
        store.reporting.ensure_period(parse_period(code), date.fromisoformat(due))
    there = {(info.unit, info.period, str(info.revision)) for info in store.reporting.submissions()}
    missing = [line for line in manifest if (line["unit"], line["period"], line["revision"]) not in there]
    for done, (line, content, raw) in enumerate(_read(folder, missing), 1):
        _bring_in(store, framework, line, content, raw)
        progress(len(manifest) - len(missing) + done, len(manifest))
    return Loaded(len(missing), len(manifest) - len(missing))


def _lines(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _read(folder: Path, lines: list[Line]) -> Iterator[tuple[Line, bytes, Raw]]:
    for start in range(0, len(lines), BATCH):
        some = lines[start : start + BATCH]
        files = [(Path(line["file"]).name, (folder / line["file"]).read_bytes()) for line in some]
        for line, (_, content), raw in zip(some, files, read_many(files), strict=True):
            yield line, content, raw


def _bring_in(store: Store, framework: Framework, line: Line, content: bytes, raw: Raw) -> None:
    name = Path(line["file"]).name
    at = datetime.fromisoformat(line["submitted_at"])
    receipt = receive(store.reporting, framework, content, name, line["submitted_by"], at, raw=raw)
    if receipt.submission is None:
        raise StoreError(_refusal(receipt))
    if line["approved_by"] and receipt.submission.state == "submitted":
        store.reporting.approve(
            receipt.submission.id, line["approved_by"], datetime.fromisoformat(line["approved_at"])
        )


def _refusal(receipt: Receipt) -> str:
    found = "；".join(f"{f.code} {f.where} {f.message}" for f in receipt.checked.of_severity("error"))
    return f"样例工作簿“{receipt.checked.file}”没有通过检查：{found or '认不出单位或报告期'}"
