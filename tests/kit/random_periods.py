"""Counties drawn by chance: few reports or all, no enterprise or some, all alike, a changed framework.

They are made row by row, so that a paper's sentences can be held against a period that nobody thought of.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

import pandas as pd
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from metrics.county import Dataset
from metrics.county.model import SubmissionInfo
from metrics.framework import NO_COUNTY, Framework, load_framework, parse_period
from tests.kit.county_packages import QINGLAN, SIHONG
from tests.kit.small_county import frame, submission_id

QUARTERS = ("2023Q1", "2023Q2", "2023Q3", "2023Q4")
PERIODS = (*QUARTERS, "2023H1", "2023Q1-3", "2023")
#: Units that file rows, and more that only report.
FILERS = ("U01", "U02", "U03")
FIELDS = {
    "L15": "enterprise_code enterprise_name town industry ownership employees union_members pilot_level "
    "status",
    "L01": "brand_code brand_name is_county_brand reform_dimension lead_unit_code status",
    "L02": "item_code item_name brand_code unit_code due_on status",
    "L03": "carrier_code carrier_name carrier_type brand_code enterprise_code status is_open_site "
    "open_sessions served_visits",
    "L04": "team_code team_name team_type unit_code member_count",
    "L05": "activity_code held_on activity_name activity_type sessions attendances enterprise_code "
    "brand_code spirit_tag",
    "L06": "honour_code awarded_on honour_title honour_category honour_level holder_type "
    "is_industrial_worker holder_count enterprise_code brand_code",
    "L09": "benefit_code granted_on benefit_type enterprise_code brand_code people amount",
    "L11": "case_no accepted_on dispute_type enterprise_code is_closed outcome",
    "L13": "case_code made_on case_title case_type enterprise_code brand_code spread_level story",
}
AMOUNTS = (0, 1, 7, 150, 23_456)
SPIRITS = ("见建党精神", "见劳动精神", "见劳模精神", "见工匠精神", "无")
#: Names that people do give: quotation marks, braces, digits, a date.
NAMES = ("甲", "乙“丙”", "丁{戊}", "2023年己", "庚 辛", "壬癸")
#: Days before and behind which the first unit is another, or none.
_ENDED = date(2023, 6, 30)


@dataclass(frozen=True)
class Happening:
    """A row that somebody filed: which ledger, by whom, when, about what, how much."""

    ledger: str
    unit: str
    quarter: str
    enterprise: int
    brand: int
    amount: int
    name: str
    choice: int


@dataclass(frozen=True, repr=False)
class RandomPeriod:
    """A county in a period: its framework, its approved rows, those of the period before (or none)."""

    framework: Framework
    data: Dataset
    before: Dataset | None

    def __repr__(self) -> str:
        """What chance chose, without the whole framework."""
        rows = {code: len(frame) for code, frame in self.data.ledgers.items() if len(frame)}
        told = f"{self.framework.county} {self.data.period.code}, {sorted(self.reported)}, {rows}"
        return f"<{told}, {len(self.framework.units)} units, {len(self.framework.items)} items>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        printer.text(repr(self))

    @property
    def reported(self) -> set[str]:
        """Units with an approved report in the period."""
        quarters = {one.code for one in self.data.period.quarters}
        return {one.unit for one in self.data.submissions.values() if one.period in quarters}


@cache
def _plain(whose: str) -> Framework:
    return load_framework({"sihong": SIHONG, "qinglan": QINGLAN, "nobody": NO_COUNTY}[whose])


def _without_item(framework: Framework) -> Framework:
    gone = framework.items[-1].id
    return replace(
        framework,
        nodes=tuple(one for one in framework.nodes if one.id != gone),
        measures=tuple(one for one in framework.measures if one.parent != gone),
    )


def _without_group(framework: Framework) -> Framework:
    gone = {framework.groups[1].id} | {
        one.id for one in framework.items if one.parent == framework.groups[1].id
    }
    return replace(
        framework,
        nodes=tuple(one for one in framework.nodes if one.id not in gone),
        measures=tuple(one for one in framework.measures if one.parent not in gone),
    )


def _renamed(framework: Framework) -> Framework:
    first, *others = framework.units
    new = replace(first, name="县{新}办公室", short_name="新{办}")
    return replace(framework, units=(new, *others))


def _ended(framework: Framework) -> Framework:
    first, second, *others = framework.units
    return replace(framework, units=(first, replace(second, valid_to=_ENDED), *others))


def _one_unit(framework: Framework) -> Framework:
    return replace(framework, units=framework.units[:1])


#: What may have been done to a framework before its papers are written.
VARIANTS = {
    "plain": lambda framework: framework,
    "an item less": _without_item,
    "a group less": _without_group,
    "a unit renamed": _renamed,
    "a unit ended": _ended,
    "one unit": _one_unit,
}


@st.composite
def random_periods(draw: st.DrawFn) -> RandomPeriod:
    """A county of up to four enterprises and brands in a quarter, half-year or year of 2023."""
    whose = draw(st.sampled_from(["sihong", "sihong", "qinglan"]))
    framework = VARIANTS[draw(st.sampled_from(sorted(VARIANTS)))](_plain(whose))
    units = [one.code for one in framework.units]
    filers = [one for one in FILERS if one in units]
    enterprises, brands = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    towns = draw(st.integers(1, 3))
    rows = draw(_happenings(filers, enterprises, brands))
    approved = draw(_approved(units, filers))
    period = parse_period(draw(st.sampled_from(PERIODS)))
    made = _DrawnCounty(framework, enterprises, brands, towns, tuple(rows), frozenset(approved))
    before = period.previous()
    earlier = before.start.year == period.start.year and draw(st.booleans())
    return RandomPeriod(
        framework, _dataset(made, period.code), _dataset(made, before.code) if earlier else None
    )


@st.composite
def _happenings(draw: st.DrawFn, filers: list[str], enterprises: int, brands: int) -> list[Happening]:
    """Rows of any kind; or the same at every enterprise, by every unit, in every quarter."""
    flows = sorted(set(FIELDS) - {"L15", "L01"})
    one = st.builds(
        Happening,
        st.sampled_from(flows),
        st.sampled_from(filers),
        st.sampled_from(QUARTERS),
        st.integers(0, max(enterprises, 1) - 1),
        st.integers(0, max(brands, 1) - 1),
        st.sampled_from(AMOUNTS),
        st.sampled_from(NAMES),
        st.integers(0, 4),
    )
    drawn = draw(st.lists(one, max_size=10))
    if not drawn or not draw(st.booleans()):
        return drawn
    return [
        replace(drawn[0], unit=unit, quarter=quarter, enterprise=enterprise, brand=brand)
        for unit in filers
        for quarter in QUARTERS
        for enterprise in range(max(enterprises, 1))
        for brand in range(max(brands, 1))
    ][:60]


def _approved(units: list[str], filers: list[str]) -> st.SearchStrategy[set[tuple[str, str]]]:
    """Unit-quarters that are in: all, one unit's, all but one, those who file, any."""
    every = [(unit, quarter) for unit in units for quarter in QUARTERS]
    return st.one_of(
        st.just(set(every)),
        st.sampled_from(units).map(lambda unit: {(unit, quarter) for quarter in QUARTERS}),
        st.sampled_from(every).map(lambda pair: set(every) - {pair}),
        st.just({(unit, quarter) for unit in filers for quarter in QUARTERS}),
        st.sets(st.sampled_from(every), min_size=1),
    )


@dataclass(frozen=True)
class _DrawnCounty:
    framework: Framework
    enterprises: int
    brands: int
    towns: int
    rows: tuple[Happening, ...]
    approved: frozenset[tuple[str, str]]


def _dataset(made: _DrawnCounty, period: str) -> Dataset:
    """The rows approved up to a period's end."""
    asked = parse_period(period)
    keep = [quarter for quarter in QUARTERS if parse_period(quarter).end <= asked.end]
    owed = [(u.code, q) for q in keep for u in made.framework.units if u.holds(parse_period(q).end)]
    approved = [pair for pair in owed if pair in made.approved]
    rows: dict[str, list[tuple[object, ...]]] = {code: [] for code in made.framework.ledgers}
    for unit, quarter in approved:
        if unit == made.framework.units[0].code:
            _registers(made, rows, unit, quarter)
    for at, one in enumerate(made.rows):
        if (one.unit, one.quarter) in approved:
            rows[one.ledger].append((one.unit, one.quarter, *_row(made, one, at)))
    expected = pd.DataFrame(
        [(u, q, (u, q) in approved, "approved" if (u, q) in approved else "missing") for u, q in owed],
        columns=["unit", "period", "approved", "state"],
    )
    return Dataset(
        asked,
        {code: frame(code, FIELDS.get(code, ""), rows[code]) for code in made.framework.ledgers},
        {submission_id(u, q): _info(u, q) for u, q in approved},
        {
            (submission_id(u, q), code): (spec.sheet, {c.id: n for n, c in enumerate(spec.columns, 1)})
            for u, q in approved
            for code, spec in made.framework.ledgers.items()
        },
        expected,
        version="d" * 64,
    )


def _info(unit: str, period: str) -> SubmissionInfo:
    at, number = datetime(2024, 1, 5), submission_id(unit, period)  # noqa: DTZ001 - local time, as stored
    return SubmissionInfo(number, unit, period, 1, f"{number:064d}", f"{unit}.xlsx", "approved", "某", at)


def _registers(
    made: _DrawnCounty, rows: dict[str, list[tuple[object, ...]]], unit: str, quarter: str
) -> None:
    towns = made.framework.vocabularies["towns"].names()
    units = [one.code for one in made.framework.units]
    for at in range(made.enterprises):
        name, town = f"{NAMES[at % len(NAMES)]}{at}厂", towns[at % made.towns]
        firm = (f"E{at + 1:03d}", name, town, "机械装备", "民营", 100, 80, "县", "试点中")
        rows["L15"].append((unit, quarter, *firm))
    for at in range(made.brands):
        told = (
            f"B{at + 1:02d}",
            f"{NAMES[at]}品牌",
            at % 2 == 0,
            "素质上提高",
            units[at % len(units)],
            "推进中",
        )
        rows["L01"].append((unit, quarter, *told))


def _row(made: _DrawnCounty, one: Happening, at: int) -> tuple[object, ...]:
    """The cells of a happening, in the order of FIELDS."""
    enterprise = f"E{one.enterprise + 1:03d}" if one.enterprise < made.enterprises else None
    brand = f"B{one.brand + 1:02d}" if one.brand < made.brands else None
    day = str(parse_period(one.quarter).start.replace(day=10))
    odd, few = one.choice % 2 == 1, one.amount
    at_whom, spirit, level = (enterprise, brand), SPIRITS[one.choice], ("县", "市", "省")[one.choice % 3]
    name = f"{one.name}{at % 3}"
    cells: dict[str, tuple[object, ...]] = {
        "L02": (f"P{at}", name, brand, one.unit, day, "已完成" if odd else "推进中"),
        "L03": (f"Z{at}", name, "职工书屋", brand, enterprise, "在用" if odd else "停用", odd, few, few),
        "L04": (f"T{at}", name, "综合", one.unit, few),
        "L05": (f"A{at}", day, name, "轻骑兵实践活动" if odd else "技能培训", few, few, *at_whom, spirit),
        "L06": (f"H{at}", day, name, "技术能手", level, "个人", odd, 1, *at_whom),
        "L09": (f"W{at}", day, "助学", enterprise, brand, few, 10.0 * few),
        "L11": (f"C{at}", day, "劳动报酬", enterprise, odd, "调解成功" if one.choice > 2 else "在办"),
        "L13": (f"D{at}", day, name, "做法", enterprise, brand, level, name),
    }
    return cells[one.ledger]
