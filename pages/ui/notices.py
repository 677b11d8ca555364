"""What waits, counted in the menu; and what happened meanwhile, said in a tab that stands open."""

from collections.abc import Mapping

import streamlit as st

from metrics.county import STATES, SubmissionInfo
from metrics.framework import parse_period
from metrics.store.people import Account
from pages import cached
from pages.account import has_act, is_of_unit
from pages.ui.shared import plain

#: How often an open tab asks for news, in seconds; such a look is no deed and puts off no idle time-out.
EVERY = 30
_SEEN, _NEWS = "notices-seen", "notices-news"
_TOLD = ("returned", "approved", "published")


def menu_counts(account: Account) -> Mapping[str, str]:
    """Script of a page → what waits there, such as `待审核 3`; nothing for pages where nothing does."""
    newest = _newest("")
    if is_of_unit(account):
        own = [info for info in newest.values() if info.unit == account.unit and info.state == "returned"]
        open_ones = [info for info in own if cached.may_report(info.unit, info.period, account.code).may]
        return {"upload.py": f"{_short('returned')} {len(open_ones)}"} if open_ones else {}
    if not has_act(account, "approve"):
        return {}
    waiting = sum(info.state == "submitted" for info in newest.values())
    asked = sum(one.state == "asked" for one in cached.corrections(account.code))
    parts = [f"{STATES['submitted']} {waiting}"] if waiting else []
    parts += [f"更正申请 {asked}"] if asked else []
    return {"review.py": " ".join(parts)} if parts else {}


def _short(state: str) -> str:
    """`退回` of `已退回`: a menu is narrow."""
    return STATES[state].removeprefix("已")


def _newest(unit: str) -> dict[tuple[str, str], SubmissionInfo]:
    """The newest report that was not withdrawn of every unit and quarter (of a unit)."""
    return {
        (info.unit, info.period): info
        for info in cached.submissions()
        if info.state != "withdrawn" and unit in ("", info.unit)
    }


def watch(account: Account) -> None:
    """Say in the side bar, and once as a toast, what was decided or came in since the tab looked last."""
    if not (is_of_unit(account) and account.unit) and not has_act(account, "approve"):
        return
    with st.sidebar:
        _watch(account)


@st.fragment(run_every=EVERY)
def _watch(account: Account) -> None:
    now = standing(account)
    known = st.session_state.get(_SEEN)
    st.session_state[_SEEN] = now
    fresh = [] if known is None else news(account, known, now)
    for words in fresh:
        st.toast(words, icon=":material/notifications:")
    told: list[str] = st.session_state.setdefault(_NEWS, [])
    told.extend(words for words in fresh if words not in told)
    if not told:
        return
    st.info("  \n".join(told), icon=":material/notifications:")
    st.page_link("upload.py" if is_of_unit(account) else "review.py", label="去看看")
    st.button("知道了", key="notices-done", on_click=told.clear, type="tertiary")


def standing(account: Account) -> Mapping[str, str]:
    """What an account wants to hear about: the states of reports and corrections by what names them."""
    reports = _newest(account.unit if is_of_unit(account) else "")
    told = {f"report {info.id}": f"{info.state}" for info in reports.values()}
    corrections = {f"correction {one.id}": one.state for one in cached.corrections(account.code)}
    return told | corrections


def news(account: Account, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """A sentence each for what changed that the account did not do itself."""
    changed = {key for key, state in now.items() if before.get(key) != state}
    reports = {f"report {info.id}": info for info in cached.submissions()}
    corrections = {f"correction {one.id}": one for one in cached.corrections(account.code)}
    if not is_of_unit(account):
        came = [reports[key] for key in changed & reports.keys() if now[key] == "submitted"]
        asked = [corrections[key] for key in changed & corrections.keys() if now[key] == "asked"]
        came = [info for info in came if info.submitted_by != account.code]
        words = [f"新到 {len(came)} 份报送，{STATES['submitted']}。"] if came else []
        return words + ([f"新到 {len(asked)} 份更正申请。"] if asked else [])
    told = [_report_news(reports[key]) for key in sorted(changed & reports.keys()) if now[key] in _TOLD]
    for key in sorted(changed & corrections.keys()):
        one, label = corrections[key], parse_period(corrections[key].period).label
        if now[key] == "granted":
            told.append(f"{label}的更正申请已同意，可以报了。")
        elif now[key] == "refused":
            told.append(f"{label}的更正申请没有同意：{plain(one.answer)}")
    return told


def _report_news(info: SubmissionInfo) -> str:
    why = f"：{plain(info.note)}" if info.state == "returned" and info.note else "。"
    return f"{parse_period(info.period).label}第 {info.revision} 版{STATES[info.state]}{why}"
