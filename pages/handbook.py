"""口径手册: every item and measure in words, written from the framework, with examples from the data."""

import streamlit as st

from metrics.framework import COLUMNS_NOTE, WEIGHTS_NOTE, band_section, column_rows, rules_words, weight_rows
from pages import cached
from pages.ui.handbook import BANDS, COLUMNS, RULES, WEIGHTS, item_part, offer_handbook
from pages.ui.shared import grid, only_for, period_header, version_line

account = only_for(__file__)
key = period_header("口径手册")
framework = cached.framework_of(key) if key else cached.framework()
approved = bool(key and cached.counted(key))
examples = cached.examples(key, account.code) if key and approved else {}
st.caption(
    "由指标框架自动生成：公式、单位、满分值、来源台账和列、有效权重"
    + ("；例子按所选报告期的数据计算。" if approved else "；有了审核通过的数据，这里还会有例子。")
)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    items = {f"{item.id} {item.name}": item for item in framework.items}
    bands = band_section(framework)
    own = column_rows(framework)
    parts = [RULES, WEIGHTS, *items, *([COLUMNS] if own else []), *([BANDS] if bands else [])]
    chosen = st.selectbox("看哪一部分", parts, key="handbook-part", bind="query-params", width=320)
    offer_handbook(framework, examples, key)
if chosen == RULES:
    st.markdown(rules_words(framework))
elif chosen == WEIGHTS:
    st.caption(WEIGHTS_NOTE)
    grid(weight_rows(framework), height="content", alt="各级有效权重表")
elif chosen == COLUMNS:
    st.caption(COLUMNS_NOTE)
    grid(own, height="content", alt="本县加的列")
elif chosen == BANDS:
    st.markdown(bands)
else:
    item_part(framework, items[chosen], examples)
if key and approved:
    version_line(key)
