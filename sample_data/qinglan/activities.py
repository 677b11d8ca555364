"""Activities (L05): who goes to which enterprise, when, with how many people."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from metrics.framework import Period
from sample_data.qinglan.county import QUARTERS, Qinglan, Row, chance, pick, working_day

#: Activity type → the spirit it shows and what people call it.
_SAYS = {
    "职工夜校": (
        "见劳动精神",
        ("夜校第{n}课：看图识零件", "夜校第{n}课：岗位安全生产", "夜校第{n}课：劳动法一讲通"),
    ),
    "微宣讲": ("见建党精神", ("班前红色微宣讲第{n}讲", "车间党课第{n}讲", "竹林里的初心故事第{n}讲")),
    "技能培训": ("见工匠精神", ("竹编技艺培训第{n}期", "电工技能培训第{n}期", "制茶手艺培训第{n}期")),
    "技能比武": ("见工匠精神", ("篾匠技能比武第{n}场", "叉车技能比武第{n}场", "炒青手艺比武第{n}场")),
    "劳动竞赛": ("见劳动精神", ("百日劳动竞赛第{n}站", "安全生产竞赛第{n}站")),
    "劳模宣讲": ("见劳模精神", ("劳模进班组第{n}讲", "榜样在身边第{n}讲")),
    "双进活动": ("见工匠精神", ("技术员进车间第{n}次", "发明骨干进企业第{n}次")),
    "法律服务": ("无", ("工资那些事咨询第{n}场", "合同体检第{n}场")),
    "公益活动": ("见劳动精神", ("劳动者义诊第{n}场", "劳动者理发日第{n}场")),
    "观摩交流": ("见劳模精神", ("先进班组观摩第{n}场", "标兵车间观摩第{n}场")),
    "文体活动": ("见劳动精神", ("劳动者歌会第{n}场", "劳动者拔河赛第{n}场")),
    "入职教育": ("见建党精神", ("新职工第一堂党课第{n}期", "入职红色教育第{n}期")),
    "轻骑兵实践活动": ("见建党精神", ("轻骑兵送党课第{n}次", "轻骑兵红色故事会第{n}次")),
    "院坝会": ("无", ("院坝说事第{n}场", "下班路上说事第{n}场")),
}
#: Units that lead no brand: unit → the brand they help, if any, type, how often a quarter.
_GUESTS = (
    ("U03", None, "微宣讲", 10),
    ("U03", None, "劳模宣讲", 4),
    ("U05", "B01", "双进活动", 7),
    ("U08", None, "公益活动", 6),
    ("U11", None, "劳动竞赛", 8),
)
_HELPERS = {
    "公益活动": "县心理服务志愿队",
    "文体活动": "其他",
    "技能培训": "县竹编协会",
    "双进活动": "县职工技术协会",
}
#: Unit → a team of its own.
RIDERS = {"U02": "T01", "U03": "T02", "U12": "T03"}
_MOST = 7.5


class Visits:
    """Activities being planned: no enterprise is visited twice on a day."""

    def __init__(self, county: Qinglan) -> None:
        self.county, self.draw = county, chance("activities")
        self.taken: set[tuple[str, date]] = set()
        self.told: set[tuple[str, str | None, str]] = set()
        self.number = 0

    def visit(self, unit: str, brand: str | None, kind: str, quarter: Period, host: Row | None) -> Row:
        """One activity at an enterprise, or at none in particular."""
        draw, day = self.draw, working_day(self.draw, quarter)
        code = host["enterprise_code"] if host else None
        while code and (code, day) in self.taken:
            day = working_day(draw, quarter)
        if code:
            self.taken.add((code, day))
        self.number += 1
        spirit, titles = _SAYS[kind]
        people = self._people(host)
        organiser, helper = self._organiser(kind, host)
        return {
            "unit": unit,
            "quarter": quarter.code,
            "held_on": day,
            "activity_name": self._title(unit, code, titles),
            "activity_type": kind,
            "sessions": 1,
            "attendances": people,
            "online_attendances": int(people * 0.3) if draw.random() < 0.06 else 0,
            "enterprise_code": code,
            "town": host["town"] if host else pick(draw, self.county.framework.vocabularies["towns"].names()),
            "brand_code": brand,
            "team_code": RIDERS.get(unit, "T01") if kind == "轻骑兵实践活动" else None,
            "organiser_type": organiser,
            "social_org": helper,
            "spirit_tag": spirit,
            "evidence_ref": f"{day:%Y-%m}/{self.number:03d}" if draw.random() < 0.6 else None,
        }

    def _title(self, unit: str, code: str | None, titles: tuple[str, ...]) -> str:
        """Not the same thing twice at one enterprise, while there is another."""
        fresh = [title for title in titles if (unit, code, title) not in self.told]
        title = str(pick(self.draw, fresh or titles))
        self.told.add((unit, code, title))
        return title.format(n=self.number)

    def _people(self, host: Row | None) -> int:
        size = host["employees"] if host else 120
        most = self.draw.uniform(105, 195)
        return int(np.clip(size * self.draw.uniform(0.28, 0.75), min(size, 12), most))

    def _organiser(self, kind: str, host: Row | None) -> tuple[str, str | None]:
        if kind in _HELPERS and self.draw.random() < 0.4:
            return "社会组织", _HELPERS[kind]
        if host and self.draw.random() < 0.2:
            return "企业", None
        return ("乡镇园区", None) if self.draw.random() < 0.1 else ("成员单位", None)


def make_activities(county: Qinglan) -> Iterator[Row]:
    """Rows of L05, each with the unit that reports it and the quarter."""
    visits = Visits(county)
    for quarter in QUARTERS:
        for host in county.enterprises:
            often = visits.draw.poisson(_MOST * host["vigour"] ** 1.15) if host["vigour"] else 0
            for _ in range(often):
                brand = _brand(visits.draw, county, host)
                if county.reports(brand["unit"], quarter):
                    kind = _kind(visits.draw, brand)
                    yield visits.visit(brand["unit"], brand["code"], kind, quarter, host)
        for unit, brand_code, kind, often in _GUESTS:
            if county.reports(unit, quarter):
                for host in county.some(visits.draw, often, 0.6):
                    yield visits.visit(unit, brand_code, kind, quarter, host)
        for brand in county.brands:
            if county.reports(brand["unit"], quarter):
                kind = _kind(visits.draw, brand, at_an_enterprise=False)
                yield visits.visit(brand["unit"], brand["code"], kind, quarter, None)


def _brand(draw: np.random.Generator, county: Qinglan, host: Row) -> Row:
    """A brand that turns to enterprises of this kind, rather than one that turns to all."""
    weights = []
    for brand in county.brands:
        suits = set(filter(None, brand["suits"].split("|")))
        weights.append(1.6 if suits & {host["industry"], host["town"]} else 0.0 if suits else 1.0)
    return pick(draw, county.brands, weights)  # type: ignore[no-any-return]


def _kind(draw: np.random.Generator, brand: Row, *, at_an_enterprise: bool = True) -> str:
    pairs = [part.rsplit(":", 1) for part in brand["activities"].split()]
    needs = ("轻骑兵实践活动", "双进活动", "入职教育")
    fit = [(name, float(often)) for name, often in pairs if at_an_enterprise or name not in needs]
    return str(pick(draw, [name for name, _ in fit], [often for _, often in fit]))
