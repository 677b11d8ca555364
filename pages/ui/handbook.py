"""Parts of the handbook page: an item with its measures, and the whole as a file."""

from collections.abc import Mapping

import streamlit as st

from metrics.framework import Framework, NodeSpec, handbook, level_rows, measure_notes, safe_file_name
from pages import cached

#: Parts beside the items.
RULES, WEIGHTS = "怎样算分", "权重表"


def item_part(framework: Framework, item: NodeSpec, examples: Mapping[str, str]) -> None:
    """An item with its measures; tables scroll on narrow screens instead of breaking words."""
    st.subheader(f"{item.id} {item.name}", anchor=False)
    st.markdown(f"{item.asks}？")
    for measure in framework.measures_of(item.id):
        st.markdown(f"#### {measure.id} {measure.name}\n\n{measure.words}。")
        rows = level_rows(framework, measure)
        st.dataframe(rows, hide_index=True, height="content", alt=f"{measure.name}各层级的公式和满分值")
        st.markdown(measure_notes(framework, measure, examples.get(measure.id, "")))


def offer_handbook(framework: Framework, examples: Mapping[str, str], key: cached.Edition | None) -> None:
    """The whole handbook as a Markdown file."""
    data = key.period.label if key and examples else ""
    st.download_button(
        "下载全文",
        data=handbook(framework, examples, f"{data}的数据" if data else ""),
        file_name=safe_file_name(f"口径手册_{framework.version}", ".md"),
        mime="text/markdown",
        on_click="ignore",
    )
