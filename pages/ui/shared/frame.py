"""What every page begins and ends with: whose it is, title, period, versions; what the last click did."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import streamlit as st

from metrics.framework import LEVEL_NAMES, Period, parse_period, rights
from metrics.scoring import period_beside
from metrics.store.people import Account
from pages import cached
from pages.account import current_account, has_act, is_of_unit, unit_roles
from pages.roles import page_of
from pages.ui.shared.address import newly_asked, write_address
from pages.ui.shared.export import begin_page, offer_page, opened_by
from pages.ui.shared.words import literal

_AGAINST = {"Q": "较上季度", "H": "较上个半年", "Y": "较上年"}
#: Levels whose scores since January can be set beside those of a quarter earlier: a duty is met bit by bit.
#: An enterprise's few sessions are not, so it and what is averaged over it are set beside last year's.
_EVEN = ("unit", "brand")
_STEPS = f"""
1. **{rights.role_names(["open-period", "due-date"])}**开放报告期（例如 2023年第四季度）并设好截止日期；
2. **{"或".join(unit_roles())}**在“填报”页下载本单位的预填工作簿，填好后上传，按提示改到没有错误再提交；
3. **{rights.role_names(["approve"])}**审核通过后，分数和图表在这里自动出现。
"""
_COMMANDS = """
想先看看样子，样例县在另一个库里，不会混进来。停下本系统，运行：

```
./start.sh --demo
```

（Windows：`start.bat --demo`）
"""
#: Said when what a button was drawn for is not so any more.
ACCOUNT_CHANGED = "你的账号刚刚被修改过，这一步没有做。请刷新页面再试。"
Made = TypeVar("Made")
_REMEMBERED = "upload-kept"
_MOST_REMEMBERED = 64


def period_options() -> list[Period]:
    """Periods that scores can be asked for, latest first.

    Where scores run since January these are 1—3月, 1—6月, 1—9月 and the year, one an opened quarter; of other
    quarters as `reported_options`.
    """
    running = cached.since_january()
    since = [quarter for quarter in opened_quarters()[::-1] if quarter.code in running]
    others = [period for period in reported_options() if period.quarters[-1].code not in running]
    return [*(quarter.year_to_date for quarter in since), *others]


def option_label(period: Period, running: frozenset[str] | None = None) -> str:
    """A period as the selector and the address name it: since January by its months.

    `running` are the codes of `cached.since_january`, where they are at hand.
    """
    codes = cached.since_january() if running is None else running
    months = period.quarters and period.quarters[-1].code in codes and period == period.year_to_date
    return period.months_label if months else period.label


def by_label(periods: Iterable[Period]) -> dict[str, Period]:
    """Periods by what the selector calls them."""
    running = cached.since_january()
    return {option_label(period, running): period for period in periods}


def reported_options() -> list[Period]:
    """Periods that are reported on, latest first: opened quarters, then half-years and years they fill."""
    quarters = opened_quarters()[::-1]
    years = dict.fromkeys(str(quarter.start.year) for quarter in quarters)
    spans = [parse_period(year + half) for year in years for half in ("", "H2", "H1")]
    return [*quarters, *(span for span in spans if set(span.quarters) <= set(quarters))]


def opened_quarters() -> list[Period]:
    """The opened quarters, earliest first."""
    return [parse_period(info.code) for info in cached.periods()]


def period_header(title: str, *, reported: bool = False) -> cached.Edition | None:
    """Title line with the period selector; None when no period was opened yet.

    `reported`: the page is about what was reported in a period rather than about scores.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(title, anchor=False, width="content")
        if cached.is_sample():
            st.badge("样例数据", color="orange")
        if reported:
            periods = {period.label: period for period in reported_options()}
        else:
            periods = by_label(period_options())
        if not periods:
            return None
        chosen = _ask_period(periods)
        slot = st.container(width="content")
    key = cached.edition_of(periods[chosen])
    framework = cached.framework_of(key)
    begin_page(title, key, slot, framework, framework.county)
    return key


def default_period(periods: list[Period]) -> Period:
    """The latest one whose last quarter has an approved submission, else the latest."""
    counted = ("approved", "published")
    approved = {info.period for info in cached.submissions() if info.state in counted}
    return next((period for period in periods if period.quarters[-1].code in approved), periods[0])


def _ask_period(periods: dict[str, Period]) -> str:
    """The period's label, which always stands in the address; one that there is not is said, and no more."""
    asked = newly_asked("period")
    named = asked or st.session_state.get("period")
    wanted = named if named in periods else _same_end(named, periods)
    lost = st.session_state.get("period:unknown")
    if wanted is None and asked is None and not (lost and lost == st.query_params.get("period")):
        default = default_period(list(periods.values()))
        wanted = next(label for label, period in periods.items() if period == default)
    st.session_state["period"] = wanted
    chosen = st.selectbox(
        "报告期",
        list(periods),
        index=None if wanted is None else 0,
        key="period",
        persist_state="session",
        label_visibility="collapsed",
        placeholder="请选择报告期",
        width=200,
    )
    if chosen is None:
        lost = asked or lost
        st.session_state["period:unknown"] = st.session_state["period:written"] = lost
        st.warning(f"没有“{literal(str(lost))}”这一期：还没有开放，或者网址抄错了。请选择报告期。")
        st.stop()
    st.session_state.pop("period:unknown", None)
    write_address("period", chosen)
    return chosen


def _same_end(named: str | None, periods: dict[str, Period]) -> str | None:
    """A period as another page or an old address names it: the one that ends on the same day."""
    ends = {period.label: period.end for period in reported_options()}
    ends |= {label: period.end for label, period in by_label(period_options()).items()}
    ends |= {period.code: period.end for period in reported_options()}
    return next((label for label, period in periods.items() if period.end == ends.get(named or "")), None)


def reported_code(key: cached.Edition) -> str:
    """Code of the period whose reports a page speaks of: of scores since January the last quarter."""
    return key.period.quarters[-1].code if cached.framework_of(key).to_date else key.period.code


def quarters_until(key: cached.Edition) -> tuple[str, ...]:
    """Opened quarters up to the period's end, oldest first: the points of a trend."""
    end = key.period.end
    return tuple(quarter.code for quarter in opened_quarters() if quarter.end <= end)


def edition_before(key: cached.Edition, level: str) -> cached.Edition | None:
    """The edition that a level's scores are set beside, when all its quarters were opened."""
    previous = period_beside(cached.framework_of(key), key.period, level)
    if previous is None:
        return None
    return cached.at(key, previous) if set(previous.quarters) <= set(opened_quarters()) else None


def quarter_before(key: cached.Edition) -> cached.Edition | None:
    """The edition a quarter earlier, where it was opened: of scores since January in the same year."""
    last = key.period.quarters[-1] if key.period.quarters else key.period
    earlier = last.previous()
    return cached.at(key, earlier) if earlier is not None and earlier in opened_quarters() else None


def year_before(key: cached.Edition) -> cached.Edition | None:
    """The edition of the same months of last year, where all their quarters were opened."""
    earlier = key.period.year_before
    return cached.at(key, earlier) if set(earlier.quarters) <= set(opened_quarters()) else None


def period_label(key: cached.Edition) -> str:
    """The edition's period as the selector and the address name it."""
    return option_label(key.period)


def against_words(key: cached.Edition, level: str) -> str:
    """What a level's changes are measured from, in words."""
    if not cached.framework_of(key).to_date:
        return _AGAINST[key.period.kind]
    return "较上季度末" if level in _EVEN else "较去年同期"


def data_line(key: cached.Edition) -> None:
    """Which data the figures on this screen are, and since when; without their number for who reports."""
    decided = [info.decided_at for info in cached.counted(key) if info.decided_at]
    since = f" · 截至 {max(decided):%Y-%m-%d} 审核通过的报送" if decided else ""
    if is_of_unit(current_account()):
        st.caption(since.removeprefix(" · "), width="content")
        return
    st.caption(f"数据版本 {key.short_version}{since}", width="content")


def version_line(key: cached.Edition) -> None:
    """Which data and which framework the page shows; last of all: now the page can be printed."""
    framework = cached.framework_of(key)
    versions = f"指标版本 {framework.version}"
    if not is_of_unit(current_account()):
        versions = f"数据版本 {key.short_version} · {versions}（{framework.hash[:8]}）"
    st.caption(f"{versions} · 分数只含审核通过的报送；“未报送”不是 0 分。")
    offer_page()


def say_no_period() -> None:
    """Nothing was opened yet."""
    with st.container(border=True):
        st.subheader("还没有数据", anchor=False)
        if not cached.framework().county:
            _say_no_county()
            return
        st.markdown("还没有开放任何报告期。接下来：")
        st.markdown(_STEPS)
        st.markdown(_COMMANDS)


def _say_no_county() -> None:
    """Nobody has said whose database it is: who may is led there."""
    if has_act(current_account(), "edit-county"):
        st.markdown("先把县建起来：县名、成员单位、乡镇、名册、报告期、账号。一张 Excel 一次做完，约半小时。")
        st.page_link("county.py", label="去建县", icon=":material/checklist:")
    else:
        who = rights.role_names(["edit-county"])
        st.markdown(f"县名、成员单位和报告期还没有设好，请等{who}在“建县”页设好。")
    st.markdown(_COMMANDS)


def nothing_approved(key: cached.Edition) -> bool:
    """Whether no submission counts in the period; says so and what to do."""
    if cached.counted(key):
        return False
    with st.container(border=True):
        st.subheader("本期还没有审核通过的报送", anchor=False)
        st.markdown("没有审核通过的数据就没有分数，这里不会用 0 代替。接下来：")
        st.markdown(_STEPS)
    return True


def nobody_at(key: cached.Edition, level: str) -> bool:
    """Whether nobody of a level is known in the period; says so and where they come from."""
    if len(cached.book(key, level).entities):
        return False
    st.info(
        f"{key.period.label}还没有{LEVEL_NAMES[level]}：审核通过的台账里一个也没有。"
        "请先报送并通过登记它们的台账（见“口径手册”），或在上面换一期。"
    )
    return True


def say_no_match() -> None:
    """The filters leave nobody."""
    st.info("没有符合筛选条件的对象。请放宽筛选条件，或清空搜索框。")


def say_not_for(title: str, role: str) -> None:
    """A page that this role does not have."""
    st.title(title, anchor=False)
    st.info(
        f"“{title}”页不对{role}开放。请从左边的菜单选一页；"
        f"需要开通请联系县产改办的系统{rights.manager().name}。"
    )


def only_for(script: str) -> Account:
    """The account, when its role has the page; else say so and draw no more.

    Args:
        script: `__file__` of the page.
    """
    page, account = page_of(script), current_account()
    if not has_act(account, page.act):
        say_not_for(page.title, account.role or "这个账号")
        st.stop()
    opened_by(page.act)
    return account


def still_may(code: str, place: str, act: str) -> bool:
    """Whether whoever clicks is still the account and its role has the act; for the head of a callback.

    A callback runs before the page is drawn again, with what was known when the button was drawn.
    """
    now = current_account()
    if now.code == code and has_act(now, act):
        return True
    keep_result(place, refused=ACCOUNT_CHANGED)
    return False


def title_line(title: str, note: str = "") -> None:
    """Title line of a page without a period."""
    st.title(title, anchor=False)
    if note:
        st.caption(note)


def say_result(place: str) -> None:
    """What the last click did, or why it could not, kept by `keep_result` until the page is drawn again."""
    if said := st.session_state.pop(f"{place}-said", ""):
        st.success(said, icon=":material/check_circle:")
    if refused := st.session_state.pop(f"{place}-refused", ""):
        st.error(refused, icon=":material/error:")


def keep_result(place: str, *, said: str = "", refused: str = "") -> None:
    """Remember a sentence for `say_result`; for callbacks, which run before the page is drawn again."""
    st.session_state[f"{place}-said"], st.session_state[f"{place}-refused"] = said, refused


def remembered(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gave for the key before in this browser session, else what it gives now; a few are kept.

    Nothing from before an erasure is given.
    """
    key = (cached.erasures(), key)
    kept: OrderedDict[Hashable, Made] = st.session_state.setdefault(_REMEMBERED, OrderedDict())
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > _MOST_REMEMBERED:
        kept.popitem(last=False)
    return kept[key]
