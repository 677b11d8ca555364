"""典型与现场 of all counties: read of each package when it came, with pictures where they may be shown."""

from collections.abc import Iterable, Mapping
from zipfile import BadZipFile, ZipFile

import pandas as pd

from metrics.framework import Period
from metrics.province.errors import ProvinceError
from metrics.province.packages import RowAt, thumbnail_name
from metrics.province.recompute import sights_in
from metrics.province.register import Province
from metrics.province.shelf import CollectedPackage, latest
from metrics.province.standing import opened_county

#: Column with the code of a county's city, by which rows pass the gate.
CITY_CODE = "city_code"


def sights_across(province: Province, period: Period) -> pd.DataFrame:
    """Cases, carriers in use and honours of every county that has come, the latest first.

    Returns:
        As `scoring.why.sights_of`, with `unit_name`, `county` (code), `county_name`, `city` (name) and
        `CITY_CODE`.

    Raises:
        ProvinceError: none has come, or a package on the shelf cannot be opened any more.
    """
    parts = [_of_county(province, period, one) for one in latest(province, period).values()]
    if not parts:
        raise ProvinceError(f"{period.label}还没有收到任何一个县的上报包。")
    told = pd.concat(parts, ignore_index=True)
    order = ["date", "county", "ledger", "code"]
    return told.sort_values(order, ascending=[False, True, True, True], kind="stable").reset_index(drop=True)


def _of_county(province: Province, period: Period, one: CollectedPackage) -> pd.DataFrame:
    county = province.counties[one.code]
    if one.sights.is_file():
        found = pd.read_parquet(one.sights)
    else:
        found = sights_in(opened_county(province, period, one.code)[1])
    return found.assign(
        county=one.code, county_name=county.name, city=county.city, **{CITY_CODE: county.city_code}
    )


def thumbnails_across(
    province: Province, period: Period, wanted: Iterable[tuple[str, RowAt]]
) -> Mapping[tuple[str, RowAt], bytes]:
    """Pictures of rows: those that their counties handed up, which is only where they may be shown.

    Args:
        province, period: whose newest packages are looked into.
        wanted: county and row of each; those that are drawn, no more.

    Raises:
        ProvinceError: a package on the shelf cannot be read any more.
    """
    there = latest(province, period)
    by_county: dict[str, list[RowAt]] = {}
    for code, at in wanted:
        by_county.setdefault(code, []).append(at)
    return {
        (code, at): content
        for code, rows in by_county.items()
        if code in there
        for at, content in _thumbnails(there[code], rows)
    }


def _thumbnails(one: CollectedPackage, rows: Iterable[RowAt]) -> list[tuple[RowAt, bytes]]:
    """Read without the rest of the package, which was verified when it came."""
    try:
        with ZipFile(one.package) as archive:
            names = set(archive.namelist())
            return [(at, archive.read(thumbnail_name(at))) for at in rows if thumbnail_name(at) in names]
    except (BadZipFile, OSError) as error:
        raise ProvinceError(f"收下的 {one.package} 读不出来了。请从备份恢复省级文件夹。") from error
