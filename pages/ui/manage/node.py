"""One group or item: its name and question, what stands below it, its weight, and what is added to it."""

import streamlit as st

from metrics.framework import Framework, NodeSpec
from metrics.framework.editing import (
    MEANS,
    AddMeasure,
    AddNode,
    Edit,
    RenameNode,
    RetirePart,
    SetLeastCoverage,
    SetMean,
    SetWeight,
)
from pages.ui.manage.adding import ask_measure
from pages.ui.manage.draft import add, turn
from pages.ui.manage.measure import order_buttons
from pages.ui.shared import grid, plain


def node_panel(base: int, framework: Framework, node: NodeSpec) -> None:
    """The node in words, then what may be changed."""
    st.subheader(f"{node.id} {plain(node.name)}", anchor=False)
    st.markdown((plain(node.asks) + "？") if node.asks else "这是一组，下面是项目。")
    below = [part for part in framework.parts if part.parent == node.id]
    total = sum(part.weight for part in below) or 1
    grid(
        [
            {
                "编号": part.id,
                "名称": part.name,
                "权重": f"{part.weight:g}",
                "占本项": f"{part.weight / total:.1%}",
            }
            for part in below
        ],
        height="content",
        alt=f"{node.name}下面各部分的权重",
    )
    _names(base, node)
    beside = [one.id for one in framework.nodes if one.parent == node.parent]
    order_buttons(base, beside, node.id)
    if node.item:
        with st.expander("在这一项下加指标", icon=":material/add:", key=f"manage-adding-{node.id}"):
            measure, origin = ask_measure(framework, node.id, f"manage-new-{node.id}-{turn()}")
            if (
                st.button(
                    "加这个指标", key=f"manage-new-{node.id}-add", type="primary", disabled=measure is None
                )
                and measure
            ):
                add(base, AddMeasure(measure, origin))
    else:
        with st.expander("在这一组下加项目", icon=":material/add:", key=f"manage-item-{node.id}"):
            new_item(base, framework, node.id)
    if st.button(f"停用 {node.id}", key=f"manage-retire-{node.id}", icon=":material/block:"):
        add(base, RetirePart(node.id))
    st.caption("停用连同下面的指标一起；以前的报告期仍按当时的版本。")


def _names(base: int, node: NodeSpec) -> None:
    with st.form(f"manage-node-{node.id}-{turn()}"):
        with st.container(horizontal=True, gap="small"):
            name = st.text_input("名称", node.name, max_chars=20, width=220)
            short = st.text_input("简称（图上用）", node.short_name, max_chars=6, width=140)
        asks = st.text_input("看什么（一个问题，不写问号）", node.asks, max_chars=60)
        with st.container(horizontal=True, gap="small"):
            weight = st.number_input("权重", min_value=0.0, value=float(node.weight), format="%g", width=130)
            mean = st.selectbox(
                "下级怎样合成",
                list(MEANS),
                index=list(MEANS).index(node.aggregate),
                format_func=MEANS.__getitem__,
                width=180,
            )
            least = st.number_input("最低覆盖率", 0.0, 1.0, float(node.min_coverage), format="%g", width=140)
        if st.form_submit_button("改好了"):
            edits: list[Edit] = []
            if (name, short, asks) != (node.name, node.short_name, node.asks):
                edits.append(RenameNode(node.id, name, short, asks))
            edits += [SetWeight(node.id, weight)] if weight != node.weight else []
            edits += [SetMean(node.id, mean)] if mean != node.aggregate else []
            edits += [SetLeastCoverage(least, node.id)] if least != node.min_coverage else []
            if edits:
                add(base, *edits)


def new_item(base: int, framework: Framework, group: str, *, fresh: bool = False) -> None:
    """Ask for an item with its first measure, without which it could not be scored.

    `fresh`: its group is new too, and asked for first.
    """
    place = f"manage-fresh-{group}-{turn()}"
    with st.container(horizontal=True, gap="small"):
        title = st.text_input("组的名称", key=f"{place}-group", max_chars=20, width=200) if fresh else ""
        name = st.text_input("项目名称", key=f"{place}-name", max_chars=20, width=200)
    asks = st.text_input("看什么（一个问题）", key=f"{place}-asks", max_chars=60)
    above = _free_group(framework) if fresh else group
    item = next(f"{above}{number}" for number in range(1, 99) if f"{above}{number}" not in framework.node)
    st.caption("项目至少要有一个指标：")
    measure, origin = ask_measure(framework, item, place)
    ready = bool(measure and name.strip() and asks.strip() and (title.strip() or not fresh))
    if st.button("加这个项目", key=f"{place}-add", type="primary", disabled=not ready) and measure:
        own = [AddNode(NodeSpec(above, title, framework.root.id))] if fresh else []
        add(
            base,
            *own,
            AddNode(NodeSpec(item, name, above, item=True, asks=asks)),
            AddMeasure(measure, origin),
        )


def _free_group(framework: Framework) -> str:
    """A letter that no group has."""
    known = {part.id for part in framework.parts}
    return next(letter for letter in "XYZWVUTSRQPONMLIHGFECBA" if letter not in known)
