"""The sample county: repeatable, true to the source report, and free of real names."""

import csv
from collections import Counter
from datetime import date, datetime
from zipfile import ZipFile, is_zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook

from metrics.framework import load_framework, parse_period
from sample_data.sihong.county import HOME, MISSING, QUARTERS, read_table
from sample_data.sihong.generate import final_year, generate
from sample_data.sihong.submissions import make_submissions
from sample_data.sihong.workbooks import sheets_of
from tests.kit.claims import CLAIMS
from tests.kit.county_packages import SIHONG

REPORT_BRANDS = {
    "扣好职业第一粒扣子",
    "产改轻骑兵",
    "社会组织助力产改",
    "流动职校",
    "工会会客厅",
    "工派服务队",
    "职工好食堂",
}
SOURCE_PERSONS = ("殷勇", "顾煜")
MARK = "（示例）"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A freshly generated folder."""
    folder = tmp_path_factory.mktemp("sample")
    generate(folder)
    return folder


@pytest.fixture(scope="module")
def year():
    """The final rows of the year, ledger by ledger; registers as last reported."""
    county, frames = final_year()
    ledgers = {}
    kept = {code for unit in county.framework.units for code in unit.ledgers}
    for code, spec in county.framework.ledgers.items():
        if code not in kept:
            continue
        parts = [
            frames[unit.code, quarter.code][code].assign(unit=unit.code, quarter=quarter.code)
            for quarter in QUARTERS
            for unit in county.framework.owners(code)
            if (unit.code, quarter.code) in frames
        ]
        rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
        ledgers[code] = rows.drop_duplicates(spec.key, keep="last") if spec.kind == "register" else rows
    return ledgers


@pytest.fixture(scope="module")
def manifest():
    return read_table("manifest.csv")


def contents(path):
    """What a file says: parts of a workbook by name and checksum (compression may differ), else its bytes."""
    if not is_zipfile(path):
        return path.read_bytes()
    with ZipFile(path) as parts:
        return {(part.filename, part.CRC) for part in parts.infolist()}


def files_of(folder):
    wanted = [folder / name for name in ("manifest.csv", "planted.csv", "accounts.csv")]
    wanted += [path for name in ("workbooks", "bad") for path in (folder / name).rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path for path in wanted}


@pytest.mark.long
def test_committed_files_are_what_the_generator_writes(made):
    fresh, committed = files_of(made), files_of(HOME)
    assert sorted(fresh) == sorted(committed)
    # Half a compressed file has no parts to compare, only its own compressor's bytes.
    changed = [
        name
        for name, path in fresh.items()
        if "文件不完整" not in name and contents(path) != contents(committed[name])
    ]
    assert changed == [], "run python -m sample_data.sihong.generate"


@pytest.mark.long
def test_generating_again_gives_the_same_bytes(made, tmp_path):
    for path in generate(tmp_path, quarters=("2023Q1", "2023Q4")):
        assert path.read_bytes() == (made / path.relative_to(tmp_path)).read_bytes(), path.name


def test_folder_is_small():
    assert sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file()) < 6e6


def people_of(rows, column, **wanted):
    for field, values in wanted.items():
        rows = rows[rows[field].isin(values if isinstance(values, tuple) else (values,))]
    return rows[column].sum() if column else len(rows)


def counted(year):
    """Claim id → figure, counted straight from the rows."""
    brands, acts, honours, cases = year["L01"], year["L05"], year["L06"], year["L11"]
    cavalry = acts[acts["activity_type"] == "轻骑兵实践活动"]
    sessions = acts.groupby("activity_type")["sessions"].sum()
    worker = honours[(honours["holder_type"] == "个人") & (honours["is_industrial_worker"] == True)]  # noqa: E712
    medal = (worker["honour_category"] == "五一劳动奖章") & worker["honour_level"].isin(["省", "市"])
    model = (worker["honour_category"] == "劳动模范") & (worker["honour_level"] == "市")
    meetings = year["L14"].groupby("matter_type")["times"].sum()
    return {
        "N03": people_of(brands, None, is_county_brand=True),
        "N05": len(year["L04"]),
        "N06": year["L04"]["member_count"].sum(),
        "N07": cavalry["enterprise_code"].nunique(),
        "N08": cavalry["sessions"].sum(),
        "N09": cavalry["attendances"].sum(),
        "N11": brands["unit"].nunique(),
        "N12": len(year["L02"]),
        "N13": len(brands),
        "N18": worker.loc[medal | model, "holder_count"].sum(),
        "N19": people_of(honours, None, honour_category="工人先锋号", honour_level="全国"),
        "N20": people_of(
            honours,
            "holder_count",
            holder_type=("单位", "车间班组"),
            honour_level=("省", "市"),
            honour_category=("五一劳动奖状", "工人先锋号"),
        ),
        "N21": people_of(honours, None, honour_category="先进操作法", honour_level="省"),
        "N22": people_of(honours, None, honour_category="入选展示"),
        "N23": people_of(honours, "holder_count", honour_category="五小优秀项目", honour_level=("市", "县")),
        "N24": people_of(year["L09"], "people", benefit_type="金蓝领增薪补贴"),
        "N25": sessions["书画摄影巡回展"],
        "N26": sessions["微宣讲"],
        "N27": people_of(acts, "attendances", activity_type="微宣讲"),
        "N28": people_of(year["L07"], None, helper_org="县发明协会"),
        "N29": people_of(year["L10"], "people", matter_type="新入会职工"),
        "N30": people_of(honours, None, honour_category="组织表彰", honour_level="省"),
        "N31": people_of(year["L10"], "people", matter_type="聘请志愿者", social_org="县律师协会"),
        "N32": len(cases),
        "N33": people_of(cases, None, outcome="调解成功"),
        "N34": 100 * cases["is_closed"].astype(bool).mean(),
        "N35a": sessions["公益活动"],
        "N35b": people_of(year["L09"], "cases", benefit_type=("物资救助", "技能帮扶", "就业扶持")),
        "N36": brands["lead_unit_code"].nunique(),
        "N37": people_of(brands, None, is_county_brand=True),
        "N38": meetings["县委常委会听取"],
        "N39": meetings["联席会议"],
        "N40": meetings["工作专报"],
        "N41": meetings["书面汇报"],
        "N42": meetings["领导批示"],
        "N43": meetings["规范性文件"],
    }


def test_every_claim_of_the_report_is_met(year):
    with CLAIMS.open(encoding="utf-8") as stream:
        claims = {row["claim_id"]: row for row in csv.DictReader(stream, delimiter="\t")}
    figures = counted(year)
    assert {fact.id for fact in load_framework(SIHONG).facts} == set(figures)
    outside = {
        claim: value
        for claim, value in figures.items()
        if not float(claims[claim]["accept_min"]) <= value <= float(claims[claim]["accept_max"])
    }
    assert outside == {}
    inexact = {c: v for c, v in figures.items() if v != float(claims[c]["exact_value_in_sample"])}
    assert inexact == {}


def test_micro_talks_draw_the_suspicious_crowd_of_the_report(year):
    acts = year["L05"]
    talk = acts["activity_type"] == "微宣讲"
    mean = [rows["attendances"].sum() / rows["sessions"].sum() for rows in (acts[talk], acts[~talk])]
    assert 3.0 <= mean[0] / mean[1] <= 4.2


def test_every_unit_leads_a_brand_and_honours_go_to_whom_they_may(year):
    assert set(year["L01"]["lead_unit_code"]) == {unit.code for unit in load_framework(SIHONG).units}
    honours = year["L06"]
    holders = honours.groupby("honour_category")["holder_type"].unique().map(set)
    assert holders["五一劳动奖状"] == {"单位"}
    assert holders["工人先锋号"] == {"车间班组"}


def test_dates_lie_in_the_quarter_that_reports_them(year):
    for code, field in (
        ("L05", "held_on"),
        ("L08", "occurred_on"),
        ("L09", "granted_on"),
        ("L11", "accepted_on"),
    ):
        for row in year[code][[field, "quarter"]].itertuples():
            period = parse_period(row.quarter)
            assert period.start <= getattr(row, field) <= period.end


def test_quarters_differ_and_some_enterprises_are_never_visited(year):
    acts = year["L05"]
    assert acts.groupby("quarter")["sessions"].sum().nunique() == 4
    visited = acts.groupby("quarter")["enterprise_code"].nunique()
    assert visited.between(90, 131).all(), visited


def test_no_enterprise_is_overrun(year):
    acts = year["L05"].dropna(subset="enterprise_code")
    months = [day.month for day in acts["held_on"]]
    assert Counter(zip(acts["enterprise_code"], months, strict=True)).most_common(1)[0][1] <= 4
    days = Counter(zip(acts["enterprise_code"], acts["held_on"], strict=True))
    assert [count for count in days.values() if count > 1] == [2], "only the planted one"


def test_roster_is_composed_as_asked(year):
    roster = year["L15"]
    assert len(roster) == roster["enterprise_name"].nunique() == 136
    assert roster["town"].nunique() == 20
    share = roster["ownership"].value_counts(normalize=True).round(2)
    assert share.to_dict() == {"民营": 0.74, "外资(含合资合作)": 0.15, "国有(含控股)": 0.11}
    assert roster["employees"].between(25, 2750).all()


def test_invented_names_carry_the_mark(year):
    brands = set(year["L01"]["brand_name"])
    assert brands >= REPORT_BRANDS
    names = [
        *(brands - REPORT_BRANDS),
        *year["L15"]["enterprise_name"],
        *year["L03"]["carrier_name"],
        *year["L04"]["team_name"],
    ]
    assert [name for name in names if MARK not in name] == []


@pytest.mark.long
def test_no_person_of_the_source_is_named(made):
    for path in [*files_of(made).values(), *HOME.glob("*.*")]:
        if is_zipfile(path):
            with ZipFile(path) as parts:
                text = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "replace")
        else:
            text = path.read_bytes().decode("utf-8", "replace")
        assert not [person for person in SOURCE_PERSONS if person in text], path.name


def test_manifest_tells_a_year_of_work(manifest):
    first = [row for row in manifest if row["revision"] == "1"]
    assert len(first) == 83
    assert MISSING not in {(row["unit"], row["period"]) for row in first}
    assert all((HOME / row["file"]).is_file() for row in manifest)
    late = [row for row in first if row["submitted_at"][:10] > row["due_on"]]
    assert len(late) == 5
    assert len(manifest) - len(first) == 7
    accounts = {row["code"]: row for row in read_table("accounts.csv")}
    for row in manifest:
        assert accounts[row["submitted_by"]]["unit"] == row["unit"]
        assert not row["approved_at"] or row["submitted_at"] < row["approved_at"]
        assert not row["approved_at"] or accounts[row["approved_by"]]["role"] == "审核员"
    assert [row["unit"] for row in manifest if not row["approved_at"]] == ["U13"]


@pytest.mark.long
def test_nobody_names_a_brand_before_it_is_approved():
    county, frames = final_year()
    submissions = make_submissions(county)
    approved = {
        brand: min(s.approved_at for s in submissions if s.unit == row["unit"] and s.approved_at)
        for row in county.brands
        for brand in (row["code"], row["name"])
    }
    for submission in submissions:
        own = {
            text for code in county.brands_of(submission.unit) for text in (code, county.brand[code]["name"])
        }
        for sheet in sheets_of(county, frames, submission).values():
            named = {text.split(" ")[0] for text in sheet.get("brand_code", pd.Series(dtype=object)).dropna()}
            assert all(approved[brand] < submission.submitted_at for brand in named - own), submission.file


@pytest.mark.long
def test_revisions_repeat_the_codes_that_were_given(manifest):
    revised = [row for row in manifest if row["revision"] == "2"]
    for row in revised:
        sheet = load_workbook(HOME / row["file"])["活动台账"]
        codes = [cell.value for cell in sheet["A"][2:] if cell.value]
        prefix = f"A{row['unit'][1:]}-{row['period'][2:]}-"
        assert codes == [f"{prefix}{number:03d}" for number in range(1, len(codes) + 1)]
        assert codes


@pytest.mark.long
def test_planted_contradictions_stand_where_the_list_says():
    rows = read_table("planted.csv")
    values = [load_workbook(HOME / row["file"])[row["sheet"]][row["cell"]].value for row in rows]
    by_kind = dict(zip([row["kind"] for row in rows], values, strict=True))
    names = [value for row, value in zip(rows, values, strict=True) if row["kind"] == "两家重复报送"]
    assert names[1] == f"{names[0]}（园区）"
    assert by_kind["比率与分子分母不符"] == 92
    wrong = next(row for row in rows if row["kind"] == "折算效益与改前改后不符")
    sheet = load_workbook(HOME / wrong["file"])[wrong["sheet"]]
    line = wrong["cell"][1:]
    assert sheet[f"G{line}"].value == "万元"
    assert by_kind[wrong["kind"]] != round(sheet[f"E{line}"].value - sheet[f"F{line}"].value, 1)


def test_only_the_planted_benefit_contradicts_its_difference(year):
    rows = year["L08"][year["L08"]["measure_unit"] == "万元"]
    off = (rows["before_value"] - rows["after_value"] - rows["benefit_amount"]).astype(float).abs() > 0.05
    assert len(rows) > 50
    assert off.sum() == 1


@pytest.mark.long
def test_people_type_in_their_own_ways():
    county, frames = final_year()
    typed = [sheets_of(county, frames, one) for one in make_submissions(county) if one.revision == 1]
    days = pd.concat([sheets["L05"]["held_on"] for sheets in typed])
    assert days.map(lambda day: isinstance(day, date)).mean() > 0.9
    texts = [day for day in days if isinstance(day, str)]
    assert any("年" in day for day in texts)
    assert any("." in day for day in texts)
    assert "1," in "".join(text for s in typed for text in s["L05"]["attendances"] if isinstance(text, str))
    assert all(isinstance(name, str) and "U" in name for s in typed for name in s["L01"]["lead_unit_code"])


@pytest.mark.long
def test_each_faulty_workbook_says_what_is_expected():
    folder = HOME / "bad"
    expected = read_table("bad/expected.csv")
    present = {path.name for path in folder.iterdir()} - {"expected.csv"}
    assert present == {row["file"] for row in expected}
    assert len(present) >= 12
    for row in expected:
        if row["sheet"]:
            book = load_workbook(folder / row["file"])
            assert row["sheet"] in book.sheetnames
            if row["cell"]:
                assert book[row["sheet"]][row["cell"]]


def test_submission_times_are_times(manifest):
    for row in manifest:
        assert 9 <= datetime.fromisoformat(row["submitted_at"]).hour < 17
