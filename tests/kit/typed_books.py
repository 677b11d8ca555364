"""Rows of the sample county's approved workbooks, the newest of each unit and quarter, with pandas alone."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from tests.kit.project import REPO

SAMPLE = REPO / "sample_data" / "sihong"
#: Header → the sheet in which the codes and names it refers to stand, and the column of the names.
_NAMED = {
    "企业编号": ("试点企业名册", "企业编号", "企业名称"),
    "所在企业编号": ("试点企业名册", "企业编号", "企业名称"),
    "品牌编号": ("重点工作品牌台账", "品牌编号", "品牌名称"),
    "归并品牌编号": ("重点工作品牌台账", "品牌编号", "品牌名称"),
}
#: Headers whose cells are amounts.
_AMOUNTS = {
    "场次",
    "参加人次",
    "其中线上人次",
    "本期开放次数",
    "本期服务人次",
    "受益人数",
    "金额",
    "覆盖职工数",
    "工会会员数",
    "职工人数",
}
_AMOUNTS |= {"目标值", "折算效益", "改前值", "改后值", "年化经济效益", "授权专利数"}


@lru_cache(maxsize=1)
def typed_rows() -> Mapping[str, pd.DataFrame]:
    """Sheet → its rows in all quarters: headers without unit and star, and 报送单位, 报送期 beside them."""
    manifest = pd.read_csv(SAMPLE / "manifest.csv").dropna(subset="approved_at")
    newest = manifest.sort_values("revision").groupby(["period", "unit"], as_index=False).last()
    sheets: dict[str, list[pd.DataFrame]] = {}
    for book in newest.itertuples():
        for sheet, frame in _sheets(SAMPLE / book.file).items():
            sheets.setdefault(sheet, []).append(frame.assign(报送单位=book.unit, 报送期=book.period))
    rows = {sheet: pd.concat(frames, ignore_index=True) for sheet, frames in sheets.items()}
    return {sheet: _read(sheet, frame, rows) for sheet, frame in rows.items()}


def _sheets(file: Path) -> Mapping[str, pd.DataFrame]:
    whole = pd.read_excel(file, sheet_name=None, header=1, dtype=object, engine="calamine")
    kept = {sheet: frame for sheet, frame in whole.items() if sheet.endswith(("台账", "清单", "名册"))}
    return {
        sheet: frame.rename(columns=lambda head: re.sub(r"（[^）]*）|\*", "", head))
        for sheet, frame in kept.items()
    }


def _read(sheet: str, frame: pd.DataFrame, rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    frame = frame.copy()
    for head in frame.columns:
        if head in _NAMED and (sheet, head) not in {(one, code) for one, code, _ in _NAMED.values()}:
            there, code, name = _NAMED[head]
            known = rows[there]
            codes = {
                called: number
                for spelling in (name, "简称")
                if spelling in known
                for called, number in zip(known[spelling], known[code], strict=True)
                if isinstance(called, str)
            }
            frame[head] = frame[head].map(lambda cell, codes=codes: _code(cell, codes), na_action="ignore")
        elif head == "牵头单位代码":
            frame[head] = frame[head].str.split().str[0]
        elif head in _AMOUNTS:
            frame[head] = pd.to_numeric(frame[head].astype(str).str.replace(",", ""), "coerce")
        elif head.endswith(("日期", "时限")):
            frame[head] = pd.to_datetime(frame[head].map(_day, na_action="ignore"))
    return frame


def _code(cell: str, codes: Mapping[str, str]) -> str:
    """The code in a cell that holds a code, a code with a name, or a name."""
    return codes.get(cell, cell.split(maxsplit=1)[0])


def _day(cell: object) -> object:
    """A day written as 2023.3.1 or 2023年3月1日 as pandas reads it."""
    return "-".join(re.findall(r"\d+", cell)) if isinstance(cell, str) else cell
