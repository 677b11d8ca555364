"""The registers of brands, projects, carriers, teams and the roster, quarter by quarter."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

import numpy as np

from sample_data.sihong.county import QUARTERS, Row, SampleCounty, chance, largest_remainder, pick, weighted
from sample_data.sihong.ties import Ties

PROJECTS = 153
_NEVER = date(2099, 1, 1)
#: Carriers of the brands that are themselves places; other county brands have one to four, the rest to two.
_CARRIERS = {"B08": 11, "B10": 11, "B09": 7, "B07": 7, "B12": 5, "B13": 4, "B27": 6, "B14": 4, "B50": 4}
_TARGETS = {
    "场": "全年开展活动{n}场",
    "人次": "全年参加职工{n}人次",
    "家": "全年走进试点企业{n}家",
    "个": "建成在用载体{n}个",
    "万元": "帮助企业增效{n}万元",
    "项": "完成职工创新成果{n}项",
}


def make_roster(county: SampleCounty) -> Iterator[Row]:
    """Rows of L15, reported by the office; a few enterprises grow or shrink at mid-year."""
    draw = chance("roster")
    changed = {
        row["enterprise_code"]: draw.uniform(0.93, 1.1) for row in county.enterprises if draw.random() < 0.15
    }
    for number, quarter in enumerate(QUARTERS):
        for row in county.enterprises:
            factor = changed.get(row["enterprise_code"], 1.0) if number >= 2 else 1.0
            counts = {
                field: max(1, int(row[field] * factor))
                for field in ("employees", "industrial_workers", "union_members")
            }
            yield {key: row[key] for key in row if key != "vigour"} | counts | _at("U01", quarter.code)


def make_teams(county: SampleCounty) -> Iterator[Row]:
    """Rows of L04."""
    for quarter in QUARTERS:
        for team in county.teams:
            yield {
                "team_code": team["code"],
                "team_name": team["name"],
                "team_type": team["type"],
                "unit_code": team["unit"],
                "member_count": int(team["members"]),
                "model_worker_count": int(team["model_workers"]),
                "formed_on": date.fromisoformat(team["formed"]),
            } | _at(team["unit"], quarter.code)


def make_projects(county: SampleCounty) -> Iterator[Row]:
    """Rows of L02: 153 small-entry projects; units differ in how well they keep their dates."""
    draw = chance("projects")
    busy = {b["code"]: 2 + sum(weighted(b["activities"]).values()) ** 0.5 / 2 for b in county.brands}
    counts = largest_remainder(busy, PROJECTS)
    number = 0
    for brand in county.brands:
        words = county.words["project"][brand["dimension"]]
        for position in draw.permutation(len(words))[: counts[brand["code"]]]:
            number += 1
            project = {
                "item_code": f"P{number:03d}",
                "item_name": f"{brand['topic']}{words[position]}",
                "brand_code": brand["code"],
                "reform_dimension": brand["dimension"],
                "unit_code": brand["unit"],
            }
            yield from _project_year(draw, project)


def _project_year(draw: np.random.Generator, project: Row) -> Iterator[Row]:
    months = pick(draw, [6, 9, 12, 18, 0], [20, 25, 45, 7, 3])
    due = date(2023, months, 30 if months != 12 else 31) if 0 < months <= 12 else date(2024, 6, 30)
    delay = chance(f"delay {project['unit_code']}").uniform(-25, 45)
    done = due + timedelta(days=int(draw.normal(delay, 35)))
    begun = date(2023, 1, 1) + timedelta(days=int(draw.integers(5, 130)))
    finish = pick(draw, ["已完成", "已归并"], [85, 15])
    for quarter in QUARTERS:
        status = finish if done <= quarter.end else "推进中" if begun <= quarter.end else "未启动"
        yield (
            project
            | {"due_on": due if months else None, "status": status}
            | _at(project["unit_code"], quarter.code)
        )


def make_carriers(county: SampleCounty, ties: Ties) -> Iterator[Row]:
    """Rows of L03: places of the brands, most of them inside an enterprise the brand goes to."""
    draw, seen = chance("carriers"), chance("carriers to be seen")
    names: set[str] = set()
    number = 0
    for brand in county.brands:
        guests = [code for code, _ in ties.guests[brand["code"]].most_common()]
        for _ in range(_carriers_of(draw, brand)):
            number += 1
            inside = bool(guests) and draw.random() < 0.74
            host = county.enterprise[pick(draw, guests)] if inside else None
            carrier = {
                "carrier_code": f"Z{number:03d}",
                "carrier_type": brand["carrier"],
                "brand_code": brand["code"],
            }
            carrier |= _location(county, draw, brand, host, names) | _to_be_seen(
                county, seen, brand["carrier"]
            )
            yield from _carrier_year(county, draw, carrier, _keeper(draw, brand, carrier["town"]))


def _carriers_of(draw: np.random.Generator, brand: Row) -> int:
    if brand["code"] in _CARRIERS:
        return _CARRIERS[brand["code"]]
    return (
        pick(draw, [1, 2, 3, 4], [2, 4, 3, 1])
        if brand["county"] == "是"
        else pick(draw, [0, 1, 2], [2, 4, 3])
    )


def _location(
    county: SampleCounty, draw: np.random.Generator, brand: Row, host: Row | None, names: set[str]
) -> Row:
    zone = brand["unit"] == "U21"
    town = host["town"] if host else "开发区" if zone else pick(draw, list(county.words["towns"]))
    place = host["enterprise_name"][2:4] if host else town
    stem = f"{brand['carrier']}（{place}站"
    name = next(n for i in range(1, 99) if (n := f"{stem}{i if i > 1 else ''}）（示例）") not in names)
    names.add(name)
    return {"carrier_name": name, "enterprise_code": host["enterprise_code"] if host else None, "town": town}


def _to_be_seen(county: SampleCounty, draw: np.random.Generator, kind: str) -> Row:
    """When and with whom one may look at a carrier, as far as units have filled it in; is it mobile."""
    hours, posts = county.words["carrier"]["hours"], county.words["carrier"]["posts"]
    mobile = kind in county.framework.vocabularies["carrier_types"].mobile
    says_hours, says_post, says_mobile = draw.random(3) < (0.35, 0.3, 0.75 if mobile else 0.2)
    return {
        "visiting_hours": pick(draw, hours) if says_hours else None,
        "contact_post": pick(draw, posts) if says_post else None,
        "is_mobile": mobile if says_mobile else None,
    }


def _keeper(draw: np.random.Generator, brand: Row, town: str) -> str:
    """Who reports a carrier: its brand's unit if it keeps L03, the zone many of its own, else the office."""
    if brand["unit"] in ("U06", "U21"):
        return brand["unit"]
    if town == "开发区" and draw.random() < 0.3:
        return "U21"
    return "U06" if brand["code"] == "B07" and draw.random() < 0.4 else "U01"


def _carrier_year(county: SampleCounty, draw: np.random.Generator, carrier: Row, unit: str) -> Iterator[Row]:
    opened = date(2021, 1, 10) + timedelta(days=int(draw.triangular(0, 700, 1040)))
    closes = pick(draw, [_NEVER, date(2023, 10, 1)], [97, 3])
    pull, is_open_site = draw.uniform(0.03, 0.2), draw.random() < 0.45
    host = carrier["enterprise_code"]
    people = county.enterprise[host]["employees"] if host else draw.uniform(300, 1500)
    for quarter in QUARTERS:
        if opened > quarter.end + timedelta(days=100) or not _may_name(county, unit, quarter.code, carrier):
            continue
        in_use = opened <= quarter.end < closes
        visits = int(people * pull * draw.uniform(0.7, 1.4)) + 4 if in_use else None
        yield (
            carrier
            | {
                "opened_on": opened,
                "status": "在用" if in_use else "在建" if opened > quarter.end else "停用",
                "is_open_site": is_open_site,
                "open_sessions": ceil(visits / draw.uniform(6, 30)) if visits else None,
                "served_visits": visits,
            }
            | _at(unit, quarter.code)
        )


def _may_name(county: SampleCounty, unit: str, quarter: str, carrier: Row) -> bool:
    return county.knows(unit, quarter, carrier["brand_code"])


def make_brands(county: SampleCounty, actual: dict[tuple[str, str], float]) -> Iterator[Row]:
    """Rows of L01.

    Args:
        county: the lasting parts.
        actual: (brand, unit of the target) → what the year brought; targets lie around it.
    """
    for brand in county.brands:
        draw = chance(f"target {brand['code']}")
        done = actual.get((brand["code"], brand["target_unit"]), 0)
        ratio = draw.uniform(0.6, 1.22)
        value = max(2, round(done / ratio)) if brand["target_unit"] else None
        started = date(2023, 2, 1) + timedelta(days=int(draw.integers(0, 55)))
        for number, quarter in enumerate(QUARTERS):
            yield {
                "brand_code": brand["code"],
                "brand_name": brand["name"],
                "is_county_brand": brand["county"] == "是",
                "reform_dimension": brand["dimension"],
                "lead_unit_code": brand["unit"],
                "main_carrier": brand["carrier"],
                "annual_target": _TARGETS[brand["target_unit"]].format(n=value) if value else None,
                "target_value": value,
                "target_unit": brand["target_unit"] or None,
                "status": "已完成" if number == 3 and ratio >= 1 else "推进中",
                "started_on": started,
            } | _at(brand["unit"], quarter.code)


def _at(unit: str, quarter: str) -> Row:
    return {"unit": unit, "quarter": quarter}
