"""归并: what a person decided about two projects that are alike; the latest word about a pair holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from metrics.store.database import StoreError, audit, inserted_id, moment
from metrics.store.database import merger as table
from metrics.store.people import permits

_LONGEST = 200
MERGED = "已归并"


@dataclass(frozen=True)
class MergerWish:
    """What somebody wants about a pair: `other` merged into `kept`, whose brand it then has, or both kept."""

    kept: str
    other: str
    merged: bool
    brand: str = ""
    why: str = ""


@dataclass(frozen=True)
class Merger:
    """A decision about a pair of projects, by whom and when; `merged` false keeps them apart."""

    id: int
    kept: str
    other: str
    merged: bool
    brand: str
    why: str
    account: str
    at: datetime


def every(connection: Connection) -> list[Merger]:
    """The decisions that hold, oldest first: of each pair the latest."""
    found = [Merger(**row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
    return sorted({frozenset((one.kept, one.other)): one for one in found}.values(), key=lambda one: one.id)


def decide(connection: Connection, wish: MergerWish, account: str, at: datetime | None = None) -> Merger:
    """Keep a decision about a pair.

    Raises:
        StoreError: the account may not, both are one project, or a merger names no brand.
    """
    permits.require(connection, account, "merge-projects")
    kept, other = wish.kept.strip(), wish.other.strip()
    if not kept or not other or kept == other:
        raise StoreError("归并要有两个不同的项目。")
    if wish.merged and not wish.brand.strip():
        raise StoreError("归并要写明归到哪个品牌。")
    row: dict[str, Any] = {
        "kept": kept,
        "other": other,
        "merged": wish.merged,
        "brand": wish.brand.strip(),
        "why": wish.why.strip()[:_LONGEST],
        "account": account.strip(),
        "at": moment(at),
    }
    number = inserted_id(connection.execute(insert(table).values(**row)))
    audit.record(
        connection, account.strip(), "merger", f"{other} {kept}", {**row, "at": row["at"].isoformat()}, at
    )
    return Merger(id=number, **row)


def prefilled(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """A unit's projects for its next template, as decided: merged ones say so and name the brand."""
    brand: Mapping[str, str] = {one.other: one.brand for one in every(connection) if one.merged}
    mine = rows["item_code"].isin(list(brand))
    if not mine.any():
        return rows
    told = rows.copy()
    told.loc[mine, "status"] = MERGED
    told.loc[mine, "brand_code"] = rows.loc[mine, "item_code"].map(brand)
    return told
