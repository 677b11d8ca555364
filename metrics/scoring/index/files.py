"""The CSV files of the general engine: indicator tables and weight lists in, result tables out as text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from metrics.scoring.index.engine import Scores
from metrics.scoring.index.tree import DataProblem, Tree, shown

NUMBER = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read_table(
    path: Path, key: str, columns: Sequence[str], texts: Sequence[str] = (), time: str = ""
) -> pd.DataFrame:
    """The indicator table: entities (index named `key`, in file order) × `columns`, an empty cell is NaN.

    texts: columns of labels, "" where empty; time: a column that tells the rows of one key apart, then the
    second level of the index. Further columns of the file are not looked at. Raises DataProblem (one line:
    file, line, column): not readable, a column missing or named twice, a key (with its time) empty or
    repeated, text, NaN or inf, a column without any value.
    """
    header, lines, rows = _read(path)
    own = (key, time) if time else (key,)
    at = {name: _column(path, header, name) for name in (*own, *columns, *texts)}
    cells = {name: [row[i] for row in rows] for name, i in at.items()}
    for name in own:
        _check_filled(path, name, cells[name], lines)
    keys = [" ".join(parts) for parts in zip(*(cells[name] for name in own), strict=True)]
    _check_once(path, "、".join(own), keys, lines)
    numbers = {name: _numbers(path, name, cells[name], lines, keys) for name in columns}
    for name, values in numbers.items():
        if np.isnan(values).all():
            raise DataProblem(f"数据文件 {path}：列 {shown(name)} 全部为空，没有任何值")
    labels = {name: [cell.strip() for cell in cells[name]] for name in texts}
    index = pd.MultiIndex.from_arrays([cells[name] for name in own], names=own)
    return pd.DataFrame(
        {**numbers, **labels}, index=index if time else pd.Index(cells[key], name=key, dtype=object)
    )


def read_weights(path: Path) -> dict[str, float]:
    """A weight list: columns id and weight, nothing else. Raises DataProblem as `read_table`."""
    header, lines, rows = _read(path)
    if sorted(header) != ["id", "weight"]:
        raise DataProblem(f"权重文件 {path}：应只有 id 与 weight 两列，现为 {shown('、'.join(header))}")
    ids = [row[header.index("id")].strip() for row in rows]
    _check_filled(path, "id", ids, lines)
    _check_once(path, "id", ids, lines)
    weights = _numbers(path, "weight", [row[header.index("weight")] for row in rows], lines, ids)
    for i in np.flatnonzero(np.isnan(weights)):
        raise DataProblem(f"权重文件 {path} 第 {lines[i]} 行（{ids[i]}）：weight 为空")
    return dict(zip(ids, weights.tolist(), strict=True))


def _read(path: Path) -> tuple[list[str], list[int], list[list[str]]]:
    """Header, the line number of each row, the rows: all cells as text, blank lines left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            numbered = [(reader.line_num, row) for row in reader if row]
    except OSError as error:
        raise DataProblem(f"文件 {path}：打不开（{error.strerror}）") from None
    except UnicodeDecodeError:
        raise DataProblem(f"文件 {path}：不是 UTF-8 编码，请另存为“CSV UTF-8”") from None
    except csv.Error as error:
        raise DataProblem(f"文件 {path}：CSV 写法有误（{shown(error)}）") from None
    if len(numbered) < 2:
        raise DataProblem(f"文件 {path}：{'没有数据行' if numbered else '是空的'}")
    header = numbered[0][1]
    for line, row in numbered[1:]:
        if len(row) != len(header):
            raise DataProblem(f"文件 {path} 第 {line} 行：有 {len(row)} 列，表头有 {len(header)} 列")
    return header, [line for line, _ in numbered[1:]], [row for _, row in numbered[1:]]


def _column(path: Path, header: list[str], name: str) -> int:
    count = header.count(name)
    if count != 1:
        raise DataProblem(f"数据文件 {path}：{'没有' if count == 0 else '重复的'}列 {shown(name)}")
    return header.index(name)


def _check_filled(path: Path, key: str, keys: list[str], lines: list[int]) -> None:
    for line, value in zip(lines, keys, strict=True):
        if not value.strip():
            raise DataProblem(f"文件 {path} 第 {line} 行：{shown(key)} 为空")


def _check_once(path: Path, key: str, keys: list[str], lines: list[int]) -> None:
    for value, count in Counter(keys).items():
        if count > 1:
            where = "、".join(str(line) for line, one in zip(lines, keys, strict=True) if one == value)
            raise DataProblem(f"文件 {path}：{shown(key)} 重复：{shown(value)}（第 {where} 行）")


def _numbers(path: Path, name: str, cells: Iterable[str], lines: list[int], keys: list[str]) -> np.ndarray:
    texts = [cell.strip() for cell in cells]
    bad = [i for i, text in enumerate(texts) if text and not NUMBER.fullmatch(text)]
    values = np.array([float(text) if text and NUMBER.fullmatch(text) else np.nan for text in texts])
    bad += np.flatnonzero(np.isinf(values)).tolist()
    for i in bad:
        raise DataProblem(
            f"文件 {path} 第 {lines[i]} 行（{shown(keys[i])}）列 {shown(name)}：{shown(texts[i])} 不是数值"
        )
    return values


def result_table(tree: Tree, scores: Scores) -> pd.DataFrame:
    """What the result file holds: measures, nodes, rank and coverage of the root, by entity."""
    end = pd.DataFrame({"rank": scores.rank, "coverage": scores.coverage[tree.root.id]})
    return by_key(tree, pd.concat([scores.normalised, scores.nodes, end], axis=1))


def by_key(tree: Tree, table: pd.DataFrame) -> pd.DataFrame:
    """A table as it goes into a file: by the key alone, the time, if there is one, its first column."""
    return table.reset_index(level=tree.time) if tree.time else table
