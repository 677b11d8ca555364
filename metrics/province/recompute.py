"""A county's scores computed anew from its package, by the same functions, and held against its own.

One package is one task: it takes bytes and gives bytes, wherever it is run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from metrics.county import Dataset
from metrics.framework import LEVELS, Framework
from metrics.province.errors import RefusedError
from metrics.province.packages import Handover, as_json, as_parquet
from metrics.scoring import Prepared, ScoreBook, pack_book, parts_of, prepare, score_book, score_table
from metrics.scoring.why import sights_of

BOOKS, PARTS, DIFFERENCES, SIGHTS = "books/", "parts.parquet", "differences.json", "sights.parquet"
#: What two machines may differ by in the last digits of a sum.
_STEP = 1e-9


@dataclass(frozen=True)
class ScoreDifference:
    """A published score that is not what its rows give: whose, which column, both as texts."""

    level: str
    code: str
    name: str
    column: str
    published: str
    recomputed: str


@dataclass(frozen=True, eq=False)
class CountyScores:
    """What a county's rows give: the rows made ready, and level → score book, level → scores as a table."""

    prepared: Prepared
    books: Mapping[str, ScoreBook]
    tables: Mapping[str, pd.DataFrame]


def scores_of(framework: Framework, data: Dataset) -> CountyScores:
    """Score a county's rows at all levels."""
    prepared = prepare(framework, data)
    books = {level: score_book(prepared, level) for level in LEVELS}
    tables = {level: score_table(framework, book) for level, book in books.items()}
    return CountyScores(prepared, books, tables)


def recomputed(given: Handover) -> Mapping[str, bytes]:
    """A county's books at all levels, what it adds to areas, what can be seen in it, and every difference
    from its own scores.

    Raises:
        RefusedError: its framework does not score since January: such scores cannot be put together.
    """
    if not given.framework.to_date:
        version = given.framework.version
        raise RefusedError(f"指标版本 {version} 不是从年初累计的，各县的得分不能合在一起。")
    return computed(given, scores_of(given.framework, given.data))


def computed(given: Handover, scores: CountyScores) -> Mapping[str, bytes]:
    """The same where the county's rows are scored already, by its own framework."""
    framework, above, counting = given.framework, given.framework_above, scores
    if above is not framework:
        counting = scores_of(above, given.data)
    found = [asdict(one) for one in differences(framework, given.tables, scores.tables)]
    return {
        **{f"{BOOKS}{level}": pack_book(book) for level, book in counting.books.items()},
        PARTS: as_parquet(parts_of(counting.prepared)),
        SIGHTS: as_parquet(sights_in(scores.prepared)),
        DIFFERENCES: as_json(found),
    }


def sights_in(prepared: Prepared) -> pd.DataFrame:
    """Cases, carriers and honours of a county, with `unit_name`: units' codes are each county's own."""
    found, units = sights_of(prepared), prepared.framework.unit
    names = [units[code].short_name if code in units else code for code in found["unit"]]
    # Each column anew: how rows lay in memory, in pieces or whole, would show in the file's bytes.
    plain = {column: pd.Series(found[column].tolist(), found.index) for column in found}
    dates = pd.to_datetime(plain["date"]).astype("datetime64[us]")
    return pd.DataFrame(plain | {"date": dates}).assign(
        unit_name=pd.Series(names, found.index, dtype="object")
    )


def differences(
    framework: Framework, published: Mapping[str, pd.DataFrame], again: Mapping[str, pd.DataFrame]
) -> Iterator[ScoreDifference]:
    """Every cell in which published scores differ from those computed anew; whole levels that are missing."""
    for level, mine in again.items():
        if level not in published:
            yield ScoreDifference(level, "", "", "全部", "没有", f"{len(mine)} 行")
            continue
        theirs = published[level]
        if _alike(theirs, mine):
            continue
        for code in dict.fromkeys([*theirs.index, *mine.index]):
            name = str((mine if code in mine.index else theirs).at[code, "name"])
            if code not in mine.index or code not in theirs.index:
                there = "有" if code in theirs.index else "没有"
                yield ScoreDifference(level, code, name, "全部", there, "没有" if there == "有" else "有")
                continue
            for column in dict.fromkeys([*theirs.columns, *mine.columns]):
                left, right = (
                    table.at[code, column] if column in table else None for table in (theirs, mine)
                )
                if not _same(left, right):
                    word = _words(framework).get(column, column)
                    yield ScoreDifference(level, code, name, word, str(left), str(right))


def _alike(theirs: pd.DataFrame, mine: pd.DataFrame) -> bool:
    """Whether two tables are the same throughout, which most are: looked at column by column."""
    if not theirs.index.equals(mine.index) or not theirs.columns.equals(mine.columns):
        return False
    return all(_alike_columns(theirs[name], mine[name]) for name in mine)


def _alike_columns(left: pd.Series, right: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(left) and pd.api.types.is_numeric_dtype(right):
        ours, theirs = (side.to_numpy(dtype=float, na_value=np.nan) for side in (left, right))
        return bool(np.allclose(ours, theirs, rtol=0.0, atol=_STEP, equal_nan=True))
    missing = left.isna().to_numpy()
    if not np.array_equal(missing, right.isna().to_numpy()):
        return False
    return left.astype(object)[~missing].tolist() == right.astype(object)[~missing].tolist()


def _same(left: object, right: object) -> bool:
    # Of what a table holds; nothing in it is a list.
    nothing = pd.Series([left, right], dtype=object).isna()
    if nothing.any():
        return bool(nothing.all())
    if isinstance(left, int | float | np.number) and isinstance(right, int | float | np.number):
        return abs(float(left) - float(right)) <= _STEP
    return left == right


def _words(framework: Framework) -> dict[str, str]:
    names = {node.id: node.name for node in framework.nodes}
    return names | {"total": "总分", "rank": "名次", "coverage": "数据完整度", "name": "名称"}
