"""Names that a sentence tells, from the ledgers: the activities most went to, the highest award."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from metrics.reports.write.clauses import FOLDER
from metrics.words import quoted

if TYPE_CHECKING:
    from metrics.reports.write.content import Material


@cache
def _lists() -> Mapping[str, Mapping[str, Any]]:
    table = tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8"))
    return {one["id"]: one for one in table["name"]}


def named(material: "Material", wanted: str) -> str:
    """Names in quotation marks, as `names.toml` says which: `“甲”“乙”（2023年12月）`.

    Only rows that whoever the report is for may see are named; none without a gate, and none where the rows
    leave it open who comes first. Raises KeyError for an unknown list.
    """
    spec = _lists()[wanted]
    return material.once(("names", wanted), lambda: _told(_chosen(material, spec), spec))


def _chosen(material: "Material", spec: Mapping[str, Any]) -> pd.DataFrame:
    """One row a name, those that come first in front: columns `name`, `rank` and `date`."""
    ledger = spec["ledger"]
    if material.gate is None or ledger not in material.prepared.tables:
        return pd.DataFrame(columns=["name", "rank", "date"])
    table = material.prepared.tables[ledger]
    held = np.flatnonzero(table.rows.counts & table.rows.reported)
    rows = material.visible(table.columns.frame.iloc[held])
    frame = pd.DataFrame({"name": rows[spec["column"]].astype("string"), "rank": _rank(material, rows, spec)})
    frame["date"] = pd.to_datetime(rows[spec["date"]]) if "date" in spec else pd.NaT
    frame = frame.dropna(subset=["name", "rank"])
    grouped = frame.groupby("name", sort=True)
    told = grouped.agg(rank=("rank", "sum" if "by" in spec else "max"), date=("date", "max")).reset_index()
    return told.sort_values("rank", ascending=False, kind="stable").reset_index(drop=True)


def _rank(material: "Material", rows: pd.DataFrame, spec: Mapping[str, Any]) -> pd.Series:
    """What a row is ordered by: a number, or the place of its choice, the highest first."""
    if "by" in spec:
        return rows[spec["by"]].astype(float).where(lambda amounts: amounts > 0)
    column = material.framework.ledgers[spec["ledger"]].by_id[spec["ranked"]]
    choices = list(column.choices or material.framework.vocabularies[column.vocabulary].names())
    if not spec.get("upwards"):
        choices.reverse()
    places = {choice: float(at) for at, choice in enumerate(choices)}
    return rows[spec["ranked"]].astype("string").map(places).astype(float)


def _told(frame: pd.DataFrame, spec: Mapping[str, Any]) -> str:
    """The first names; a place that too many share is told for none of them."""
    first = int(spec["first"])
    kept = frame.head(first)
    if len(frame) > first and frame["rank"].iloc[first] == frame["rank"].iloc[first - 1]:
        kept = kept[kept["rank"] > frame["rank"].iloc[first]]
        if kept.empty and "date" in spec:
            # Equals of one rank: the latest of them.
            alike = frame[frame["rank"].eq(frame["rank"].iloc[0])].sort_values("date", kind="stable")
            kept = alike.tail(first)
    return "".join(f"{quoted(str(row.name))}{_month(row.date)}" for row in kept.itertuples(index=False))


def _month(on: Any) -> str:  # noqa: ANN401 - a cell of a table
    return "" if pd.isna(on) else f"（{on.year}年{on.month}月）"
