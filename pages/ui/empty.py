"""Empty states: what is missing and what to do next."""

import streamlit as st

from pages import cached

_STEPS = """
1. **管理员**开放报告期（例如 2023年第四季度）并设好截止日期；
2. **填报员**在“填报”页下载本单位的预填工作簿，填好后上传，按提示改到没有错误再提交；
3. **审核员**审核通过后，分数和图表在这里自动出现。
"""
_COMMANDS = """
想先看看样子，可以装载样例县（21 家成员单位、136 家企业，4 个季度）：

```
python -m metrics init --demo
```
"""


def no_period() -> None:
    """Nothing was opened yet."""
    with st.container(border=True):
        st.subheader("还没有数据", anchor=False)
        st.markdown("数据库是空的，还没有开放任何报告期。接下来：")
        st.markdown(_STEPS)
        st.markdown(_COMMANDS)


def nothing_approved(key: cached.Edition) -> bool:
    """Whether no submission counts in the period; says so and what to do."""
    if cached.dataset(key).submissions:
        return False
    with st.container(border=True):
        st.subheader("本期还没有审核通过的报送", anchor=False)
        st.markdown("没有审核通过的数据就没有分数，这里不会用 0 代替。接下来：")
        st.markdown(_STEPS)
    return True


def no_match() -> None:
    """The filters leave nobody."""
    st.info("没有符合筛选条件的对象。请放宽筛选条件，或清空搜索框。")


def not_for(title: str, role: str) -> None:
    """A page that this role does not have."""
    st.title(title, anchor=False)
    st.info(f"“{title}”页不对{role}开放。请从左边的菜单选一页；需要开通请联系县产改办的系统管理员。")
