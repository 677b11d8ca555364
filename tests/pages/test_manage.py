"""指标管理: a framework edited part by part; what was changed is listed, undone, looked at, saved."""

import pytest

from metrics.framework import load_framework, load_library
from metrics.framework.editing import AddMeasure, ReplaceText, SetTarget, SetWeight
from pages.ui.manage.tree import WHOLE, in_order
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.pages import ADMIN, LEADER, texts

OWN, BASE = load_framework(SIHONG), -1


@pytest.fixture
def manage(demo):
    """The page as the administrator sees it: a view, a part, edits made before."""

    def open_page(view="改指标", part=WHOLE, edits=(), subject="", **params):
        app = demo("overview", **{"as": ADMIN}, period="2023年", admin_view=view, **params)
        app.session_state["manage-edits"] = {BASE: tuple(edits)}
        app.session_state["manage-part"] = part
        if subject:
            app.session_state["manage-subject"] = subject
        app.switch_page("admin.py").run()
        assert [error.message for error in app.exception] == []
        return app

    return open_page


def edits_of(app):
    assert [error.message for error in app.exception] == []
    return app.session_state["manage-edits"][BASE]


def press(app, label):
    next(one for one in app.button if one.label == label).click().run()
    return app


def test_the_tree_has_every_part_in_order():
    ids = list(in_order(OWN))
    assert ids[0] == WHOLE
    assert set(ids[1:]) == {part.id for part in OWN.parts} - {OWN.root.id}
    assert ids.index("K1") < ids.index("K1a") < ids.index("K2")


@pytest.mark.breadth(2)
@pytest.mark.parametrize("part", ["K", "K1", *(one.id for one in OWN.measures)])
def test_every_part_opens_in_words(manage, part):
    app = manage(part=part)
    spec = OWN.node.get(part) or OWN.measure[part]
    assert f"{part} {spec.name}" in texts(app)
    assert "还没有改动" in texts(app)


@pytest.mark.breadth(1)
@pytest.mark.parametrize("subject", ["名称和权重", "哪些行、怎么计", "满分值和层级", "次序、复制、停用"])
@pytest.mark.parametrize("part", ["K1a", "K2a", "K3a", "K3b", "D2d", "J2b", "J5c"])
def test_every_subject_of_a_measure_opens_and_changes_nothing_by_itself(manage, part, subject):
    app = manage(part=part, subject=subject)
    assert edits_of(app) == ()
    if subject == "哪些行、怎么计":
        assert "行里抓到" in texts(app)
        assert all(one.disabled for one in app.button if one.label == "用这样的算法")


def test_a_name_and_a_weight_are_changed_and_undone(manage):
    app = manage(part="K2a")
    app.text_input[0].set_value("荣誉")
    app.number_input[0].set_value(2.0)
    press(app, "改好了")
    assert [type(edit).__name__ for edit in edits_of(app)] == ["RenameMeasure", "SetWeight"]
    assert "K2a 荣誉积分：权重改为 2" in texts(app)
    assert "影响预览" in texts(app)
    press(app, "撤销最后一处")
    assert [type(edit).__name__ for edit in edits_of(app)] == ["RenameMeasure"]
    press(app, "全部放弃")
    assert edits_of(app) == ()


@pytest.mark.long
def test_a_condition_is_built_and_its_rows_are_counted(manage):
    app = manage(part="K2b", subject="哪些行、怎么计")
    before = next(one.value for one in app.markdown if "行里抓到" in one.value)
    values = next(one for one in app.multiselect if one.label == "是其中之一")
    values.set_value(["人物"]).run()
    after = next(one.value for one in app.markdown if "行里抓到" in one.value)
    assert before != after
    press(app, "用这样的算法")
    (edit,) = edits_of(app)
    assert edit.term.filter == {"case_type": ("人物",)}
    assert edit.term.options == OWN.measure["K2b"].ledger.term[0].options
    assert edit.term.columns == ("spread_level",)


def test_what_does_not_fit_is_said_and_left_out(manage):
    app = manage(part="K1a", edits=(), subject="次序、复制、停用")
    press(app, "停用 K1a")
    app.session_state["manage-part"] = "K1b"
    app.run()
    press(app, "停用 K1b")
    assert len(edits_of(app)) == 1
    assert "下面还没有指标" in app.error[0].value


@pytest.mark.long
def test_a_measure_of_the_library_is_taken(manage):
    app = manage(view="指标库")
    assert len(app.dataframe[0].value) == len(load_library())
    assert "现在没有单位填这张台账" in app.warning[0].value
    app.selectbox(key="manage-library").set_value("skill_training").run()
    assert not app.warning
    press(app, "取用")
    (edit,) = edits_of(app)
    assert isinstance(edit, AddMeasure)
    assert (edit.measure.id, edit.measure.parent) == ("J6d", "J6")
    assert "技能培训参与" in texts(app)


@pytest.mark.long
def test_a_measure_is_built_by_hand(manage):
    app = manage(part="K4")
    app.text_input(key="manage-new-K4-0-title").set_value("观摩交流").run()
    press(app, "加这个指标")
    (edit,) = edits_of(app)
    assert (edit.measure.id, edit.measure.ledger.kind, edit.measure.ledger.source) == (
        "K4c",
        "credit",
        ("L05",),
    )


@pytest.mark.long
@pytest.mark.breadth(2)
@pytest.mark.parametrize("how", ["占比（全县）", "两列之比（全县）", "从指标库取", "照另一个指标"])
def test_other_ways_to_a_measure(manage, how):
    app = manage(part="D2")
    app.session_state["manage-new-D2-0-how"] = how
    app.run()
    named = [one for one in app.text_input if one.label == "指标名称"]
    if named:
        named[0].set_value("新指标").run()
    press(app, "加这个指标")
    (edit,) = edits_of(app)
    assert (edit.measure.id, edit.measure.parent) == ("D2g", "D2")


@pytest.mark.long
def test_a_group_of_ones_own_comes_with_an_item_and_a_measure(manage):
    app = manage()
    place = f"manage-fresh-{OWN.root.id}-0"
    app.text_input(key=f"{place}-group").set_value("本县特色")
    app.text_input(key=f"{place}-name").set_value("见家乡")
    app.text_input(key=f"{place}-asks").set_value("看得见家乡变化")
    app.text_input(key=f"{place}-title").set_value("活动").run()
    press(app, "加这个项目")
    assert [type(edit).__name__ for edit in edits_of(app)] == ["AddNode", "AddNode", "AddMeasure"]


@pytest.mark.long
def test_a_column_is_added_with_its_burden_told(manage):
    app = manage(view="台账加列")
    assert "活动台账现在要手填 6 列" in texts(app)
    next(one for one in app.text_input if one.label == "列名").set_value("天气").run()
    press(app, "加这一列")
    (edit,) = edits_of(app)
    assert (edit.ledger, edit.column.header, edit.column.required) == ("L05", "天气", False)
    assert any(one.label == "去掉" for one in app.button)


def test_three_named_enterprises_and_the_spread_stand_beside_the_ranking(manage):
    app = manage(part="K2a", edits=(SetTarget("K2a", "E", 5.0),))
    named, spread, ranking = (frame.value for frame in app.dataframe[1:4])
    assert len(named) == 3
    assert {"原数值", "新数值", "原得分", "新得分", "原总分", "新总分"} <= set(named)
    assert (named["新得分"] >= named["原得分"]).all()
    assert spread["原"].sum() == spread["新"].sum() == len(ranking) == 136
    assert "开始体检" in " ".join(one.label for one in app.button)


@pytest.mark.long
def test_duties_and_grades_are_changed(manage):
    app = manage()
    next(one for one in app.number_input if one.label == "单位 %").set_value(20.0)
    press(app, "改好了")
    (edit,) = edits_of(app)
    assert (edit.unit, edit.brand) == (0.2, 0.05)


def test_numbers_are_changed_in_one_table(manage):
    app = manage(view="批量改数")
    assert app.button(key="manage-numbers-use").disabled


@pytest.mark.long
def test_a_file_goes_out_and_an_issued_one_is_marked(manage, demo_url):
    app = manage(view="导入导出")
    assert any("导出" in one.proto.label for one in app.get("download_button"))
    with open_store(demo_url) as store:
        text = store.office.framework_text(BASE, "guanli")
    again = manage(edits=(ReplaceText(text, "省总工会"),))
    assert "省总工会下发的" in "\n".join(one.value for one in again.info)
    again.session_state["manage-part"] = "K"
    again.run()
    again.number_input[0].set_value(9.0)
    press(again, "改好了")
    assert len(edits_of(again)) == 2


def test_only_an_administrator_comes_in(demo):
    refused = demo("admin", **{"as": LEADER})
    assert "页不对" in refused.info[0].value
    assert not refused.button


def test_edits_that_fit_no_more_are_said(manage):
    app = manage(edits=(SetWeight("Q", 1),))
    assert "前面的改动现在用不上了" in app.error[0].value
    press(app, "全部放弃")
    assert edits_of(app) == ()
