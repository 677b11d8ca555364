"""The sample county: told apart from an office, and loaded through the very path an upload takes."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from metrics.framework import SHANGHAI, Framework, parse_period, read_package
from metrics.ingest.read import read_many
from metrics.store import Store
from metrics.store.care import Contents, StoredReport
from metrics.store.database import SYSTEM, StoreError
from metrics.store.people import START_OFFICE, Account
from metrics.store.reporting import Raw, Receipt, receive

#: Files one reading process is given: few enough that progress moves.
BATCH = 8
Line = Mapping[str, str]


class DatabaseKind(Enum):
    """Whose a database is.

    `TRIED` is a sample county in which demo accounts reported something of their own: visitors trying it, or
    an office that took it for its own.
    """

    EMPTY = "空库"
    SAMPLE = "样例库"
    TRIED = "样例库（有后来的报送）"
    OFFICE = "正式库"
    MIXED = "样例和正式混在一起的库"


@dataclass(frozen=True)
class Loaded:
    """How many workbooks were stored now, and how many were there already."""

    stored: int
    present: int


def kind_among(contents: Contents, folders: Iterable[Path]) -> DatabaseKind:
    """Whose a database is, whichever of the sample counties it may hold."""
    kinds = [kind_of(contents, folder) for folder in folders]
    own = (DatabaseKind.SAMPLE, DatabaseKind.TRIED, DatabaseKind.MIXED)
    # What is one county's is foreign to the others; where nothing is anybody's, all of them say the same.
    return next((kind for wanted in own for kind in kinds if kind is wanted), kinds[0])


def kind_of(contents: Contents, folder: Path) -> DatabaseKind:
    """Whose a database is, by what it holds beside the sample county of `folder`.

    The first program did not mark demo accounts: where nothing but the sample was ever reported, accounts of
    its codes and names without a password are its own. Any other account is an office's, which may let its
    own gateway sign people in.
    """
    names = {(line["code"], line["name"]) for line in _lines(folder / "accounts.csv")}
    sample = _reports_of(folder)
    brought = [one for one in contents.reports if one in sample]
    more = len(contents.reports) > len(brought)
    known = names if brought and not more else set()
    theirs = [
        one for one in contents.accounts if not one.password and (one.demo or (one.code, one.name) in known)
    ]
    office = len(contents.accounts) > len(theirs)
    if office:
        return DatabaseKind.MIXED if brought or any(one.demo for one in theirs) else DatabaseKind.OFFICE
    if theirs or brought:
        return DatabaseKind.TRIED if more else DatabaseKind.SAMPLE
    return DatabaseKind.OFFICE if more or contents.claimed else DatabaseKind.EMPTY


def _reports_of(folder: Path) -> set[StoredReport]:
    """The sample's submissions; nobody else's were stored at these very minutes by these accounts."""
    return {
        StoredReport(line["unit"], line["period"], int(line["revision"]), line["submitted_by"], at)
        for line in _lines(folder / "manifest.csv")
        for at in (datetime.fromisoformat(line["submitted_at"]).replace(tzinfo=SHANGHAI),)
    }


def load_demo(
    store: Store,
    folder: Path,
    progress: Callable[[int, int], None] = lambda *_: None,
    until: str = "",
) -> Loaded:
    """Bring the sample county in, whole or not at all; what is there already stays as it is.

    Args:
        store: an opened database.
        folder: holds the county's own files, manifest.csv, accounts.csv and the workbooks.
        progress: told the number of workbooks done and of all.
        until: the last quarter of the sample's year that is wanted, as Q3; without it all of them.

    Raises:
        StoreError: an office or another sample county lives in the database, or a workbook is not accepted;
            the message holds its findings. Nothing was stored then.
    """
    with store.whole() as whole:
        contents = whole.care.contents(SYSTEM)
        require_no_office(kind_of(contents, folder))
        _require_no_other(contents, folder)
        whole.office.begin_county(read_package(folder / "county"))
        accounts = _lines(folder / "accounts.csv")
        whole.people.settle_sample([_demo_account(line) for line in accounts])
        return _load(whole, whole.office.framework(), folder, progress, until)


def require_no_office(kind: DatabaseKind) -> None:
    """Refuse to load the sample county into a database of this kind.

    Raises:
        StoreError: an office lives there.
    """
    if kind in (DatabaseKind.OFFICE, DatabaseKind.MIXED):
        raise StoreError(
            "这个库里有正式的账号或报送，不能装入样例县，什么都没有改动。样例县另有一个库："
            f"./start.sh --demo（Windows：start.bat --demo）；正式库用 {START_OFFICE} 打开。"
        )


def _require_no_other(contents: Contents, folder: Path) -> None:
    """Refuse a database in which another of the sample counties lives: each has one of its own."""
    there = set(contents.reports)
    for other in folder.parent.glob("*/manifest.csv"):
        if other.parent != folder and there & _reports_of(other.parent):
            raise StoreError(
                f"这个库里是另一个样例县（{other.parent.name}），不能再装入 {folder.name}，什么都没有改动。"
                f"请不写 --db，或换一个 --db：每个样例县各有一个库。"
            )


def _demo_account(line: Line) -> Account:
    return Account(line["code"], line["name"], line["role"], line["unit"], demo=True)


def _load(
    store: Store, framework: Framework, folder: Path, progress: Callable[[int, int], None], until: str
) -> Loaded:
    every = _lines(folder / "manifest.csv")
    manifest = [line for line in every if not until or line["period"][4:] <= until]
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
