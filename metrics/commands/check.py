"""`check`: what is wrong with workbooks, without storing anything."""

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
from metrics.store import Store
from metrics.store.reporting import check_upload

unit_option = click.option("--unit", type=UNIT, help="成员单位；不写则从文件里认。")
optional_period = click.option("--period", type=PERIOD, help="报告期（季度）；不写则从文件里认。")


@click.command("check", help="检查填好的工作簿，逐条指出问题所在的单元格，不入库。")
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
            click.echo(as_text(book))
            _say_whether_it_may(store, book, account)
    raise SystemExit(0 if all(book.accepted for book in checked) else 1)


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


def as_text(book: CheckedWorkbook) -> str:
    """A checked file as lines for people: one a finding, each with its cell."""
    counts = "，".join(f"{word} {len(book.of_severity(level))}" for level, word in SEVERITIES.items())
    who = f"{book.unit or '单位未认出'} {book.period or '报告期未认出'}"
    lines = [f"{book.file}（{who}）：{sum(book.rows.values())} 行，{counts}"]
    lines += [f"  {SEVERITIES[f.severity]} {f.code} {f.where}：{f.message}{f.hint}" for f in book.findings]
    return "\n".join(lines)


COMMANDS = (command,)
