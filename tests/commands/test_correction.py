"""`may-report`, `correction`, `zero`, `last-report`, `slip` on the sample county."""

from io import BytesIO

import openpyxl
import pytest

Q3, Q4 = "2023Q3", "2023Q4"


@pytest.mark.long
def test_a_unit_corrects_a_published_quarter(run, demo_url, tmp_path):
    assert run("publish", "--period", Q3, "--as", "shenhe", db=demo_url).code == 0
    about = ("--unit", "U14", "--period", Q3)
    said = run("may-report", *about, "--as", "u14", "--json", db=demo_url)
    assert (said.code, said.json["may"], said.json["asks"]) == (1, False, True)
    asked = run("correction", "ask", *about, "--why", "漏报 2 场", "--as", "u14", db=demo_url)
    number = asked.out.split("\t")[0]
    assert "等待答复" in asked.out
    refused = run("correction", "grant", number, "--as", "u14", db=demo_url)
    assert (refused.code, "要用" in refused.err) == (2, True)
    assert "更正中" in run("correction", "grant", number, "--as", "shenhe", db=demo_url).out
    said = run("may-report", *about, "--as", "u14", db=demo_url)
    assert (said.code, "产改办同意更正（漏报 2 场）" in said.out) == (0, True)
    last = tmp_path / "上次.xlsx"
    assert run("last-report", *about, "--as", "u14", "--out", last, db=demo_url).code == 0
    assert "问题清单" in openpyxl.load_workbook(BytesIO(last.read_bytes())).sheetnames
    template = tmp_path / "模板.xlsx"
    run("template", *about, "--out", template, db=demo_url)
    other = run("submit", template, "--period", Q4, "--as", "u14", db=demo_url)
    assert (other.code, "文件写的是2023年第三季度，参数写的是2023年第四季度" in other.err) == (1, True)
    sent = run("submit", template, "--as", "u14", "--approve-as", "shenhe", db=demo_url)
    assert sent.code == 0
    assert "已更正" in run("correction", "list", "--as", "u14", db=demo_url).out
    assert run("publish", "--period", Q3, "--as", "shenhe", db=demo_url).code == 0
    states = [one["state"] for one in run("publications", "--json", db=demo_url).json]
    assert states == ["replaced", "published"]
    slip = tmp_path / "报送单.pdf"
    assert run("slip", sent.out.split("\t")[0], "--as", "u14", "--out", slip, db=demo_url).code == 0
    assert slip.read_bytes().startswith(b"%PDF")


def test_the_unit_that_has_not_reported_declares_zero(run, demo_url):
    about = ("--unit", "U14", "--period", Q4)
    done = run("zero", "declare", *about, "--as", "u14", db=demo_url)
    assert (done.code, "零报送_U14_2023Q4.xlsx" in done.out) == (0, True)
    assert "L05" in run("zero", "list", "--period", Q4, db=demo_url).out
    again = run("zero", "declare", *about, "--as", "u14", db=demo_url)
    assert (again.code, "不能零报送" in again.err) == (2, True)
