"""A unit renamed in mid-year: its old quarters speak of it as it was called then, and open reports go on."""

import io
import shutil
from datetime import date

import openpyxl
import pandas as pd
import pytest

from metrics.framework import parse_period
from metrics.ingest import write_template
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.setting_up import apply_setup
from tests.kit.two_units import ACTIVITY, BRAND, SHEETS, book, filled

OLD, NEW = "县教育局", "县教体局"
Q1, Q3 = parse_period("2024Q1"), parse_period("2024Q3")
FIRST, SECOND = ({"code": code, **row} for code, row in zip(("U01", "U02"), SHEETS["S02"], strict=True))


def change(url, *units):
    """From July on the county's units are these."""
    content = book(S02=list(units), S06=[], S07=[], S08=[], S09=[])
    with Store.open(url) as store:
        apply_setup(store, content, "县情设置.xlsx", SYSTEM, date(2024, 7, 1), "机构改革")


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A county of two units, and the template of one of them, filled in."""
    folder = tmp_path_factory.mktemp("county")
    with Store.open(f"sqlite:///{folder / 'county.db'}") as store:
        apply_setup(store, book(), "县情设置.xlsx", SYSTEM)
        framework = store.reporting.collecting(store.office.framework(), Q1)
        template = write_template(framework, "U02", Q1, store.reporting.context(framework, "U02", Q1, SYSTEM))
    (folder / "报表.xlsx").write_bytes(
        filled(template, {"活动台账": [ACTIVITY], "重点工作品牌台账": [BRAND]})
    )
    return folder


@pytest.fixture
def county(before, tmp_path):
    """The address of a database of its own, and the report."""
    return f"sqlite:///{shutil.copy(before / 'county.db', tmp_path)}", before / "报表.xlsx"


def rename(url):
    change(url, FIRST, {**SECOND, "name": NEW})


def cover(path):
    cells = openpyxl.load_workbook(path)["封面"].iter_rows(values_only=True)
    return "".join(str(cell) for row in cells for cell in row if cell)


@pytest.mark.breadth(1)
@pytest.mark.parametrize("name", [OLD, NEW, "U02"])
def test_a_template_names_the_unit_as_it_was_called_in_the_quarter(run, county, tmp_path, name):
    url, _ = county
    rename(url)
    for quarter, called, other in ((Q1, OLD, NEW), (Q3, NEW, OLD)):
        path = tmp_path / f"{quarter}.xlsx"
        answer = run("template", "--unit", name, "--period", quarter, "--out", path, db=url)
        assert answer.code == 0, answer.err
        assert called in cover(path)
        assert other not in cover(path) + answer.err


def test_check_and_submit_speak_of_the_unit_as_it_was_called(run, county):
    url, report = county
    rename(url)
    told = run("check", report, db=url)
    assert (told.code, f"U02 {OLD} 2024Q1" in told.out, NEW in told.out) == (0, True, False), told.out
    done = run("submit", report, "--as", "jy", db=url)
    assert (done.code, "U02\t2024Q1" in done.out) == (0, True), done.err


def test_a_report_handed_in_under_the_old_name_is_approved_and_scored(run, county):
    url, report = county
    assert run("submit", report, "--as", "jy", db=url).code == 0
    rename(url)
    with Store.open(url) as store:
        (waiting,) = [one for one in store.reporting.submissions(Q1) if one.state == "submitted"]
        assert store.reporting.approve(waiting.id, "shenhe").state == "approved"
    scores = run("score", "--period", Q1, "--by", "unit", db=url)
    table = pd.read_csv(io.StringIO(scores.out)).set_index("code")
    assert table.loc["U02", "name"] == OLD
    assert table["total"].notna().any()
    board = run("status", "--period", "2024Q1", db=url)
    assert OLD in board.out
    assert NEW not in board.out


@pytest.mark.breadth(1)
@pytest.mark.parametrize("name", [OLD, NEW])
@pytest.mark.parametrize("more", [("{}_2024Q1.xlsx",), ("{}活动.xlsx", "--period", Q1)])
def test_a_table_that_names_the_unit_by_any_of_its_names_is_its_own(run, county, tmp_path, name, more):
    url, _ = county
    rename(url)
    made = openpyxl.Workbook()
    made.active.title = "活动台账"
    for row in (list(ACTIVITY), list(ACTIVITY.values())):
        made.active.append(row)
    file, *chosen = more
    path = tmp_path / file.format(name)
    made.save(path)
    told = run("check", path, *chosen, db=url)
    assert f"U02 {OLD} 2024Q1" in told.out
    done = run("submit", path, *chosen, "--as", "jy", db=url)
    assert (done.code, "U02\t2024Q1" in done.out) == (0, True), done.err


def test_a_name_that_went_from_one_unit_to_another_is_the_ones_who_had_it_in_the_quarter(run, county):
    url, report = county
    change(url, {**FIRST, "name": OLD}, {**SECOND, "name": NEW})
    assert f"U02 {OLD} 2024Q1" in run("check", report, db=url).out
    with Store.open(url) as store:
        framework = store.office.framework()
        then, now = (store.reporting.collecting(framework, quarter) for quarter in (Q1, Q3))
    assert [one.code for one in then.units if OLD in one.spellings] == ["U02"]
    assert [one.code for one in now.units if OLD in one.spellings] == ["U01"]


def test_a_unit_that_ended_reports_its_old_quarter_and_has_no_later_template(run, county, tmp_path):
    url, report = county
    change(url, FIRST, {**SECOND, "valid_to": date(2024, 6, 30)})
    done = run("submit", report, "--as", "jy", "--approve-as", "shenhe", db=url)
    assert (done.code, "approved" in done.out) == (0, True), done.err
    later = run("template", "--unit", OLD, "--period", Q3, "--out", tmp_path / "晚.xlsx", db=url)
    assert later.code == 2
    assert f"{OLD}”到 2024-06-30 为止" in later.err
    assert not (tmp_path / "晚.xlsx").exists()


def test_a_unit_taken_off_the_list_reports_its_old_quarter(run, county, tmp_path):
    url, report = county
    change(url, FIRST)
    told = run("check", report, "--unit", OLD, db=url)
    assert (told.code, f"U02 {OLD} 2024Q1" in told.out) == (0, True), told.out + told.err
    with Store.open(url) as store:
        framework = store.reporting.collecting(store.office.framework(), Q1)
    assert framework.unit["U02"].name == OLD
    later = run("template", "--unit", OLD, "--period", Q3, "--out", tmp_path / "晚.xlsx", db=url)
    assert later.code == 2
