"""A county small enough to count by hand: three enterprises (and one that left), four brands, two quarters.

Each row follows its unit and quarter, as people would file it. `test_measures.py` says what it scores.
"""

from datetime import datetime

import pandas as pd

from metrics.county.model import Dataset, SubmissionInfo
from metrics.framework import earlier_framework, parse_period
from tests.kit.county_packages import SIHONG

DTYPES = {"int": "Int64", "decimal": "Float64", "bool": "boolean", "date": "datetime64[us]"}
#: The version whose scores are counted by hand here.
FRAMEWORK = earlier_framework("2023.1", SIHONG)
Q3, Q4 = "2023Q3", "2023Q4"
SILENT = "U13"  # has not reported in Q4

ROWS = {
    "L15": (
        "enterprise_code enterprise_name town industry ownership employees pilot_level status",
        [
            ("U01", Q3, "E001", "甲厂", "青阳街道", "机械装备", "民营", 90, "县", "试点中"),
            ("U01", Q3, "E004", "丁厂", "双沟镇", "机械装备", "民营", 50, "县", "试点中"),
            ("U01", Q4, "E003", "丙厂", "双沟镇", "机械装备", "民营", 400, "县", "巩固"),
            ("U01", Q4, "E001", "甲厂", "青阳街道", "机械装备", "民营", 100, "县", "试点中"),
            ("U01", Q4, "E002", "乙厂", "青阳街道", "电子信息", "民营", 200, "市", "试点中"),
            ("U01", Q4, "E004", "丁厂", "双沟镇", "机械装备", "民营", 50, "县", "退出"),
        ],
    ),
    "L01": (
        """brand_code brand_name is_county_brand reform_dimension lead_unit_code
        target_value target_unit status""",
        [
            ("U07", Q3, "B01", "旧名", True, "素质上提高", "U07", 99.0, "场", "推进中"),
            ("U07", Q4, "B01", "科技进企", True, "素质上提高", "U07", 10.0, "场", "推进中"),
            ("U08", Q4, "B02", "技能课堂", True, "素质上提高", "U08", 200.0, "人次", "推进中"),
            ("U08", Q4, "B03", "薪火", False, "权益上维护", "U08", None, None, "推进中"),
            ("U13", Q3, "B04", "安居", False, "权益上维护", "U13", 2.0, "家", "推进中"),
        ],
    ),
    "L02": (
        "item_code item_name brand_code unit_code due_on status",
        [
            ("U07", Q4, "P001", "一", "B01", "U07", "2023-12-31", "已完成"),
            ("U07", Q4, "P002", "二", "B01", "U07", "2023-12-31", "推进中"),
            ("U08", Q4, "P003", "三", "B02", "U08", "2024-06-30", "推进中"),
            ("U08", Q4, "P004", "四", "B02", "U08", None, "已完成"),
            ("U13", Q3, "P005", "五", "B04", "U13", "2023-09-30", "已归并"),
        ],
    ),
    "L03": (
        """carrier_code carrier_name brand_code enterprise_code status
        is_open_site open_sessions served_visits""",
        [
            ("U01", Q3, "Z01", "会客厅", "B01", "E001", "在用", True, 5, 50),
            ("U01", Q4, "Z01", "会客厅", "B01", "E001", "在用", True, 3, 30),
            ("U06", Q4, "Z02", "职校", None, None, "在用", True, 0, 20),
            ("U21", Q3, "Z03", "书屋", "B02", None, "在用", False, 4, 60),
            ("U21", Q4, "Z04", "食堂", "B02", "E002", "停用", False, 1, 8),
        ],
    ),
    "L05": (
        """activity_code held_on activity_name activity_type sessions attendances online_attendances
        enterprise_code brand_code spirit_tag""",
        [
            ("U07", Q3, "A08", "2023-08-01", "夏季课", "技能培训", 4, 10, 0, "E003", "B01", None),
            ("U08", Q3, "A09", "2023-07-01", "夏季讲", "微宣讲", 1, 300, 0, "E001", "B02", None),
            ("U07", Q4, "A01", "2023-10-10", "宣讲", "微宣讲", 2, 40, 10, "E001", "B01", "见建党精神"),
            ("U07", Q4, "A02", "2023-11-05", "网课", "技能培训", 1, 20, 20, "E002", "B01", "见建党精神"),
            ("U07", Q4, "A03", "2023-11-20", "比武", "技能比武", 1, 30, None, "E002", "B01", "见工匠精神"),
            ("U08", Q4, "A04", "2023-12-01", "竞赛", "劳动竞赛", 3, 80, 0, "E003", None, "见劳动精神"),
            ("U10", Q4, "A05", "2023-12-02", "广场", "公益活动", 1, 100, 0, None, "B02", "无"),
            ("U08", Q4, "A06", None, "无日期", "微宣讲", 9, 9, 0, "E001", "B02", "见劳模精神"),
            ("U08", Q4, "A07", "2023-10-20", "劳模讲", "劳模宣讲", 1, 25, 0, "E004", "B02", "见劳模精神"),
        ],
    ),
    "L06": (
        """honour_code awarded_on honour_title honour_category honour_level holder_type
        is_industrial_worker holder_count enterprise_code brand_code same_matter_code""",
        [
            (
                "U01",
                Q4,
                "H1",
                "2023-10-01",
                "奖章",
                "五一劳动奖章",
                "市",
                "个人",
                True,
                1,
                "E001",
                None,
                "M1",
            ),
            (
                "U01",
                Q4,
                "H2",
                "2023-10-02",
                "先锋",
                "工人先锋号",
                "省",
                "车间班组",
                None,
                2,
                "E001",
                None,
                "M1",
            ),
            ("U07", Q4, "H3", "2023-11-01", "能手", "技术能手", "县", "个人", True, 1, "E002", "B01", None),
            ("U07", Q4, "H4", "2023-11-02", "能手", "技术能手", "县", "个人", False, 1, "E002", "B01", None),
            ("U07", Q4, "H5", "2023-11-03", "能手", "技术能手", "县", "个人", None, 1, "E002", "B01", None),
            (
                "U01",
                Q4,
                "H6",
                "2022-05-01",
                "全国",
                "工人先锋号",
                "全国",
                "车间班组",
                None,
                1,
                "E003",
                None,
                None,
            ),
            ("U08", Q4, "H7", "2023-12-05", "劳模", "劳动模范", "市", "个人", True, 1, None, "B02", None),
        ],
    ),
    "L07": (
        """innovation_code completed_on innovation_name innovation_type enterprise_code
        patents status brand_code helper_org""",
        [
            ("U07", Q3, "I1", None, "工装", "小革新", "E001", None, "进行中", "B01", "县发明协会"),
            ("U07", Q3, "I3", "2023-07-01", "刀架", "小发明", "E002", None, "已完成", None, "无"),
            ("U07", Q4, "I1", "2023-11-01", "工装", "小革新", "E001", 1, "已完成", "B01", "县发明协会"),
            ("U07", Q4, "I2", "2023-12-01", "膜片", "专利", "E003", 2, "已推广", None, "县发明协会"),
            ("U07", Q4, "I3", "2023-07-01", "刀架", "小发明", "E002", None, "已完成", None, "无"),
            ("U07", Q4, "I4", None, "裁边", "先进操作法", "E002", None, "已完成", None, None),
        ],
    ),
    "L08": (
        "benefit_code occurred_on detail enterprise_code brand_code benefit_amount basis",
        [
            ("U05", Q4, "X1", "2023-10-05", "降本", "E001", "B01", 12.0, "财务确认"),
            ("U05", Q4, "X2", "2023-11-05", "增效", "E002", None, 5.0, "企业盖章"),
            ("U05", Q4, "X3", "2023-11-06", "增效", "E002", None, 100.0, "估算"),
            ("U05", Q4, "X4", "2023-12-05", "节能", "E001", "B01", None, "企业盖章"),
        ],
    ),
    "L09": (
        "benefit_code granted_on benefit_type enterprise_code brand_code people amount",
        [
            ("U08", Q4, "W1", "2023-10-10", "技能提升补贴", "E001", "B02", 5, 1000.0),
            ("U08", Q4, "W2", "2023-10-11", "体检疗休养", "E003", None, 10, None),
            ("U09", Q4, "W3", "2023-10-12", "助学", None, None, 7, 700.0),
        ],
    ),
    "L11": (
        "case_no accepted_on dispute_type enterprise_code is_closed outcome",
        [
            ("U11", Q4, "C1", "2023-10-01", "工伤", "E001", True, "调解成功"),
            ("U11", Q4, "C2", "2023-10-02", "劳动报酬", "E001", True, "调解不成转仲裁"),
            ("U11", Q4, "C3", "2023-10-03", "劳动报酬", None, False, "在办"),
        ],
    ),
    "L12": (
        "bargaining_code held_on matter enterprise_code workers",
        [
            ("U01", Q3, "N1", "2023-01-01", "工资专项", "E001", 90),
            ("U01", Q3, "N2", "2022-12-31", "工资专项", "E002", 90),
            ("U08", Q4, "N3", "2023-11-01", "集体合同", "E003", 90),
            ("U08", Q4, "N4", "2023-10-01", "工资专项", "E004", 50),
        ],
    ),
    "L13": (
        "case_code made_on case_title case_type enterprise_code brand_code",
        [
            ("U01", Q4, "D1", "2023-11-11", "一张工位", "做法", "E003", "B03"),
            ("U02", Q4, "D2", "2023-11-12", "老师傅", "人物", None, None),
            ("U01", Q4, "D3", "2023-11-12", "车间", "现场", "E001", None),
        ],
    ),
}


def frame(ledger, fields="", rows=()):
    """Typed rows of one ledger, as ingest gives them; fields that are not named are all missing."""
    spec = FRAMEWORK.ledgers[ledger]
    table = pd.DataFrame(list(rows), columns=["_unit", "_period", *fields.split()], dtype=object)
    typed = {
        column.id: pd.Series(table.get(column.id, pd.Series([None] * len(table), dtype=object))).astype(
            DTYPES.get(column.type, "str")
        )
        for column in spec.columns
    }
    out = pd.DataFrame(typed, index=table.index)
    out["_unit"], out["_period"] = table["_unit"].astype("str"), table["_period"].astype("str")
    out["_submission"] = [submission_id(*pair) for pair in zip(table["_unit"], table["_period"], strict=True)]
    out["_submission"] = out["_submission"].astype("int64")
    out["_row"] = out.groupby("_submission").cumcount().add(3).astype("int64")
    return out


def submission_id(unit, period):
    """Q3: 301, 302 …; Q4: 401, 402 …"""
    return int(period[-1]) * 100 + int(unit[1:])


def dataset(period=Q4, rows=ROWS, silent=(SILENT,)):
    """The county's data at the end of a period; `silent` units have no approved submission in Q4."""
    asked = parse_period(period)
    keep = [quarter for quarter in (Q3, Q4) if parse_period(quarter).end <= asked.end]
    units = [unit.code for unit in FRAMEWORK.units]
    approved = [(u, q) for q in keep for u in units if not (q == Q4 and u in silent)]
    submissions = {submission_id(u, q): _info(u, q) for u, q in approved}
    places = {
        (submission_id(u, q), ledger): (spec.sheet, {c.id: n for n, c in enumerate(spec.columns, 1)})
        for u, q in approved
        for ledger, spec in FRAMEWORK.ledgers.items()
    }
    expected = pd.DataFrame(
        [(u, q, (u, q) in approved) for q in keep for u in units], columns=["unit", "period", "approved"]
    )
    ledgers = {
        ledger: frame(
            ledger, rows[ledger][0], [row for row in rows[ledger][1] if (row[0], row[1]) in approved]
        )
        if ledger in rows
        else frame(ledger)
        for ledger in FRAMEWORK.ledgers
    }
    return Dataset(asked, ledgers, submissions, places, expected, version="f" * 64)


def without(rows, ledger, unit, period):
    """The rows with one unit's sheet of a period blank."""
    fields, held = rows[ledger]
    return {**rows, ledger: (fields, [row for row in held if row[:2] != (unit, period)])}


def _info(unit, period):
    at = datetime(2024, 1, 5)  # noqa: DTZ001 - local time, as stored
    number = submission_id(unit, period)
    return SubmissionInfo(
        number, unit, period, 1, f"{number:064d}", f"{unit}-{period}.xlsx", "approved", "某", at
    )
