"""One draft as two files: what goes out carries no doubt and no hash, what stays carries both."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document

from metrics.doubts import Doubt
from metrics.reports import finished
from metrics.reports.model import Alert, Note, TableBlock
from metrics.reports.write import BriefOptions, EditError, Review, draft_of, numbers_of, sentences
from metrics.reports.write.clauses import Clause
from metrics.reports.write.completeness import Completeness
from metrics.reports.write.options import EarlierPaper, ReportError
from metrics.reports.write.sentences import Template
from tests.kit.sample_reports import AT, FRAMEWORK, county, everything
from tests.kit.word_files import words_of
from tests.reports.write.test_truth import Facts

DOUBT = Doubt("Q101", "同一件事报了两次", "question", (), "", "", "两行说的像一件事。", "", "k1")
EARLIER = EarlierPaper(
    "旧专报.pdf", datetime(2024, 1, 9, tzinfo=UTC), {"N07": {"text": "130", "value": 130.0, "unit": "家"}}
)
OPTIONS = BriefOptions(charts=(), tables=(), gate=everything, review=Review((DOUBT,)), earlier=(EARLIER,))


@pytest.fixture(scope="module")
def draft(demo_file):
    return draft_of("special", FRAMEWORK, county(demo_file, "2023"), OPTIONS, generated_at=AT)


def test_the_two_files_of_one_draft(draft):
    made = finished(draft, "docx")
    paper, listed = words_of(made.paper.content), words_of(made.checklist.content)
    assert "走进136家产改试点企业" in paper
    assert [
        word for word in ("数据说明", "数据版本", draft.paper.stamp.data_version[:8], "Q101") if word in paper
    ] == []
    for word in ("Q101", "未处理（待认定）", "旧专报.pdf", "130", "交通局", draft.paper.stamp.data_version):
        assert word in listed
    assert made.name.endswith("定稿.docx")
    core = Document(io.BytesIO(made.paper.content)).core_properties
    assert draft.paper.stamp.data_version[:8] in core.subject


def test_every_locked_figure_stands_in_the_list_with_its_sentence_and_source(draft):
    numbers = numbers_of(draft.paper.blocks)
    assert made_of(draft.checklist, "每个数字的句子和出处")["写法"].tolist().count("136") == 1
    sources = set(made_of(draft.checklist, "每个数字的句子和出处")["出处"])
    assert {"N07 走进的试点企业（活动台账）"} <= sources
    assert len(numbers) > 40


def made_of(report, title):
    return next(one.frame for one in report.blocks if isinstance(one, TableBlock) and one.title == title)


def test_a_part_of_the_reports_is_stamped_and_not_finished_by_accident(demo_file):
    whole = county(demo_file, "2023")
    part = whole.expected["unit"].isin(["U01", "U02", "U07"])
    data = replace(whole, expected=whole.expected.assign(approved=whole.expected["approved"] & part))
    draft = draft_of("special", FRAMEWORK, data, OPTIONS, generated_at=AT)
    assert draft.warning.startswith(
        "数据不完整：应报84份（21家成员单位×4个季度），已通过审核12份（14.3%），不到90%。"
    )
    assert isinstance(draft.paper.blocks[0], Alert)
    text = "".join(getattr(block, "plain", "") for block in draft.paper.blocks)
    assert [word for word in ("更接地气", "有力地推动", "赢得了") if word in text] == []
    with pytest.raises(ReportError, match="数据不完整"):
        finished(draft, "pdf")


def test_a_number_put_right_in_an_edited_text_is_told():
    facts = Facts({"N1": 33})
    told = sentences.fill(Template("a", "", (Clause("有{N1|余10}个。"),)), facts)
    with pytest.raises(EditError, match="被改动了"):
        sentences.edited("共有{N1=20余}个。", told)
    kept = sentences.edited("共有{N1=20余}个，另外12个。", told, strict=False)
    assert kept.replaced == (("N1", "20余", "30余"),)
    assert kept.typed == ("12",)


def test_a_complete_paper_has_no_note_but_that_of_the_sample(draft):
    assert [one.text for one in draft.paper.blocks if isinstance(one, Note)] == [
        "本件由样例县数据生成，企业名称均为虚构。"
    ]


@pytest.mark.parametrize(
    ("due", "missing", "said"),
    [
        (84, {"交通局": ("2023Q4",)}, "交通局（2023年第四季度）"),
        (84, {"交通局": ("2023Q4",), "民政局": ("2023Q4",)}, "交通局、民政局（都是2023年第四季度）"),
        (
            84,
            {"交通局": ("2023Q4",), "民政局": ("2023Q3", "2023Q4")},
            "交通局（2023年第四季度）、民政局（2个季度）",
        ),
        (21, {"交通局": ("2023Q4",), "民政局": ("2023Q4",)}, "交通局、民政局"),
        (21, {}, ""),
    ],
)
def test_a_quarter_that_all_lack_is_said_once(due, missing, said):
    assert Completeness(due, due - len(missing), missing, units=21).names() == said


@pytest.mark.parametrize(
    ("grade", "said"),
    [("良", "得84.1分，等次良。"), ("暂不评等", "得84.1分，暂不评等。"), ("未评分", "得84.1分，未评分。")],
)
def test_nobody_writes_that_the_grade_is_not_graded(grade, said):
    told = sentences.line(
        "得84.1分，等次{grade:county:total}。", Facts({}, words={"grade:county:total": grade})
    )
    assert told == said
