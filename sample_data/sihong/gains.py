"""What enterprises and workers gain: benefits (L08, L09) and bargaining (L12)."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from sample_data.sihong.county import Row, SampleCounty, chance, pick, quarter_of, read_table
from sample_data.sihong.ties import Ties

_BENEFITS = 250
#: Kinds of enterprise benefit whose value falls when things get better, in 万元.
_SAVED = ("降本", "节能")
_MEASURES = {"增效": "件", "安全": "次", "稳岗": "人", "订单": "件", "专利": "件"}
#: Gold-collar workers (claim N24) and cases of help (claim N35b) in the year.
GOLD_COLLAR, HELP_CASES = 63, 64
_HELP = ("物资救助", "技能帮扶", "就业扶持")
_BARGAINING = {
    "工资专项": 0.84,
    "集体合同": 0.5,
    "女职工专项": 0.25,
    "安全专项": 0.18,
    "职代会": 0.46,
    "厂务公开": 0.16,
}


def day_in_year(draw: np.random.Generator, late: float = 0.62) -> date:
    """A day of 2023, more often late in the year than early."""
    if draw.random() < 0.45:
        return date(2023, 1, 4) + timedelta(days=int(draw.integers(0, 361)))
    return date(2023, 1, 4) + timedelta(days=int(draw.triangular(0, 360 * late, 360)))


def make_benefits(county: SampleCounty, ties: Ties) -> Iterator[Row]:
    """Rows of L08."""
    draw = chance("enterprise benefits")
    for _ in range(_BENEFITS):
        enterprise = ties.enterprise(draw, power=1.1)
        row = county.enterprise[enterprise]
        unit = _reporter(draw, row)
        day = day_in_year(draw)
        kind = pick(draw, list(county.words["benefit"]), [26, 18, 12, 10, 12, 10, 8, 4])
        amount = round(float(np.clip(row["employees"] ** 0.75 * 0.12 * draw.lognormal(0, 0.6), 0.5, 400)), 1)
        subject = county.thing(draw, enterprise)
        yield {
            "unit": unit,
            "quarter": quarter_of(day),
            "benefit_code": None,
            "enterprise_code": enterprise,
            "benefit_type": kind,
            "detail": pick(draw, county.words["benefit"][kind]).format(object=subject),
            "benefit_amount": amount,
            "brand_code": ties.brand(draw, unit, quarter_of(day), enterprise, often=0.94),
            "occurred_on": day,
            "basis": pick(draw, ["财务确认", "企业盖章", "估算"], [34, 46, 20]),
        } | _before_after(draw, kind, amount)


def _reporter(draw: np.random.Generator, enterprise: Row) -> str:
    if enterprise["town"] == "开发区" and draw.random() < 0.6:
        return "U21"
    return pick(draw, ["U04", "U05", "U20"], [4, 5, 5 if enterprise["ownership"] == "民营" else 0])


def _before_after(draw: np.random.Generator, kind: str, amount: float) -> Row:
    """In 万元 the difference is the benefit itself; in other units it stands beside it."""
    if draw.random() < 0.25 or kind not in (*_SAVED, *_MEASURES):
        return {}
    if kind in _SAVED:
        after = round(amount * draw.uniform(2, 12), 1)
        return {"before_value": round(after + amount, 1), "after_value": after, "measure_unit": "万元"}
    before = int(draw.integers(2, 60))
    change = int(draw.integers(1, 20))
    after = max(0, before - change) if kind == "安全" else before + change
    return {"before_value": before, "after_value": after, "measure_unit": _MEASURES[kind]}


def make_worker_benefits(county: SampleCounty, ties: Ties) -> Iterator[Row]:
    """Rows of L09 by the plan in worker_benefits.csv."""
    draw = chance("worker benefits")
    helped = [row for row in read_table("worker_benefits.csv") if row["type"] in _HELP]
    total_rows = sum(int(row["rows"]) for row in helped)
    cases = iter(_spread(draw, HELP_CASES, total_rows))
    for plan in read_table("worker_benefits.csv"):
        rows = int(plan["rows"])
        gold = _spread(draw, GOLD_COLLAR, rows) if plan["type"] == "金蓝领增薪补贴" else []
        for number in range(rows):
            enterprise = ties.enterprise(draw, power=1.0)
            people = gold[number] if gold else _people(county, draw, plan, enterprise)
            count = next(cases) if plan["type"] in _HELP else None
            day = day_in_year(draw, 0.75)
            yield {
                "unit": plan["unit"],
                "quarter": quarter_of(day),
                "benefit_code": None,
                "benefit_type": plan["type"],
                "granted_on": day,
                "enterprise_code": enterprise,
                "provider": plan["provider"],
                "people": max(people, count or 1),
                "cases": count,
                "amount": max(people, count or 1)
                * int(draw.uniform(float(plan["least"]), float(plan["most"])) / 10)
                * 10,
                "hardship_type": _hardship(draw, plan["type"]),
                "brand_code": ties.brand(draw, plan["unit"], quarter_of(day), enterprise, often=0.92),
            }


def _spread(draw: np.random.Generator, total: int, rows: int) -> list[int]:
    """A total over rows, at least one each."""
    counts = np.ones(rows, dtype=int)
    for position in draw.integers(0, rows, total - rows):
        counts[position] += 1
    return counts.tolist()


def _people(county: SampleCounty, draw: np.random.Generator, plan: Row, enterprise: str) -> int:
    share = draw.uniform(float(plan["low"]), float(plan["high"]))
    return max(1, int(county.enterprise[enterprise]["employees"] * share))


def _hardship(draw: np.random.Generator, kind: str) -> str | None:
    if kind == "助学":
        return "子女助学"
    if kind in ("物资救助", "医疗互助"):
        return pick(draw, ["因病致困", "意外致困", "伤残致困", "特殊困难"], [5, 2, 2, 3])
    return None


def make_bargaining(county: SampleCounty, ties: Ties) -> Iterator[Row]:
    """Rows of L12: wage agreements at most enterprises, the rest less often, each at most once a year."""
    draw = chance("bargaining")
    for row in county.enterprises:
        for matter, often in _BARGAINING.items():
            if draw.random() > often * (0.8 + 0.35 * row["vigour"]):
                continue
            unit = pick(draw, ["U01", "U08"], [3, 2])
            day = day_in_year(draw, 0.35)
            yield {
                "unit": unit,
                "quarter": quarter_of(day),
                "bargaining_code": None,
                "enterprise_code": row["enterprise_code"],
                "matter": matter,
                "held_on": day,
                "workers": max(1, int(row["employees"] * draw.uniform(0.85, 1.0))),
                "wage_growth": round(float(draw.uniform(3, 8)), 1) if matter == "工资专项" else None,
                "is_filed": bool(draw.random() < 0.85),
                "brand_code": ties.brand(draw, unit, quarter_of(day), row["enterprise_code"], often=0.4),
            }
