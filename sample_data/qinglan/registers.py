"""The registers: brands, projects, carriers, teams, innovations and the roster, quarter by quarter."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sample_data.qinglan.activities import RIDERS
from sample_data.qinglan.county import (
    MERGED,
    QUARTERS,
    SUCCESSOR,
    Qinglan,
    Row,
    chance,
    pick,
)

_TARGETS = {
    "场": "全年办{n}场",
    "人次": "全年{n}人次参加",
    "个": "建好{n}个点",
    "家": "走到{n}家",
    "万元": "增效{n}万元",
}
_PROJECTS = ("把工具摆整齐", "一张排班表", "师徒同上一堂课", "班车多一站", "饭菜热起来", "更衣柜到人")
_TYPES = ("小发明", "小创造", "小革新", "小设计", "小建议", "先进操作法", "技术改造")
_THINGS = (
    "破竹机进料口",
    "茶青摊晾架",
    "窑尾密封圈",
    "贴片机吸嘴",
    "酸汤灌装线",
    "铁合金除尘罩",
    "光伏板清洗架",
    "蓝染缸温控",
)


def make_roster(county: Qinglan) -> Iterator[Row]:
    """Rows of L15; the cement works grow in the third quarter."""
    for quarter in QUARTERS:
        for row in county.enterprises:
            grown = (
                {"employees": row["employees"] + 40}
                if row["employees"] == 540 and quarter is QUARTERS[2]
                else {}
            )
            yield (
                {key: value for key, value in row.items() if key != "vigour"}
                | grown
                | _at("U02", quarter.code)
            )


def make_brands(county: Qinglan) -> Iterator[Row]:
    """Rows of L01."""
    for quarter in QUARTERS:
        for brand in county.brands:
            yield {
                "brand_code": brand["code"],
                "brand_name": brand["name"],
                "is_county_brand": brand["is_county_brand"],
                "reform_dimension": brand["dimension"],
                "lead_unit_code": brand["unit"],
                "main_carrier": brand["carrier"],
                "annual_target": _TARGETS[brand["target_unit"]].format(n=brand["target"]),
                "target_value": int(brand["target"]),
                "target_unit": brand["target_unit"],
                "status": "推进中",
                "started_on": date(2024, 1, 8),
            } | _at(brand["unit"], quarter.code)


def make_projects(county: Qinglan) -> Iterator[Row]:
    """Rows of L02; the merged unit's are its successor's from the third quarter on."""
    draw, number = chance("projects"), 0
    keepers = [unit.code for unit in county.framework.units if "L02" in unit.ledgers]
    for keeper in keepers:
        brand = next(iter(county.brands_of(keeper)), county.brands[4 if keeper == "U03" else 0])
        for place in draw.permutation(len(_PROJECTS))[:4]:
            number += 1
            due = date(2024, int(pick(draw, [3, 6, 9, 12])), 28)
            done = due + timedelta(days=int(draw.normal(-8, 22)))
            for quarter in QUARTERS:
                unit = _keeper(keeper, quarter.code)
                yield {
                    "item_code": f"P{number:03d}",
                    "item_name": f"{brand['name']}·{_PROJECTS[place]}",
                    "brand_code": brand["code"],
                    "reform_dimension": brand["dimension"],
                    "unit_code": unit,
                    "due_on": due,
                    "status": "已完成" if done <= quarter.end else "推进中",
                } | _at(unit, quarter.code)


def make_carriers(county: Qinglan) -> Iterator[Row]:
    """Rows of L03: most of them inside an enterprise; names say town and number."""
    draw, seen = chance("carriers"), Counter[str]()
    plans = [("U02", "B03", "职工书屋", 7), ("U02", "B04", "工会驿站", 12), ("U12", "B02", "职工之家", 6)]
    plans += [
        ("U09", "B08", "流动职校", 3),
        ("U12", "B02", "匠心工坊", 2),
        ("U02", "B03", "劳模创新工作室", 3),
    ]
    number = 0
    for unit, brand, kind, count in plans:
        for host in _hosts(county, unit, county.some(draw, 24, 0.8), count):
            number += 1
            seen[kind, host["town"]] += 1  # type: ignore[index]
            opened = date(2023, 2, 1) + timedelta(days=int(draw.integers(0, 500)))
            place = f"{host['town']}{seen[kind, host['town']]}号"  # type: ignore[index]
            fixed = {
                "carrier_code": f"Z{number:03d}",
                "carrier_name": f"{kind}（{place}）",
                "carrier_type": kind,
            }
            fixed |= {"brand_code": brand, "enterprise_code": host["enterprise_code"], "town": host["town"]}
            fixed |= {"opened_on": opened, "is_open_site": bool(draw.random() < 0.55)}
            for quarter in QUARTERS:
                in_use = opened <= quarter.end
                visits = int(host["employees"] * draw.uniform(0.08, 0.3)) + 6 if in_use else None
                yield (
                    fixed
                    | {"status": "在用" if in_use else "在建", "served_visits": visits}
                    | {"open_sessions": max(1, visits // 12) if visits else None}
                    | _at(unit, quarter.code)
                )


def _hosts(county: Qinglan, unit: str, drawn: Sequence[Row], count: int) -> list[Row]:
    """The park's carriers stand in the park."""
    park = [row for row in county.enterprises if row["town"] == "青岚产业园区"]
    return park[:count] if unit == "U12" else list(drawn[:count])


def make_teams() -> Iterator[Row]:
    """Rows of L04."""
    names = {
        "U02": ("山路轻骑兵", "综合"),
        "U03": ("苗歌宣讲队", "思政讲师"),
        "U12": ("园区技术突击队", "技术骨干"),
    }
    for quarter in QUARTERS:
        for unit, code in RIDERS.items():
            yield {
                "team_code": code,
                "team_name": names[unit][0],
                "team_type": names[unit][1],
                "unit_code": unit,
                "member_count": 11 + int(code[1:]) * 2,
                "model_worker_count": int(code[1:]),
                "formed_on": date(2023, 9, 1),
            } | _at(unit, quarter.code)


def make_innovations(county: Qinglan) -> Iterator[Row]:
    """Rows of L07; finished ones are not reported again."""
    draw, number = chance("innovations"), 0
    for keeper, count in (("U04", 16), ("U05", 12)):
        for host in county.some(draw, count, 1.3):
            number += 1
            done = date(2024, 1, 10) + timedelta(days=int(draw.integers(0, 250)))
            benefit, told = round(float(draw.lognormal(2.0, 0.7)), 1), False
            fixed = {
                "innovation_code": f"I{number:03d}",
                "innovation_name": f"{pick(draw, _THINGS)}改进{number}",
                "innovation_type": pick(draw, _TYPES),
                "enterprise_code": host["enterprise_code"],
                "worker_count": int(draw.integers(2, 7)),
                "helper_org": pick(draw, ["县科协", "院校", "无"]),
                "brand_code": "B01",
            }
            spread = draw.random() < 0.35
            for quarter in QUARTERS:
                if told:
                    break
                told = done <= quarter.end
                state = {
                    "status": "已推广" if spread else "已完成",
                    "completed_on": done,
                    "annual_benefit": benefit,
                    "benefit_basis": "企业盖章" if draw.random() < 0.75 else "估算",
                    "patents": int(draw.random() < 0.25),
                    "adopter_count": 2 if spread else None,
                }
                unit = _keeper(keeper, quarter.code)
                yield fixed | (state if told else {"status": "进行中"}) | _at(unit, quarter.code)


def _keeper(unit: str, quarter: str) -> str:
    return SUCCESSOR if unit == MERGED and quarter == QUARTERS[2].code else unit


def _at(unit: str, quarter: str) -> Row:
    return {"unit": unit, "quarter": quarter}
