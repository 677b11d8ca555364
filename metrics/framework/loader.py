"""Reads the framework's files into frozen specs; a wrong file gives one message naming file, table, key."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from io import StringIO
from math import inf
from pathlib import Path, PurePosixPath
from typing import Any

from metrics.framework.build import build, build_all, need, need_text, refuse_unknown
from metrics.framework.columns import extended
from metrics.framework.county import (
    NO_COUNTY,
    SPARE_FACTS,
    County,
    CountyFile,
    CountyPackage,
    Files,
    PlannedBrand,
)
from metrics.framework.examples import with_examples
from metrics.framework.model import (
    EMPTY,
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
# What is measured; who may do what (rights.toml) makes no other version of it.
_TEMPLATES = "templates.toml"
_PATTERNS = ("facts.toml", _TEMPLATES, VISIBLE, "ledgers/*.toml", "vocab/*.csv")
_NAMES = ("id", "name", "version")
# Saved versions say which template they were saved under, and of which county; the templates go with the
# ledgers now, the county with its own files.
_OLD_KEYS = ("template_version", "county")
#: Lists of words that are every county's own, and empty until it says them.
_OF_COUNTIES = ("vocab/towns.csv", "vocab/social_organisations.csv")
_SHARES = ("open_share", "complete_share")
_RUN = ("window", "duty", *_SHARES)
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


@lru_cache(maxsize=16)
def load_framework(county: CountyPackage = NO_COUNTY, folder: Path = HOME) -> Framework:
    """Read visible.toml, facts.toml, templates.toml, ledgers/*.toml and vocab/*.csv of a folder.

    Args:
        county: what is a county's own; without it there are no units, no towns, and no name.
        folder: where the files lie; by default those of the product.

    Raises:
        FrameworkError: a file is missing or cannot be parsed, has an unknown or missing key, a value of the
            wrong type, or breaks a rule (weight on 推进机制 or evidence, unknown parent, …). The message
            names the place.

    Example:
        >>> from metrics.framework import read_package
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> framework.ledgers["L05"].sheet, framework.unit["U19"].ledgers
        ('活动台账', ('L01', 'L02', 'L04', 'L05'))
        >>> [node.name for node in framework.nodes if node.parent == "K"]
        ['有载体可看', '有典型可看', '有成效可看', '有现场可看']
    """
    return parse_framework(county.over(read_files(folder)))


def read_files(folder: Path = HOME) -> Files:
    """The files a framework is made of, by their names within its folder, in the order they are hashed."""
    paths = (path for pattern in _PATTERNS for path in sorted(folder.glob(pattern)))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@lru_cache(maxsize=16)
def earlier_framework(version: str, county: CountyPackage = NO_COUNTY) -> Framework:
    """One of the program's earlier versions, over today's ledgers; KeyError for one that is not EARLIER."""
    return parse_framework(county.over(earlier_files(version)))


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
    read = [_ledger(files, name) for name in files if name.startswith("ledgers/")]
    ledgers, units = {ledger.code: ledger for ledger in read}, _units(files)
    words = [
        name for name in (*files, *_OF_COUNTIES) if name.startswith("vocab/") and name != CountyFile.UNITS
    ]
    vocabularies = {one.id: one for one in (_vocabulary(files, name) for name in dict.fromkeys(words))}
    home = _home(files)
    names: dict[str, Any] = {key: need_text(visible, key, VISIBLE, "顶层") for key in _NAMES}
    framework = Framework(
        **names,
        hash=_hash(files),
        nodes=tuple(build_all(NodeSpec, visible, "node", VISIBLE)),
        measures=tuple(build_all(MeasureSpec, visible, "measure", VISIBLE)),
        grades=tuple(build_all(Grade, visible, "grade", VISIBLE)),
        ledgers=with_examples(ledgers, home, units, vocabularies),
        vocabularies=vocabularies,
        units=units,
        **_run(visible, home),
        home=home,
        brands=_brands(files),
        claims=_read_toml(files, CountyFile.CLAIMS) if CountyFile.CLAIMS in files else EMPTY,
        texts={
            name.removeprefix(CountyFile.TEXTS): _text(files, name)
            for name in files
            if name.startswith(CountyFile.TEXTS)
        },
        facts=_facts(files, CountyFile.FACTS),
        spare_facts=_facts(files, SPARE_FACTS) if SPARE_FACTS in files else (),
        templates=_templates(files),
    )
    framework = extended(framework, visible)
    check_framework(framework)
    return framework


def _home(files: Files) -> County:
    """What the county says of itself; nothing where there is none."""
    if CountyFile.COUNTY not in files:
        return County()
    home = build(County, _read_toml(files, CountyFile.COUNTY), CountyFile.COUNTY, "顶层")
    for code, number in home.duty.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number < inf:
            raise FrameworkError(CountyFile.COUNTY, "duty", code, f"{number!r} 应是大于 0 的企业家数")
    return home


def _run(visible: Mapping[str, object], home: County) -> dict[str, Any]:
    """What scores run over: the window, the duties, what open credit may make up, what is complete."""
    said: dict[str, Any] = {}
    if "window" in visible:
        said["window"] = need_text(visible, "window", VISIBLE, "顶层")
    for key in (one for one in _SHARES if one in visible):
        share = visible[key]
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise FrameworkError(VISIBLE, "顶层", key, f"{share!r} 应是 0 到 1 之间的数")
        said[key] = float(share)
    duty = visible.get("duty", {})
    if not isinstance(duty, dict):
        raise FrameworkError(VISIBLE, "顶层", "duty", "应是一个表")
    # A version's own numbers go before those that the county gives its units.
    own = duty.get("own", {})
    return said | {"duty": build(Duty, duty | {"own": {**home.duty, **own}}, VISIBLE, "duty")}


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
        return tomllib.loads(_text(files, name))
    except tomllib.TOMLDecodeError as error:
        file = PurePosixPath(name).name
        raise FrameworkError(file, "文件", "语法", f"不是有效的 TOML（{error}）") from None


def _text(files: Files, name: str) -> str:
    try:
        return _content(files, name).decode("utf-8")
    except UnicodeDecodeError as error:
        file = PurePosixPath(name).name
        raise FrameworkError(file, "文件", "编码", f"不是 UTF-8 文本（{error}）") from None


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
    rows = _csv_rows(files, name) if name in files else ()
    return Vocabulary(path.stem, tuple(_term(row, path.name, place) for place, row in rows))


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
    rows = _csv_rows(files, CountyFile.UNITS) if CountyFile.UNITS in files else ()
    return tuple(_unit(row, "units.csv", place) for place, row in rows)


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


def _texts(files: Files) -> dict[str, str]:
    """Sentences of reports that are the county's own: file name → TOML."""
    own = [name for name in files if name.startswith(CountyFile.TEXTS)]
    return {name.removeprefix(CountyFile.TEXTS): _text(files, name) for name in own}


def _facts(files: Files, name: str) -> tuple[FactSpec, ...]:
    return tuple(build_all(FactSpec, _read_toml(files, name), "fact", PurePosixPath(name).name))


def _brands(files: Files) -> tuple[PlannedBrand, ...]:
    rows = _csv_rows(files, CountyFile.BRANDS) if CountyFile.BRANDS in files else ()
    return tuple(
        PlannedBrand(
            row["code"], row["name"], row["unit"], _truth(row, "is_county_brand", CountyFile.BRANDS, place)
        )
        for place, row in rows
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
