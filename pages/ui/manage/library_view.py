"""The library: further measures that stand ready, and the button to take one."""

import streamlit as st

from metrics.framework import FORMULA_LEVELS, Framework, LibraryMeasure, load_library, taken
from metrics.framework.editing import AddMeasure
from pages.ui.manage.draft import add, turn
from pages.ui.shared import grid, plain


def library_panel(base: int, framework: Framework) -> None:
    """All of them in a table, one in words, and where it goes."""
    library = {entry.id: entry for entry in load_library()}
    st.markdown("别的县用过、算法已经备好的指标。没取用以前不计分；取用后名称、满分值、权重都可以再改。")
    grid(
        [
            {
                "指标": entry.measure.name,
                "数什么": entry.measure.words,
                "台账": "、".join(framework.ledgers[code].sheet for code in entry.measure.ledger.source),
                "满分值": _targets(entry),
                "谁填": _owners(framework, entry),
            }
            for entry in library.values()
        ],
        height=320,
        alt="指标库里的指标",
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = library[
            st.selectbox(
                "取用哪一个",
                list(library),
                format_func=lambda one: library[one].measure.name,
                key="manage-library",
                width=250,
            )
        ]
        items = [item.id for item in framework.items]
        best = chosen.measure.parent
        parent = st.selectbox(
            "放在哪一项下",
            items,
            index=items.index(best) if best in items else 0,
            format_func=lambda one: f"{one} {framework.node[one].name}",
            key=f"manage-library-parent-{chosen.id}-{turn()}",
            width=250,
        )
        sent = st.button("取用", type="primary", key="manage-library-take")
    st.caption(f"{plain(chosen.measure.words)}。{plain(chosen.why)}")
    if not all(framework.owners(code) for code in chosen.measure.ledger.source):
        st.warning("现在没有单位填这张台账：取用以后这一项会显示“未报送”，先给单位分派台账。")
    if sent:
        add(base, AddMeasure(taken(chosen, framework, parent), "指标库"))


def _targets(entry: LibraryMeasure) -> str:
    ledger = entry.measure.ledger
    return "，".join(
        f"{FORMULA_LEVELS[level]} {full:g}{ledger.units.get(level, '')}"
        for level, full in ledger.full_score.items()
    )


def _owners(framework: Framework, entry: LibraryMeasure) -> str:
    names = dict.fromkeys(
        unit.short_name for code in entry.measure.ledger.source for unit in framework.owners(code)
    )
    return "、".join(names) or "还没有单位"
