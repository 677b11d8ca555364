"""An edited 专报 read back: every number that does not agree is named with its place."""

import io
import zipfile
from datetime import date, datetime

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn

from metrics.reports import differences, period_of
from metrics.reports.model import Annex, Heading, Mention, Number, Paragraph, Report, Run, Stamp, TableBlock
from metrics.reports.print import TemplateError, checked, filled, to_docx
from metrics.reports.print.docx_fields import LOCK
from metrics.reports.write import ReportError
from tests.kit.known_reports import COLOPHON, HEAD, figure_block

STAMP = Stamp("2023年", "0123456789abcdef", "2024.1", datetime(2024, 2, 6, 9))  # noqa: DTZ001


def paper(visited="136", sessions="140余"):
    text = Paragraph(
        (
            Run("坚持措施更实。", bold=True),
            Run("走进"),
            Number(visited, float(visited), "N07 走进的试点企业（活动台账）", "家", "N07"),
            Run("家企业，举办"),
            Number(sessions, 143.0, "N08 轻骑兵实践活动（活动台账）", "场", "N08"),
            Run("场活动（见"),
            Mention("图", 1),
            Run("）。"),
        )
    )
    table = TableBlock("", pd.DataFrame({"名称": ["甲"], "得分": [80.0]}))
    blocks = (Heading(1, "一、情况"), text, figure_block("甲"), Annex(1, "排名"), table)
    return Report("special", "专报", "2023年", blocks, STAMP, HEAD, COLOPHON)


def edited(change):
    document = Document(io.BytesIO(to_docx(paper())))
    paragraph = next(one for one in document.paragraphs if "坚持措施更实" in one.text)
    change(paragraph)
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def control(paragraph, fact):
    return next(
        one
        for one in paragraph._p.iter(qn("w:sdt"))
        if one.find(f".//{qn('w:tag')}").get(qn("w:val")) == LOCK + fact
    )


def test_an_unchanged_file_agrees_and_names_its_period():
    content = to_docx(paper())
    assert differences(content, paper()) == []
    assert period_of(content) == "2023年"


def test_a_number_of_older_data_is_named_with_its_place_and_what_is_due():
    (found,) = differences(to_docx(paper()), paper(visited="138"))
    assert (found.written, found.due) == ("136", "138")
    assert found.place.startswith("第")
    assert "走进136家企业" in found.near
    assert "应为“138”" in str(found)


def test_a_changed_number_inside_its_control_is_named():
    def change(paragraph):
        next(control(paragraph, "N07").iter(qn("w:t"))).text = "200"

    (found,) = differences(edited(change), paper())
    assert (found.written, found.due) == ("200", "136")


def test_a_lost_control_is_named_where_the_number_still_stands():
    def change(paragraph):
        lost = control(paragraph, "N07")
        run = lost.find(qn("w:sdtContent"))[0]
        lost.addprevious(run)
        lost.getparent().remove(lost)

    found = differences(edited(change), paper())
    assert {one.problem for one in found} == {"是人工写的数，没有台账核对", "的锁定没有了，请照原文件放回"}
    assert {one.written for one in found} == {"136"}


@pytest.mark.parametrize("words", ["近三成", "百分之三十", "三分之一", "过半", "翻一番", "两倍"])
def test_a_number_rewritten_in_words_is_named(words):
    def change(paragraph):
        lost = control(paragraph, "N08")
        lost.getparent().remove(lost)
        paragraph.add_run(f"覆盖{words}企业。")

    found = differences(edited(change), paper())
    assert [one.written for one in found if "写成文字" in one.problem] == [words]
    assert [one.due for one in found if "不见了" in one.problem] == ["140余"]


def test_a_typed_number_is_named():
    found = differences(edited(lambda paragraph: paragraph.add_run("另有88名职工受益。")), paper())
    assert [(one.written, one.problem) for one in found] == [("88", "是人工写的数，没有台账核对")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no word file"])
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(ReportError, match="打不开"):
        differences(content, paper())


def test_captions_are_counted_and_referred_to_and_the_head_has_styles():
    content = to_docx(paper())
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("word/document.xml").decode()
    assert "SEQ 图" in xml
    assert 'w:name="_Ref_annex_1"' in xml
    assert "REF _Ref_figure_1" in xml
    assert xml.count(f'w:val="{LOCK}') == 2
    styles = {one.style.name for one in Document(io.BytesIO(content)).paragraphs}
    assert {"红头", "期号"} <= styles


def own_template(*texts):
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def test_an_own_template_is_filled():
    content = filled(own_template("{{标题}}", "{{正文}}", "走进{{_N07}}家，{{日期}}"), paper())
    texts = [one.text for one in Document(io.BytesIO(content)).paragraphs]
    day = date(2024, 2, 6)
    assert texts[0] == "专报"
    assert texts[-1] == f"走进136家，{day.year}年{day.month}月{day.day}日"
    assert "坚持措施更实。走进136家企业" in "\n".join(texts)


def test_unknown_placeholders_are_all_named_with_what_is_like_them():
    with pytest.raises(TemplateError) as told:
        checked(own_template("{{标提}}", "{{_N99}}"), paper())
    assert "{{标提}} 认不出来，是不是 {{标题}}" in str(told.value)
    assert "{{_N99}}" in str(told.value)
    with pytest.raises(TemplateError, match="没有要填的地方"):
        checked(own_template("没有"), paper())
    with pytest.raises(TemplateError, match="打不开"):
        checked(b"nothing", paper())


def test_a_template_runs_no_program():
    attack = own_template("{{ ''.__class__.__mro__ }}", "{{标题}}")
    with pytest.raises(TemplateError):
        filled(attack, paper())
