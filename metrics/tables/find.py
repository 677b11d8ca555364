"""Finding what people look for by a part of its name or code."""

import pandas as pd

from metrics.county import Data
from metrics.scoring import ScoreBook

_ACTIVITIES = "L05"
_HEADERS = {
    "activity_code": "编号",
    "activity_name": "活动",
    "held_on": "日期",
    "enterprise_code": "企业",
    "brand_code": "品牌",
    "attendances": "人次",
}


def entities_like(book: ScoreBook, text: str, node: str) -> pd.DataFrame:
    """Entities whose code or name holds a text: 编号, 名称, 得分, 名次; those that begin with it first."""
    entities = book.entities
    held = entities["name"].str.contains(text, case=False, regex=False)
    coded = entities.index.str.contains(text, case=False, regex=False)
    found = entities[held.to_numpy(dtype=bool) | coded]
    begins = found["name"].str.startswith(text) | (found.index.str.upper() == text.upper())
    index = found.index[(~begins.to_numpy(dtype=bool)).argsort(kind="stable")]
    return pd.DataFrame(
        {
            "编号": index,
            "名称": entities.loc[index, "name"].to_numpy(),
            "得分": book.scores.loc[index, node].to_numpy(),
            "名次": book.ranks.loc[index, node].to_numpy(),
        }
    )


def activities_like(data: Data, text: str) -> pd.DataFrame:
    """The rows of the activities whose name or code holds a text, newest first, as they are stored."""
    frame = data.ledgers[_ACTIVITIES]
    named = frame["activity_name"].str.contains(text, case=False, regex=False)
    coded = frame["activity_code"].str.contains(text, case=False, regex=False)
    held = (named | coded).fillna(False).to_numpy(dtype=bool)
    return frame[held].sort_values("held_on", ascending=False)


def activities_table(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of activities under Chinese headers, with their cells.

    Columns 编号, 活动, 日期, 企业, 品牌, 人次, 工作表, 单元格, 文件; `unit`, `submission` and `row` say where
    each stands.
    """
    places = [
        data.cell(number, _ACTIVITIES, row, "activity_name")
        for number, row in zip(rows["_submission"], rows["_row"], strict=True)
    ]
    table = (
        rows[list(_HEADERS)]
        .rename(columns=_HEADERS)
        .assign(
            日期=rows["held_on"].dt.strftime("%Y-%m-%d"),
            工作表=[place.sheet for place in places],
            单元格=[place.address for place in places],
            文件=[data.submissions[number].file for number in rows["_submission"]],
            unit=rows["_unit"],
            submission=rows["_submission"],
            row=rows["_row"],
        )
    )
    return table.reset_index(drop=True)
