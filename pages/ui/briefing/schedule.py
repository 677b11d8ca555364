"""Which papers are made by themselves, so many days after a period's close."""

import streamlit as st

from metrics.reports import PaperSchedule, keep_schedule, offered, schedule_of
from metrics.reports.write import ReportError
from metrics.reports.write.kinds import KINDS
from metrics.store import StoreError
from pages import cached
from pages.account import current_account
from pages.ui.briefing.words import FORMATS

_FORMS = ("docx", "pdf", "xlsx")


def ask_schedule() -> None:
    """Days, kinds and format; who sees it may set it, which the store asks once more."""
    kept = schedule_of(cached.store())
    with st.expander("定时" if kept.kinds else "定时（没有设）"):
        st.caption("期末后第几天自动做出，存在下面的表里，先看过再发；不会自动发给谁。每期每种只做一次。")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            days = st.number_input("期末后第几天", 1, 90, kept.days, key="briefing-days", width=140)
            form = st.selectbox(
                "格式",
                list(_FORMS),
                _FORMS.index(kept.form),
                FORMATS.__getitem__,
                key="briefing-timed-form",
                width=140,
            )
        titles = {KINDS[name].title: name for name in offered() if form in KINDS[name].formats}
        chosen = st.pills(
            "种类",
            list(titles),
            selection_mode="multi",
            default=[title for title, name in titles.items() if name in kept.kinds],
            key="briefing-timed",
        )
        if st.button("记住定时", key="briefing-timed-keep"):
            _keep(PaperSchedule(int(days), tuple(titles[one] for one in chosen), form))


def _keep(schedule: PaperSchedule) -> None:
    try:
        keep_schedule(cached.store(), schedule, current_account().code)
    except (ReportError, StoreError) as error:
        st.error(str(error))
    else:
        st.toast("已记住。" if schedule.kinds else "不再定时做。")
