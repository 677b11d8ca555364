"""Reads the framework's files into frozen specs; a wrong file gives one message naming file, table, key."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

from metrics.framework.build import build, build_all, need, need_text, refuse_unknown
from metrics.framework.columns import extended
from metrics.framework.model import (
    Duty,
    FactSpec,
    Framework,
    FrameworkError,
    Grade,
    LedgerSpec,
    MeasureSpec,
    NodeSpec,
    UnitSpec,
)
from metrics.framework.rules import check_framework
from metrics.framework.words import Term, Vocabulary

HOME = Path(__file__).parent
VISIBLE = "visible.toml"
_UNITS = "vocab/units.csv"
# What is measured; who may do what (rights.toml) makes no other version of it.
_TEMPLATES = "templates.toml"
_PATTERNS = ("facts.toml", _TEMPLATES, VISIBLE, "ledgers/*.toml", "vocab/*.csv")
_NAMES = ("id", "name", "version", "county")
# Saved versions of 2023 say which template they were saved under; the templates go with the ledgers now.
_OLD_KEYS = ("template_version",)
_RUN = ("window", "duty", "open_share")
_TOP_KEYS = {
    *_NAMES,
    *_OLD_KEYS,
    *_RUN,
    "schema",
    "score",
    "defaults",
    "node",
    "measure",
    "grade",
    "column",
    "issued",
}


#: The program's earlier versions, oldest first: what was scored under them can be scored so again.
EARLIER = tuple(sorted(path.stem for path in (HOME / "earlier").glob("*.toml")))
#: File name within the framework's folder → its bytes.
Files = Mapping[str, bytes]


@lru_cache(maxsize=8)
def load_framework(folder: Path = HOME) -> Framework:
    """Read visible.toml, facts.toml, templates.toml, ledgers/*.toml and vocab/*.csv of a folder.

    Args:
        folder: where the files lie; by default those of the product.

    Raises:
        FrameworkError: a file is missing or cannot be parsed, has an unknown or missing key, a value of the
            wrong type, or breaks a rule (weight on 推进机制 or evidence, unknown parent, …). The message
            names the place.

    Example:
        >>> framework = load_framework()
        >>> framework.ledgers["L05"].sheet, framework.unit["U19"].ledgers
        ('活动台账', ('L01', 'L02', 'L04', 'L05'))
        >>> [node.name for node in framework.nodes if node.parent == "K"]
        ['有载体可看', '有典型可看', '有成效可看', '有现场可看']
    """
    return parse_framework(read_files(folder))


def read_files(folder: Path = HOME) -> Files:
    """The files a framework is made of, by their names within its folder, in the order they are hashed."""
    paths = (path for pattern in _PATTERNS for path in sorted(folder.glob(pattern)))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@lru_cache(maxsize=8)
def earlier_framework(version: str) -> Framework:
    """One of the program's earlier versions, over today's ledgers; KeyError for one that is not EARLIER."""
    return parse_framework(earlier_files(version))


def earlier_files(version: str) -> Files:
    """The files of an earlier version of the program: its own visible.toml, today's ledgers and words."""
    return {**read_files(), VISIBLE: (HOME / "earlier" / f"{version}.toml").read_bytes()}


def parse_framework(files: Files) -> Framework:
    """A framework from the contents of its files.

    Args:
        files: as `read_files` gives them; another `visible.toml` among them makes another version.

    Raises:
        FrameworkError: as `load_framework`.
    """
    visible = _read_toml(files, VISIBLE)
    refuse_unknown(visible, _TOP_KEYS, VISIBLE, "顶层")
    ledgers = [_ledger(files, name) for name in files if name.startswith("ledgers/")]
    words = [name for name in files if name.startswith("vocab/") and name != _UNITS]
    vocabularies = [_vocabulary(files, name) for name in words]
    names: dict[str, Any] = {key: need_text(visible, key, VISIBLE, "顶层") for key in _NAMES}
    framework = Framework(
        **names,
        hash=_hash(files),
        nodes=tuple(build_all(NodeSpec, visible, "node", VISIBLE)),
        measures=tuple(build_all(MeasureSpec, visible, "measure", VISIBLE)),
        grades=tuple(build_all(Grade, visible, "grade", VISIBLE)),
        ledgers={ledger.code: ledger for ledger in ledgers},
        vocabularies={vocabulary.id: vocabulary for vocabulary in vocabularies},
        units=_units(files),
        **_run(visible),
        facts=tuple(build_all(FactSpec, _read_toml(files, "facts.toml"), "fact", "facts.toml")),
        templates=_templates(files),
    )
    framework = extended(framework, visible)
    check_framework(framework)
    return framework


def _run(visible: Mapping[str, object]) -> dict[str, Any]:
    """What scores run over: the window, the duties, and what open credit may make up; where they are said."""
    said: dict[str, Any] = {}
    if "window" in visible:
        said["window"] = need_text(visible, "window", VISIBLE, "顶层")
    if "open_share" in visible:
        share = visible["open_share"]
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise FrameworkError(VISIBLE, "顶层", "open_share", f"{share!r} 应是 0 到 1 之间的数")
        said["open_share"] = float(share)
    duty = visible.get("duty", {})
    if not isinstance(duty, dict):
        raise FrameworkError(VISIBLE, "顶层", "duty", "应是一个表")
    return said | {"duty": build(Duty, duty, VISIBLE, "duty")}


def _hash(files: Files) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _content(files: Files, name: str) -> bytes:
    if name not in files:
        raise FrameworkError(PurePosixPath(name).name, "文件", "路径", "找不到这个文件")
    return files[name]


def _read_toml(files: Files, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(_content(files, name).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        file = PurePosixPath(name).name
        raise FrameworkError(file, "文件", "语法", f"不是有效的 TOML（{error}）") from None


def _templates(files: Files) -> tuple[str, ...]:
    table = _read_toml(files, _TEMPLATES)
    refuse_unknown(table, {"versions"}, _TEMPLATES, "顶层")
    versions = need(table, "versions", _TEMPLATES, "顶层")
    if not isinstance(versions, list) or not versions or not all(isinstance(one, str) for one in versions):
        raise FrameworkError(_TEMPLATES, "顶层", "versions", "应是模板版本的列表，从旧到新，至少一个")
    return tuple(versions)


def _ledger(files: Files, name: str) -> LedgerSpec:
    table = {("columns" if key == "column" else key): value for key, value in _read_toml(files, name).items()}
    return build(LedgerSpec, table, PurePosixPath(name).name, "顶层")


def _csv_rows(files: Files, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        stream = StringIO(_content(files, name).decode("utf-8-sig"), newline="")
        rows = list(csv.DictReader(stream, strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        file = PurePosixPath(name).name
        raise FrameworkError(file, "文件", "语法", f"不是有效的 UTF-8 CSV（{error}）") from None
    for number, row in enumerate(rows, 2):
        yield f"第{number}行", row


def _vocabulary(files: Files, name: str) -> Vocabulary:
    path = PurePosixPath(name)
    return Vocabulary(path.stem, tuple(_term(row, path.name, place) for place, row in _csv_rows(files, name)))


def _term(row: Mapping[str, str], file: str, place: str) -> Term:
    for key in ("code", "name"):
        if not row.get(key):
            raise FrameworkError(file, place, key, "不能为空")
    return Term(
        row["code"],
        row["name"],
        row.get("short_name") or "",
        _split(row.get("aliases")),
        _day(row, "valid_from", file, place),
        _day(row, "valid_to", file, place),
        _truth(row, "mobile", file, place),
        _split(row.get("told_by")),
        _split(row.get("unlike")),
    )


def _units(files: Files) -> tuple[UnitSpec, ...]:
    return tuple(_unit(row, "units.csv", place) for place, row in _csv_rows(files, _UNITS))


def _unit(row: dict[str, str], file: str, place: str) -> UnitSpec:
    term = _term(row, file, place)
    need(row, "ledgers", file, place)
    return UnitSpec(
        code=term.code,
        name=term.name,
        short_name=term.short_name or term.name,
        ledgers=_split(row["ledgers"]),
        aliases=term.aliases,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
    )


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split("|") if part)


def _day(row: Mapping[str, str], key: str, file: str, place: str) -> date | None:
    text = row.get(key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise FrameworkError(file, place, key, f"“{text}”不是 2023-01-31 这样的日期") from None


def _truth(row: Mapping[str, str], key: str, file: str, place: str) -> bool:
    text = row.get(key) or ""
    if text not in ("", "是", "否"):
        raise FrameworkError(file, place, key, f"“{text}”应为 是 或 否")
    return text == "是"
