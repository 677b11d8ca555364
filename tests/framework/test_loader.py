"""The product's own framework is sound, and a wrong one is refused with one line that names the place."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from metrics.framework import Framework, FrameworkError, load_framework, read_package
from metrics.framework.loader import HOME
from tests.kit.claims import CLAIMS
from tests.kit.county_packages import SIHONG
from tests.kit.project import REPO

PROGRAM, COUNTY = "framework", "county"

ITEMS = (
    "有载体可看 有典型可看 有成效可看 有现场可看 企业得效益 广大职工得实惠 见人 见事"
    " 见建党精神 见劳动精神 见劳模精神 见工匠精神"
)


@pytest.fixture
def copy(tmp_path):
    """A folder with the program's files and the county's, which can be changed."""
    shutil.copytree(HOME, tmp_path / PROGRAM, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(REPO / "sample_data" / "sihong" / COUNTY, tmp_path / COUNTY)
    return tmp_path


def read(folder: Path) -> Framework:
    return load_framework(read_package(folder / COUNTY), folder / PROGRAM)


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Change a file, the county's where it has one of this name."""
    path = next(path for path in (folder / COUNTY / file, folder / PROGRAM / file) if path.exists())
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_twelve_items_stand_in_the_reports_order_in_groups_of_4_2_6():
    framework = load_framework(SIHONG)
    assert [node.name for node in framework.items] == ITEMS.split()
    assert [(node.id, node.weight) for node in framework.groups] == [("K", 4), ("D", 2), ("J", 6)]


def test_every_item_can_be_broken_down_by_enterprise_and_by_brand():
    framework = load_framework(SIHONG)
    for item in framework.items:
        levels = {level for measure in framework.measures_of(item.id) for level in measure.ledger.levels}
        assert {"E", "B"} <= levels, item.id


def test_burden_is_bounded():
    framework = load_framework(SIHONG)
    for ledger in framework.ledgers.values():
        typed = [column for column in ledger.columns if column.required and not column.prefilled]
        print(f"{ledger.code} {ledger.sheet}: {len(typed)} typed required columns of {len(ledger.columns)}")
        assert len(typed) <= 8, ledger.sheet
    kept = sorted(len(unit.ledgers) for unit in framework.units)
    assert kept[len(kept) // 2] == 4


def test_the_second_template_asks_for_nothing_more():
    framework = load_framework(SIHONG)
    newer = {
        ledger.code: tuple(c.id for c in ledger.columns if c.since == "2024.1")
        for ledger in framework.ledgers.values()
        if any(column.since for column in ledger.columns)
    }
    assert newer == {
        "L03": ("visiting_hours", "contact_post", "is_mobile"),
        "L13": ("story", "told_of"),
        "L15": ("credit_code", "short_name"),
    }
    for code in newer:
        assert not [c.id for c in framework.ledgers[code].columns if c.since and c.required]
    year = framework.ledgers["L16"]
    assert (year.since, year.kind, year.unique) == ("2024.1", "flow", ("enterprise_code year",))
    assert [column.id for column in year.columns if column.required] == ["enterprise_code", "year"]
    assert framework.owners("L16") == ()
    assert not [measure.id for measure in framework.measures if "L16" in measure.ledger.source]


def test_a_type_of_carrier_says_whether_it_is_mobile():
    types = load_framework(SIHONG).vocabularies["carrier_types"]
    assert types.mobile == {"流动职校", "工派服务队"}
    assert [term.name for term in types.terms if term.mobile] == ["流动职校", "工派服务队"]
    assert load_framework(SIHONG).vocabularies["towns"].mobile == frozenset()


def test_how_far_a_case_went_is_told_by_one_scale_with_the_old_word():
    levels = load_framework(SIHONG).vocabularies["spread_levels"]
    assert levels.names() == ("本企业", "县", "市", "省", "全国")
    assert levels.spellings["单位"] == "本企业"


def test_all_twelve_items_are_breakable_by_brand_because_their_ledgers_name_it():
    framework = load_framework(SIHONG)
    for code in ("L03", "L05", "L06", "L07", "L08", "L09", "L11", "L12", "L13"):
        assert framework.ledgers[code].refers_to("L01") == "brand_code", code


def test_every_data_claim_of_the_report_has_a_fact():
    with CLAIMS.open(encoding="utf-8") as stream:
        wanted = {
            r["claim_id"]
            for r in csv.DictReader(stream, delimiter="\t")
            if re.match(r"L\d|封面", r["ledger_sheet"])
        }
    assert wanted <= {fact.id for fact in load_framework(SIHONG).facts}
    assert len(wanted) == 36


def test_the_hash_covers_every_file(copy):
    hashes = [read(copy).hash]
    for file, old, new in (
        ("vocab/towns.csv", "双沟镇", "双沟古镇"),
        ("visible.toml", "schema = 1", "schema=1"),
    ):
        change(copy, file, old, new)
        load_framework.cache_clear()
        hashes.append(read(copy).hash)
    assert hashes[0] == load_framework(SIHONG).hash
    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("visible.toml", 'version = "2024.1"', "version = 2024.1", r"visible\.toml.*顶层.*version.*应为 str"),
        (
            "visible.toml",
            'source = ["L13"]',
            'source = ["L14"]',
            r"visible\.toml.*measure K2b.*source.*只展示、不计分",
        ),
        (
            "visible.toml",
            'columns = ["people"]',
            'columns = ["evidence_ref"]',
            r"measure D2a.*evidence_ref.*没有这一列",
        ),
        (
            "visible.toml",
            'columns = ["sessions", "attendances"]',
            'columns = ["sessions", "evidence_ref"]',
            r"measure K4a.*evidence_ref.*佐证材料",
        ),
        (
            "visible.toml",
            'name = "四个可看"',
            'nmae = "四个可看"',
            r"visible\.toml.*node K.*nmae.*不认识这个键",
        ),
        ("visible.toml", 'parent = "K"', 'parent = "Q"', r"K1.*parent.*没有上级“Q”"),
        ("visible.toml", "weight = 4", "weight = -4", r"\[K\].*weight.*不能为负"),
        ("visible.toml", "weight = 4", 'weight = "4"', r"node K.*weight.*类型不对"),
        ("visible.toml", 'id = "K2"', 'id = "K1"', r"K1.*出现了两次"),
        ("visible.toml", "schema = 1", "schema = ", r"visible\.toml.*语法"),
        ("visible.toml", "at_least = 80", "at_least = 95", r"grade.*at_least.*从高到低"),
        ("visible.toml", 'levels = ["B", "U", "C"]', 'levels = ["B", "U", "Z"]', r"measure K3a.*levels.*“Z”"),
        ("visible.toml", 'window = "year_to_date"', 'window = "week"', r"顶层.*window.*“week”"),
        ("visible.toml", "unit = 0.1", "unit = 10", r"duty.*unit.*不超过 1"),
        ("visible.toml", "unit = 0.1\n", "own.U01 = -1\n", r"visible\.toml.*duty.*own\.U01.*大于 0"),
        ("county.toml", "U01 = 60", "U01 = -1", r"county\.toml.*duty.*U01.*-1 应是大于 0"),
        ("county.toml", "U01 = 60", 'U01 = "六十"', r"county\.toml.*duty.*U01.*'六十' 应是大于 0"),
        ("county.toml", "name =", "nmae =", r"county\.toml.*顶层.*nmae.*不认识这个键"),
        ("visible.toml", 'B = "duty"', 'B = "reach"', r"measure K4a.*per\.B.*duty"),
        ("visible.toml", 'levels = ["E", "C"]', 'levels = ["E", "X"]', r"K1a.*没有层级“X”|levels.*“X”"),
        ("ledgers/L05_activities.toml", 'type = "date"', 'type = "day"', r"L05.*column held_on.*type.*“day”"),
        (
            "ledgers/L05_activities.toml",
            'at_most = "attendances"',
            'at_most = "people"',
            r"at_most.*没有“people”",
        ),
        (
            "ledgers/L05_activities.toml",
            'header = "活动名称"',
            'header = "活动日期"',
            r"L05.*活动日期.*出现了两次",
        ),
        (
            "ledgers/L05_activities.toml",
            'vocabulary = "spirits"',
            'vocabulary = "ghosts"',
            r"没有词表“ghosts”",
        ),
        ("templates.toml", '"2024.1"', "2024", r"templates\.toml.*顶层.*versions.*从旧到新"),
        ("templates.toml", "versions", "version", r"templates\.toml.*version.*不认识这个键"),
        ("templates.toml", '"2024.1"', '"2025.1"', r"L03 台账.*visiting_hours.*since.*没有“2024.1”这一版"),
        ("ledgers/L15_roster.toml", 'form = "credit_code"', 'form = "code"', r"credit_code.*form.*“code”"),
        ("ledgers/L15_roster.toml", '["short_name"]', '["nickname"]', r"known_as.*没有“nickname”这一列"),
        ("ledgers/L15_roster.toml", '["credit_code"]', '["credit"]', r"unique.*没有“credit”这一列"),
        (
            "vocab/carrier_types.csv",
            "流动职校,,,,,是",
            "流动职校,,,,,真",
            r"carrier_types\.csv.*mobile.*“真”应为",
        ),
        ("vocab/units.csv", "L01|L02|L05|L13", "L01|L99", r"units\.csv.*U02.*ledgers.*没有台账“L99”"),
        ("vocab/towns.csv", "X02,大楼街道", "X02,", r"towns\.csv.*第3行.*name.*不能为空"),
        (
            "facts.toml",
            'column = "member_count"',
            'column = "members"',
            r"facts\.toml.*N06.*members.*没有这一列",
        ),
    ],
)
def test_a_wrong_file_gives_one_line_naming_file_table_and_key(copy, file, old, new, says):
    change(copy, file, old, new)
    with pytest.raises(FrameworkError, match=says) as caught:
        read(copy)
    assert "\n" not in str(caught.value)


def test_a_version_saved_under_the_old_template_is_read_with_the_present_ones(copy):
    """What an office saved in 2023 names its template; the template goes with the ledgers."""
    change(copy, "visible.toml", "schema = 1", 'schema = 1\ntemplate_version = "2023.1"\ncounty = "某某县"')
    framework = read(copy)
    assert (framework.template_version, framework.county) == ("2024.1", "泗洪县")


def test_a_missing_file_is_named(copy):
    (copy / COUNTY / "facts.toml").unlink()
    assert [fact.id for fact in read(copy).facts][:2] == ["T01", "T02"]
    (copy / PROGRAM / "facts.toml").unlink()
    load_framework.cache_clear()
    with pytest.raises(FrameworkError, match=r"facts\.toml.*找不到"):
        read(copy)


def test_grades_are_words_and_a_missing_score_has_none():
    framework = load_framework(SIHONG)
    assert [framework.grade(score).word for score in (100, 90, 89.99, 80, 60, 59.99, 0)] == [
        "优", "优", "良", "良", "中", "需加力", "需加力",
    ]  # fmt: skip
    assert framework.grade(None) is None
    assert framework.grade(float("nan")) is None


def test_words_of_a_vocabulary_are_found_by_any_spelling():
    towns = load_framework(SIHONG).vocabularies["towns"]
    assert len(towns.terms) == 20
    assert {towns.spellings[key] for key in ("经开区", "开发区", "泗洪经济开发区")} == {"开发区"}


def test_ledgers_have_owner_units():
    framework = load_framework(SIHONG)
    assert [unit.code for unit in framework.owners("L11")] == ["U11"]
    assert len(framework.owners("L05")) == 21
