"""`doctor`: whether database and machine are as the program needs them, one line each."""

import platform
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
from packaging.requirements import Requirement

from metrics.commands.application import REQUIREMENTS
from metrics.commands.common import db_option, json_option, print_json
from metrics.reports.print.fonts import FOLDER, SANS_FILES
from metrics.store.care import FAULT, FINE, WARNING, Diagnosis, examine


@click.command("doctor", help="检查数据库、磁盘、依赖版本、字体和浏览器；有故障时退出码为 1。")
@json_option
@db_option
def command(as_json: bool, db: str) -> None:
    """Print every check; exit 1 when one is 故障."""
    checks = [*examine(db), *machine()]
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{check.state}\t{check.name}\t{check.text}")
    raise SystemExit(any(check.state == FAULT for check in checks))


def machine() -> Iterator[Diagnosis]:
    """What this machine has of what the program needs."""
    yield Diagnosis("Python", FINE, f"{platform.python_version()}，{platform.platform(terse=True)}")
    yield packages(REQUIREMENTS)
    yield _fonts()
    yield _browser()


def packages(requirements: Path) -> Diagnosis:
    """Whether every package is there in the version that was tested."""
    try:
        pins = _pins(requirements.read_text(encoding="utf-8"))
    except OSError as error:
        return Diagnosis("依赖", FAULT, f"读不了 {requirements}（{error.strerror}）。请重新取一份程序")
    found = {name: _installed(name) for name in pins}
    missing = [name for name, there in found.items() if there is None]
    other = [
        f"{name} {found[name]}（应为 {pin}）" for name, pin in pins.items() if found[name] not in (None, pin)
    ]
    if missing:
        return Diagnosis("依赖", FAULT, f"缺少 {'、'.join(missing)}。请运行 pip install -r requirements.txt")
    if other:
        return Diagnosis(
            "依赖", WARNING, f"版本不同：{'、'.join(other)}。请运行 pip install -r requirements.txt"
        )
    return Diagnosis("依赖", FINE, f"{len(pins)} 个包，版本都与 requirements.txt 一致")


def _pins(text: str) -> dict[str, str]:
    """Name → version of the packages this machine is to have; hashes and comments are passed over."""
    lines = (line.removesuffix("\\").split(" --")[0] for line in text.splitlines() if line[:1].isalnum())
    needs = [Requirement(line) for line in lines]
    return {
        need.name: str(need.specifier).removeprefix("==")
        for need in needs
        if need.marker is None or need.marker.evaluate()
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _fonts() -> Diagnosis:
    missing = [path.name for path in SANS_FILES.values() if not path.is_file()]
    if missing:
        return Diagnosis("字体", FAULT, f"{FOLDER} 里缺少 {'、'.join(missing)}。请重新取一份程序")
    return Diagnosis("字体", FINE, "导出用的中文字体随程序带着")


def _browser() -> Diagnosis:
    # Kaleido takes longer to import than other verbs take to run.
    from metrics.reports.print import BrowserError, find_browser  # noqa: PLC0415

    try:
        return Diagnosis("浏览器", FINE, f"导出图片用 {find_browser()}")
    except BrowserError as error:
        return Diagnosis("浏览器", WARNING, f"{error}没有浏览器只影响导出图片")


COMMANDS = (command,)
