"""The doubts of a period, and what was decided about each."""

import hashlib
from collections.abc import Mapping

import streamlit as st

from metrics.county import ELSEWHERE
from metrics.doubts import Doubt
from metrics.store.reporting import NOT_OURS, OUTSIDE, SAME, VERDICTS, Ruling
from pages import cached
from pages.account import current_account
from pages.ui.shared import moment, plain


def period_doubts(key: cached.Edition) -> tuple[Doubt, ...]:
    """What does not fit in a period; the rules are applied once as long as nothing changes."""
    return cached.store().reporting.doubts_for(current_account().code, cached.period_doubts(key))


def say_answer(key: cached.Edition) -> None:
    """What the office above said of the period: where the county stands, how much there is to settle."""
    answer = cached.store().office.returned(key.period)
    if answer is None:
        return
    asked = f"，{len(answer.findings)} 条列在下面" if answer.findings else ""
    st.info(plain(f"{answer.issuer}的第 {answer.number} 次反馈：{answer.standing.words}{asked}。"))


def rulings_in_force() -> dict[str, Ruling]:
    """What holds, by the key of the doubt it settles."""
    return {ruling.key: ruling for ruling in cached.store().rulings.holding()}


def questions_of_year(key: cached.Edition) -> tuple[Doubt, ...]:
    """What the office is asked to decide, from January to the period's end."""
    return cached.store().reporting.doubts_for(current_account().code, cached.questions_of_year(key))


def decision_words(ruling: Ruling, names: Mapping[str, str]) -> str:
    """`认定县人社局主办（王五，2024年2月1日 10:00）：理由`; `names` of accounts by their codes."""
    what = VERDICTS[ruling.verdict]
    if ruling.verdict == SAME:
        unit = cached.framework().unit.get(ruling.lead_unit)
        units = {row.unit for row in ruling.rows}
        what = f"认定{unit.name if unit else ruling.lead_unit}{'主办' if len(units) > 1 else '保留一行'}"
    if ruling.verdict == OUTSIDE:
        what = f"认定计在{ruling.keep.removeprefix(ELSEWHERE).partition(' ')[2]}，本县不计"
    if ruling.verdict == NOT_OURS:
        what = f"认定不是{ruling.keep}的，只计给企业和全县"
    who = f"（{names.get(ruling.account, ruling.account)}，{moment(ruling.at)}）"
    return f"{what}{who}{'：' + ruling.note if ruling.note else ''}"


def short_key(key: str) -> str:
    """A widget key for a doubt."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]
