"""The tree of a framework, to choose what is looked at: everything, a group, an item, a measure."""

import streamlit as st

from metrics.framework import Framework

#: What is chosen where nothing of the tree is: what holds for all measures alike.
WHOLE = "全局"


def in_order(framework: Framework) -> dict[str, str]:
    """Id → what stands in the tree, from the top down."""
    found = {WHOLE: "等次、责任面和其他总的设置"}

    def below(parent: str, depth: int) -> None:
        for part in framework.parts:
            if part.parent == parent:
                found[part.id] = f"{'　' * depth}{part.id} {part.name}"
                below(part.id, depth + 1)

    below(framework.root.id, 0)
    return found


def choose_part(framework: Framework) -> str:
    """Let a part be chosen; its id, or WHOLE."""
    labels = in_order(framework)
    with st.container(height=480, key="manage-tree"):
        return st.radio(
            "看哪一项", list(labels), format_func=lambda part: labels.get(part, part), key="manage-part"
        )
