"""Counties side by side and together: ranking with bands, cities, the province, and the way to a cell."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from io import BytesIO

import pandas as pd

from metrics.framework import VISIBLE, Framework, Period, parse_framework, read_files
from metrics.province.errors import ProvinceError, RefusedError
from metrics.province.packages import Handover, opened, sealed, sha256
from metrics.province.register import Province
from metrics.province.shelf import CollectedPackage, latest
from metrics.scoring import (
    Explanation,
    PooledScores,
    Prepared,
    ScoreBook,
    explain,
    pooled,
    prepare,
    ranks_of,
    unpack_book,
)
from metrics.scoring.whatif import Comparison, scenario_of, what_if

#: Code of the province beside those of its cities.
WHOLE = "00"


@dataclass(frozen=True)
class Arrival:
    """Whether a county's package of a period has come (revision 0 without), `differences` of its scores."""

    code: str
    name: str
    city: str
    revision: int
    differences: int


def arrivals(province: Province, period: Period) -> list[Arrival]:
    """Every registered county and what has come of it, in the order of codes."""
    there = latest(province, period)
    return [
        Arrival(
            one.code,
            one.name,
            one.city,
            there[one.code].revision if one.code in there else 0,
            len(there[one.code].differences) if one.code in there else 0,
        )
        for one in sorted(province.counties.values(), key=lambda county: county.code)
    ]


def framework_of(province: Province) -> Framework:
    """What all counties are scored by, without what is one county's."""
    return parse_framework({**read_files(), VISIBLE: province.framework_text.encode("utf-8")})


def counties_book(province: Province, period: Period) -> ScoreBook:
    """All collected counties as one book of level county, ranked among each other.

    Raises:
        ProvinceError: none has come.
    """
    there = _required(province, period)
    books = {code: unpack_book(one.book("county")) for code, one in there.items()}
    index = pd.Index(list(books), dtype="str", name="code")
    joined = {
        one.name: pd.concat([getattr(book, one.name) for book in books.values()]).set_axis(index)
        for one in fields(ScoreBook)
        if one.name not in (*_TEXTS, "ranks", "not_counted")
    }
    first = next(iter(books.values()))
    lost = pd.concat([book.not_counted.assign(county=code) for code, book in books.items()])
    return replace(
        first,
        **joined,
        ranks=ranks_of(joined["scores"]),
        not_counted=lost.reset_index(drop=True),
        framework_version=province.framework,
        data_version="",
    )


_TEXTS = ("level", "period", "scope", "framework_version", "data_version")


def ranking(province: Province, period: Period) -> pd.DataFrame:
    """Counties by rank.

    Returns:
        Index code; name, city, total, rank, and the rank's band under other weights (rank_p5, rank_p95).
    """
    book, framework = counties_book(province, period), framework_of(province)
    bands = banded(framework, book).table
    counties = province.counties
    table = pd.DataFrame(
        {
            "name": [counties[code].name for code in book.scores.index],
            "city": [counties[code].city for code in book.scores.index],
            "total": book.scores[framework.root.id],
            "rank": book.ranks[framework.root.id],
            "rank_p5": bands["rank_p5"],
            "rank_p95": bands["rank_p95"],
        },
        index=book.scores.index,
    )
    return table.sort_values(["rank", "name"])


def banded(framework: Framework, book: ScoreBook) -> Comparison:
    """Counties under weights that move up and down: what the bands of their ranks are taken from."""
    return what_if(framework, book, scenario_of("", {}))


def areas(province: Province, period: Period) -> PooledScores:
    """The province (`WHOLE`) and its cities, each as if the rows of its counties lay together.

    Raises:
        ProvinceError: none has come.
    """
    there = _required(province, period)
    parts = {code: pd.read_parquet(BytesIO(one.parts.read_bytes())) for code, one in there.items()}
    grouped: dict[str, list[pd.DataFrame]] = {WHOLE: list(parts.values())}
    for code, one in parts.items():
        grouped.setdefault(code[:4], []).append(one)
    return pooled(framework_of(province), period, grouped)


def explained(
    province: Province, period: Period, code: str, level: str, entity: str, item: str | None, *, rows: bool
) -> Explanation:
    """Where a score in a county comes from, down to sheet and cell of the unit's file.

    Args:
        province, period, code: which package.
        level: county, unit, enterprise, …
        entity: its code or name in the county; any text at level county.
        item: id of a node or measure; the total without it.
        rows: whether the ledger rows are wanted.

    Raises:
        ProvinceError: nothing has come of the county, or nobody is called that.
        KeyError: an unknown node.
    """
    _required(province, period)
    (_, prepared), book = opened_county(province, period, code), county_book(province, period, code, level)
    names = dict(book.entities["name"])
    wanted = [key for key, name in names.items() if level == "county" or entity in (key, name)]
    if not wanted:
        raise ProvinceError(f"{province.counties[code].name}没有“{entity}”。")
    return explain(prepared, book, wanted[0], item, rows=rows)


def opened_county(province: Province, period: Period, code: str) -> tuple[Handover, Prepared]:
    """The newest package of a county, verified once more, and its rows made ready for scores.

    Raises:
        ProvinceError: nothing has come of it, or what came cannot be opened any more.
    """
    one, county = _package(province, period, code), province.counties[code]
    try:
        given = opened(sealed(one.package), county.key, county.name)
    except RefusedError as error:
        raise ProvinceError(f"收下的 {one.package} 打不开了：{error}") from error
    return given, prepare(given.framework, given.data)


def county_book(province: Province, period: Period, code: str, level: str) -> ScoreBook:
    """A county's scores of a level, as the province has computed them; ProvinceError without a package."""
    return unpack_book(_package(province, period, code).book(level))


def _package(province: Province, period: Period, code: str) -> CollectedPackage:
    one = latest(province, period).get(code)
    if one is None:
        raise ProvinceError(f"{code} 的{period.label}还没有收到。")
    return one


def _required(province: Province, period: Period) -> Mapping[str, CollectedPackage]:
    there = latest(province, period)
    if not there:
        raise ProvinceError(f"{period.label}还没有收到任何一个县的上报包。")
    return there


def collected_version(province: Province, period: Period) -> str:
    """What a period's numbers were made of: a hash over the packages that count."""
    there = latest(province, period)
    return sha256("".join(f"{code}\t{one.sha256}\n" for code, one in sorted(there.items())).encode())
