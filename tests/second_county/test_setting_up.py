"""The second county set up with its workbook, and changed in the middle of a year."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from metrics.county.setup import setup_framework
from metrics.framework import load_framework, parse_period
from metrics.store.database import SYSTEM
from sample_data.qinglan.county import make_county
from sample_data.qinglan.generate import setup_workbook, submissions
from tests.kit.county_packages import QINGLAN, open_store
from tests.kit.project import REPO

HOME = REPO / "sample_data" / "qinglan"
BOOK = HOME / "县情设置.xlsx"
PACKAGE = QINGLAN
Q2, Q3 = parse_period("2024Q2"), parse_period("2024Q3")


def test_the_workbook_beside_it_is_the_countys_own():
    assert setup_workbook(make_county()) == BOOK.read_bytes()


def test_the_workbook_gives_exactly_the_package(run, own_database):
    answer = run("county", "apply", BOOK, db=own_database)
    assert answer.code == 0, answer.err
    with open_store(own_database, PACKAGE) as store:
        assert store.office.county().by_name == PACKAGE.by_name
        assert store.office.county().hash == PACKAGE.hash
        assert {one.code: one.role for one in store.people.accounts(SYSTEM)}["heshen"] == "审核员"
        assert [one.code for one in store.reporting.periods()] == ["2024Q1"]
        roster = store.reporting.dataset(load_framework(PACKAGE), parse_period("2024Q1")).ledgers["L15"]
        assert len(roster) == 40
        assert "Greenridge Bamboo Co., Ltd." in roster["enterprise_name"].tolist()


def test_a_word_the_county_added_is_a_choice_and_the_merged_unit_is_gone():
    county = make_county()
    assert {"职工夜校", "院坝会"} <= set(county.framework.vocabularies["activity_types"].names())
    merged = county.framework.unit["U05"]
    assert merged.holds(Q2.end)
    assert not merged.holds(Q3.end)
    handed = {(one.unit, one.quarter.code) for one in submissions(county)}
    assert ("U05", "2024Q2") in handed
    assert ("U05", "2024Q3") not in handed
    assert ("U09", "2024Q2") not in handed


@pytest.fixture
def changed(tmp_path, run, second_url):
    """Before, the workbook with a unit renamed, one merged, a town added, applied from July on."""
    before = {name: bits(run, second_url, name, tmp_path) for name in ("2024Q1", "2024Q2")}
    answer = run("county", "export", "--out", tmp_path / "县情.xlsx", db=second_url)
    assert answer.code == 0, answer.err
    book = load_workbook(tmp_path / "县情.xlsx")
    edit(book, "S02", "U04", name="县工业和科技信息局")
    edit(book, "S02", "U11", valid_to=date(2024, 6, 30))
    add(book, "S03", name="新桥镇")
    content = BytesIO()
    book.save(content)
    (tmp_path / "县情.xlsx").write_bytes(content.getvalue())
    why = ("--from", "2024-07-01", "--why", "机构改革，新设一镇")
    answer = run("county", "apply", tmp_path / "县情.xlsx", *why, db=second_url)
    assert answer.code == 0, answer.err
    return before


def place(book, code, field):
    spec = setup_framework().ledgers[code]
    sheet = book[spec.sheet]
    headings = {
        str(cell.value).removesuffix("＊").removesuffix("*").strip(): cell.column for cell in sheet[2]
    }
    wanted = spec.by_id[field].header
    return sheet, next(column for heading, column in headings.items() if heading.startswith(wanted))


def edit(book, code, key, **fields):
    sheet, column = place(book, code, "code")
    row = next(cell.row for cell in sheet[sheet.cell(2, column).column_letter] if cell.value == key)
    for field, value in fields.items():
        sheet.cell(row, place(book, code, field)[1]).value = value


def add(book, code, **fields):
    sheet, column = place(book, code, "code")
    row = 3
    while sheet.cell(row, column).value:
        row += 1
    for field, value in fields.items():
        sheet.cell(row, place(book, code, field)[1]).value = value


def bits(run, url, quarter, folder):
    """What a quarter says: its scores, its board, a unit's template, byte for byte."""
    scores = [
        run("score", "--period", quarter, "--by", level, db=url) for level in ("unit", "town", "county")
    ]
    status = run("status", "--period", quarter, db=url)
    file = folder / f"{quarter}.xlsx"
    template = run("template", "--unit", "U04", "--period", quarter, "--out", file, db=url)
    assert template.code == 0, template.err
    return [one.out for one in scores], status.out, file.read_bytes()


@pytest.mark.long
def test_old_periods_are_unchanged_to_the_bit_and_new_ones_have_the_new_words(
    changed, run, second_url, tmp_path
):
    for quarter, before in changed.items():
        assert bits(run, second_url, quarter, tmp_path) == before, quarter
    with open_store(second_url, PACKAGE) as store:
        assert store.office.county(Q2).by_name == PACKAGE.by_name
        old, new = (store.office.framework(on=one) for one in (Q2, Q3))
    assert old.unit["U04"].name == "县工业和信息化局"
    assert new.unit["U04"].name == "县工业和科技信息局"
    assert "新桥镇" not in old.vocabularies["towns"].names()
    assert new.vocabularies["towns"].terms[-1].name == "新桥镇"
    assert new.vocabularies["towns"].terms[-1].code == "X10"
    scores, status, _ = bits(run, second_url, "2024Q3", tmp_path)
    assert "县工业和科技信息局" in scores[0]
    assert "县工业和信息化局" not in scores[0] + status
    assert "U11" not in status


@pytest.mark.long
def test_the_change_is_audited_with_its_day_and_reason(changed, second_url):
    with open_store(second_url, PACKAGE) as store:
        rows = store.care.audit_rows(SYSTEM, action="county")
        versions = store.office.county_versions()
    assert (versions[-1].starts_on, versions[-1].reason) == (date(2024, 7, 1), "机构改革，新设一镇")
    told = "\n".join(map(str, rows.astype(str).to_numpy().ravel()))
    for words in ("机构改革，新设一镇", "2024-07-01", "县工业和科技信息局", "新桥镇"):
        assert words in told
