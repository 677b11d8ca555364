"""The framework file of the general engine: TOML in, a checked Tree out.

Every key is known to one of the tables below; any other is refused by name.
"""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from metrics.scoring.index.tree import FrameworkProblem, Imputation, Leaf, Node, Treatment, Tree, shown

SCHEMA = 1
Reader = Callable[[object], object]


def load_tree(path: Path) -> Tree:
    """The tree of a framework file.

    Raises FrameworkProblem (one line: file, table, key or id, what is wrong): unreadable, not UTF-8 TOML,
    unknown or missing keys, wrong types, or anything `tree.check_tree` refuses.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FrameworkProblem(f"框架文件 {path}：打不开（{error.strerror}）") from None
    except UnicodeDecodeError:
        raise FrameworkProblem(f"框架文件 {path}：不是 UTF-8 编码") from None
    except tomllib.TOMLDecodeError as error:
        raise FrameworkProblem(f"框架文件 {path}：TOML 写法有误（{shown(error, 120)}）") from None
    try:
        return parse_tree(document)
    except FrameworkProblem as problem:
        raise FrameworkProblem(f"框架文件 {path}：{problem}") from None


def parse_tree(document: Mapping[str, object]) -> Tree:
    """The tree of a parsed framework document. Raises FrameworkProblem, without the file's name."""
    top = _take("顶层", document, TOP, ("schema", "id", "version", "node", "measure"))
    if top["schema"] != SCHEMA:
        raise FrameworkProblem(f"顶层：schema 应为 {SCHEMA}，现为 {top['schema']}")
    score = _take("[score]", top.get("score", {}), SCORE)
    defaults = _take("[defaults]", top.get("defaults", {}), DEFAULTS)
    for_nodes = {key: value for key, value in defaults.items() if key in ("missing", "min_coverage")}
    for_leaves = {key: value for key, value in defaults.items() if key not in for_nodes}
    return Tree(
        id=str(top["id"]),
        version=str(top["version"]),
        name=str(top.get("name", "")),
        scale=score.get("scale", 100.0),
        round_rank=score.get("round_rank", 9),
        ties=score.get("ties", "min"),
        time=score.get("time", ""),
        nodes=tuple(
            Node(**{"parent": None, **for_nodes, **row}) for row in _rows("node", top, NODE, ("id",))
        ),
        leaves=tuple(
            Leaf(**{**for_leaves, **row}) for row in _rows("measure", top, MEASURE, ("id", "parent"))
        ),
    )


def _rows(table: str, top: dict, keys: Mapping[str, Reader], required: tuple[str, ...]) -> list[dict]:
    rows = top[table]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FrameworkProblem(f"[[{table}]]：应写成双方括号的表")
    return [_take(_where(table, i, row), row, keys, required) for i, row in enumerate(rows, start=1)]


def _where(table: str, number: int, row: Mapping[str, object]) -> str:
    name = row.get("id")
    return (
        f"[[{table}]] {shown(name)}"
        if isinstance(name, str) and name.strip()
        else f"第 {number} 个 [[{table}]]"
    )


def _take(where: str, table: object, keys: Mapping[str, Reader], required: tuple[str, ...] = ()) -> dict:
    """The table's values as read by `keys`; an unknown key, a missing one, a wrong kind is refused."""
    if not isinstance(table, dict):
        raise FrameworkProblem(f"{where}：应为一个表")
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"，是否想写 {near[0]}？" if near else f"，可用：{'、'.join(keys)}"
            raise FrameworkProblem(f"{where}：不认识的键 {shown(key)}{hint}")
    for key in required:
        if key not in table:
            raise FrameworkProblem(f"{where}：缺少必填的 {key}")
    out = {}
    for key, value in table.items():
        try:
            out[key] = keys[key](value)
        except FrameworkProblem as problem:
            raise FrameworkProblem(f"{where} {problem}") from None
        except ValueError as wanted:
            raise FrameworkProblem(f"{where}：{key} 应为{wanted}，现为 {shown(value)}") from None
    return out


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("非空的文字")
    return value


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("文字")
    return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("整数")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("有限的数")
    return float(value)


def _pair(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("两个数 [下限, 上限]")
    return _number(value[0]), _number(value[1])


def _clip(value: object) -> tuple[float, float] | None:
    if value is False:
        return None
    if value is True:
        raise ValueError(" false 或两个数 [下限, 上限]")
    return _pair(value)


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("一列文字，至少一个")
    return tuple(_text(one) for one in value)


def _impute(value: object) -> Imputation | None:
    return None if value is False else Imputation(**_take("impute", value, IMPUTE, ("by",)))


def _treat(value: object) -> Treatment | None:
    return None if value is False else Treatment(**_take("treat", value, TREAT, ("steps",)))


def _same(value: object) -> object:
    return value


TOP: dict[str, Reader] = {
    "schema": _integer,
    "id": _text,
    "name": _any_text,
    "version": _text,
    "score": _same,
    "defaults": _same,
    "node": _same,
    "measure": _same,
}
SCORE: dict[str, Reader] = {"scale": _number, "round_rank": _integer, "ties": _text, "time": _text}
IMPUTE: dict[str, Reader] = {"by": _text, "group": _text, "predictors": _words}
TREAT: dict[str, Reader] = {
    "steps": _words,
    "points": _integer,
    "skewness": _number,
    "kurtosis": _number,
    "power": _number,
}
DEFAULTS: dict[str, Reader] = {
    "normalise": _text,
    "clip": _clip,
    "missing": _text,
    "min_coverage": _number,
    "range": _pair,
    "impute": _impute,
    "treat": _treat,
}
NODE: dict[str, Reader] = {
    "id": _text,
    "parent": _text,
    "weight": _number,
    "aggregate": _text,
    "p": _number,
    "floor": _number,
    "missing": _text,
    "min_coverage": _number,
    "name": _any_text,
    "numerator": _text,
    "denominator": _text,
    "times": _number,
}
MEASURE: dict[str, Reader] = {
    "id": _text,
    "parent": _text,
    "weight": _number,
    "direction": _integer,
    "transform": _text,
    "normalise": _text,
    "goalposts": _pair,
    "target": _number,
    "clip": _clip,
    "range": _pair,
    "name": _any_text,
    "missing": _text,
    "impute": _impute,
    "treat": _treat,
    "denominator": _text,
}
