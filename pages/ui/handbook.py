"""Parts of the handbook page: an item with its measures, and the whole as a file."""

from collections.abc import Mapping

import streamlit as st

from metrics.framework import Framework, NodeSpec, handbook, level_rows, measure_notes
from pages import cached
from pages.ui.shared import grid, offer_made

#: Parts beside the items.
RULES, WEIGHTS, BANDS, COLUMNS = "怎样算分", "权重表", "名次区间有多准", "本县加的列"


def item_part(framework: Framework, item: NodeSpec, examples: Mapping[str, str]) -> None:
    """An item with its measures; tables scroll on narrow screens instead of breaking words."""
    st.subheader(f"{item.id} {item.name}", anchor=False)
    if item.asks:
        st.markdown(f"{item.asks}？")
    for measure in framework.measures_of(item.id):
        st.markdown(f"#### {measure.id} {measure.name}\n\n{measure.words}。")
        rows = level_rows(framework, measure)
        grid(rows, height="content", alt=f"{measure.name}各层级的公式和满分值")
        st.markdown(measure_notes(framework, measure, examples.get(measure.id, "")))


def offer_handbook(framework: Framework, examples: Mapping[str, str], key: cached.Edition | None) -> None:
    """The whole handbook as a Markdown file."""
    data = key.period.label if key and examples else ""
    offer_made(
        "下载全文",
        lambda: handbook(framework, examples, f"{data}的数据" if data else ""),
        f"口径手册_{framework.version}.md",
        "口径手册",
        lambda: [("see-scores", "")],
        mime="text/markdown",
        icon=None,
    )
