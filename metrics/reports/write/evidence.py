"""The rows behind every value of a level: which file, sheet, row and cell, and what each adds."""

import numpy as np
import pandas as pd

from metrics.framework import LEVEL_NAMES, MeasureSpec
from metrics.reports.model import TableBlock, TableColumn
from metrics.reports.write.content import Material
from metrics.scoring.measures import Level, Part, fraction_of, has_formula, level_of, located
from metrics.words import SOURCE

_HEADERS = {
    "file": "文件",
    "sheet": "工作表",
    "row": "行",
    "cell": "单元格",
    "name": "名称",
    "value": "原值",
    "amount": "计入",
}
_DECIMALS = 12
_COLUMNS = ("对象编号", "对象", "指标编号", "指标", *_HEADERS.values())


def evidence(material: Material, level: str, codes: tuple[str, ...] | None = None) -> pd.DataFrame:
    """The numerator rows of every measure of a level's entities (only of `codes`, where given).

    Only those stand there which whoever the report is for may see.

    Returns:
        One row a ledger row and value, columns `_COLUMNS`; 计入 is what it adds, 0 where it repeats
        something counted.
    """
    at = level_of(material.prepared, level)
    pieces = [_rows(material, at, one) for one in material.framework.measures if has_formula(one, at)]
    table = pd.concat([piece for piece in pieces if len(piece)] or [pd.DataFrame(columns=list(_COLUMNS))])
    kept = table if codes is None else table[table["对象编号"].isin(codes)]
    return kept[list(_COLUMNS)].reset_index(drop=True)


def _rows(material: Material, at: Level, measure: MeasureSpec) -> pd.DataFrame:
    fraction = fraction_of(material.prepared, measure, at)
    parts = [part for part in sorted(fraction.numerator, key=lambda one: one.ledger) if len(part.rows)]
    table = located(material.prepared, {"numerator": tuple(parts)})
    if table.empty:
        return pd.DataFrame(columns=list(_COLUMNS))
    owners = np.concatenate([_owners(material, part, fraction.groups) for part in parts])
    # A share of a credit has more digits than a report keeps when it is written down and read again.
    amounts = table["amount"].astype(float).round(_DECIMALS)
    table = material.visible(table.assign(owner=owners, amount=amounts)[owners > 0])
    names = at.entities["name"].to_numpy(dtype=object)
    numbers = table["owner"].to_numpy() - 1
    return table.rename(columns=_HEADERS).assign(
        对象编号=at.entities.index.to_numpy(dtype=object)[numbers],
        对象=names[numbers],
        指标编号=measure.id,
        指标=measure.name,
    )


def _owners(material: Material, part: Part, groups: np.ndarray | None) -> np.ndarray:
    """Number of the entity of each row from 1 (0: nobody's), in the order in which `located` has them."""
    frame = material.prepared.tables[part.ledger].columns.frame
    row = frame["_row"].to_numpy(dtype=np.int64)[part.rows]
    submission = frame["_submission"].to_numpy(dtype=np.int64)[part.rows]
    order = np.lexsort((row, submission))
    if part.key is None:
        return np.ones(len(order), dtype=np.intp)
    return (part.key if groups is None else groups[part.key])[order]


def fact_evidence(material: Material) -> pd.DataFrame:
    """The rows behind every fact of the period, columns as `evidence`."""
    pieces = []
    for fact in material.framework.facts:
        rows = material.visible(material.rows(fact.id))
        rows = rows[rows["role"].eq("numerator")].rename(columns=_HEADERS)
        pieces.append(
            rows.assign(对象编号="", 对象=material.framework.county, 指标编号=fact.id, 指标=fact.label)
        )
    return pd.concat(pieces)[list(_COLUMNS)].reset_index(drop=True)


def evidence_tables(material: Material, levels: list[str]) -> list[TableBlock]:
    """The rows of the facts, and of each level; towns and industries are sums of their enterprises."""
    columns = tuple(
        TableColumn(name, {"行": "integer", "计入": "two"}.get(name, "text")) for name in _COLUMNS
    )
    told = [level for level in levels if level not in ("town", "industry", "county")]
    tables = [
        TableBlock(f"{LEVEL_NAMES[level]}取数依据", evidence(material, level), columns, SOURCE)
        for level in told
    ]
    return [TableBlock("报告数字取数依据", fact_evidence(material), columns, SOURCE), *tables]
