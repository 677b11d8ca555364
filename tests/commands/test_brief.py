"""`brief` as people call it."""

import io
import json
import zipfile

import openpyxl
import pytest
from click import Context
from docx import Document
from docx.oxml.ns import qn

from metrics.cli import main
from metrics.reports.write.kinds import KINDS
from metrics.store import Store
from tests.kit.claims import CLAIMS
from tests.kit.project import REPO
from tests.kit.word_files import words_of

AT = ("--at", "2024-02-06T09:00")


def test_it_is_a_verb_of_the_command_line():
    assert main.get_command(Context(main), "brief").name == "brief"


@pytest.mark.long
def test_word_without_charts(run, demo_url, tmp_path):
    out = tmp_path / "专报.docx"
    answer = run(
        "brief", "--period", "2023", "--format", "docx", "--charts", "无", "--number", 2, "--claims", CLAIMS,
        *AT, "--out", out, db=demo_url,
    )  # fmt: skip
    assert answer.code == 0
    text = words_of(out)
    assert "走进136家产改试点企业" in text
    assert "原报告写“98%以上”" in text


@pytest.mark.long
def test_the_same_call_gives_the_same_bytes_and_a_chinese_name(run, demo_url, tmp_path, monkeypatch):
    call = ("brief", "--period", "2023Q1", "--format", "xlsx", *AT)
    monkeypatch.chdir(tmp_path)
    assert run(*call, db=demo_url).code == 0
    (named,) = tmp_path.glob("*.xlsx")
    assert named.name.startswith("泗洪县“看得见”2023年第一季度全表册_")
    assert len(named.stem.rpartition("_")[2]) == 8
    assert "企业取数依据" in openpyxl.load_workbook(named, read_only=True).sheetnames
    assert run(*call, "--out", tmp_path / "again.xlsx", db=demo_url).code == 0
    assert (tmp_path / "again.xlsx").read_bytes() == named.read_bytes()


@pytest.mark.long
def test_paragraphs_are_edited_and_given_back(run, demo_url, tmp_path):
    answer = run("brief", "--period", "2023", "--paragraphs", db=demo_url)
    texts = answer.json
    assert "{N07=136}" in texts["entry.measures"]
    edits, out = tmp_path / "改.json", tmp_path / "改.docx"
    changed = {"brand.zeal": "改革赢得广大职工积极支持。"}
    edits.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    call = ("brief", "--period", "2023", "--format", "docx", "--charts", "无", "--edits", edits, "--out", out)
    assert run(*call, db=demo_url).code == 0
    assert "改革赢得广大职工积极支持（见" in words_of(out)
    edits.write_text(json.dumps({"entry.measures": "没有数字"}, ensure_ascii=False), encoding="utf-8")
    refused = run(*call[:-1], tmp_path / "不该有.docx", db=demo_url)
    assert (refused.code, (tmp_path / "不该有.docx").exists()) == (2, False)
    assert "少了数字 {N07=136}" in refused.err


@pytest.mark.long
def test_a_template_is_filled(run, demo_url, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "{{走进的试点企业}}"
    template, out = tmp_path / "汇总表.xlsx", tmp_path / "填好.xlsx"
    book.save(template)
    answer = run(
        "brief", "--period", "2023", "--format", "xlsx", "--into", template, *AT, "--out", out, db=demo_url
    )
    assert (answer.code, openpyxl.load_workbook(out).active["A1"].value) == (0, 136)
    assert "填了 1 处" in answer.err


def test_names_are_listed(run, demo_url):
    lines = run("brief", "--period", "2023", "--names", db=demo_url).out.splitlines()
    assert "轻骑兵实践活动\t_N08\t143场" in lines
    assert "企业排名\t\t（表）" in lines


@pytest.mark.long
def test_a_final_paper_has_a_check_list_beside_it_and_both_are_kept(run, demo_url, tmp_path):
    out = tmp_path / "专报.docx"
    call = ("brief", "--period", "2023", "--format", "docx", "--charts", "无", "--final", *AT, "--out", out)
    assert run(*call, db=demo_url).code == 0
    assert "数据说明" not in words_of(out)
    assert "每个数字的句子和出处" in words_of(tmp_path / "专报_核对单.docx")
    with Store.open(demo_url, migrate=False) as store:
        listed, paper = store.office.exports()
    assert (listed.kind, paper.options["final"], paper.options["numbers"]["N07"]["text"]) == (
        "check",
        True,
        "136",
    )
    # Read back at once, every number agrees; after a change the one that does not is named.
    answer = run("check", out, db=demo_url)
    assert answer.code == 0, answer.out
    document = Document(out)
    locked = next(one for one in document.element.body.iter(qn("w:t")) if one.text == "136")
    locked.text = "138"
    document.save(out)
    answer = run("check", out, db=demo_url)
    assert answer.code == 1
    assert "1 处要看" in answer.out
    assert "“138”与数据不符" in answer.out
    assert "应为“136”" in answer.out


@pytest.mark.long
@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--period", "2022"), "还没有审核通过的报送"),
        (("--period", "2023", "--kind", "enterprise"), "要写明哪个企业"),
        (("--period", "2023", "--kind", "enterprise", "--entity", "没有的公司"), "没有企业“没有的公司”"),
        (("--period", "2023", "--sections", "nowhere"), "没有章节 nowhere；可用 lead、entry、visible、brand"),
        (
            (
                "--period",
                "2023-11",
            ),
            "季度",
        ),
        (("--period", "2023", "--at", "昨天"), "看不懂时间“昨天”"),
        (("--period", "2023", "--format", "doc"), "不在可选值之内"),
        (("--period", "2023", "--format", "zip", "--kind", "book"), "没有图"),
        (("--period", "2023", "--format", "docx", "--into", REPO / "README.md"), "模板打不开"),
        (("--period", "2023", "--format", "xlsx", "--into", REPO / "README.md"), "模板打不开"),
        (("--period", "2023", "--edits", REPO / "README.md"), "不是 JSON 文件"),
        (("--period", "2023", "--claims", REPO / "README.md"), "列"),
    ],
)
def test_wrong_usage_is_one_sentence_and_writes_nothing(run, demo_url, tmp_path, arguments, says):
    out = tmp_path / "没有"
    answer = run("brief", *arguments, "--out", out, db=demo_url)
    assert (answer.code, answer.out, out.exists()) == (2, "", False)
    assert says in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.long
@pytest.mark.browser
def test_pdf_leaders_page_picture_and_chart_pack(run, demo_url, tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    for kind, pages in (("leaders", 1), ("special", None)):
        out = tmp_path / f"{kind}.pdf"
        assert run("brief", "--period", "2023", "--kind", kind, *AT, "--out", out, db=demo_url).code == 0
        document = pdfium.PdfDocument(out)
        assert pages is None or len(document) == pages
        text = "".join(document[at].get_textpage().get_text_bounded() for at in range(len(document)))
        assert "136" in text
    png = tmp_path / "领导参阅.png"
    call = ("brief", "--period", "2023", "--kind", "leaders", "--format", "png", *AT, "--out", png)
    assert run(*call, db=demo_url).code == 0
    assert png.read_bytes().startswith(b"\x89PNG")
    pack = tmp_path / "图集.zip"
    call = ("brief", "--period", "2023", "--format", "zip", "--charts", "ranking-unit,sunburst-county", *AT)
    assert run(*call, "--out", pack, db=demo_url).code == 0
    with zipfile.ZipFile(io.BytesIO(pack.read_bytes())) as files:
        assert len(files.namelist()) == 2
        assert all(name.endswith(".png") and "2023年" in name for name in files.namelist())


def test_every_kind_has_a_chinese_title():
    assert {kind.title for kind in KINDS.values()} == {
        *("专报", "领导参阅", "企业画像", "品牌画像", "单位报告", "乡镇街道报告", "全表册", "图集"),
        *("典型案例报告", "载体报告", "清单"),
    }
