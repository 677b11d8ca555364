"""Reads the framework's files into frozen specs; a wrong file gives one message naming file, table, key."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from metrics.framework.build import build, build_all, need, refuse_unknown
from metrics.framework.model import (
    FactSpec,
    Framework,
    FrameworkError,
    Grade,
    LedgerSpec,
    MeasureSpec,
    NodeSpec,
    Term,
    UnitSpec,
    Vocabulary,
)
from metrics.framework.rules import check_framework

HOME = Path(__file__).parent
_NAMES = ("id", "name", "version", "template_version", "county")
_TOP_KEYS = {*_NAMES, "schema", "score", "defaults", "node", "measure", "grade"}


@lru_cache(maxsize=8)
def load_framework(folder: Path = HOME) -> Framework:
    """Read visible.toml, facts.toml, ledgers/*.toml and vocab/*.csv of a folder.

    Args:
        folder: where the files lie; by default those of the product.

    Raises:
        FrameworkError: a file is missing or cannot be parsed, has an unknown or missing key, a value of the
            wrong type, or breaks a rule (weight on 推进机制 or evidence, unknown parent, …). The message
            names the place.
    """
    visible = _read_toml(folder / "visible.toml")
    refuse_unknown(visible, _TOP_KEYS, "visible.toml", "顶层")
    ledgers = [_ledger(path) for path in sorted((folder / "ledgers").glob("*.toml"))]
    words = [path for path in sorted((folder / "vocab").glob("*.csv")) if path.stem != "units"]
    framework = Framework(
        **{key: need(visible, key, "visible.toml", "顶层") for key in _NAMES},
        hash=_hash(folder),
        nodes=tuple(build_all(NodeSpec, visible, "node", "visible.toml")),
        measures=tuple(build_all(MeasureSpec, visible, "measure", "visible.toml")),
        grades=tuple(build_all(Grade, visible, "grade", "visible.toml")),
        ledgers={ledger.code: ledger for ledger in ledgers},
        vocabularies={path.stem: _vocabulary(path) for path in words},
        units=_units(folder / "vocab" / "units.csv"),
        facts=tuple(build_all(FactSpec, _read_toml(folder / "facts.toml"), "fact", "facts.toml")),
    )
    check_framework(framework)
    return framework


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for pattern in ("*.toml", "ledgers/*.toml", "vocab/*.csv"):
        for path in sorted(folder.glob(pattern)):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FrameworkError(path.name, "文件", "路径", "找不到这个文件") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FrameworkError(path.name, "文件", "语法", f"不是有效的 TOML（{error}）") from None


def _ledger(path: Path) -> LedgerSpec:
    table = {("columns" if key == "column" else key): value for key, value in _read_toml(path).items()}
    return build(LedgerSpec, table, path.name, "顶层")


def _csv_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, strict=True))
    except FileNotFoundError:
        raise FrameworkError(path.name, "文件", "路径", "找不到这个文件") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise FrameworkError(path.name, "文件", "语法", f"不是有效的 UTF-8 CSV（{error}）") from None
    for number, row in enumerate(rows, 2):
        yield f"第{number}行", row


def _vocabulary(path: Path) -> Vocabulary:
    return Vocabulary(path.stem, tuple(_term(row, path.name, place) for place, row in _csv_rows(path)))


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
    )


def _units(path: Path) -> tuple[UnitSpec, ...]:
    return tuple(_unit(row, path.name, place) for place, row in _csv_rows(path))


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
