"""Activities (L05): which brand goes where, when, with how many people."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from sample_data.sihong.county import (
    MISSING,
    QUARTERS,
    Row,
    SampleCounty,
    chance,
    largest_remainder,
    pick,
    read_table,
    weighted,
)

CAVALRY, TALK = "轻骑兵实践活动", "微宣讲"
#: Sessions in the year as the source report words them (claims N08, N26, N25, N35a).
SESSIONS = {CAVALRY: 143, TALK: 124, "书画摄影巡回展": 32, "公益活动": 22}
#: Attendances in the year (claims N09, N27).
ATTENDANCES = {CAVALRY: 18260, TALK: 51300}
_SEASON = np.array([0.84, 1.12, 0.96, 1.12])
#: Days nobody holds an activity: Spring Festival, May Day, Dragon Boat, National Day.
_HOLIDAYS = ((1, 21, 27), (4, 29, 30), (5, 1, 3), (6, 22, 24), (9, 29, 30), (10, 1, 6))
_VISITS_A_MONTH = 3
_MOST_PEOPLE, _BIG = 330, 330
_HELPERS = {
    CAVALRY: ["县劳模协会", "县发明协会"],
    TALK: ["县劳模协会"],
    "书画摄影巡回展": ["县书画摄影组织"],
    "公益活动": ["县志愿者协会", "县慈善协会", "县劳模协会"],
    "劳模宣讲": ["县劳模协会"],
    "双进活动": ["县发明协会"],
    "法律服务": ["县律师协会"],
    "文体活动": ["县志愿者协会", "其他"],
}


@dataclass
class Diary:
    """Who was visited when: no two activities at one enterprise on a day, few in a month."""

    days: set[tuple[str, date]] = field(default_factory=set)
    months: Counter[tuple[str, int]] = field(default_factory=Counter)

    def free(self, enterprise: str, day: date) -> bool:
        """Whether one more visit would not be a burden."""
        return (enterprise, day) not in self.days and self.months[enterprise, day.month] < _VISITS_A_MONTH

    def quiet(self, enterprises: list[str], quarter: str) -> str:
        """The one of some enterprises that was visited least in a quarter."""
        first = 3 * int(quarter[-1]) - 2
        return min(enterprises, key=lambda code: sum(self.months[code, first + i] for i in range(3)))

    def book(self, enterprise: str, day: date) -> None:
        """Note a visit."""
        self.days.add((enterprise, day))
        self.months[enterprise, day.month] += 1


def make_activities(county: SampleCounty) -> list[Row]:
    """Rows of L05 with `unit` (who reports) and `quarter`."""
    draw, diary = chance("activities"), Diary()
    kinds = {row["type"]: row for row in read_table("activities.csv")}
    rows = [*_cavalry(county, draw, diary), *_others(county, draw, diary, kinds)]
    for row in rows:
        _describe(county, draw, row, kinds[row["activity_type"]])
    _exact_totals(county, draw, rows)
    return sorted(rows, key=lambda row: (row["held_on"], row["unit"], row["activity_name"]))


def _working_day(draw: np.random.Generator, quarter: str) -> date:
    period = next(q for q in QUARTERS if q.code == quarter)
    while True:
        day = period.start + timedelta(days=int(draw.integers(0, (period.end - period.start).days + 1)))
        idle = any(day.month == month and first <= day.day <= last for month, first, last in _HOLIDAYS)
        if (day.weekday() < 5 and not idle) or (day.weekday() == 5 and draw.random() < 0.15):
            return day


def _momentum(unit: str) -> np.ndarray:
    """How a unit's year goes: some units gather pace, some tire."""
    slope = chance(f"momentum {unit}").uniform(-0.16, 0.26)
    share = _SEASON * (1 + slope * np.array([-1.5, -0.5, 0.5, 1.5]))
    if unit == MISSING[0]:
        share[3] = 0
    return share / share.sum()


def _quarter(draw: np.random.Generator, unit: str) -> str:
    return pick(draw, QUARTERS, _momentum(unit)).code


def _cavalry(county: SampleCounty, draw: np.random.Generator, diary: Diary) -> Iterator[Row]:
    """One visit to each of the 136 enterprises; seven of the visits hold two sessions."""
    sessions = {b["code"]: weighted(b["activities"]).get(CAVALRY, 0.0) for b in county.brands}
    wanted = largest_remainder({b: w for b, w in sessions.items() if w}, SESSIONS[CAVALRY])
    spare = SESSIONS[CAVALRY] - len(county.enterprises)
    wanted["B02"] -= spare
    left = [row["enterprise_code"] for row in county.enterprises]
    left = [left[i] for i in draw.permutation(len(left))]
    for brand in sorted(wanted, key=lambda code: code == "B02"):
        suited = [code for code in left if fits(county, brand, code)] or left
        for number, enterprise in enumerate(suited[: wanted[brand]]):
            left.remove(enterprise)
            unit = _reporter(county, draw, brand, enterprise)
            quarter = _quarter(draw, unit)
            day = _free_day(draw, diary, enterprise, quarter)
            team = pick(draw, [team["code"] for team in county.teams if team["unit"] == unit])
            double = brand == "B02" and number < spare
            yield _row(unit, quarter, day, CAVALRY, brand, enterprise) | {
                "team_code": team,
                "sessions": 2 if double else 1,
            }


def _reporter(county: SampleCounty, draw: np.random.Generator, brand: str, enterprise: str) -> str:
    """Teams of several units ride under the county's own brand."""
    if brand != "B02":
        return county.brand[brand]["unit"]
    in_zone = county.enterprise[enterprise]["town"] == "开发区"
    return pick(draw, ["U01", "U03", "U05", "U19", "U21"], [6, 1, 1, 1, 2 if in_zone else 0])


def _free_day(draw: np.random.Generator, diary: Diary, enterprise: str, quarter: str) -> date:
    for _ in range(200):
        day = _working_day(draw, quarter)
        if diary.free(enterprise, day):
            diary.book(enterprise, day)
            return day
    raise RuntimeError(f"no free day left at {enterprise} in {quarter}")


def fits(county: SampleCounty, brand: str, enterprise: str) -> bool:
    """Whether an enterprise is among those a brand turns to (by industry, ownership or the zone)."""
    row = county.enterprise[enterprise]
    if county.brand[brand]["unit"] == "U21" and row["town"] != "开发区":
        return False
    focus = county.brand[brand]["focus"].split("|")
    owner = row["ownership"]
    return focus == [""] or bool({row["industry"], row["town"], owner, owner[:2]} & set(focus))


def _others(
    county: SampleCounty, draw: np.random.Generator, diary: Diary, kinds: dict[str, Row]
) -> Iterator[Row]:
    """Everything but the light cavalry, brand by brand."""
    planned = _planned(county, draw)
    for brand in county.brands:
        counts = {kind: wanted[brand["code"]] for kind, wanted in planned.items() if brand["code"] in wanted}
        homes = _portfolio(county, draw, brand["code"], sum(counts.values()))
        turn = 0
        for kind, total in counts.items():
            for sessions in _grouped(draw, kind, total):
                quarter = _quarter(draw, brand["unit"])
                open_to_all = draw.random() < float(kinds[kind]["open"])
                turn += not open_to_all
                if open_to_all:
                    enterprise, day = None, _working_day(draw, quarter)
                else:
                    enterprise, day = _visit(county, draw, diary, kind, _turned(homes, turn), quarter)
                yield _row(brand["unit"], quarter, day, kind, brand["code"], enterprise) | {
                    "sessions": sessions
                }


def _planned(county: SampleCounty, draw: np.random.Generator) -> dict[str, dict[str, int]]:
    """Kind → brand → sessions in the year."""
    by_kind: dict[str, dict[str, float]] = defaultdict(dict)
    for brand in county.brands:
        for kind, weight in weighted(brand["activities"]).items():
            by_kind[kind][brand["code"]] = weight
    return {
        kind: largest_remainder(weights, SESSIONS[kind])
        if kind in SESSIONS
        else {brand: max(1, round(weight * draw.uniform(0.8, 1.1))) for brand, weight in weights.items()}
        for kind, weights in by_kind.items()
        if kind != CAVALRY
    }


def _grouped(draw: np.random.Generator, kind: str, total: int) -> Iterator[int]:
    """Split sessions into rows: mostly one a row."""
    while total > 0:
        size = min(total, pick(draw, [1, 2, 3], [86, 11, 3] if kind in SESSIONS else [94, 5, 1]))
        total -= size
        yield size


def _portfolio(county: SampleCounty, draw: np.random.Generator, brand: str, sessions: int) -> list[str]:
    """The enterprises a brand keeps going to."""
    share = county.weights(1.5) * [fits(county, brand, row["enterprise_code"]) for row in county.enterprises]
    size = min(max(3, round(sessions / draw.uniform(1.1, 2.3))), int((share > 0).sum()))
    chosen = draw.choice(len(share), size=size, replace=False, p=share / share.sum())
    return [county.enterprises[i]["enterprise_code"] for i in chosen]


def _turned(homes: list[str], turn: int) -> list[str]:
    """A list that begins further on each time."""
    start = turn % len(homes)
    return homes[start:] + homes[:start]


def _visit(
    county: SampleCounty, draw: np.random.Generator, diary: Diary, kind: str, homes: list[str], quarter: str
) -> tuple[str, date]:
    """A quiet enterprise of the next three that has a free day; a talk needs a hall full of people."""
    big = [code for code, row in county.enterprise.items() if row["employees"] >= _BIG]
    known = [code for code in homes if kind != TALK or code in big]
    for attempt in range(300):
        near = _turned(known, attempt)[:3] if known and attempt < 60 else []
        enterprise = diary.quiet(near, quarter) if near else pick(draw, big or homes)
        day = _working_day(draw, quarter)
        if diary.free(enterprise, day):
            diary.book(enterprise, day)
            return enterprise, day
    raise RuntimeError(f"nobody is free for {kind} in {quarter}")


def _row(unit: str, quarter: str, day: date, kind: str, brand: str, enterprise: str | None) -> Row:
    return {
        "unit": unit,
        "quarter": quarter,
        "activity_code": None,
        "held_on": day,
        "activity_type": kind,
        "enterprise_code": enterprise,
        "brand_code": brand,
        "team_code": None,
    }


def _describe(county: SampleCounty, draw: np.random.Generator, row: Row, kind: Row) -> None:
    """Fill in name, people, organiser and spirit."""
    enterprise, name = row["enterprise_code"], row["activity_type"]
    title = pick(draw, county.words["activity"][name])
    topic = county.brand[row["brand_code"]]["topic"]
    row["activity_name"] = title.format(topic=topic, skill=county.skill(draw, enterprise))
    row["attendances"] = _attendances(county, draw, row, kind)
    row["online_attendances"] = _online(draw, row)
    row["town"] = _town(county, draw, enterprise)
    organisers = weighted(kind["organisers"])
    row["organiser_type"] = pick(draw, list(organisers), list(organisers.values()))
    helped = row["organiser_type"] == "社会组织"
    row["social_org"] = pick(draw, _HELPERS.get(name, ["其他"])) if helped else None
    spirits = weighted(kind["spirits"])
    row["spirit_tag"] = pick(draw, list(spirits), list(spirits.values()))
    if "工匠精神" in title and row["spirit_tag"] != "见工匠精神":
        # Nobody writes one spirit into the title and chooses another.
        row["activity_name"] = next(
            other for other in county.words["activity"][name] if "精神" not in other and "匠" not in other
        )
    has_file = draw.random() < 0.35
    row["evidence_ref"] = f"{row['held_on']:%Y-%m}/{int(draw.integers(1, 200)):03d}" if has_file else None


def _town(county: SampleCounty, draw: np.random.Generator, enterprise: str | None) -> str | None:
    if enterprise:
        return county.enterprise[enterprise]["town"] if draw.random() < 0.8 else None
    return pick(draw, list(county.words["towns"])) if draw.random() < 0.5 else None


def _attendances(county: SampleCounty, draw: np.random.Generator, row: Row, kind: Row) -> int:
    """People at all sessions of a row."""
    share = draw.uniform(float(kind["low"]), float(kind["high"]))
    if row["activity_type"] == TALK:
        people = county.enterprise[row["enterprise_code"]]["employees"] if row["enterprise_code"] else 620
        return int(np.clip(people * share, 180, 1000)) * row["sessions"]
    if row["enterprise_code"] is None:
        return int(draw.uniform(60, 280)) * row["sessions"]
    people = county.enterprise[row["enterprise_code"]]["employees"]
    most = min(_MOST_PEOPLE, people)
    return int(np.clip(people * share * draw.uniform(1.25, 2.0), min(12, most), most)) * row["sessions"]


def _online(draw: np.random.Generator, row: Row) -> int | None:
    """Some rows are partly online, a few wholly, most say nothing."""
    often = (0.6 if row["enterprise_code"] is None else 0.18) if row["activity_type"] == TALK else 0.04
    if row["activity_type"] == CAVALRY or draw.random() > often:
        return 0 if draw.random() < 0.3 else None
    if row["activity_type"] != TALK and draw.random() < 0.2:
        return row["attendances"]
    return int(row["attendances"] * draw.uniform(0.25, 0.7))


def _exact_totals(county: SampleCounty, draw: np.random.Generator, rows: list[Row]) -> None:
    """Move attendances, a few people a row, until the two totals stand."""
    for kind, total in ATTENDANCES.items():
        mine = [row for row in rows if row["activity_type"] == kind]
        movable = [row for row in mine if kind == CAVALRY or row["enterprise_code"] is None]
        fixed = sum(row["attendances"] for row in mine) - sum(row["attendances"] for row in movable)
        _scale(county, draw, movable, total - fixed)


def _scale(county: SampleCounty, draw: np.random.Generator, rows: list[Row], total: int) -> None:
    factor = total / sum(row["attendances"] for row in rows)
    for row in rows:
        row["attendances"] = max(10, min(int(row["attendances"] * factor), _room(county, row)))
        row["online_attendances"] = row["online_attendances"] and int(
            row["online_attendances"] * factor * 0.95
        )
    while rest := total - sum(row["attendances"] for row in rows):
        row = pick(draw, rows)
        step = int(np.sign(rest)) * min(abs(rest), int(draw.integers(1, 6)))
        lowest = max(10, row["online_attendances"] or 0)
        row["attendances"] = max(lowest, min(row["attendances"] + step, _room(county, row)))


def _room(county: SampleCounty, row: Row) -> int:
    """The most people a row can hold."""
    code = row["enterprise_code"]
    return county.enterprise[code]["employees"] * row["sessions"] if code else 5000
