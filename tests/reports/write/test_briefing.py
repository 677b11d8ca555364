"""The 专报 of the sample county beside the source report; sentences with locked figures."""

import re
from dataclasses import replace

import pytest

from metrics.reports.model import Note, Number, Paragraph, Run
from metrics.reports.write import sentences
from metrics.reports.write.briefing import paragraphs_of
from metrics.reports.write.clauses import Clause
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.reports.write.sentences import EditError, Filled, Template, editable, edited, fill
from tests.kit.claims import claims
from tests.kit.sample_reports import FRAMEWORK, county, made, material, numbers

SECTIONS = [
    "一、坚持从“小切口”入手，做好产改“大文章”",
    "二、坚持用“看得见”标准，增强职工获得感",
    "三、坚持用“品牌化”统揽，凝聚产改强大合力",
    "四、存在问题和下一步打算",
]
#: Wordings of the source report, blanks left out, that the sample's briefing repeats.
REPEATED = [
    "30多个有影响的产改品牌",
    "15支总人数220余人",
    "136家产改试点企业",
    "举办140余场",
    "受益职工1.8万人次",
    "四个方面",
    "对照21家",
    "150多个小切口工作项目",
    "50个重点工作品牌",
    "12项深刻内涵",
    "“四个可看”",
    "“两个获得感”",
    "“六个可见”",
    "近20名产业工人新获省、市五一劳动奖章",
    "先后获得省、市五一劳动奖状和“工人先锋号”",
    "1个项目入选首届大国工匠创新交流大会江苏工匠人才创新成果展",
    "30人先后获评市、县“五小”活动优秀项目奖",
    "60余名产业工人获得“金蓝领”",
    "巡回展32场次",
    "微宣讲120余场次",
    "16名产业技术工人先后加入发明协会",
    "邀约10多名律师志愿者",
    "案件13件",
    "成功调解12件",
    "公益活动20多场",
    "服务60多起",
    "2次听取产改工作汇报",
    "会议3次",
    "印发产改工作专报6期",
    "4次向县委、县政府主要领导书面汇报",
    "2次得到县委主要领导批示",
    "5份规范性文件",
    "21个产改联席会议成员单位均将",
    "产改品牌30多个",
]


def text_of(report):
    return "".join(block.plain for block in report.blocks if isinstance(block, Paragraph))


def notes_of(report):
    return [block.text for block in report.blocks if isinstance(block, Note)]


def headings(report):
    return [block.text for block in report.blocks if hasattr(block, "level")]


@pytest.fixture(scope="module")
def report(demo_file):
    return made(demo_file, claims=claims(), number=2, total_number=32)


def test_sections_stand_in_the_order_of_the_source(report):
    assert headings(report) == SECTIONS


@pytest.mark.parametrize("wording", REPEATED)
def test_the_same_figures_in_the_same_wording(report, wording):
    assert wording in text_of(report)


def test_where_the_source_is_wrong_the_data_speaks_and_the_note_says_so(report):
    text, notes = text_of(report), "\n".join(notes_of(report))
    assert "结案率13/13（100%），成功调解12件，调解成功率12/13（92.3%）" in text
    assert "受众5万余人次" in text
    assert "2项操作法获评" in text
    assert "98%以上" not in text
    assert "结案率：原报告写“98%以上”，本件按台账写“13/13（100%）”" in notes
    assert "原报告写“5余万人”，本件按台账写“5万余人次”" in notes
    assert "原报告写“2人”，本件按台账写“2项”" in notes
    found = set(re.findall(r"C\d\d", notes))
    assert found == {"C05", "C09", "C11", "C12", "C13", "C14", "C15", "C16", "C22", "C23"}


def test_a_figure_the_ledgers_do_not_bear_out_is_named(demo_file):
    rows = claims()
    rows.loc[rows["id"].eq("N07"), "value"] = "140"
    notes = "\n".join(notes_of(made(demo_file, claims=rows)))
    assert "走进的产改试点企业：原报告写“140家”，本件按台账写“136家”" in notes
    assert "C00" in notes


def test_every_number_in_the_text_is_locked_and_names_its_source(demo_file, report):
    facts = material(demo_file).facts
    for name, number in numbers(report).items():
        assert number.source
        if name in facts:
            assert number.value == facts[name]
    words = [p.text for b in report.blocks if isinstance(b, Paragraph) for p in b.text if isinstance(p, Run)]
    # Days and years that say of when something is are no figures of the ledgers.
    undated = [re.sub(r"20\d\d年(\d+月(\d+日)?)?", "", text) for text in words]
    # The list of annexes counts itself.
    undated = [re.sub(r"^(附件：|\u3000+)\d+\. ", "", text) for text in undated]
    assert not [text for text in undated if re.search(r"\d", text)]


def test_who_has_not_reported_is_said(report):
    assert (
        "数据说明：应报84份（成员单位×季度），已通过审核83份，未到：交通局（2023年第四季度）。"
        in notes_of(report)
    )


def test_head_and_colophon(demo_file):
    report = made(demo_file, number=2, total_number=32, report_to=("省委办",), send_to=("各区县",))
    assert (report.head.year_number, report.head.total_number) == ("2024年第2期", "总第32期")
    assert report.head.org == "泗洪县产业工人队伍建设改革联席会议"
    assert report.colophon.report_to == ("省委办",)
    assert report.file_stem.startswith("泗洪县精心打造“看得见”的产改品牌（2023年）_")


def test_a_quarter_tells_smaller_figures(demo_file):
    quarter = numbers(made(demo_file, period="2023Q1"))
    assert 0 < quarter["N08"].value < 143


def test_a_period_without_reports_is_refused(demo_file):
    with pytest.raises(ReportError, match="2022年还没有审核通过的报送"):
        made(demo_file, period="2022")


def test_what_was_not_reported_is_not_told_as_zero_and_is_listed(demo_file):
    whole = county(demo_file, "2023")
    keepers = {unit.code for unit in FRAMEWORK.owners("L11")}
    data = replace(
        whole,
        submissions={n: one for n, one in whole.submissions.items() if one.unit not in keepers},
        expected=whole.expected.assign(
            approved=whole.expected["approved"] & ~whole.expected["unit"].isin(keepers)
        ),
        ledgers={**whole.ledgers, "L11": whole.ledgers["L11"].iloc[:0]},
    )
    short = Material(FRAMEWORK, data)
    assert short.facts["N32"] is None
    told = fill(sentences.load("special", FRAMEWORK.texts).paragraph("visible.society"), short)
    assert "劳资纠纷" not in told.block.plain
    assert ("受理劳资纠纷案件", "未报送") in told.left_out


class Two:
    """Two figures, one of them missing or zero."""

    whole = True

    def __init__(self, one, other):
        self.values = {"N1": one, "N2": other}

    def figure(self, name):
        return sentences.Figure(name, self.values[name], "个", f"数{name}", "台账")

    def word(self, name):
        return "县" if name == "county" else None


TEMPLATE = Template("a", "领句。", (Clause("{county}有{N1|余10}个；"), Clause("另有{N2}个；")))


@pytest.mark.parametrize(
    ("values", "text", "left_out"),
    [
        ((33, 4), "领句。县有30余个；另有4个。", ()),
        ((33, None), "领句。县有30余个。", (("数N2", "未报送"),)),
        ((None, 4), "领句。另有4个。", (("数N1", "未报送"),)),
        ((0, 4), "领句。另有4个。", (("数N1", "为零"),)),
        ((None, 0), "", (("数N1", "未报送"), ("数N2", "为零"))),
    ],
)
def test_clauses_without_figures_are_left_out_and_named(values, text, left_out):
    told = fill(TEMPLATE, Two(*values))
    assert (told.block.plain, told.left_out) == (text, left_out)


def test_an_unknown_figure_in_a_template_is_an_error(demo_file):
    with pytest.raises(KeyError):
        fill(Template("a", "", (Clause("{N99}"),)), material(demo_file))


@pytest.fixture
def told():
    return fill(TEMPLATE, Two(33, 4))


def test_text_for_editing_shows_locked_figures(told):
    assert editable(told) == "领句。县有{N1=30余}个；另有{N2=4}个。"


def test_an_untouched_text_reads_back_as_it_was(told):
    assert edited(editable(told), told).block == told.block


def test_words_may_change_and_figures_may_change_places(told):
    new = edited("领句。新增{N2=4}个，全县{N1=30余}个。", told)
    assert new.block.plain == "领句。新增4个，全县30余个。"
    assert [number.value for number in new.numbers] == [4, 33]
    assert new.parts[0] == Run("领句。", bold=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("县有{N1=30余}个。", "少了数字 {N2=4}"),
        ("县有{N1=30余}个；另有4个。", "少了数字 {N2=4}"),
        ("县有{N1=40余}个；另有{N2=4}个。", "被改动了，应为 30余"),
        ("县有{N1=30余}个{N1=30余}；另有{N2=4}个。", "{N1} 重复了"),
        ("县有{N1=30余}个；另有{N2=4}个{N9=5}。", "没有数字 {N9}"),
        ("县有{N1=30余}个；另有{N2=4个。", "花括号不成对"),
        ("县有约{N1=30余}个；另有{N2=4}个。", "两个约数词"),
        ("县有{N1=30余}个以上；另有{N2=4}个。", "两个约数词"),
    ],
)
def test_a_text_that_lost_or_changed_a_figure_is_refused(told, text, says):
    with pytest.raises(EditError, match=re.escape(says)):
        edited(text, told)


def test_all_problems_are_named_at_once(told):
    with pytest.raises(EditError) as caught:
        edited("县有{N1=40余}个，{N9}。", told)
    assert all(word in str(caught.value) for word in ("少了数字 {N2=4}", "没有数字 {N9}", "应为 30余"))


def test_a_text_kept_from_an_earlier_issue_gets_the_present_figures(told):
    assert edited("县有{N1=20余}个；另有{N2}个。", told, strict=False).block.plain == "县有30余个；另有4个。"


def test_numbers_typed_by_hand_are_marked(demo_file):
    paragraphs = {
        name: filled
        for name, _, filled in paragraphs_of("special", FRAMEWORK, county(demo_file, "2023"), BriefOptions())
    }
    text = editable(paragraphs["entry.lists"]) + "另争取资金500万元。"
    report = made(demo_file, edited={"entry.lists": text})
    assert "另争取资金500万元。" in text_of(report)
    assert "数据说明：以下数字由人工写入，未经台账核对：500万。" in notes_of(report)


def test_a_report_with_a_lost_figure_is_refused(demo_file):
    with pytest.raises(ReportError, match=r"促进清单更清.*少了数字"):
        made(demo_file, edited={"entry.lists": "没有数字了。"})


def test_sections_can_be_left_out_and_the_filter_line_says_so(demo_file):
    report = made(demo_file, sections=("entry", "brand"))
    assert headings(report) == [SECTIONS[0], SECTIONS[2].replace("三、", "二、")], "counted through"
    assert "章节 entry、brand" in report.stamp.filters


@pytest.mark.parametrize("what", ["sections", "charts", "tables"])
def test_what_does_not_exist_cannot_be_chosen(demo_file, what):
    with pytest.raises(ReportError, match=r"没有.*；可用"):
        made(demo_file, **{what: ("nowhere",)})


def test_an_empty_paragraph_has_no_numbers():
    assert Filled("a", ()).numbers == ()
    assert Number("1", 1.0, "台账").fact == ""
