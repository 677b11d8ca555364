"""口径手册: every item and measure in words, written from the framework, with examples from the data."""

import streamlit as st

from metrics.framework import WEIGHTS_NOTE, rules, weight_rows
from pages import cached
from pages.ui import page
from pages.ui.handbook_parts import RULES, WEIGHTS, choices, download, item_part
from pages.ui.office_only import only_for

only_for(__file__)
key = page.header("口径手册")
framework = cached.framework_of(key) if key else cached.framework()
there = key is not None and bool(cached.dataset(key).submissions)
examples = cached.examples(key) if there else {}
st.caption(
    "由指标框架自动生成：公式、单位、满分值、来源台账和列、有效权重"
    + ("；例子按所选报告期的数据计算。" if there else "；有了审核通过的数据，这里还会有例子。")
)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    parts = choices(framework)
    chosen = st.selectbox("看哪一部分", list(parts), key="handbook-part", bind="query-params", width=320)
    download(framework, examples, key)
if chosen == RULES:
    st.markdown(rules(framework))
elif chosen == WEIGHTS:
    st.caption(WEIGHTS_NOTE)
    st.dataframe(weight_rows(framework), hide_index=True, height="content", alt="各级有效权重表")
else:
    item_part(framework, parts[chosen], examples)
if there:
    page.versions(key)
