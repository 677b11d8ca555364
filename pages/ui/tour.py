"""The first look round: three steps for the account's role on the first page, until they are put away."""

import streamlit as st

from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN, LEADER, REVIEWER, STAFF

#: Role → three steps: the page a step is about (its file), its heading, what to do there.
STEPS = {
    LEADER: (
        ("overview.py", "先看这一页", "总分、十二项和升降原因都在一屏里；点任何一个数字，看它由哪些行得来。"),
        ("enterprises.py", "再看谁好谁差", "排名、热力图、对比；点一行打开画像，一直能看到报表的那一格。"),
        ("briefing.py", "最后拿走一份", "选好报告期，生成专报或图集，可以存成 PDF、Word、Excel。"),
    ),
    REVIEWER: (
        ("review.py", "先审待审的", "左边看改了什么、影响多少分；退回要写原因，通过才计分。"),
        ("progress.py", "再催没报的", "谁逾期、谁被退回一目了然，催报名单可以直接复制。"),
        ("periods.py", "最后发布", "各家都通过以后发布本期，发布的数不会再自己变。"),
    ),
    STAFF: (
        ("upload.py", "先下载本单位的工作簿", "单位、名册和上期内容已经填好，在 Excel 或 WPS 里接着填。"),
        ("upload.py", "再上传检查", "每个问题都写明在哪张表哪一格、怎么改；改到没有错误再报送。"),
        ("history.py", "最后看结果", "审核通过还是退回、退回的原因，都在报送历史里。"),
    ),
    ADMIN: (
        ("accounts.py", "先建账号", "一人一个账号，按填报员、审核员、领导分开。"),
        ("periods.py", "再开放报告期", "设好截止日期，填报员才能下载工作簿。"),
        ("audit.py", "随时可查", "谁在什么时候做了什么，都在审计里，只增不改。"),
    ),
}
DONE = "知道了，不再显示"


def tour(account: Account) -> None:
    """Show the steps of the account's role, each with the way there, unless it has put them away."""
    name = f"tour:{account.code}"
    if account.role not in STEPS or cached.store().office.remembered(name):
        return
    with st.container(border=True, key="tour"):
        *places, last = st.columns([4, 4, 4, 3], gap="small")
        for number, (place, step) in enumerate(zip(places, STEPS[account.role], strict=True), start=1):
            file, heading, words = step
            with place.container(gap=None):
                st.page_link(file, label=f"**{number}. {heading}**")
                st.caption(words)
        with last.container(gap=None):
            st.caption("第一次使用？三步就够")
            st.button(
                DONE,
                on_click=cached.store().office.remember,
                args=(name, "done", account.code),
                type="tertiary",
            )
