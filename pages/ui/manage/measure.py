"""One measure: what it says in plain words, and everything about it that may be changed."""

import streamlit as st

from metrics.framework import FORMULA_LEVELS, Framework, MeasureSpec, free_id, level_rows, measure_notes
from metrics.framework.editing import (
    BASES,
    EACH,
    CopyMeasure,
    Edit,
    MoveMeasure,
    MovePart,
    RenameMeasure,
    RetirePart,
    SetLevel,
    SetOption,
    SetProration,
    SetTarget,
    SetWeight,
    SetWeighting,
)
from pages import cached
from pages.ui.manage.draft import add, turn
from pages.ui.manage.rows import rows_panel
from pages.ui.shared import grid, plain

NAMES, ROWS, TARGETS, PLACE = "名称和权重", "哪些行、怎么计", "满分值和层级", "次序、复制、停用"


def measure_panel(key: cached.Edition, base: int, framework: Framework, measure: MeasureSpec) -> None:
    """The words of a measure, then one subject at a time to be changed."""
    st.subheader(f"{measure.id} {plain(measure.name)}", anchor=False)
    st.markdown(plain(measure.words) + "。")
    grid(level_rows(framework, measure), height="content", alt=f"{measure.name}各层级的公式、单位、满分值")
    with st.expander("从哪些行来"):
        st.markdown(measure_notes(framework, measure))
    subject = st.segmented_control(
        "改什么", [NAMES, ROWS, TARGETS, PLACE], default=NAMES, required=True, key="manage-subject", wrap=True
    )
    if subject == NAMES:
        _names(base, measure)
    elif subject == ROWS:
        rows_panel(key, base, framework, measure)
    elif subject == TARGETS:
        _targets(base, measure)
        _counting(base, measure)
    else:
        _place(base, framework, measure)


def _names(base: int, measure: MeasureSpec) -> None:
    with st.form(f"manage-names-{measure.id}-{turn()}"):
        name = st.text_input("名称", measure.name, max_chars=20)
        words = st.text_area("说明（一句话说清数什么）", measure.words, max_chars=120, height=80)
        weight = st.number_input(
            "权重（在本项目里）", min_value=0.0, value=float(measure.weight), format="%g", width=200
        )
        if st.form_submit_button("改好了"):
            renamed = (
                [RenameMeasure(measure.id, name, words)]
                if (name, words) != (measure.name, measure.words)
                else []
            )
            weighed = [SetWeight(measure.id, weight)] if weight != measure.weight else []
            if renamed or weighed:
                add(base, *renamed, *weighed)


def _targets(base: int, measure: MeasureSpec) -> None:
    """Targets by level, whether a level counts, and in which unit."""
    ledger = measure.ledger
    for level, word in FORMULA_LEVELS.items():
        with st.form(f"manage-level-{measure.id}-{level}-{turn()}"):
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                counts = st.checkbox(f"{word}层计", value=level in ledger.levels, width=130)
                unit = st.text_input("单位", ledger.units.get(level, "%"), max_chars=10, width=110)
                full = ledger.full_score.get(level)
                target = st.number_input(
                    "满分值",
                    min_value=0.0,
                    value=None if full is None else float(full),
                    format="%g",
                    width=130,
                    placeholder="按企业的" if ledger.mean_at(level) or ledger.of_credits else "—",
                )
                per = (
                    _ask_base(measure, level)
                    if ledger.of_credits and level != "E"
                    else ledger.per.get(level, "")
                )
                sent = st.form_submit_button("改")
            if sent:
                _add_level(base, measure, level, counts, unit, target, per)


def _ask_base(measure: MeasureSpec, level: str) -> str:
    bases = list(BASES) if level == "C" else [one for one in BASES if one != "roster"]
    now = measure.ledger.per.get(level, "roster" if level == "C" else "duty")
    return st.selectbox(
        "怎样合成",
        bases,
        index=bases.index(now) if now in bases else 0,
        format_func=BASES.__getitem__,
        width=220,
    )


def _add_level(
    base: int, measure: MeasureSpec, level: str, counts: bool, unit: str, target: float | None, per: str
) -> None:
    ledger = measure.ledger
    if not counts:
        if level in ledger.levels:
            add(base, SetLevel(measure.id, level))
        return
    same = (ledger.units.get(level), ledger.per.get(level, "")) == (unit, per) and level in ledger.levels
    if same and target is not None and level in ledger.full_score:
        if target != ledger.full_score[level]:
            add(base, SetTarget(measure.id, level, target))
    elif not same or target != ledger.full_score.get(level):
        add(base, SetLevel(measure.id, level, unit, target, per))


def _counting(base: int, measure: MeasureSpec) -> None:
    """Proration, weighting, cap and steadying."""
    ledger, options = measure.ledger, measure.ledger.options
    with st.form(f"manage-counting-{measure.id}-{turn()}"):
        prorate = st.checkbox("满分值是全年的，期中按序时进度折算", value=ledger.prorate)
        each, weighted, shared = ledger.each, ledger.weighted, bool(options.get("open", True))
        if ledger.of_credits:
            each = st.selectbox(
                "按什么折算",
                list(EACH),
                index=list(EACH).index(each),
                format_func=EACH.__getitem__,
                width=220,
            )
            weighted = st.checkbox("按职工数加权（大企业更重）", value=weighted)
            shared = st.checkbox("不写企业的行和超出满分的部分，按公共得分计一些", value=shared)
        cap = options.get("cap")
        top = (
            st.number_input("最高（1 是 100%）", min_value=0.0, value=cap, format="%g", width=200)
            if cap is not None
            else None
        )
        if st.form_submit_button("改好了"):
            edits: list[Edit] = [SetProration(measure.id, prorate)] if prorate != ledger.prorate else []
            if (each, weighted) != (ledger.each, ledger.weighted):
                edits.append(SetWeighting(measure.id, each, weighted))
            if shared != bool(options.get("open", True)):
                edits.append(SetOption(measure.id, "open", None if shared else False))
            if cap is not None and top != cap:
                edits.append(SetOption(measure.id, "cap", top))
            if edits:
                add(base, *edits)


def _place(base: int, framework: Framework, measure: MeasureSpec) -> None:
    order_buttons(base, [one.id for one in framework.measures_of(measure.parent)], measure.id)
    items = [item.id for item in framework.items]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        parent = st.selectbox(
            "放在哪一项下",
            items,
            index=items.index(measure.parent),
            format_func=lambda one: f"{one} {framework.node[one].name}",
            key=f"manage-parent-{measure.id}-{turn()}",
            width=250,
        )
        if st.button("移过去", key=f"manage-move-{measure.id}", disabled=parent == measure.parent):
            add(base, MoveMeasure(measure.id, parent))
    with (
        st.form(f"manage-copy-{measure.id}-{turn()}"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input("复制一份，新名称", f"{measure.name}（另）"[:20], max_chars=20, width=250)
        if st.form_submit_button("复制"):
            add(base, CopyMeasure(measure.id, free_id(framework, measure.parent), name))
    if st.button(f"停用 {measure.id}", key=f"manage-retire-{measure.id}", icon=":material/block:"):
        add(base, RetirePart(measure.id))
    st.caption("停用只对新版本起作用：以前的报告期仍按当时的版本。")


def order_buttons(base: int, beside: list[str], part: str) -> None:
    """Two buttons that move a part among its like."""
    at = beside.index(part)
    with st.container(horizontal=True, gap="small"):
        if st.button("上移", key=f"manage-up-{part}", icon=":material/arrow_upward:", disabled=at == 0):
            add(base, MovePart(part, beside[at - 1]))
        last = at == len(beside) - 1
        if st.button("下移", key=f"manage-down-{part}", icon=":material/arrow_downward:", disabled=last):
            add(base, MovePart(part, beside[at + 2] if at + 2 < len(beside) else ""))
