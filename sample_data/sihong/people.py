"""Honours (L06), cases (L13) and innovations (L07)."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from sample_data.sihong.county import QUARTERS, Row, SampleCounty, chance, pick, quarter_of, read_table
from sample_data.sihong.ties import Ties

#: Cases by the unit that writes them up.
_CASES = {"U01": 58, "U02": 18, "U03": 40}
#: Awards at the county and again at the city.
_TWO_LEVELS = 4
#: Innovations by the organisation that helps (claim N28: 23 with the inventors' association).
_INNOVATIONS = {"县发明协会": 23, "县科协": 16, "院校": 13, "无": 66}
_SMALL = ["小革新", "小设计", "小发明", "小创造", "小建议", "先进操作法", "技术改造", "专利"]
_SMALL_SHARE = [26, 18, 12, 8, 14, 6, 14, 4]


def make_honours(ties: Ties) -> list[Row]:
    """Rows of L06; some craftsmen of the county became craftsmen of the city: one matter, two levels."""
    rows = list(_honours(ties))
    craftsmen = [row for row in rows if row["honour_category"] == "工匠称号"]
    county = [row for row in craftsmen if row["honour_level"] == "县"]
    city = [row for row in craftsmen if row["honour_level"] == "市"]
    for number, (lower, higher) in enumerate(zip(county[:_TWO_LEVELS], city, strict=False), 1):
        lower["same_matter_code"] = f"M{number:03d}"
        same = ("enterprise_code", "holder_ref", "brand_code", "same_matter_code")
        higher.update({field: lower[field] for field in same})
    return rows


def _honours(ties: Ties) -> Iterator[Row]:
    """By the plan in honours.csv.

    Awards of earlier years stand in the first quarter's list, as offices hand them in. One row is one honour;
    `people` are its holders (the 五小 prizes go to small groups: 30 people in all, claim N23).
    """
    draw = chance("honours")
    serial: dict[str, int] = {}
    for kind in read_table("honours.csv"):
        for number in range(int(kind["this_year"]) + int(kind["before"])):
            earlier = number >= int(kind["this_year"])
            day = _award_day(draw, kind["day"], earlier)
            quarter = QUARTERS[0].code if earlier else quarter_of(day)
            association = kind["holder"] == "社会组织"
            enterprise = None if association else ties.enterprise(draw, power=2.4)
            serial[enterprise or ""] = serial.get(enterprise or "", 0) + 1
            yield {
                "unit": kind["unit"],
                "quarter": quarter,
                "honour_code": None,
                "honour_title": kind["title"],
                "honour_category": kind["category"],
                "honour_level": kind["level"],
                "holder_type": kind["holder"],
                "holder_ref": "县发明协会" if association else f"{enterprise}-{serial[enterprise or '']:02d}",
                "enterprise_code": enterprise,
                "holder_count": int(kind["people"]),
                "is_industrial_worker": {"是": True, "否": False}.get(kind["worker"]),
                "awarded_on": day,
                "awarding_body": kind["body"],
                "brand_code": ties.brand(draw, kind["unit"], quarter, enterprise, often=0.8),
            }


def _award_day(draw: np.random.Generator, fixed: str, earlier: bool) -> date:
    year = 2022 if fixed and earlier else 2023 - (int(draw.integers(1, 5)) if earlier else 0)
    if fixed:
        return date.fromisoformat(f"{year}-{fixed}")
    start = date(year, 1, 10)
    return start + timedelta(days=int(draw.integers(0, 345)))


def make_cases(county: SampleCounty, ties: Ties) -> Iterator[Row]:
    """Rows of L13."""
    draw, told = chance("cases"), chance("stories")
    for unit, count in _CASES.items():
        for _ in range(count):
            day = date(2023, 1, 15) + timedelta(days=int(draw.triangular(0, 260, 348)))
            enterprise = ties.enterprise(draw, power=1.3)
            kind = pick(draw, list(county.words["case"]), [30, 22, 16, 24, 8])
            brand = ties.brand(draw, unit, quarter_of(day), enterprise, often=0.92)
            topic = county.brand[brand]["topic"] if brand else "产改"
            title = pick(draw, county.words["case"][kind])
            yield {
                "unit": unit,
                "quarter": quarter_of(day),
                "case_code": None,
                "case_title": title.format(skill=county.skill(draw, enterprise), topic=topic),
                "case_type": kind,
                "spirit_tag": pick(
                    draw, ["见建党精神", "见劳动精神", "见劳模精神", "见工匠精神"], [2, 3, 3, 4]
                ),
                "enterprise_code": enterprise,
                "brand_code": brand,
                "made_on": day,
                "spread_level": pick(draw, ["本企业", "县", "市", "省"], [30, 48, 18, 4]),
                **_story(county, told, kind),
            }


def _story(county: SampleCounty, draw: np.random.Generator, kind: str) -> Row:
    """One sentence for three of ten cases; whose case it is where the type says so."""
    of = {"人物": "人物", "班组": "集体", "企业": "集体"}.get(kind)
    tells, says = draw.random(2) < (0.3, 0.45)
    return {
        "story": pick(draw, county.words["story"][kind]) if tells else None,
        "told_of": of if says else None,
    }


def make_innovations(county: SampleCounty, ties: Ties) -> Iterator[Row]:
    """Rows of L07: each from the quarter it was begun to the end of the year."""
    draw = chance("innovations")
    helpers = [name for name, count in _INNOVATIONS.items() for _ in range(count)]
    order = draw.permutation(len(helpers))
    for number, position in enumerate(order, 1):
        begun = date(2022, 11, 1) + timedelta(days=int(draw.integers(0, 340)))
        done = begun + timedelta(days=int(draw.integers(40, 190)))
        spread = done + timedelta(days=int(draw.integers(30, 400)))
        enterprise = ties.enterprise(draw, power=1.9, suits=lambda row: row["industry"] != "商贸服务")
        listed = max(1, (begun.month + 2) // 3) if begun.year == 2023 else 1
        quarter = QUARTERS[listed - 1].code
        fixed = _innovation(county, draw, number, enterprise) | {
            "helper_org": helpers[position],
            "brand_code": ties.brand(draw, "U07", quarter, enterprise, often=0.9),
        }
        for period in QUARTERS[listed - 1 :]:
            yield (
                fixed
                | _progress(draw, fixed, done, spread, period.end)
                | {"unit": "U07", "quarter": period.code}
            )


def _innovation(county: SampleCounty, draw: np.random.Generator, number: int, enterprise: str) -> Row:
    kind = pick(draw, _SMALL, _SMALL_SHARE)
    words = county.words["innovation"]
    subject = county.thing(draw, enterprise)
    is_method = kind == "先进操作法"
    return {
        "innovation_code": f"I{number:03d}",
        "innovation_name": words["method"].format(object=subject)
        if is_method
        else subject + pick(draw, words["verbs"]),
        "innovation_type": kind,
        "enterprise_code": enterprise,
        "worker_count": int(draw.integers(1, 9)),
        "_benefit": round(float(draw.lognormal(2.2, 0.8)), 1),
        "_patents": pick(draw, [0, 1, 2], [70, 24, 6]),
    }


def _progress(draw: np.random.Generator, fixed: Row, done: date, spread: date, end: date) -> Row:
    """What is known of an innovation at a quarter's end."""
    if done > end:
        return {"status": "进行中"}
    is_spread = spread <= end
    return {
        "status": "已推广" if is_spread else "已完成",
        "completed_on": max(done, date(2023, 1, 4)),
        "annual_benefit": fixed["_benefit"],
        "benefit_basis": "企业盖章" if fixed["_benefit"] > 8 else "估算",
        "patents": fixed["_patents"],
        "adopter_count": int(draw.integers(1, 6)) if is_spread else None,
    }
