"""A county in which the same is done every month: no period is better than another."""

import pandas as pd

from metrics.county.model import Dataset
from metrics.framework import load_framework, parse_period
from tests.kit.county_packages import SIHONG
from tests.kit.small_county import frame

FRAMEWORK = load_framework(SIHONG)
ENTERPRISES, EMPLOYEES = 120, 100
#: Units that work, each leading one brand, and which further sheets they fill.
UNITS = {"U03": ("L13",), "U04": ("L08",), "U07": ("L06", "L07"), "U16": ("L09",), "U21": ("L03", "L08")}
BRAND = {unit: f"B{number:02d}" for number, unit in enumerate(UNITS, 1)}
SPIRITS = ("见建党精神", "见劳动精神", "见劳模精神", "见工匠精神")
TYPES = ("微宣讲", "劳动竞赛", "劳模宣讲", "技能比武")
QUARTERS = ("2023Q1", "2023Q2", "2023Q3", "2023Q4")
FIELDS = {
    "L15": "enterprise_code town industry ownership employees union_members pilot_level status",
    "L01": "brand_code is_county_brand lead_unit_code target_value target_unit status",
    "L02": "item_code brand_code unit_code due_on status",
    "L03": """carrier_code carrier_type brand_code enterprise_code status is_open_site open_sessions
    served_visits""",
    "L05": "activity_code held_on activity_type sessions attendances enterprise_code brand_code spirit_tag",
    "L06": "honour_code awarded_on honour_category honour_level holder_ref enterprise_code brand_code",
    "L07": "innovation_code completed_on innovation_type enterprise_code status brand_code",
    "L08": "benefit_code occurred_on benefit_type detail enterprise_code brand_code benefit_amount basis",
    "L09": "benefit_code granted_on benefit_type enterprise_code brand_code people amount",
    "L13": "case_code made_on case_type enterprise_code brand_code spread_level",
}


def even_county(period: str) -> Dataset:
    """The county's data at the end of a period of 2023."""
    rows: dict[str, list[tuple[object, ...]]] = {code: [] for code in FIELDS}
    for number, quarter in enumerate(QUARTERS):
        _registers(rows, quarter)
        for place, unit in enumerate(UNITS):
            for month in range(3 * number + 1, 3 * number + 4):
                _work(rows, unit, place, quarter, month)
    ledgers = {code: frame(code, FIELDS.get(code, ""), rows.get(code, ())) for code in FRAMEWORK.ledgers}
    expected = pd.DataFrame(
        [(unit.code, quarter, True) for quarter in QUARTERS for unit in FRAMEWORK.units],
        columns=["unit", "period", "approved"],
    )
    return Dataset(parse_period(period), ledgers, {}, {}, expected, version="e" * 64)


def _registers(rows: dict[str, list[tuple[object, ...]]], quarter: str) -> None:
    for number in range(1, ENTERPRISES + 1):
        where = ("青阳街道", "机械装备", "民营", EMPLOYEES, 80, "县", "试点中")
        rows["L15"].append(("U01", quarter, f"E{number:03d}", *where))
    for unit, brand in BRAND.items():
        rows["L01"].append((unit, quarter, brand, True, unit, 48.0, "场", "推进中"))
        for number in range(4 if "L03" in UNITS[unit] else 0):
            at = (brand, f"E{number + 1:03d}", "在用", number < 2, 2, 90)
            rows["L03"].append((unit, quarter, f"Z{number:02d}", "职工书屋", *at))


def _work(rows: dict[str, list[tuple[object, ...]]], unit: str, place: int, quarter: str, month: int) -> None:
    """What a unit does in a month: four events at four enterprises, and what its other sheets are about."""
    brand, key, day = BRAND[unit], f"{unit}{month:02d}", f"2023-{month:02d}-10"
    at = [f"E{(17 * place + 4 * month + number) % ENTERPRISES + 1:03d}" for number in range(4)]
    for number, (spirit, kind) in enumerate(zip(SPIRITS, TYPES, strict=True)):
        rows["L05"].append((unit, quarter, f"A{key}{number}", day, kind, 1, 20, at[number], brand, spirit))
    rows["L02"].append((unit, quarter, f"P{key}", brand, unit, f"2023-{month:02d}-28", "已完成"))
    further = {
        "L06": (f"H{key}", day, "技术能手", "县", f"{at[0]}-01", at[0], brand),
        "L07": (f"I{key}", day, "小革新", at[0], "已完成", brand),
        "L08": (f"X{key}", day, "降本", f"第{month}项", at[0], brand, 1.5, "财务确认"),
        "L09": (f"W{key}", day, "助学", at[0], brand, 4, 2500.0),
        "L13": (f"D{key}", day, "做法", at[0], brand, "县"),
    }
    for code in set(UNITS[unit]) & set(further):
        rows[code].append((unit, quarter, *further[code]))
