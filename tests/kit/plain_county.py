"""A county of plain rows: what the rules look at, without a database."""

from datetime import datetime
from functools import cache

import pandas as pd

from metrics.county.model import Dataset, SubmissionInfo
from metrics.doubts import CountyRows, Revisions, check_county
from metrics.framework import load_framework, parse_period
from tests.kit.county_packages import SIHONG
from tests.kit.workbooks import frame

FRAMEWORK = load_framework(SIHONG)
#: A roster that most cases need.
EMPLOYEES = {"E001": 100, "E002": 400, "E003": 60}


def dataset(given, period="2023Q4"):
    """``{("U08", "2023Q4"): {"L05": [row, …]}}`` → the Dataset of those submissions; a third key part is
    the revision."""
    infos, parts, places = {}, {code: [nothing(code)] for code in FRAMEWORK.ledgers}, {}
    for number, (which, ledgers) in enumerate(given.items(), 1):
        infos[number] = _info(number, *which)
        for code, rows in ledgers.items():
            parts[code].append(_of(frame(code, rows), number, *which[:2]))
            places[number, code] = (FRAMEWORK.ledgers[code].sheet, _columns(code))
    ledgers = {
        code: pd.concat(frames[1:], ignore_index=True) if frames[1:] else frames[0]
        for code, frames in parts.items()
    }
    return Dataset(parse_period(period), ledgers, infos, places, pd.DataFrame(), "v" * 64)


@cache
def nothing(code):
    """A ledger without rows."""
    return _of(frame(code, []), 0, "", "")


def _of(rows, submission, unit, period):
    origin = {"_submission": submission, "_unit": unit, "_period": period}
    return rows.assign(**origin).astype({"_unit": "str", "_period": "str", "_submission": "int64"})


def county(given, period="2023Q4", *, roster=True, revised=None):
    """A CountyRows; with a roster of three enterprises reported by U01 in the period's last quarter."""
    given = {which: dict(ledgers) for which, ledgers in given.items()}
    if roster:
        last = parse_period(period).quarters[-1].code
        given.setdefault(("U01", last), {})["L15"] = [enterprise(code, n) for code, n in EMPLOYEES.items()]
    revisions = None
    if revised:
        rows = dataset(revised, period)
        numbers = list(rows.submissions)
        revisions = Revisions(rows, tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    return CountyRows(FRAMEWORK, dataset(given, period), revisions=revisions)


def found(case, *codes):
    """Doubts of certain rules."""
    return check_county(case, codes)


def enterprise(code, employees=100, **more):
    row = {"enterprise_code": code, "enterprise_name": f"（示例）{code}公司", "town": "开发区"}
    row |= {"industry": "电子信息", "ownership": "民营", "pilot_level": "县", "status": "试点中"}
    return row | {"employees": employees, "industrial_workers": employees} | more


def activity(name="数控车工技能培训", day="2023-11-02", code="E001", **more):
    row = {"activity_code": name, "held_on": pd.Timestamp(day), "activity_name": name, "sessions": 1}
    row |= {"activity_type": "技能培训", "attendances": 40, "enterprise_code": code}
    return row | {"organiser_type": "成员单位"} | more


def honour(title="宿迁市工人先锋号", day="2023-11-02", holder="E001-01", **more):
    row = {"honour_code": f"{title}{holder}", "honour_title": title, "honour_category": "工人先锋号"}
    row |= {"honour_level": "市", "holder_type": "车间班组", "holder_ref": holder, "holder_count": 1}
    return row | {"enterprise_code": holder[:4], "awarded_on": pd.Timestamp(day)} | more


def benefit(detail="改进缝制夹具", day="2023-11-02", **more):
    row = {"benefit_code": detail, "enterprise_code": "E001", "benefit_type": "降本", "detail": detail}
    return row | {"occurred_on": pd.Timestamp(day), "benefit_amount": 5.0, "basis": "企业盖章"} | more


def aid(day="2023-11-02", **more):
    row = {"benefit_code": f"W{day}", "benefit_type": "技能提升补贴", "granted_on": pd.Timestamp(day)}
    return row | {"enterprise_code": "E001", "provider": "某局", "people": 3, "amount": 3000.0} | more


def carrier(code="Z01", name="工会会客厅（示例）", **more):
    row = {"carrier_code": code, "carrier_name": name, "carrier_type": "工会会客厅", "town": "开发区"}
    row |= {"enterprise_code": "E001", "status": "在用", "is_open_site": True}
    return row | {"opened_on": pd.Timestamp("2022-01-01"), "open_sessions": 2, "served_visits": 30} | more


def innovation(code="I01", name="点焊定位器节能改造", **more):
    row = {"innovation_code": code, "innovation_name": name, "innovation_type": "小革新"}
    return row | {"enterprise_code": "E001", "status": "进行中"} | more


def dispute(number=1, day="2023-11-02", **more):
    row = {"case_no": f"C{number:03d}", "accepted_on": pd.Timestamp(day), "enterprise_code": "E001"}
    row |= {"dispute_type": "劳动报酬", "workers": 1, "channel": "调解", "outcome": "调解成功"}
    return row | {"is_closed": True, "closed_on": pd.Timestamp(day)} | more


def case(title="一张工位上的技能课", day="2023-11-02", **more):
    row = {"case_code": title, "case_title": title, "case_type": "做法", "spread_level": "县"}
    return row | {"enterprise_code": "E001", "made_on": pd.Timestamp(day)} | more


def brand(code="B01", unit="U08", **more):
    row = {"brand_code": code, "brand_name": f"品牌{code}（示例）", "is_county_brand": True}
    return row | {"lead_unit_code": unit, "status": "推进中"} | more


def _info(number, unit, period, revision=1):
    file = f"{unit}_{period}_{revision}.xlsx"
    at = datetime(2024, 1, 1)  # noqa: DTZ001 - any time
    return SubmissionInfo(
        number, unit, period, revision, f"{number:064d}", file, "approved", unit.lower(), at
    )


def _columns(code):
    return {column.id: position for position, column in enumerate(FRAMEWORK.ledgers[code].columns, 1)}
