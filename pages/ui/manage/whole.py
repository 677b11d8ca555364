"""What holds for all measures alike: grades, duty, open credit, least coverage, a group more."""

import pandas as pd
import streamlit as st

from metrics.framework import Framework, Grade
from metrics.framework.editing import SetDuty, SetGrades, SetLeastCoverage, SetOpenShare, SetOwnDuty
from pages.ui.manage.draft import add, turn
from pages.ui.manage.node import new_item
from pages.ui.manage.records import edited_frame, edited_pairs
from pages.ui.shared import plain

_GRADE = ["等次", "最低分", "颜色"]


def whole_panel(base: int, framework: Framework) -> None:
    """One subject below the other."""
    st.subheader(plain(framework.name), anchor=False)
    if framework.issued:
        st.info(
            f"这个框架是{plain(framework.issued.by)}下发的：下发部分的权重不能改，本县自己的项目另立一组。"
        )
    _grades(base, framework)
    _duty(base, framework)
    _own_duty(base, framework)
    _limits(base, framework)
    with st.expander("另立一组", icon=":material/add:", key="manage-group"):
        new_item(base, framework, framework.root.id, fresh=True)


def _grades(base: int, framework: Framework) -> None:
    st.markdown("**等次**：从高到低，最后一级从 0 分起。")
    table = pd.DataFrame(
        [(one.word, float(one.at_least), one.colour) for one in framework.grades], columns=_GRADE
    )
    edited = edited_frame(
        table,
        rows="dynamic",
        key=f"manage-grades-{turn()}",
        alt="等次，可以直接改、加、删",
        columns={
            "等次": st.column_config.TextColumn(required=True, max_chars=6),
            "最低分": st.column_config.NumberColumn(
                required=True, min_value=0.0, max_value=100.0, format="%g"
            ),
            "颜色": st.column_config.TextColumn(
                required=True, default="#6B7280", validate="^#[0-9a-fA-F]{6}$"
            ),
        },
        width=420,
    ).dropna()
    wanted = tuple(Grade(str(word), float(least), str(colour)) for word, least, colour in edited.to_numpy())
    now = tuple(Grade(one.word, float(one.at_least), one.colour) for one in framework.grades)
    if wanted != now and st.button("用这些等次", key="manage-grades-use"):
        add(base, SetGrades(wanted))


def _duty(base: int, framework: Framework) -> None:
    with st.form(f"manage-duty-{turn()}"):
        st.markdown("**责任面**：一年里该走到名册里多少家企业（占名册的百分数）。")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            unit = st.number_input("单位 %", 0.1, 100.0, framework.duty.unit * 100, format="%g", width=130)
            brand = st.number_input("品牌 %", 0.1, 100.0, framework.duty.brand * 100, format="%g", width=130)
            sent = st.form_submit_button("改好了")
        wanted = round(unit / 100, 6), round(brand / 100, 6)
        if sent and wanted != (framework.duty.unit, framework.duty.brand):
            add(base, SetDuty(*wanted))


def _own_duty(base: int, framework: Framework) -> None:
    own = {code: float(number) for code, number in framework.duty.own.items()}
    with st.expander(f"另定家数的单位和品牌（{len(own)}）", key="manage-own-duty"):
        names = "、".join(f"{unit.code} {unit.short_name}" for unit in framework.units)
        st.caption(f"写单位代码或品牌编号。单位：{plain(names)}。")
        wanted = edited_pairs(own, ("代码", "家数"), key=f"manage-own-{turn()}", alt="另定责任面的单位和品牌")
        if wanted != own and st.button("用这些家数", key="manage-own-use"):
            add(base, SetOwnDuty(wanted))


def _limits(base: int, framework: Framework) -> None:
    least = framework.root.min_coverage
    with st.form(f"manage-limits-{turn()}"):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            share = st.number_input(
                "公共得分最多占 %", 0.0, 100.0, framework.open_share * 100, format="%g", width=170
            )
            cover = st.number_input(
                "最低覆盖率 %（各项一样）", 0.0, 100.0, least * 100, format="%g", width=220
            )
            sent = st.form_submit_button("改好了")
        if sent:
            edits = (
                [SetOpenShare(round(share / 100, 6))] if round(share / 100, 6) != framework.open_share else []
            )
            more = [SetLeastCoverage(round(cover / 100, 6))] if round(cover / 100, 6) != least else []
            if edits or more:
                add(base, *edits, *more)
