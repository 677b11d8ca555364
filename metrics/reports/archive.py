"""年度归档: one ZIP of a year with everything that proves it: originals, tables, papers, audit, and an index.

Each file goes into the archive as soon as it is made, so that it never lies in memory as a whole. The archive
says of every file what it is and its SHA-256: in a page for people, in a table, and for `sha256sum -c`.
"""

import hashlib
import html
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

import pandas as pd

from metrics.county import Dataset
from metrics.framework import (
    LEVEL_NAMES,
    LEVELS,
    Framework,
    Period,
    PeriodError,
    handbook,
    parse_period,
    safe_file_name,
)
from metrics.ingest.write import csv_text
from metrics.scoring import prepare, score_book, score_table
from metrics.store import Store, StoreError
from metrics.store.office import PUBLICATION_STATE_NAMES
from metrics.store.photos import CONSENT_NAMES, RowPhoto
from metrics.store.reporting import SUBMISSION_STATE_NAMES, ErasedError

INDEX, SUMS, TABLE = "目录.html", "SHA256SUMS", "目录.csv"
#: So that spreadsheet programs take a CSV for UTF-8.
_MARK = "\ufeff"
_STYLE = """body{font-family:sans-serif;margin:2em}td,th{border:1px solid #bbb;padding:.2em .5em}
table{border-collapse:collapse;text-align:left}code{font-size:80%}"""
_MARKED = ("台账/", "得分/", "照片/照片.csv", "报送进度", TABLE)


@dataclass(frozen=True)
class ArchivedFile:
    """A file of the archive: its path, what it is in Chinese, bytes, SHA-256."""

    path: str
    what: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Archived:
    """What an archive holds, and what it lacks and why."""

    period: Period
    files: tuple[ArchivedFile, ...]
    notes: tuple[str, ...]


#: Path, what it is, content.
_Piece = tuple[str, str, bytes]
#: Told how many files are in and the path of the newest.
Progress = Callable[[int, str], None]


def archive(
    store: Store,
    period: Period,
    account: str,
    stream: IO[bytes],
    at: datetime,
    progress: Progress = lambda _count, _path: None,
) -> Archived:
    """Write a year into a ZIP.

    Args:
        store: the county's database.
        period: a year.
        account: who takes it; every original and paper is asked for and audited by it.
        stream: where to; it need not be seekable.
        at: when, for the index.
        progress: told after each file.

    Raises:
        PeriodError: it is no year.
        StoreError: nothing was reported in it, or the account may not see something of it.
    """
    if period.kind != "Y":
        raise PeriodError(f"归档按年进行，“{period.label}”不是一年。请写成 2023 这样。")
    if not store.reporting.submissions(period):
        raise StoreError(f"{period.label}没有报送，没有可归档的内容。")
    version = store.office.framework_in_force(period)
    framework = store.office.framework(version.id)
    notes: list[str] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        files = []
        for path, what, content in _pieces(store, framework, period, account, notes):
            files.append(_put(book, path, what, content, at))
            progress(len(files), path)
        done = Archived(period, tuple(files), tuple(notes))
        _put(book, TABLE, "目录", _table(done).encode(), at)
        _put(book, SUMS, "校验码", "".join(f"{one.sha256}  {one.path}\n" for one in files).encode(), at)
        _put(book, INDEX, "目录", _page(store, framework, done, at).encode(), at)
    return done


def _put(book: zipfile.ZipFile, path: str, what: str, content: bytes, at: datetime) -> ArchivedFile:
    data = _MARK.encode() + content if path.startswith(_MARKED) else content
    entry = zipfile.ZipInfo(path, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    book.writestr(entry, data)
    return ArchivedFile(path, what, len(data), hashlib.sha256(data).hexdigest())


def _pieces(
    store: Store, framework: Framework, period: Period, account: str, notes: list[str]
) -> Iterator[_Piece]:
    yield from _originals(store, framework, period, account, notes)
    yield from _photos(store, framework, period, account)
    data = store.reporting.dataset(framework, period)
    yield from _ledgers(store, framework, data, account)
    yield from _scores(store, framework, period, data)
    board = store.reporting.board(framework, period).assign(
        state=lambda table: table["state"].map(SUBMISSION_STATE_NAMES)
    )
    yield "报送进度.csv", "各单位各季度的报送情况", csv_text(board.set_index("unit")).encode()
    yield from _papers(store, period, account)
    yield f"口径手册_{framework.version}.md", "本年在用的指标口径", handbook(framework).encode()
    lines = store.care.audit_lines(account)
    yield "审计/审计.jsonl", "到归档时为止的全部审计，用 audit verify 核对", "".join(lines).encode()


def _originals(
    store: Store, framework: Framework, period: Period, account: str, notes: list[str]
) -> Iterator[_Piece]:
    """Every revision that was handed in, as it came."""
    for info in store.reporting.submissions(period):
        unit = framework.unit.get(info.unit)
        who = f"{info.unit} {unit.name if unit else ''}".strip()
        state = SUBMISSION_STATE_NAMES.get(info.state, info.state)
        try:
            name, content = store.reporting.original(info.sha256, account)
        except ErasedError as gone:
            notes.append(f"{who} {info.period} 第 {info.revision} 版的原文件不在：{gone}")
            continue
        head = f"第{info.revision}版（报送 {info.id}）{name.rpartition('.')[0] or name}"
        file = safe_file_name(head, f".{name.rpartition('.')[2]}" if "." in name else "")
        path = f"原始文件/{info.period}/{safe_file_name(who)}/{file}"
        yield path, f"{who} {info.period} 第 {info.revision} 版，{state}", content


def _photos(store: Store, framework: Framework, period: Period, account: str) -> Iterator[_Piece]:
    """The photos of the rows, each once in its quarter, and a table of what may be done with them."""
    seen: dict[int, tuple[str, RowPhoto]] = {}
    for info in store.reporting.submissions(period):
        for one in store.photos.of_submission(info.id, account):
            if one.id in seen:
                continue
            unit = framework.unit.get(one.unit)
            who = safe_file_name(f"{one.unit} {unit.name if unit else ''}".strip())
            sheet = framework.ledgers[one.ledger].sheet if one.ledger in framework.ledgers else one.ledger
            name, content = store.photos.take(one.id, account)
            head, _, ending = name.rpartition(".")
            path = f"照片/{one.period}/{who}/{safe_file_name(f'{sheet}{one.id}_{head}', f'.{ending}')}"
            seen[one.id] = path, one
            yield path, f"{sheet} {one.code} 的照片（{CONSENT_NAMES[one.consent]}）", content
    if seen:
        yield "照片/照片.csv", "每张照片属于哪一行、谁定的用途", csv_text(_photo_table(seen)).encode()


#: Headings of the table of photos.
_PHOTO_COLUMNS = (
    *("文件", "单位", "报告期", "台账", "编号", "原位置", "用途"),
    *("谁定的", "谁添的", "何时", "SHA-256"),
)


def _photo_table(seen: Mapping[int, tuple[str, RowPhoto]]) -> pd.DataFrame:
    rows = [
        (
            *(path, one.unit, one.period, one.ledger, one.code),
            "；".join(dict.fromkeys(str(where) for _, where in one.places)),
            *(CONSENT_NAMES[one.consent], one.consent_by, one.account),
            *(f"{one.at:%Y-%m-%d %H:%M}", one.sha256),
        )
        for path, one in seen.values()
    ]
    return pd.DataFrame(rows, columns=list(_PHOTO_COLUMNS)).set_index("文件")


def _ledgers(store: Store, framework: Framework, data: Dataset, account: str) -> Iterator[_Piece]:
    """The rows that count, a table a ledger, with the headers of its sheet."""
    for code, rows in data.ledgers.items():
        seen = store.reporting.rows_for(account, rows).frame
        if seen.empty:
            continue
        spec = framework.ledgers[code]
        headers = {column.id: column.header for column in spec.columns}
        places = {"_submission": "报送编号", "_unit": "单位", "_period": "季度", "_row": "原文件的行"}
        table = seen.rename(columns=headers | places)
        text = csv_text(table.set_index(table.columns[0]))
        yield f"台账/{code} {spec.sheet}.csv", f"{spec.sheet}：计入的 {len(seen)} 行", text.encode()


def _scores(store: Store, framework: Framework, period: Period, data: Dataset) -> Iterator[_Piece]:
    """What was frozen by each publication of the year that holds or held, and what the data give today."""
    for one in store.office.publications():
        if parse_period(one.period) in period:
            state = PUBLICATION_STATE_NAMES[one.state]
            what = f"{parse_period(one.period).label}第 {one.id} 次发布（{one.at:%Y-%m-%d}，{state}）"
            for level in LEVELS:
                table = store.office.published_scores(one.id, level)
                path = f"得分/发布{one.id}_{one.period}_{LEVEL_NAMES[level]}.csv"
                yield path, f"{what}：{LEVEL_NAMES[level]}", csv_text(table).encode()
    prepared = prepare(framework, data)
    for level in LEVELS:
        now = score_table(framework, score_book(prepared, level))
        path = f"得分/归档时_{period.code}_{LEVEL_NAMES[level]}.csv"
        yield path, f"归档时按在用的指标计算：{LEVEL_NAMES[level]}", csv_text(now).encode()


def _papers(store: Store, period: Period, account: str) -> Iterator[_Piece]:
    """The briefings that were made of the year's periods, to the byte."""
    for one in reversed(store.office.exports()):
        if parse_period(one.period) in period:
            name, content = store.office.export_content(one.id, account)
            yield f"简报/{one.id}_{name}", f"{one.at:%Y-%m-%d %H:%M} 生成的{name}", content


def _table(done: Archived) -> str:
    rows = [(one.path, one.what, one.size, one.sha256) for one in done.files]
    return csv_text(pd.DataFrame(rows, columns=["文件", "内容", "字节", "SHA-256"]).set_index("文件"))


def _page(store: Store, framework: Framework, done: Archived, at: datetime) -> str:
    """The index for people: opens in any browser, without a network."""
    name = html.escape(f"{framework.county}产改台账{done.period.label}归档")
    published = [one for one in store.office.publications() if parse_period(one.period) in done.period]
    heads = "".join(
        f"<li>{html.escape(parse_period(one.period).label)}：数据 {one.data_version[:12]}，"
        f"指标 {one.framework_version[:12]}，审计第 {one.audit_id} 行 {one.audit_hash[:12]}</li>"
        for one in published
    )
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in done.notes)
    rows = "".join(
        f'<tr><td><a href="{html.escape(one.path)}">{html.escape(one.path)}</a></td>'
        f"<td>{html.escape(one.what)}</td><td>{one.size}</td><td><code>{one.sha256}</code></td></tr>\n"
        for one in done.files
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title>
<style>{_STYLE}</style></head><body>
<h1>{name}</h1>
<p>{at:%Y-%m-%d %H:%M} 归档，共 {len(done.files)} 个文件。
核对：在这个文件夹里执行 <code>sha256sum -c {SUMS}</code>；
审计用 <code>python -m metrics audit verify 审计/审计.jsonl</code>。</p>
{f"<h2>发布</h2><ul>{heads}</ul>" if heads else "<p>本年没有发布过。</p>"}
{f"<h2>没有收进来的</h2><ul>{notes}</ul>" if notes else ""}
<h2>文件</h2>
<table><thead><tr><th>文件</th><th>内容</th><th>字节</th><th>SHA-256</th></tr></thead>
<tbody>{rows}</tbody></table></body></html>
"""
