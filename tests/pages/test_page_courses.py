"""Scores of several periods or several entities side by side: what a page says of each is its own book's."""

import json
import re

import pytest

from metrics.framework import parse_period
from metrics.scoring import prepare, score_book, shown
from metrics.store import Store
from metrics.store.database import SYSTEM
from tests.kit.counted_rows import latest, on_roster, projects
from tests.kit.pages import REVIEWER, alternatives, opener, texts
from tests.kit.said_numbers import Reader, Said, disagreements
from tests.kit.sample_scores import FRAMEWORK, book_of, county
from tests.kit.workbooks import activity, enterprise, send

QUARTERS = ("2023Q1", "2023Q2", "2023Q3", "2023Q4")
ROOT = FRAMEWORK.root


def readers(demo_file, level, periods=QUARTERS):
    return [Reader(FRAMEWORK, book_of(demo_file, period, level)) for period in periods]


def unlike(readers, said):
    """Where what was said is not what the books of these readers say."""
    return disagreements([one for reader in readers for one in reader.truth()], said)


def opened(app, *folds):
    """The page with folds open."""
    for fold in folds:
        app.session_state[fold] = True
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def table(app, *headers):
    return next(one.value for one in app.dataframe if set(headers) <= set(one.value.columns))


def column(reader, frame, header, code):
    """What one column of a table of items says, as the scores of an entity in the reader's period."""
    renamed = frame[["项目", header]].rename(columns={header: "得分"})
    return reader.table(header, renamed, code)


def untrue_changes(frame, now, then, moved):
    """Rows in which a change is not the difference of the two scores beside it."""
    return [
        row["项目"]
        for row in frame.to_dict("records")
        if (told := (plain(row[now]), plain(row[then])))
        and plain(row[moved]) != (None if None in told else float(shown(told[0] - told[1])))
    ]


def plain(cell):
    return float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", str(cell)) else None


def read_three_ways(app, level, code, beside):
    """The fold and the sentence of 和上季、去年同季比; `beside` is heading → reader."""
    frame = table(app, "较上季")
    for heading, reader in beside.items():
        yield from column(reader, frame, heading, code)
    text = next(line for line in texts(app).split("\n") if "和上季、去年同季比" in line).replace("\\", "")
    for heading, reader in beside.items():
        found = re.search(rf"{heading} (\d+\.\d)(?:，(?:并列)?第(\d+)名)?", text)
        assert found, f"{heading} is not said in {text}"
        for what, told in zip(("score", "rank"), found.groups(), strict=True):
            if told:
                yield Said(reader.key(code, ROOT.id, what), f"{float(told):.1f}", "sentence")


EACH_LEVEL = [
    ("overview", {}, "county", "county"),
    ("units", {"unit-view": "画像", "unit-entity": "U08"}, "unit", "U08"),
    pytest.param(
        "brands", {"brand-view": "画像", "brand-entity": "B02"}, "brand", "B02", marks=pytest.mark.long
    ),
]


@pytest.mark.parametrize(("page", "chosen", "level", "code"), EACH_LEVEL)
def test_the_last_quarter_beside_this_period_is_its_own(demo, demo_file, page, chosen, level, code):
    app = opened(demo(page, **chosen), f"{level}-three-way")
    now, before = readers(demo_file, level, ("2023", "2023Q3"))
    said = list(read_three_ways(app, level, code, {"本期": now, "上季": before}))
    assert len(said) >= 2 * len(FRAMEWORK.nodes) + 2
    assert unlike((now, before), said) == []
    frame = table(app, "较上季")
    assert untrue_changes(frame, "本期", "上季", "较上季") == []
    assert set(frame["去年同季"]) == {"没有"}


@pytest.mark.long
def test_last_years_same_quarter_beside_this_period_is_its_own(demo_url, monkeypatch):
    with Store.open(demo_url, migrate=False) as store:
        for quarter in ("2022Q1", "2022Q2", "2022Q3", "2022Q4"):
            store.reporting.ensure_period(parse_period(quarter), account=SYSTEM)
        rows = [
            activity(
                n, f"2022-0{n}-15", enterprise_code=f"E00{n}", attendances=40, activity_code=f"A08-22Q4-00{n}"
            )
            for n in range(1, 6)
        ]
        ledgers = {"L15": [enterprise(n) for n in range(1, 8)], "L05": rows}
        send(store, "U08", "2022Q4", ledgers, approve=True)
        periods = [parse_period(code) for code in ("2023", "2023Q3", "2022")]
        datas = [store.reporting.dataset(FRAMEWORK, period) for period in periods]
    three = [Reader(FRAMEWORK, score_book(prepare(FRAMEWORK, data), "unit")) for data in datas]
    chosen = {"period": "2023年", "unit-view": "画像", "unit-entity": "U08"}
    app = opened(opener(demo_url, monkeypatch)("units", **chosen), "unit-three-way")
    beside = dict(zip(("本期", "上季", "去年同季"), three, strict=True))
    assert three[2].book.scores.at["U08", ROOT.id] > 0
    assert unlike(three, read_three_ways(app, "unit", "U08", beside)) == []
    frame = table(app, "较上季")
    assert untrue_changes(frame, "本期", "去年同季", "较去年同季") == []
    assert frame["较去年同季"].notna().any()


LEVELS = {"county": "全县", "unit": "成员单位", "brand": "品牌", "enterprise": "企业"}
TRENDS = [
    ("unit", "U08"),
    ("county", "county"),
    pytest.param("brand", "B02", marks=pytest.mark.long),
    pytest.param("enterprise", "E017", marks=pytest.mark.long),
]


def read_trends(app, known, code):
    """The tables and sentences of the page 走势, each number with the quarter it is said of."""
    for reader in known:
        yield from reader.table("trend", table(app, "报告期", ROOT.name), code)
        label = reader.book.scope.label
        for told in re.findall(rf"走势：.*?{label}(\d+\.\d)", alternatives(app)[0]):
            yield Said(reader.key(code, ROOT.id, "score"), told, "words of trend")
    yield from column(known[-2], table(app, "上期", "变化"), "上期", code)
    yield from column(known[-1], table(app, "上期", "变化"), "本期", code)


@pytest.mark.long
@pytest.mark.parametrize(("level", "code"), TRENDS)
def test_the_trends_are_the_books_of_the_quarters(demo, demo_file, level, code):
    at = {"trend-level": LEVELS[level]} | ({} if level == "county" else {f"trend-of-{level}": code})
    folds = [f"{chart}-{level}-table" for chart in ("trend", "moves", "flow")]
    app, known = opened(demo("trends", **at), *folds), readers(demo_file, level)
    said = list(read_trends(app, known, code))
    if level != "county":
        flow = table(app, "编号", "名称")
        said += [one for reader in known for one in reader.table("flow", flow)]
    assert {one.key.period for one in said} == {reader.book.scope.code for reader in known}
    assert len(said) >= 4 * len(known) + 2 * len(FRAMEWORK.items)
    assert unlike(known, said) == []
    assert untrue_changes(table(app, "上期", "变化"), "本期", "上期", "变化") == []
    written = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]["text"]
    assert written == [f"{shown(reader.book.scores.at[code, ROOT.id]):.1f}" for reader in known]


@pytest.mark.breadth(1)
@pytest.mark.parametrize(("level", "code", "measure"), [("unit", "U08", "K4a"), ("brand", "B02", "D1b")])
def test_the_pace_is_what_the_profile_says_was_done(demo, demo_file, level, code, measure):
    name = f"{measure} {FRAMEWORK.measure[measure].name}"
    chosen = {"trend-level": LEVELS[level], f"trend-of-{level}": code, f"pace-measure-{level}": name}
    paced = table(opened(demo("trends", **chosen), f"pace-{level}-table"), "累计", "目标进度")
    profile = demo(f"{level}s", **{f"{level}-view": "画像", f"{level}-entity": code})
    told = table(profile, "指标", "数值").set_index("id")["数值"][measure]
    done, due = (
        float(one.replace(",", "")) for one in re.search(r"做到 ([\d,.]+)，应有 ([\d,.]+)", told).groups()
    )
    last = paced.iloc[-1]
    assert (round(last["累计"], 1), round(last["目标进度"], 1)) == pytest.approx((done, due), abs=0.06)
    assert paced["本期"].sum() == pytest.approx(last["累计"])
    wanted = [book_of(demo_file, one, level).numerator.at[code, measure] for one in QUARTERS]
    assert paced["累计"].tolist() == pytest.approx(wanted)


SIDES = [("unit", "units"), ("brand", "brands")]
SIDES += [
    pytest.param(*one, marks=pytest.mark.long)
    for one in (("enterprise", "enterprises"), ("town", "towns"), ("industry", "industries"))
]


@pytest.mark.parametrize(("level", "page"), SIDES)
def test_those_compared_have_their_own_scores(demo, demo_file, level, page):
    (reader,) = readers(demo_file, level, ("2023",))
    app = demo(page, **{f"{level}-view": "对比"})
    frame = table(app, "项目", "差距")
    heads = list(frame.columns[1:-1])
    said = [one for head in heads for one in column(reader, frame, head, head.partition(" ")[0])]
    assert len(said) == 3 * len(frame)
    assert unlike([reader], said) == []
    apart = [float(shown(max(row) - min(row))) for row in frame[heads].dropna().to_numpy()]
    assert frame["差距"][frame[heads].notna().all(axis=1)].tolist() == apart


#: Where a figure of the 专报 comes from, as its list says → what counting the rows gives.
COUNTED = {
    "N03": lambda data: int(latest(data, "L01")["is_county_brand"].sum()),
    "N05": lambda data: data.ledgers["L04"]["team_code"].nunique(),
    "N06": lambda data: int(
        data.ledgers["L04"].drop_duplicates("team_code", keep="last")["member_count"].sum()
    ),
    "N07": lambda data: len(set(data.ledgers["L05"]["enterprise_code"].dropna()) & on_roster(data)),
    "N12": lambda data: len(projects(data)),
    "N13": lambda data: len(latest(data, "L01")),
}


@pytest.mark.long
def test_a_briefing_and_its_list_say_what_rows_and_books_say(demo, demo_file):
    app = demo("briefing", **{"period": "2023年", "briefing-kind": "专报", "as": REVIEWER})
    app.session_state["briefing-special-图"] = []
    app.session_state["briefing-step"] = "核对单"
    app.run(timeout=300)
    assert [error.message for error in app.exception] == []
    listed = table(app, "写法", "准确值", "出处")
    drafted = [figure for area in app.text_area for figure in re.findall(r"\{[^{}=]*=([^{}]*)\}", area.value)]
    assert listed["写法"].tolist() == drafted
    (reader,) = readers(demo_file, "county", ("2023",))
    scores = [row for row in listed.to_dict("records") if row["出处"].endswith("得分")]
    named = [
        (reader.nodes[row["出处"].partition("泗洪县")[2].removesuffix("得分")], row["写法"]) for row in scores
    ]
    said = [Said(reader.key("county", node, "score"), told, "list") for node, told in named]
    assert len(said) >= 7
    assert unlike([reader], said) == []
    exact = {row["出处"].split()[0]: row["准确值"] for row in listed.to_dict("records")}
    data = county(demo_file, "2023")
    assert {fact: exact[fact] for fact in COUNTED} == {
        fact: f"{count(data):,}" for fact, count in COUNTED.items()
    }
