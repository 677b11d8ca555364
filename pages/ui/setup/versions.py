"""What the county said of itself, when, by whom, and why."""

import streamlit as st

from pages import cached
from pages.ui.shared import account_names, day, lines, moment, plain, unbroken


def versions_view() -> None:
    """A line a version, the newest first."""
    versions = cached.store().office.county_versions()
    if not versions:
        st.caption("还没有建县。")
        return
    names = account_names()
    first = versions[0].starts_on
    lines(
        {
            unbroken("改于"): [moment(one.at) for one in reversed(versions)],
            unbroken("起用"): [
                "一直" if one.starts_on == first else day(one.starts_on) for one in reversed(versions)
            ],
            unbroken("谁"): [plain(names.get(one.account, one.account)) for one in reversed(versions)],
            unbroken("理由"): [plain(one.reason) for one in reversed(versions)],
        }
    )
    st.caption("每一次改动的逐行内容在“审计”页；以前的各期仍按当时的县情显示和计分。")
