"""What happened beside activities: honours, gains, support, disputes, bargaining, cases, papers."""

from collections.abc import Iterator

from metrics.framework import Period
from sample_data.qinglan.county import QUARTERS, Qinglan, Row, chance, pick, working_day

_HONOURS = (
    ("五一劳动奖章", "个人", {"市": "黔岭市五一劳动奖章", "省": "贵州省五一劳动奖章"}),
    ("劳动模范", "个人", {"县": "青岚县劳动模范", "市": "黔岭市劳动模范"}),
    ("工人先锋号", "车间班组", {"县": "青岚县工人先锋号", "市": "黔岭市工人先锋号"}),
    ("五一劳动奖状", "单位", {"市": "黔岭市五一劳动奖状", "省": "贵州省五一劳动奖状"}),
    ("工匠称号", "个人", {"县": "青岚工匠", "市": "黔岭工匠"}),
    ("技术能手", "个人", {"县": "青岚县技术能手", "市": "黔岭市技术能手"}),
)
_BODIES = {"县": "青岚县总工会", "市": "黔岭市总工会", "省": "贵州省总工会"}
_GAINS = (
    ("降本", "万元", 0.88, "进料口改进后少废料"),
    ("节能", "吨标煤", 0.9, "窑炉余热用来烘竹"),
    ("增效", "件", 1.12, "流水线重排后多出件"),
    ("安全", "次", 0.5, "加护栏后少擦碰"),
)
_BENEFITS = (("技能提升补贴", 1500), ("金蓝领增薪补贴", 3000), ("体检疗休养", 300), ("就业扶持", 800))
_STORIES = (
    "竹林里的老师傅",
    "夜校点亮一盏灯",
    "一把炒锅三十年",
    "窑前班组",
    "把图纸画在地上",
    "山路上的送教车",
)


def make_honours(county: Qinglan) -> Iterator[Row]:
    """Rows of L06."""
    draw = chance("honours")
    for quarter in QUARTERS:
        for unit, count in (("U02", 11), ("U06", 5)):
            for number, host in enumerate(county.some(draw, count, 1.4), 1):
                kind, holder, titles = _HONOURS[5] if unit == "U06" else pick(draw, _HONOURS[:5])
                level = pick(draw, list(titles), [4, 1])
                yield {
                    "honour_title": titles[level],
                    "honour_category": kind,
                    "honour_level": level,
                    "holder_type": holder,
                    "holder_ref": f"{host['enterprise_code']}-{quarter.code[-2:]}{number:02d}",
                    "enterprise_code": host["enterprise_code"],
                    "holder_count": 1,
                    "is_industrial_worker": holder == "个人" or None,
                    "awarded_on": working_day(draw, quarter),
                    "awarding_body": _BODIES[level],
                    "brand_code": pick(draw, ["B06"] if unit == "U06" else ["B03", "B04"]),
                } | _at(unit, quarter)


def make_gains(county: Qinglan) -> Iterator[Row]:
    """Rows of L08: before and after agree with what they come to."""
    draw = chance("gains")
    for quarter in QUARTERS:
        for unit, brand, count in (("U04", "B01", 12), ("U09", "B08", 5), ("U12", "B02", 7)):
            if not county.reports(unit, quarter):
                continue
            for host in county.some(draw, count, 1.2):
                kind, measure, factor, detail = pick(draw, _GAINS)
                before = int(draw.integers(20, 120))
                after = round(before * (factor + draw.uniform(-0.03, 0.03)), 1)
                amount = (
                    round(before - after, 1) if measure == "万元" else round(float(draw.uniform(2, 11)), 1)
                )
                yield {
                    "enterprise_code": host["enterprise_code"],
                    "benefit_type": kind,
                    "detail": detail,
                    "before_value": before,
                    "after_value": after,
                    "measure_unit": measure,
                    "benefit_amount": amount,
                    "brand_code": brand,
                    "occurred_on": working_day(draw, quarter),
                    "basis": pick(draw, ["财务确认", "企业盖章", "估算"], [3, 5, 1]),
                } | _at(unit, quarter)


def make_benefits(county: Qinglan) -> Iterator[Row]:
    """Rows of L09: what workers got."""
    draw = chance("benefits")
    for quarter in QUARTERS:
        for unit, count in (("U06", 22), ("U08", 6)):
            for host in county.some(draw, count, 0.9):
                kind, each = ("物资救助", 600) if unit == "U08" else pick(draw, _BENEFITS, [4, 2, 4, 2])
                people = max(1, int(host["employees"] * draw.uniform(0.02, 0.12)))
                needs_cases = kind in ("物资救助", "就业扶持")
                yield {
                    "benefit_type": kind,
                    "granted_on": working_day(draw, quarter),
                    "enterprise_code": host["enterprise_code"],
                    "provider": "县民政局" if unit == "U08" else "县人力资源和社会保障局",
                    "people": people,
                    "cases": people if needs_cases else None,
                    "amount": people * each,
                    "hardship_type": pick(draw, ["因病致困", "子女助学"]) if unit == "U08" else None,
                    "brand_code": None if unit == "U08" else "B06",
                } | _at(unit, quarter)


def make_support(county: Qinglan) -> Iterator[Row]:
    """Rows of L10."""
    draw = chance("support")
    helpers = (
        ("县职工技术协会", "技能提升"),
        ("县心理服务志愿队", "帮扶解困"),
        ("青岚山地救援队", "帮扶解困"),
    )
    for quarter in QUARTERS:
        for organisation, way in helpers:
            host = county.some(draw, 1)[0]
            yield {
                "social_org": organisation,
                "support_field": way,
                "matter_type": pick(draw, ["结对企业", "聘请志愿者"]),
                "people": int(draw.integers(2, 9)),
                "enterprise_code": host["enterprise_code"],
                "occurred_on": working_day(draw, quarter),
                "funding": None,
            } | _at("U08", quarter)


def make_disputes(county: Qinglan) -> Iterator[Row]:
    """Rows of L11: seven cases, one of them still open."""
    draw = chance("disputes")
    for quarter, count in zip(QUARTERS, (2, 3, 2), strict=True):
        for number, host in enumerate(county.some(draw, count, 0.2)):
            is_open = quarter is QUARTERS[2] and number == 0
            day = working_day(draw, quarter)
            yield {
                "accepted_on": day,
                "enterprise_code": host["enterprise_code"],
                "dispute_type": pick(draw, ["劳动报酬", "工伤", "社会保险"]),
                "workers": int(draw.integers(1, 5)),
                "amount": int(draw.integers(30, 400)) * 100,
                "channel": "调解",
                "outcome": "在办" if is_open else "调解成功",
                "is_closed": not is_open,
                "closed_on": None if is_open else min(quarter.end, day.replace(day=28)),
                "performed": "不适用" if is_open else "已履行",
                "brand_code": "B07",
            } | _at("U07", quarter)


def make_bargaining(county: Qinglan) -> Iterator[Row]:
    """Rows of L12."""
    draw = chance("bargaining")
    for quarter in QUARTERS:
        for unit, matter, count in (("U02", "工资专项", 8), ("U06", "集体合同", 5)):
            for host in county.some(draw, count, 1.0):
                yield {
                    "enterprise_code": host["enterprise_code"],
                    "matter": matter,
                    "held_on": working_day(draw, quarter),
                    "workers": host["employees"],
                    "wage_growth": round(float(draw.uniform(2, 7)), 1) if matter == "工资专项" else None,
                    "is_filed": True,
                    "brand_code": "B04" if unit == "U02" else "B06",
                } | _at(unit, quarter)


def make_cases(county: Qinglan) -> Iterator[Row]:
    """Rows of L13; the office of culture keeps this ledger and leaves it empty."""
    draw = chance("cases")
    spirits = ("见劳模精神", "见工匠精神", "见劳动精神", "见建党精神")
    for quarter in QUARTERS:
        for unit, brand, count in (("U01", "B05", 4), ("U02", "B03", 5), ("U03", None, 5)):
            for number, host in enumerate(county.some(draw, count, 1.3), 1):
                title = f"{pick(draw, _STORIES)}（{unit[1:]}-{quarter.code[-1]}{number}）"
                yield {
                    "case_title": title,
                    "case_type": pick(draw, ["人物", "班组", "企业", "做法"]),
                    "spirit_tag": pick(draw, spirits),
                    "enterprise_code": host["enterprise_code"],
                    "brand_code": brand,
                    "made_on": working_day(draw, quarter),
                    "spread_level": pick(draw, ["本企业", "县", "市"], [3, 4, 1]),
                } | _at(unit, quarter)


def make_mechanism(_: Qinglan) -> Iterator[Row]:
    """Rows of L14: shown, never scored."""
    draw = chance("mechanism")
    matters = (("县委常委会听取", "常委会听取产改工作"), ("联席会议", "专班调度会"), ("调研督查", "片区督查"))
    for quarter in QUARTERS:
        for matter, title in matters:
            yield {
                "matter_type": matter,
                "occurred_on": working_day(draw, quarter),
                "title": f"{title}（{quarter.label}）",
                "times": 1,
            } | _at("U02", quarter)


def _at(unit: str, quarter: Period) -> Row:
    return {"unit": unit, "quarter": quarter.code}
