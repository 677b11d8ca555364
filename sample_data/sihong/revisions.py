"""What units corrected: the first submission is the final one with the corrections taken back."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from metrics.framework import LedgerSpec, UnitSpec
from sample_data.sihong.county import SampleCounty

#: Ledger → frame as typed in the workbook.
Sheets = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Revision:
    """A second workbook for a unit and quarter.

    `take_back` turns the typed sheets of the final workbook into those of the first one. `extra` marks a
    later revision that waits for review: there `take_back` turns the approved sheets into the later ones.
    """

    unit: str
    quarter: str
    submitted_at: str
    approved_at: str
    take_back: Callable[[SampleCounty, Sheets], Sheets]
    extra: bool = False


def with_codes(unit: UnitSpec, quarter: str, spec: LedgerSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """A flow's rows with the codes they were given when first uploaded."""
    issued = [f"{spec.prefix}{unit.code[1:]}-{quarter[2:]}-{n:03d}" for n in range(1, len(frame) + 1)]
    return frame.assign(**{spec.key: issued}) if spec.kind == "flow" else frame


def _other_brands_blank(county: SampleCounty, sheets: Sheets) -> Sheets:
    """The office named the brands of other units only after those had reported."""
    own = set(county.brands_of("U01"))
    blank = {}
    for ledger in ("L03", "L06", "L12", "L13"):
        brand = sheets[ledger]["brand_code"]
        stays = brand.isna() | brand.map(lambda text: _code(county, text) in own, na_action="ignore")
        blank[ledger] = sheets[ledger].assign(brand_code=brand.where(stays == True, None))  # noqa: E712 - object column
    return sheets | blank


def _code(county: SampleCounty, text: str) -> str:
    return next(
        (b["code"] for b in county.brands if text in (b["code"], b["name"])), text.split(" ", maxsplit=1)[0]
    )


def _without_last(ledger: str, count: int, **wrong: object) -> Callable[[SampleCounty, Sheets], Sheets]:
    """Rows that came later, and cells of the first row that were wrong before."""

    def take_back(_: SampleCounty, sheets: Sheets) -> Sheets:
        frame = sheets[ledger].iloc[: len(sheets[ledger]) - count].copy()
        for field, value in wrong.items():
            frame.loc[frame.index[0], field] = value
        return sheets | {ledger: frame}

    return take_back


def _case_open(_: SampleCounty, sheets: Sheets) -> Sheets:
    """The last dispute of the quarter was still open at first."""
    frame = sheets["L11"].copy()
    frame.loc[frame.index[-1], ["outcome", "is_closed", "closed_on", "performed"]] = [
        "在办",
        "否",
        None,
        "履行中",
    ]
    return sheets | {"L11": frame}


def _places_uncounted(_: SampleCounty, sheets: Sheets) -> Sheets:
    """Two carriers came in without their visits."""
    frame = sheets["L03"].copy()
    rows = frame.index[frame["status"] == "在用"][:2]
    frame.loc[rows, ["open_sessions", "served_visits"]] = None
    return sheets | {"L03": frame}


def _renamed(_: SampleCounty, sheets: Sheets) -> Sheets:
    """Only wording and evidence change."""
    frame = sheets["L05"].copy()
    frame.loc[frame.index[0], ["activity_name", "evidence_ref"]] = ["建筑工匠夜校开班第一课", "2023-10/001"]
    frame.loc[frame.index[1], "evidence_ref"] = "2023-10/002"
    return sheets | {"L05": frame}


REVISIONS = (
    Revision("U01", "2023Q1", "2023-04-24 09:40", "2023-04-25 10:15", _other_brands_blank),
    Revision("U08", "2023Q2", "2023-07-19 15:05", "2023-07-20 09:30", _without_last("L09", 2, people=80)),
    Revision("U05", "2023Q3", "2023-10-18 10:22", "2023-10-19 16:40", _without_last("L08", 1, basis="估算")),
    Revision("U11", "2023Q3", "2023-10-24 11:08", "2023-10-25 09:05", _case_open),
    Revision("U12", "2023Q4", "2024-01-18 14:31", "2024-01-19 10:00", _without_last("L09", 3)),
    Revision("U21", "2023Q4", "2024-01-19 09:12", "2024-01-22 15:20", _places_uncounted),
    Revision("U13", "2023Q4", "2024-02-20 16:45", "", _renamed, extra=True),
)
