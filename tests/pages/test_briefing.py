"""The briefing page: kinds and roles, locked figures, the head kept, files kept and fetched again."""

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from metrics.reports.write import sentences
from metrics.reports.write.kinds import KINDS
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.office import ExportedFile, PaperOrder
from pages import cached
from tests.kit.pages import ADMIN, LEADER, REVIEWER, STAFF, opener, texts
from tests.kit.sample_reports import take_browser_away
from tests.kit.word_files import words_of

YEAR = {"period": "2023年"}
CUT = "entry.measures"


@pytest.fixture
def writing(demo_url, monkeypatch):
    """``writing(briefing_kind="专报")`` → the page over a county of its own, and its store."""
    opened = opener(demo_url, monkeypatch)
    with Store.open(demo_url, migrate=False) as store:
        # A page that was switched to knows what its address says from its second run on.
        yield lambda **params: (opened("briefing", **YEAR, **params).run(), store)


def area(app, name):
    return next(one for one in app.text_area if one.key.endswith(f"-{name}"))


def without_charts(app):
    """Drawing takes a browser."""
    kind = app.selectbox(key="briefing-kind").value
    name = next(one.name for one in KINDS.values() if one.title == kind)
    app.session_state[f"briefing-{name}-图"] = []
    return app.run()


@pytest.mark.breadth(8)
@pytest.mark.parametrize("account", [LEADER, REVIEWER, ADMIN])
@pytest.mark.parametrize("kind", [one.title for one in KINDS.values()])
def test_every_kind_opens_for_every_role_that_reads(demo, kind, account):
    app = demo("briefing", **YEAR, briefing_kind=kind, **{"as": account})
    assert not app.exception
    assert app.selectbox(key="briefing-kind").value == kind
    folds = [fold.label for fold in app.expander]
    written = next(one for one in KINDS.values() if one.title == kind).texts
    assert ("改文字（数字是锁定的）" in folds) == (account != LEADER and written != "")
    assert ("版头和版记" in folds) == (account != LEADER and kind == "专报")
    assert "生成 PDF" in [button.label for button in app.button]


def test_reporters_have_no_briefings(demo):
    app = demo("briefing", **{"as": STAFF})
    assert [said.value[:13] for said in app.info] == ["“简报”页不对填报员开放。"]
    assert not app.selectbox
    assert not app.button


def test_kind_period_and_entity_stand_in_the_address(demo):
    at = {"period": "2023年1—9月", "briefing_kind": "企业画像"}
    known = demo("briefing", **at).run().selectbox(key="briefing-enterprise").options
    asked = next(one for one in known if one.startswith("E003 "))
    app = demo("briefing", **at, briefing_enterprise=asked).run()
    assert app.selectbox(key="briefing-enterprise").value == "E003"
    assert app.selectbox(key="period").value == "2023年1—9月"


WITHOUT = {"without_sections": "entry", "without_charts": "towns.units", "without_tables": "brands"}


def left_out(app, kind="special"):
    """What the pills have off, by their labels."""
    pills = [one for one in app.button_group if one.key.startswith(f"briefing-{kind}-")]
    return [label for one in pills for label in one.options if label not in one.value]


@pytest.mark.long
def test_what_is_left_out_stands_in_the_address_by_its_ids(writing):
    app, store = writing(briefing_kind="专报", **WITHOUT, **{"as": REVIEWER})
    off = left_out(app)
    assert len(off) == 4
    assert off[0].startswith("一、坚持从“小切口”入手")
    app.session_state["briefing-special-图"] = []
    app.run()
    app.button(key="briefing-docx").click().run()
    options = store.office.exports()[0].options
    assert options["sections"] == ["lead", "visible", "brand", "ahead"]
    assert options["tables"] == ["enterprises", "units"]


def test_what_is_clicked_off_goes_into_the_address_and_comes_back(demo):
    app = demo("briefing", **YEAR, briefing_kind="专报").run()
    pills = app.button_group(key="briefing-special-表")
    pills.set_value(pills.value[1:]).run()
    assert app.query_params["without-tables"] == "enterprises"
    assert len(left_out(app)) == 1
    pills = app.button_group(key="briefing-special-表")
    pills.set_value(list(pills.options)).run()
    assert "without-tables" not in app.query_params
    assert left_out(app) == []


def test_a_step_back_in_the_browser_is_followed(demo):
    app = demo("briefing", **YEAR, briefing_kind="专报", **WITHOUT).run()
    assert len(left_out(app)) == 4
    del app.query_params["without-charts"]
    app.run()
    assert len(left_out(app)) == 2


def test_unknown_ids_in_the_address_are_passed_over(demo):
    strange = {"without_sections": "nothing..<b>", "without_charts": "entry", "without_tables": ""}
    app = demo("briefing", **YEAR, briefing_kind="没有这种", briefing_enterprise="E999", **strange).run()
    assert not app.exception
    assert app.selectbox(key="briefing-kind").value == "专报"
    assert left_out(app) == []


def test_a_paragraph_belongs_to_the_section_its_id_begins_with():
    for kind in filter(None, (one.texts for one in KINDS.values())):
        for section in sentences.load(kind).sections:
            assert {one.id.partition(".")[0] for one in section.paragraphs} <= {section.id}


@pytest.mark.long
def test_words_change_and_the_file_has_them(writing):
    app, store = writing(briefing_kind="专报", **{"as": REVIEWER})
    app = without_charts(app)
    text = area(app, CUT)
    text.set_value("据统计，" + text.value).run()
    assert not app.error
    app.button(key="briefing-docx").click().run()
    assert not app.exception
    (kept,) = store.office.exports()
    assert kept.options["edited"][CUT].startswith("据统计，")
    assert kept.options["charts"] == []
    assert kept.account == "shenhe"


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "told"),
    [(("=", "=9"), "被改动了"), (("{", ""), "少了数字"), (("余}", "余}余"), "叠在一个数上")],
)
def test_a_changed_figure_is_refused_and_nothing_is_made(writing, change, told):
    app, store = writing(briefing_kind="专报", **{"as": REVIEWER})
    text = area(app, CUT)
    text.set_value(text.value.replace(*change, 1)).run()
    assert any(told in error.value for error in app.error), [error.value for error in app.error]
    assert "有 1 段文字改得不对" in app.warning[0].value
    assert app.button(key="briefing-pdf").disabled
    assert store.office.exports() == []
    next(button for button in app.button if button.label == "恢复原文").click().run()
    assert not app.error
    assert not app.button(key="briefing-pdf").disabled


def test_figures_name_their_sources(writing):
    app, _store = writing(briefing_kind="专报", **{"as": REVIEWER})
    captions = [one.value for one in app.caption if one.value.startswith("数字来源")]
    with_figures = [one for one in app.text_area if "{" in str(one.value)]
    assert len(captions) == len(with_figures) > 5
    assert any("活动台账" in one for one in captions)


@pytest.mark.long
def test_sections_that_are_left_out_have_no_words_to_edit(writing):
    app, store = writing(briefing_kind="专报", **{"as": REVIEWER})
    app = without_charts(app)
    pills = next(one for one in app.get("button_group") if one.key == "briefing-special-章节")
    app.session_state[pills.key] = [one for one in pills.value if "小切口" not in one]
    app.run()
    assert not [one for one in app.text_area if one.key.endswith(CUT)]
    app.button(key="briefing-docx").click().run()
    assert "entry" not in store.office.exports()[0].options["sections"]


@pytest.mark.long
def test_the_head_is_remembered_with_the_next_number(writing):
    app, store = writing(briefing_kind="专报", **{"as": REVIEWER})
    app.number_input(key="briefing-number").set_value(2)
    app.number_input(key="briefing-total").set_value(32)
    app.text_input(key="briefing-issuer").set_value("县改革办")
    app.text_area(key="briefing-report").set_value("省委改革办\n市委改革办")
    app.button(key="briefing-remember").click().run()
    again, _store = writing(briefing_kind="专报", **{"as": ADMIN})
    assert again.number_input(key="briefing-number").value == 3
    assert again.number_input(key="briefing-total").value == 33
    assert again.text_area(key="briefing-report").value == "省委改革办\n市委改革办"
    leader, _store = writing(briefing_kind="专报", **{"as": LEADER})
    without_charts(leader).button(key="briefing-docx").click().run()
    options = store.office.exports()[0].options
    assert options["issuer"] == "县改革办"
    assert "number" not in options


@pytest.mark.long
def test_a_leaders_file_is_kept_and_fetched_again_the_same(writing):
    app, store = writing(briefing_kind="领导参阅", **{"as": LEADER})
    without_charts(app).button(key="briefing-pdf").click().run()
    assert not app.exception
    (kept,) = store.office.exports()
    name, content = store.office.export_content(kept.id, SYSTEM)
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert (kept.account, kept.format, kept.period) == ("lingdao", "pdf", "2023")
    assert kept.data_version[:8] in name
    assert f"下载 {name}" in [one.label for one in app.get("download_button")]
    app.button_group(key="briefing-view").set_value("发出过的").run()
    listed = app.dataframe[0].value
    assert listed.loc[0, "文件"] == name
    assert listed.loc[0, "数据版本"] == kept.data_version[:8]
    assert store.office.export_content(kept.id, SYSTEM) == (name, content)


def printed(app, name, seconds=90):
    """Order a paper that is printed in the queue, and wait until it is done or has failed."""
    app.button(key=f"briefing-{name}").click().run()
    end = time.monotonic() + seconds
    while any(button.label == "取消" for button in app.button):
        assert time.monotonic() < end, [said.value for said in app.markdown]
        time.sleep(0.2)
        app.run()
    assert not app.exception


def test_what_was_done_is_offered_after_a_restart_too(writing):
    """A restart forgets the queue; what was printed lies in the store."""
    app, store = writing(briefing_kind="领导参阅", **{"as": LEADER})
    whose = ("leaders", "2023", "county", "pdf")
    mine = ExportedFile(*whose, "领导参阅_2023年.pdf", b"%PDF", {}, "0" * 16, "1" * 16)
    kept = store.office.keep_export(mine, "lingdao")
    store.office.keep_export(mine, "shenhe")
    store.office.keep_export(mine, "lingdao", datetime.now(UTC) - timedelta(days=2))
    app.run()
    offered = [one.key for one in app.get("download_button") if one.key.startswith("briefing-done")]
    assert offered == [f"briefing-done-{kept.id}"]


def test_what_a_restart_left_undone_is_told_and_ordered_again(writing):
    """An order that no queue knows: one press makes it anew, as it was chosen, of its own period."""
    app, store = writing(briefing_kind="领导参阅", **{"as": LEADER})
    chosen = {"kind": "leaders", "entity": "", "charts": [], "edited": {}}
    order = PaperOrder("领导参阅", "leaders", "2023Q4", "county", "docx", chosen)
    before = datetime.now(UTC) - timedelta(days=1)
    number = store.office.keep_order(order, "lingdao", before)
    other = store.office.keep_order(order, "shenhe", before)
    app.run()
    (told,) = [said.value for said in app.markdown if "未完成，请再点一次" in said.value]
    assert "领导参阅，2023年第四季度，Word" in told
    app.button(key=f"briefing-again-{number}").click().run()
    end = time.monotonic() + 90
    while not store.office.exports():
        assert time.monotonic() < end, [said.value for said in (*app.markdown, *app.error)]
        time.sleep(0.2)
        app.run()
    assert not app.exception
    assert [(one.kind, one.period, one.format) for one in store.office.exports()] == [
        ("leaders", "2023Q4", "docx")
    ]
    assert store.office.orders("lingdao") == []
    assert [one.id for one in store.office.orders("shenhe")] == [other]
    app.run()
    assert "未完成" not in texts(app)


@pytest.mark.long
def test_pictures_of_several_pages_come_in_one_file(writing):
    app, store = writing(briefing_kind="全表册", **{"as": LEADER})
    printed(app, "png")
    name, content = store.office.export_content(store.office.exports()[0].id, SYSTEM)
    assert name.endswith(".zip")
    assert content.startswith(b"PK")


@pytest.mark.long
def test_the_book_for_excel_has_its_evidence(writing):
    app, store = writing(briefing_kind="全表册", **{"as": LEADER})
    printed(app, "xlsx")
    assert store.office.exports()[0].options["evidence"] is True


def test_the_preview_shows_the_pages(demo):
    app = without_charts(demo("briefing", **YEAR, briefing_kind="领导参阅"))
    app.toggle(key="briefing-preview").set_value(True).run()
    assert not app.exception
    assert any(one.value.startswith("共 1 页") for one in app.caption)


@pytest.mark.long
def test_without_a_browser_a_sentence_says_why(writing, monkeypatch):
    take_browser_away(monkeypatch)
    # Another printing process, which finds none either.
    cached.paper_queue(cached.LONG).close()
    app, store = writing(briefing_kind="图集", **{"as": LEADER})
    printed(app, "zip")
    assert any("没有做成" in said.value and "请安装 Chrome" in said.value for said in app.markdown)
    assert store.office.exports() == []


def test_history_says_when_nothing_was_made(demo):
    app = demo("briefing", **YEAR, briefing_view="发出过的")
    assert "还没有生成过" in texts(app)


@pytest.mark.long
def test_what_was_chosen_is_kept_as_json(writing):
    app, store = writing(briefing_kind="领导参阅", **{"as": LEADER})
    without_charts(app).button(key="briefing-docx").click().run()
    assert json.loads(json.dumps(store.office.exports()[0].options))["kind"] == "leaders"


@pytest.mark.long
def test_a_paper_goes_out_in_two_files_that_are_kept(writing):
    """核对单 first, then 定稿: the paper carries no doubt and no hash, the list carries both."""
    app, store = writing(briefing_kind="专报", **{"as": REVIEWER})
    app = without_charts(app)
    app = app.segmented_control(key="briefing-step").set_value("核对单").run()
    assert not app.exception
    said = " ".join(block.value for block in app.markdown)
    assert "报送情况" in said
    assert "每个数字的出处" in said
    app = app.segmented_control(key="briefing-step").set_value("定稿").run()
    assert app.button(key="briefing-final").disabled
    app.radio(key="briefing-final-form").set_value("Word").run()
    app.checkbox(key="briefing-seen").check().run()
    app.button(key="briefing-final").click().run()
    assert not app.exception
    listed, paper = store.office.exports()
    assert (paper.kind, listed.kind, paper.account) == ("special", "check", "shenhe")
    assert paper.options["numbers"]["N07"]["value"] == 136
    words = {one.id: words_of(store.office.export_content(one.id, SYSTEM)[1]) for one in (paper, listed)}
    assert "数据说明" not in words[paper.id]
    assert paper.data_version[:8] not in words[paper.id]
    assert paper.data_version in words[listed.id]
    assert "疑点和认定" in words[listed.id]
