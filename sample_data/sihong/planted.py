"""Contradictions put into the sample on purpose, for the quality checks to find."""

from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from metrics.framework import Framework
from metrics.ingest.write.template import DATA_ROW
from sample_data.sihong.frames import Year


@dataclass(frozen=True)
class Planted:
    """One contradiction and where it stands."""

    unit: str
    quarter: str
    ledger: str
    row: int
    field: str
    kind: str
    description: str

    def cell(self, framework: Framework) -> str:
        """Excel's address in the unit's workbook."""
        order = list(framework.ledgers[self.ledger].by_id)
        return xl_rowcol_to_cell(DATA_ROW + self.row, order.index(self.field))


def plant(year: Year) -> list[Planted]:
    """Change a few rows of the year in place and say where."""
    return [*_reported_twice(year), _wrong_difference(year), _wrong_ratio(year)]


def _reported_twice(year: Year) -> list[Planted]:
    """The zone reports a training of the labour office as its own: same day, place and people."""
    first, second = ("U08", "2023Q3"), ("U21", "2023Q3")
    courses = year[first]["L05"]
    zone = _zone(year)
    of_zone = courses["enterprise_code"].isin(zone) & (courses["activity_type"] == "技能培训")
    row = courses.index[of_zone][0]
    copy = courses.loc[row].copy()
    copy[["activity_name", "brand_code", "evidence_ref"]] = [f"{copy['activity_name']}（园区）", "B27", None]
    frame = pd.concat([year[second]["L05"], copy.to_frame().T], ignore_index=True).astype(object)
    frame = frame.sort_values("held_on", kind="stable", ignore_index=True)
    year[second]["L05"] = frame
    twin = frame.index[frame["activity_name"] == copy["activity_name"]][-1]
    words = "同一天同一企业的技能培训由两家单位各报一次（主办/协办未认定），名称仅差“（园区）”，人次相同"
    return [
        Planted(*first, "L05", int(row), "activity_name", "两家重复报送", words),
        Planted(*second, "L05", int(twin), "activity_name", "两家重复报送", words),
    ]


def _zone(year: Year) -> set[str]:
    roster = year["U01", "2023Q3"]["L15"]
    return set(roster.loc[roster["town"] == "开发区", "enterprise_code"])


def _wrong_difference(year: Year) -> Planted:
    place = ("U05", "2023Q2")
    frame = year[place]["L08"]
    row = frame.index[frame["measure_unit"] == "万元"][0]
    before, after = frame.loc[row, ["before_value", "after_value"]]
    stated = round((before - after) * 1.5 + 2, 1)
    frame.loc[row, "benefit_amount"] = stated
    words = f"折算效益 {stated} 万元，改前值 {before} 减改后值 {after} 应为 {round(before - after, 1)} 万元"
    return Planted(*place, "L08", int(row), "benefit_amount", "折算效益与改前改后不符", words)


def _wrong_ratio(year: Year) -> Planted:
    place = ("U20", "2023Q3")
    frame = year[place]["L08"]
    row = frame.index[frame["benefit_type"].isin(["增效", "降本", "安全"])][0]
    fields = ["benefit_type", "detail", "before_value", "after_value", "measure_unit"]
    frame.loc[row, fields] = ["增效", "质量攻关：一次交验合格 570/600 件", 88, 92, "%"]
    words = "事项说明写 570/600（95%），改后值却填 92（%）：比率与分子分母不符"
    return Planted(*place, "L08", int(row), "after_value", "比率与分子分母不符", words)
