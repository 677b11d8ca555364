"""`roster FILE`: the roster of enterprises through the normal check."""

import openpyxl
import pytest

from metrics.framework import load_framework, parse_period
from tests.kit.county_packages import SIHONG, open_store

SHEET = "试点企业名册"
NEW = {
    "企业名称": "泗洪某新厂有限公司（示例）",
    "乡镇街道/园区": "开发区",
    "行业": "电子信息",
    "企业性质": "民营",
    "职工人数": 88,
    "试点层级": "县",
    "状态": "试点中",
}


@pytest.fixture
def book(run, demo_url, tmp_path):
    """`book(**cells)` → the office's template of 2024Q1 with one more enterprise."""

    def make(**cells):
        path = tmp_path / "名册.xlsx"
        run("template", "--unit", "U01", "--period", "2024Q1", "--out", path, db=demo_url)
        whole = openpyxl.load_workbook(path)
        sheet = whole[SHEET]
        top = next(row for row in sheet.iter_rows(max_row=6) if "企业名称" in str(row[1].value))
        at = {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in top if cell.value}
        free = next(
            row for row in range(top[0].row + 1, 1000) if sheet.cell(row, at["企业名称"]).value is None
        )
        for heading, value in (NEW | cells).items():
            sheet.cell(free, at[heading], value)
        whole.save(path)
        return path, f"{sheet.cell(free, at['职工人数']).coordinate}"

    return make


def test_an_approved_roster_is_the_roster(run, demo_url, book):
    path, _ = book()
    with open_store(demo_url) as store:
        before = len(store.reporting.enterprises())
    answer = run("roster", path, "--as", "u01", "--approve-as", "shenhe", db=demo_url)
    assert (answer.code, "approved" in answer.out) == (0, True), answer.err
    with open_store(demo_url) as store:
        names = store.reporting.enterprises()["name"]
        assert len(names) == before + 1
        assert NEW["企业名称"] in set(names)


def test_a_roster_with_errors_names_the_cell_and_stores_nothing(run, demo_url, book):
    path, cell = book(职工人数="八十来个")
    answer = run("roster", path, "--as", "u01", db=demo_url)
    assert answer.code == 1
    assert f"{SHEET}!{cell}" in answer.err
    with open_store(demo_url) as store:
        assert not [info for info in store.reporting.submissions() if info.period == "2024Q1"]


@pytest.mark.long
def test_a_roster_alone_never_replaces_the_units_other_ledgers(run, demo_url, book):
    path, _ = book()
    whole = openpyxl.load_workbook(path)
    sheets = {spec.sheet for code, spec in load_framework(SIHONG).ledgers.items() if code != "L15"}
    for name in set(whole.sheetnames) & sheets:
        del whole[name]
    whole.save(path)
    answer = run("roster", path, "--period", "2023Q4", "--as", "u01", db=demo_url)
    assert answer.code == 1
    with open_store(demo_url) as store:
        stored = store.reporting.submissions(parse_period("2023Q4"), "U01")
    assert [one.file for one in stored if one.file == path.name] == []
    assert "没有报" in answer.err or "这个文件里没有" in answer.err, answer.err


def test_a_workbook_without_a_roster_is_refused(run, demo_url, tmp_path):
    path = tmp_path / "人社.xlsx"
    run("template", "--unit", "U08", "--period", "2024Q1", "--out", path, db=demo_url)
    assert run("roster", path, "--as", "u01", db=demo_url).code == 1


def test_who_imports_does_not_approve(run, demo_url, book):
    path, _ = book()
    assert run("roster", path, "--as", "u01", "--approve-as", "U01", db=demo_url).code == 2
    assert run("roster", path, "--as", "lingdao", db=demo_url).code == 2
    assert run("roster", path.with_name("没有.xlsx"), "--as", "u01", db=demo_url).code == 2
