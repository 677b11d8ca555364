"""`county`: from an empty database to the first score and the first paper, by the command line alone."""

import io
from zipfile import ZipFile

import pandas as pd
import pytest

from tests.kit import databases
from tests.kit.two_units import ACTIVITY, BRAND, FIRMS, book, filled

database_url, sqlite_url = databases.database_url, databases.sqlite_url
postgresql_url = databases.postgresql_url


@pytest.fixture
def setup_file(tmp_path):
    path = tmp_path / "县情设置.xlsx"
    path.write_bytes(book())
    return path


@pytest.fixture
def county(run, database_url, setup_file):
    """The address of a database that was set up with the workbook."""
    assert run("init", db=database_url).code == 0
    done = run("county", "apply", setup_file, db=database_url)
    assert (done.code, done.err) == (0, done.err)
    return database_url


def test_the_empty_workbook_is_checked_as_not_enough(run, sqlite_url, tmp_path):
    path = tmp_path / "县情设置.xlsx"
    assert run("county", "template", "--out", path, db=None).code == 0
    answer = run("county", "check", path, db=sqlite_url)
    assert answer.code == 1
    assert "还没有县名" in answer.out


def test_check_says_what_would_change_and_stores_nothing(run, sqlite_url, setup_file):
    answer = run("county", "check", setup_file, db=sqlite_url)
    assert answer.code == 0
    assert "企业名册 2 家" in answer.out
    assert "新账号 3 个" in answer.out
    assert "还没有县名" not in run("county", "check", setup_file, db=sqlite_url).out


@pytest.mark.long
def test_export_gives_the_same_workbook_again(run, county, tmp_path):
    out = tmp_path / "导出.xlsx"
    assert run("county", "export", "--out", out, db=county).code == 0
    assert "没有要改的" in run("county", "check", out, db=county).out


@pytest.mark.breadth(1)
def test_a_second_apply_from_a_day_on_wants_a_reason(run, county, tmp_path):
    path = tmp_path / "县情设置.xlsx"
    path.write_bytes(
        book(S03=[{"code": "X01", "name": "城关街道"}, {"code": "X02", "name": "西河镇"}], S06=[])
    )
    refused = run("county", "apply", path, "--from", "2024-07-01", db=county)
    assert refused.code == 2
    assert "理由" in refused.err
    assert run("county", "apply", path, "--from", "2024-07-01", "--why", "撤镇设街道", db=county).code == 0
    out = tmp_path / "那时.xlsx"
    assert run("county", "export", "--at", "2024Q2", "--out", out, db=county).code == 0
    towns = pd.read_excel(out, sheet_name="乡镇街道", header=1, engine="calamine")
    assert towns["名称*"].tolist() == ["城关镇", "西河镇"]


def test_from_nothing_to_the_first_score_and_paper(run, county, tmp_path):
    templates = tmp_path / "全部模板.zip"
    assert run("county", "templates", "--period", "2024Q1", "--out", templates, db=county).code == 0
    with ZipFile(templates) as archive:
        name = next(name for name in archive.namelist() if "_U02_" in name)
        report = tmp_path / name
        report.write_bytes(filled(archive.read(name), {"活动台账": [ACTIVITY], "重点工作品牌台账": [BRAND]}))
    done = run("submit", report, "--as", "jy", "--approve-as", "shenhe", db=county)
    assert (done.code, "approved" in done.out) == (0, True), done.out
    scores = run("score", "--period", "2024Q1", "--by", "enterprise", db=county)
    table = pd.read_csv(io.StringIO(scores.out))
    assert table["name"].tolist() == [FIRMS[0]["enterprise_name"], FIRMS[1]["enterprise_name"]]
    items = table.filter(regex=r"^[KDJ]\d$").fillna(0)
    assert items.iloc[0].sum() > items.iloc[1].sum() >= 0
    slips = tmp_path / "登录条.xlsx"
    assert run("county", "slips", "--out", slips, db=county).code == 0
    paper = tmp_path / "专报.docx"
    made = run(
        "brief", "--period", "2024Q1", "--kind", "special", "--format", "docx", "--out", paper, db=county
    )
    assert made.code == 0, made.err
    assert paper.stat().st_size > 10_000
