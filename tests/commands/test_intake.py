"""The verbs from `init` to `status`: the day of a clerk without a browser."""

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.kit.county_packages import open_store
from tests.kit.project import REPO

HEADERS = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型")
ROW = ("2023-11-08", "车间里的技能课", "技能培训", 2, 86, "成员单位")


@pytest.fixture
def workbook(run, demo_url, tmp_path):
    """The Q4 workbook of U14 (the unit that never reported), with one activity filled in."""
    path = tmp_path / "交通局四季度.xlsx"
    assert run("template", "--unit", "县交通局", "--period", "2023Q4", "--out", path, db=demo_url).code == 0

    def fill(**changes):
        book = load_workbook(path)
        sheet = book["活动台账"]
        top = next(
            row for row in sheet.iter_rows(max_row=6) if any(cell.value == "活动名称*" for cell in row)
        )
        at = {str(cell.value).split("（")[0].rstrip(" *"): cell.column for cell in top}
        for header, value in {**dict(zip(HEADERS, ROW, strict=True)), **changes}.items():
            sheet.cell(top[0].row + 1, at[header], value)
        book.save(path)
        return path, f"{sheet.cell(top[0].row + 1, at['参加人次']).coordinate}"

    return fill


def test_the_template_is_the_units_own_and_prefilled(run, demo_url, tmp_path):
    path = tmp_path / "模板.xlsx"
    assert run("template", "--unit", "U08", "--period", "2023Q4", "--out", path, db=demo_url).code == 0
    book = load_workbook(path)
    ledgers = [name for name in book.sheetnames if name.endswith(("台账", "清单", "名册"))]
    assert ledgers == [
        "重点工作品牌台账",
        "小切口项目清单",
        "活动台账",
        "荣誉台账",
        "职工得实惠台账",
        "集体协商与民主管理台账",
    ]
    brands = [cell.value for row in book["重点工作品牌台账"].iter_rows(max_col=3) for cell in row]
    assert "流动职校" in brands


def test_a_template_is_for_a_quarter(run, demo_url, tmp_path):
    answer = run("template", "--unit", "U08", "--period", "2023", "--out", tmp_path / "x.xlsx", db=demo_url)
    assert (answer.code, (tmp_path / "x.xlsx").exists()) == (2, False)
    assert "2023Q4" in answer.err


def test_check_names_the_cell_and_submit_stores_nothing_of_a_faulty_file(run, demo_url, workbook):
    path, cell = workbook(参加人次="八十多人次来了")
    told = run("check", path, "--json", db=demo_url)
    assert told.code == 1
    (file,) = told.json["files"]
    assert (file["unit"], file["period"]) == ("U14", "2023Q4")
    errors = [f for f in file["findings"] if f["severity"] == "error"]
    assert [(f["sheet"], f["cell"]) for f in errors] == [("活动台账", cell)]
    assert errors[0]["found"] == "八十多人次来了"
    before = run("status", "--period", "2023Q4", "--json", db=demo_url).out
    refused = run("submit", path, "--as", "u14", db=demo_url)
    assert refused.code == 1
    assert f"活动台账!{cell}" in refused.err
    assert run("status", "--period", "2023Q4", "--json", db=demo_url).out == before


def test_check_writes_marked_copies_that_can_be_checked_again(run, demo_url, workbook, tmp_path):
    path, cell = workbook(参加人次="八十多人次来了")
    (tmp_path / "另一处").mkdir()
    other = tmp_path / "另一处" / path.name
    other.write_bytes(path.read_bytes())
    folder = tmp_path / "标注" / "新建"
    told = run("check", path, other, "--json", "--marked", folder, db=demo_url)
    assert told.code == 1
    copies = sorted(copy.name for copy in folder.iterdir())
    assert copies == ["交通局四季度_校验结果.xlsx", "交通局四季度_校验结果（2）.xlsx"]
    book = load_workbook(folder / copies[0])
    assert book.sheetnames[0] == "问题清单"
    assert book["活动台账"][cell].fill.fgColor.rgb == "FFFFC8CE"
    again = run("check", folder / copies[0], "--json", db=demo_url)
    assert [f["cell"] for f in again.json["files"][0]["findings"] if f["severity"] == "error"] == [cell]


def test_a_marked_copy_of_a_wreck_says_why_and_a_file_in_the_way_is_told(run, demo_url, tmp_path):
    wreck = tmp_path / "坏.xlsx"
    wreck.write_bytes(b"PK\x03\x04 not a workbook")
    assert run("check", wreck, "--marked", tmp_path / "标注", db=demo_url).code == 1
    assert load_workbook(tmp_path / "标注" / "坏_校验结果.xlsx").sheetnames == ["问题清单"]
    assert run("check", wreck, "--marked", wreck, db=demo_url).code == 2


def test_from_template_to_a_score(run, demo_url, workbook):
    path, _ = workbook()
    assert run("check", path, db=demo_url).code == 0
    stored = run("submit", path, "--as", "u14", "--approve-as", "shenhe", db=demo_url)
    assert stored.code == 0
    assert "approved" in stored.out
    told = run(
        "explain",
        "--period",
        "2023Q4",
        "--by",
        "unit",
        "--entity",
        "U14",
        "--item",
        "J1a",
        "--rows",
        "--json",
        db=demo_url,
    )
    assert told.json["value"] > 0
    rows = [row for row in told.json["rows"] if row["name"] == "车间里的技能课"]
    assert [row["file"] for row in rows] == [path.name]
    assert rows[0]["amount"] > 0


def test_the_same_file_again_is_recognised(run, demo_url, workbook):
    path, _ = workbook()
    first = run("submit", path, "--as", "u14", db=demo_url)
    again = run("submit", path, "--as", "u14", db=demo_url)
    assert first.out == again.out


def test_return_and_approve_by_number(run, demo_url, workbook):
    path, _ = workbook()
    number = run("submit", path, "--as", "u14", db=demo_url).out.split("\t")[0]
    own = run("approve", number, "--as", "U14", db=demo_url)
    assert (own.code, "填报员不能审核通过" in own.err) == (2, True)
    assert run("return", number, "--why", "场次请核对", "--as", "shenhe", db=demo_url).code == 0
    assert "已退回" in run("status", "--period", "2023Q4", db=demo_url).out
    late = run("approve", number, "--as", "shenhe", db=demo_url)
    assert (late.code, "已退回" in late.err) == (2, True)


def test_one_cannot_approve_ones_own_in_one_go(run, demo_url, workbook):
    path, _ = workbook()
    answer = run("submit", path, "--as", "u14", "--approve-as", "u14", db=demo_url)
    assert answer.code == 2
    assert "逾期未报" in run("status", "--period", "2023Q4", db=demo_url).out


def test_a_path_that_does_not_exist_is_wrong_usage_and_a_wreck_is_a_finding(run, demo_url, tmp_path):
    assert run("check", tmp_path / "没有.xlsx", db=demo_url).code == 2
    wreck = tmp_path / "坏.xlsx"
    wreck.write_bytes(b"PK\x03\x04 not a workbook")
    told = run("check", wreck, "--json", db=demo_url)
    assert told.code == 1
    assert [f["code"][:2] for f in told.json["files"][0]["findings"]] == ["E1"]


def test_the_demo_is_loaded_once_however_often_it_is_asked_for(run, demo_url):
    answer = run("init", "--demo", db=demo_url)
    assert (answer.code, "本次装载 0 份" in answer.err) == (0, True)


def test_an_empty_database_answers_every_reading_verb(run, own_database):
    assert run("init", db=own_database).code == 0
    assert run("facts", "--period", "2023", db=own_database).code == 0
    assert len(run("score", "--period", "2023", "--by", "unit", db=own_database).out.splitlines()) == 1
    assert "未报" not in run("status", "--period", "2023Q1", db=own_database).out
    assert run("explain", "--unit", "U08", "--period", "2023", db=own_database).code == 2, "nobody's unit yet"


def test_a_database_with_a_county_and_no_report_answers_every_reading_verb(run, own_database):
    open_store(own_database).close()
    assert run("facts", "--period", "2023", db=own_database).code == 0
    table = run("score", "--period", "2023", "--by", "unit", db=own_database).out.splitlines()
    assert len(table) == 22
    assert all(line.split(",")[-3] == "" for line in table[1:])
    assert run("status", "--period", "2023Q1", db=own_database).out.count("未报") == 21


@pytest.mark.long
def test_as_a_process_it_ends_without_a_traceback(tmp_path):
    command = [
        sys.executable,
        "-m",
        "metrics",
        "status",
        "--period",
        "2023Q4",
        "--db",
        f"sqlite:///{tmp_path}",
    ]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert Path(tmp_path).is_dir()
