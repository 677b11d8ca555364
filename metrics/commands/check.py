"""`check`: what is wrong with workbooks, without storing anything."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from metrics.commands.common import (
    FILE_IN,
    PERIOD,
    UNIT,
    as_option,
    db_option,
    json_option,
    opened,
    print_json,
    write_file,
)
from metrics.framework import Framework, Period, UnitSpec
from metrics.ingest import SEVERITIES, CheckedWorkbook, Finding
from metrics.ingest.patch import mark
from metrics.reports import CHINA, differences, period_of
from metrics.reports.write import ReportError, period_named, present
from metrics.store import Store
from metrics.store.people import Handout
from metrics.store.reporting import check_upload

unit_option = click.option("--unit", type=UNIT, help="成员单位；不写则从文件里认。")
optional_period = click.option("--period", type=PERIOD, help="报告期（季度）；不写则从文件里认。")


@click.command(
    "check",
    help="检查填好的工作簿，逐条指出问题所在的单元格；改过的专报（.docx）则指出与数据不符的数字。不入库。",
)
@click.argument("files", nargs=-1, required=True, type=FILE_IN, metavar="FILE…")
@unit_option
@optional_period
@json_option
@click.option(
    "--marked",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="把标注过的副本（原名_校验结果.xlsx）写进这个文件夹。",
)
@as_option
@db_option
def command(
    files: tuple[Path, ...],
    unit: UnitSpec | None,
    period: Period | None,
    as_json: bool,
    folder: Path | None,
    account: str,
    db: str,
) -> None:
    """Print the findings of every file; exit 1 when one of them has errors."""
    store, framework = opened(db)
    papers = [path for path in files if path.suffix.lower() == ".docx"]
    agreed = [_paper_agrees(store, path, period, account, as_json=as_json) for path in papers]
    files = tuple(path for path in files if path not in papers)
    if papers and not files:
        raise SystemExit(0 if all(agreed) else 1)
    contents = [(path, path.read_bytes()) for path in files]
    checked = [
        check_upload(store.reporting, framework, content, path.name, unit, period, account=account)
        for path, content in contents
    ]
    if folder:
        _write_marked(folder, contents, checked, framework)
    if as_json:
        print_json({"files": [as_record(book) for book in checked]})
    else:
        for book in checked:
            click.echo(as_text(book, named(store, framework, book)))
            _say_whether_it_may(store, book, account)
    raise SystemExit(0 if all(book.accepted for book in checked) and all(agreed) else 1)


def _paper_agrees(store: Store, path: Path, period: Period | None, account: str, *, as_json: bool) -> bool:
    """Print every number of an edited 专报 that does not agree with the data; whether all do."""
    given = Handout("简报", path.name, [("export", "")])
    store.people.require_handout(given, account)
    try:
        content = path.read_bytes()
        wanted = period or period_named(store, period_of(content))
        now = present(store, wanted, account, datetime.now(CHINA))
        found = differences(content, now)
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"file": path.name, "period": wanted.code, "differences": [asdict(one) for one in found]})
        return not found
    click.echo(
        f"{path.name}（{wanted.label}）：{len(found)} 处要看"
        if found
        else f"{path.name}（{wanted.label}）：数字都对得上"
    )
    for one in found:
        click.echo(f"  {one}")
    return not found


def _say_whether_it_may(store: Store, book: CheckedWorkbook, account: str) -> None:
    """That a sound file cannot be handed in now is said at once, not after it was corrected."""
    if book.unit and book.period and book.period.kind == "Q":
        said = store.reporting.may_report(book.unit, book.period, account)
        if not said.may:
            click.echo(f"  现在不能报：{said.sentence}", err=True)


def _write_marked(
    folder: Path, contents: list[tuple[Path, bytes]], checked: list[CheckedWorkbook], framework: Framework
) -> None:
    """Write a marked copy of every file; files of one name from several folders get numbers."""
    written: set[Path] = set()
    for (path, content), book in zip(contents, checked, strict=True):
        copy = mark(content, path.name, book, framework)
        target = _free(folder / copy.name, written)
        write_file(target, copy.content)
        written.add(target)
        click.echo(f"已标注：{target}", err=True)


def _free(target: Path, taken: set[Path]) -> Path:
    names = (target.with_stem(f"{target.stem}（{number}）") for number in range(2, len(taken) + 3))
    return next(path for path in (target, *names) if path not in taken)


def as_record(book: CheckedWorkbook) -> dict[str, object]:
    """A checked file as JSON says it."""
    return {
        "file": book.file,
        "unit": book.unit or None,
        "period": str(book.period) if book.period else None,
        "rows": dict(book.rows),
        "findings": [_finding(finding) for finding in book.findings],
    }


def _finding(finding: Finding) -> dict[str, str]:
    texts = ("found", "expected", "message", "hint")
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": finding.where.sheet,
        "cell": finding.where.address,
        **{name: getattr(finding, name) for name in texts},
    }


def named(store: Store, framework: Framework, book: CheckedWorkbook) -> str:
    """Whose a checked file is: the unit's code, and its name as it was in the file's quarter."""
    if not book.unit:
        return ""
    unit = store.reporting.collecting(framework, book.period).unit.get(book.unit)
    return f"{book.unit} {unit.name}" if unit else book.unit


def as_text(book: CheckedWorkbook, unit: str = "") -> str:
    """A checked file as lines for people: one a finding, each with its cell; `unit` says whose it is."""
    counts = "，".join(f"{word} {len(book.of_severity(level))}" for level, word in SEVERITIES.items())
    who = f"{unit or book.unit or '单位未认出'} {book.period or '报告期未认出'}"
    lines = [f"{book.file}（{who}）：{sum(book.rows.values())} 行，{counts}"]
    lines += [f"  {SEVERITIES[f.severity]} {f.code} {f.where}：{f.message}{f.hint}" for f in book.findings]
    return "\n".join(lines)


COMMANDS = (command,)
