"""What every reading page begins and ends with: title, period, badges; versions."""

import streamlit as st

from metrics.framework import Period, parse_period
from pages import cached
from pages.ui import export

_AGAINST = {"Q": "较上季度", "H": "较上个半年", "Y": "较上年"}


def period_options() -> list[Period]:
    """Periods that can be asked for, latest first: opened quarters, then half-years and years they fill."""
    quarters = opened()[::-1]
    years = dict.fromkeys(str(quarter.start.year) for quarter in quarters)
    spans = [parse_period(year + half) for year in years for half in ("", "H2", "H1")]
    return [*quarters, *(span for span in spans if set(span.quarters) <= set(quarters))]


def opened() -> list[Period]:
    """The opened quarters, earliest first."""
    return [parse_period(info.code) for info in cached.periods()]


def header(title: str) -> cached.Edition | None:
    """Title line with the period selector; None when no period was opened yet."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(title, anchor=False, width="content")
        if cached.is_sample():
            st.badge("样例数据", color="orange")
        periods = {period.label: period for period in period_options()}
        if not periods:
            return None
        chosen = st.selectbox(
            "报告期",
            list(periods),
            index=list(periods).index(default_period(list(periods.values())).label),
            key="period",
            bind="query-params",
            label_visibility="collapsed",
            width=200,
        )
        slot = st.container(width="content")
    key = cached.edition(periods[chosen])
    export.begin(title, key, slot)
    return key


def default_period(periods: list[Period]) -> Period:
    """The latest quarter with an approved submission, else the latest."""
    counted = ("approved", "published")
    approved = {info.period for info in cached.submissions() if info.state in counted}
    return next((period for period in periods if period.code in approved), periods[0])


def quarters_until(key: cached.Edition) -> tuple[str, ...]:
    """Opened quarters up to the period's end, oldest first: the points of a trend."""
    end = parse_period(key.period).end
    return tuple(quarter.code for quarter in opened() if quarter.end <= end)


def before(key: cached.Edition) -> cached.Edition | None:
    """The edition of the period just before, when all its quarters were opened."""
    previous = parse_period(key.period).previous()
    return key._replace(period=previous.code) if set(previous.quarters) <= set(opened()) else None


def label(key: cached.Edition) -> str:
    """The edition's period as the selector and the address name it."""
    return parse_period(key.period).label


def against(key: cached.Edition) -> str:
    """What changes are measured from, in words."""
    return _AGAINST[parse_period(key.period).kind]


def stamp(key: cached.Edition) -> None:
    """Which data the figures on this screen are, and since when, in one short line."""
    data = cached.dataset(key)
    decided = [info.decided_at for info in data.submissions.values() if info.decided_at]
    since = f" · 截至 {max(decided):%Y-%m-%d} 审核通过的报送" if decided else ""
    st.caption(f"数据版本 {data.short_version}{since}", width="content")


def versions(key: cached.Edition) -> None:
    """Which data and which framework the page shows; last of all: now the page can be printed."""
    framework, data = cached.framework_of(key), cached.dataset(key)
    st.caption(
        f"数据版本 {data.short_version} · 指标版本 {framework.version}（{framework.hash[:8]}） · "
        "分数只含审核通过的报送；“未报送”不是 0 分。"
    )
    export.offer_page()
