"""What waits for whoever opens the first page, and the first look round."""

from datetime import datetime

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, parse_period, rights
from metrics.store.people import Account
from metrics.store.reporting import period_to_report
from pages import cached
from pages.account import current_account, has_act, is_of_unit, unit_roles
from pages.ui.present import is_presenting
from pages.ui.shared import due_words, still_may

_TODO = ":orange-badge[待办]"
_OTHERS = "、".join(role.name for role in rights.load_rights().roles if role != rights.manager())
#: Act → three steps of those who have it: the page a step is about (its file), its heading, what to do there.
#: The first act that an account has counts.
STEPS = {
    "account": (
        ("accounts.py", "先建账号", f"一人一个账号，按{_OTHERS}分开。"),
        ("periods.py", "再开放报告期", f"设好截止日期，{'、'.join(unit_roles())}才能下载工作簿。"),
        ("audit.py", "随时可查", "谁在什么时候做了什么，都在审计里，只增不改。"),
    ),
    "approve": (
        ("review.py", "先审待审的", "左边看改了什么、影响多少分；退回要写原因，通过才计分。"),
        ("progress.py", "再催没报的", "谁逾期、谁被退回一目了然，催报名单可以直接复制。"),
        ("periods.py", "最后发布", "各家都通过以后发布本期，发布的数不会再自己变。"),
    ),
    "submit": (
        ("upload.py", "先下载本单位的工作簿", "单位、名册和上期内容已经填好，在 Excel 或 WPS 里接着填。"),
        ("upload.py", "再上传检查", "每个问题都写明在哪张表哪一格、怎么改；改到没有错误再报送。"),
        ("history.py", "最后看结果", "审核通过还是退回、退回的原因，都在报送历史里。"),
    ),
    "see-entities": (
        ("overview.py", "先看这一页", "总分、十二项和升降原因都在一屏里；点任何一个数字，看它由哪些行得来。"),
        ("enterprises.py", "再看谁好谁差", "排名、热力图、对比；点一行打开画像，一直能看到报表的那一格。"),
        ("briefing.py", "最后拿走一份", "选好报告期，生成专报或图集，可以存成 PDF、Word、Excel。"),
    ),
}
DONE = "知道了，不再显示"


def todo() -> None:
    """How much awaits review, or what one's own unit still owes; nothing when nothing does."""
    account = current_account()
    if is_of_unit(account):
        _to_report(account.unit)
    elif has_act(account, "approve"):
        _to_review()


def _to_review() -> None:
    newest = {(info.unit, info.period): info for info in _not_withdrawn(None)}
    waiting = sum(info.state == "submitted" for info in newest.values())
    if waiting:
        st.page_link("review.py", label=f"{_TODO} 还有 {waiting} 份待审核，去审核")
    asked = sum(one.state == "asked" for one in cached.corrections(current_account().code))
    if asked:
        st.page_link("review.py", label=f"{_TODO} 有 {asked} 份更正申请等答复")


def _to_report(unit: str) -> None:
    """Every quarter that was returned, and the one to report now when nothing came for it."""
    account, today = current_account().code, datetime.now(SHANGHAI).date()
    infos = {info.code: info for info in cached.periods(unit)}
    answers = {code: cached.may_report(unit, code, account) for code in infos}
    for code, said in answers.items():
        if said.may and said.state == "returned":
            _upload_link(code, "的报送已退回，去看原因、改好再报")
        elif said.may and said.correcting and said.state != "submitted":
            _upload_link(code, f"可以更正（{due_words(said.until, today, done=False)}），去填报")
    due = period_to_report([info for code, info in infos.items() if answers[code].may], today)
    if due is not None and answers[due.code].latest is None and not answers[due.code].correcting:
        until = due_words(answers[due.code].until, today, done=False)
        _upload_link(due.code, f"还没有报（{until}），去填报")


def _not_withdrawn(unit: str | None) -> list[SubmissionInfo]:
    """What was not withdrawn, of one unit or of all; revisions ascending."""
    known = (info for info in cached.submissions() if unit in (None, info.unit))
    return [info for info in known if info.state != "withdrawn"]


def _upload_link(code: str, words: str) -> None:
    label = parse_period(code).label
    st.page_link("upload.py", label=f"{_TODO} {label}{words}", query_params={"quarter": label})


def tour(account: Account) -> None:
    """Show the first steps for what the account may do, each with the way there, unless it put them away."""
    name = f"tour:{account.code}"
    steps = next((steps for act, steps in STEPS.items() if has_act(account, act)), ())
    if (
        is_presenting()
        or not steps
        or not has_act(account, "remember")
        or cached.store().office.remembered(name)
    ):
        return
    with st.container(border=True, key="tour"):
        *places, last = st.columns([4, 4, 4, 3], gap="small")
        for number, (place, step) in enumerate(zip(places, steps, strict=True), start=1):
            file, heading, words = step
            with place.container(gap=None):
                st.page_link(file, label=f"**{number}. {heading}**")
                st.caption(words)
        with last.container(gap=None):
            st.caption("第一次使用？三步就够")
            st.button(
                DONE,
                on_click=_put_away,
                args=(account.code,),
                type="tertiary",
            )


def _put_away(account: str) -> None:
    """Remember that an account has seen the first steps."""
    if still_may(account, "tour", "remember"):
        cached.store().office.remember(f"tour:{account}", "done", account)
