"""年度归档: choose a year, take its archive."""

from io import BytesIO

import streamlit as st

from metrics.framework import Period, parse_period
from metrics.reports import archive, file_stem
from metrics.store.database import moment
from metrics.store.people import Account
from pages import cached
from pages.account import has_act
from pages.ui.shared import offer_made


def archive_view(account: Account) -> None:
    """For who may: the years that were reported on, newest first, and the button."""
    if not has_act(account, "archive"):
        return
    st.subheader("年度归档", anchor=False)
    years = dict.fromkeys(f"{parse_period(info.code).end.year}年" for info in reversed(cached.periods()))
    with st.container(border=True):
        chosen = st.selectbox("年度", list(years), key="archive-year", width=160)
        period = parse_period(chosen.removesuffix("年"))
        st.caption(
            "一个 ZIP：全部原始文件、计入的台账、历次发布的得分、简报、审计和目录（每个文件的校验码）。"
            "里面有台账的全部内容，请按规定保管；要几十秒。"
        )
        offer_made(
            f"下载{chosen}归档",
            lambda: _made(period, account.code),
            f"{file_stem(f'{cached.framework().county}产改台账', period.label, '归档')}.zip",
            "年度归档",
            lambda: [("archive", "")],
            key="archive-go",
            mime="application/zip",
        )


def _made(period: Period, account: str) -> bytes:
    stream = BytesIO()
    archive(cached.store(), period, account, stream, moment(None))
    return stream.getvalue()
