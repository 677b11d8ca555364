"""Around the upload: the template to fill, what was handed in so far, opening a quarter."""

from datetime import date, datetime

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, Period, UnitSpec, parse_period
from metrics.ingest import Context, write_template
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.store.reporting import DUE_AFTER
from pages import cached
from pages.account import current_account
from pages.ui.shared import (
    XLSX,
    account_names,
    erased_words,
    moment,
    offer_made,
    offer_stored,
    plain,
    remembered,
    state_badge,
    template_name,
)
from pages.ui.slip import offer_last_report, offer_slip
from pages.ui.upload.choice import submissions_version
from pages.ui.upload.zero import zero_panel

_SHOWN = 6
#: Days after its end that a quarter is due, unless the office says otherwise.


def template_step(unit: UnitSpec | None, period: Period) -> None:
    """Step one: the prefilled workbook."""
    st.subheader("第一步　下载模板", anchor=False)
    store = cached.store()
    framework = cached.framework_then(period)
    account, code = current_account().code, unit.code if unit else ""
    if unit is None:
        st.caption("在上面选定一个单位，就可以下载它的模板。")
        return
    with st.container(horizontal=True):
        offer_made(
            "下载本单位模板",
            lambda: write_template(
                framework, code, period, store.reporting.context(framework, code, period, account)
            ),
            template_name(unit, period),
            "填报模板",
            lambda: [("prefill", code)],
            mime=XLSX,
            key="template",
        )
        offer_last_report(unit, period)
    st.caption(_prefilled_words(unit, context_of(unit, period)))
    zero_panel(unit, period)


def context_of(unit: UnitSpec, period: Period) -> Context:
    """What the office knows for a unit and a quarter."""
    store, account = cached.store(), current_account().code
    key = ("context", unit.code, period.code, submissions_version(), account)
    framework = cached.framework_then(period)
    return remembered(key, lambda: store.reporting.context(framework, unit.code, period, account))


def _prefilled_words(unit: UnitSpec, context: Context) -> str:
    ledgers = cached.framework().ledgers
    filled = [f"{ledgers[code].sheet} {len(rows)} 行" for code, rows in context.prefill.items() if len(rows)]
    known = context.known.get("L15")
    parts = [
        f"共 {len(unit.ledgers)} 张台账，已填好单位和报告期",
        f"带入上次报送的{'、'.join(filled)}" if filled else "",
        f"下拉框里有 {len(known)} 家企业可选" if known is not None and len(known) else "",
    ]
    return "；".join(part for part in parts if part) + "。本期没有发生的表留空即可。"


def submission_history(unit: UnitSpec | None, period: Period) -> None:
    """A unit's submissions, without one those of everyone for the quarter; newest first, the older folded."""
    st.subheader("报送记录" if unit else f"{period.label}的报送记录", anchor=False)
    infos = [
        info
        for info in cached.submissions()
        if (info.unit == unit.code if unit else info.period == period.code)
    ]
    newest_first = sorted(infos, key=lambda info: info.submitted_at, reverse=True)
    if not newest_first:
        st.caption("还没有报送过。报送后，这里列出每一版的状态，并可取回原文件。")
        return
    names = account_names()
    for info in newest_first[:_SHOWN]:
        _submission_line(info, names, of_everyone=unit is None)
    older = newest_first[_SHOWN:]
    if older:
        panel = st.expander(f"其余 {len(older)} 份", key="history-older", on_change="rerun")
        if panel.open:
            with panel:
                for info in older:
                    _submission_line(info, names, of_everyone=unit is None)


def _submission_line(info: SubmissionInfo, names: dict[str, str], *, of_everyone: bool) -> None:
    store, sha256 = cached.store(), info.sha256
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"history-{info.id}"):
        st.markdown(_submission_words(info, names, of_everyone=of_everyone), width="stretch")
        if words := erased_words(sha256):
            st.caption(words)
            return
        offer_stored(
            "原文件",
            lambda account: store.reporting.original(sha256, account),
            info.file,
            key=f"original-{info.id}",
            help=plain(info.file),
        )
        offer_slip(info, "upload")


def _submission_words(info: SubmissionInfo, names: dict[str, str], *, of_everyone: bool) -> str:
    who = f"{plain(cached.unit_then(info.unit, info.period).name)}　" if of_everyone else ""
    small = [f"{plain(names.get(info.submitted_by, info.submitted_by))} 报送于 {moment(info.submitted_at)}"]
    if info.decided_at:
        decider = plain(names.get(info.decided_by, info.decided_by))
        verb = "退回" if info.state == "returned" else "审核通过"
        small.append(f"{decider} {verb}于 {moment(info.decided_at)}")
    if info.note:
        small.append(f"{'退回原因' if info.state == 'returned' else '说明'}：{plain(info.note)}")
    head = f"{who}**{parse_period(info.period).label}**　第 {info.revision} 版　{state_badge(info.state)}"
    return "  \n".join([head, *(f":small[{line}]" for line in small)])


def open_quarter(account: Account) -> None:
    """A form that opens one of the quarters around today; its due date can be set."""
    today = datetime.now(SHANGHAI).date()
    quarters = {quarter.label: quarter for quarter in _quarters_around(today)}
    with st.form("open-quarter"):
        st.markdown("**开放报告期**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = quarters[st.selectbox("季度", list(quarters), 1, key="open-period", width=200)]
            due = st.date_input("截止日期（空着则为季度结束后 15 天）", None, key="open-due", width=280)
            opened = st.form_submit_button("开放", type="primary")
    if opened:
        try:
            cached.store().reporting.ensure_period(chosen, due or chosen.end + DUE_AFTER, account.code)
        except StoreError as error:
            st.error(str(error))
        else:
            st.rerun()


def _quarters_around(today: date) -> list[Period]:
    """The quarter of a day, the four before and the one after; latest first."""
    this = parse_period(f"{today.year}Q{(today.month + 2) // 3}")
    after = parse_period(f"{this.end.year + 1}Q1") if this.code.endswith("Q4") else None
    after = after or parse_period(f"{today.year}Q{int(this.code[-1]) + 1}")
    quarters = [after, this]
    for _ in range(4):
        quarters.append(quarters[-1].previous())
    return quarters
