"""How a province's pages begin: whose it is, which period, what has come of it; the way to a county."""

import streamlit as st

from metrics.province import Province, periods_collected
from metrics.store.people import Account
from pages import cached
from pages.ui.shared import addressed_choice, begin_page

#: Query parameters and widgets: the county one looks at, and the period.
COUNTY = "county"
PERIOD = "period"
_OPEN = "province-open"


def province_header(account: Account, title: str) -> tuple[Province, cached.Collected] | None:
    """Title line with the period; None, after saying so, where nothing was ever asked for or collected.

    Args:
        account: who looks; a city's account has its own counties.
        title: of the page.
    """
    mine = cached.my_province(account.code)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(title, anchor=False, width="content")
        if account.demo:
            st.badge("样例数据", color="orange")
        periods = {one.code: one for one in periods_collected(mine)}
        if not periods:
            code = None
        else:
            code = addressed_choice(
                "报告期", PERIOD, list(periods), lambda code: periods[code].label, width=200
            )
        slot = st.container(width="content")
    if code is None:
        if not periods:
            _say_how_to_begin(mine)
        return None
    key = cached.collected(mine, periods[code])
    begin_page(title, key, slot, cached.province_framework(key), mine.name)
    st.caption(f"{mine.called} · 登记 {len(mine.counties)} 个县 · 一律用收下的上报包、省里重算的数")
    return mine, key


def _say_how_to_begin(mine: Province) -> None:
    st.info(
        f"{mine.called}还没有收到任何一个县的上报包。请在“收报进度”里收各县的上报包（.kdj），"
        "或者在服务器上执行 python -m metrics collect 文件夹；办法见“省级部署”。"
    )


def nothing_collected(mine: Province, key: cached.Collected) -> bool:
    """Whether no package of the period has come; says so."""
    if any(one.revision for one in cached.arrived(mine, key.period)):
        return False
    st.info(
        f"{key.period.label}还没有收到{mine.called}任何一个县的上报包，所以没有得分和排名，"
        "这里不会用 0 代替。收报进度里看谁该报。"
    )
    st.page_link("handups.py", label="看收报进度", icon=":material/inbox:")
    return True


def go_to_county(key: cached.Collected) -> None:
    """Open the county that was clicked in the run before, if one was."""
    code = st.session_state.pop(_OPEN, "")
    if code:
        st.switch_page("counties.py", query_params={PERIOD: key.period.code, COUNTY: code})


def open_county(codes: list[str]) -> None:
    """Remember which county was clicked (a callback): it is opened before anything is drawn again."""
    if codes:
        st.session_state[_OPEN] = str(codes[0])
