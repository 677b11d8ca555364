"""县情设置.xlsx on the page: download, fill, drop, see what it would do, apply."""

import hashlib
from datetime import date
from pathlib import PurePath

import streamlit as st

from metrics.county.setup import SETUP_FILE, mark_setup, setup_rows, write_setup
from metrics.framework import GRID, SHAPES, FrameworkError, Period, parse_period
from metrics.ingest.patch import marked_name
from metrics.store import StoreError
from metrics.store.database import today
from metrics.store.people import Account
from metrics.store.setting_up import SetupPlan, apply_setup, plan_setup
from pages import cached
from pages.ui.shared import (
    SEVERITY_COLOURS,
    chinese_file_chooser,
    finding_badges,
    keep_result,
    lines,
    offer_made,
    plain,
    remembered,
    still_may,
    unbroken,
)

_ACT = "edit-county"
_MOST = 40
#: File of a county → what people call it.
FILES = {
    "county.toml": "基本信息、责任面",
    "vocab/units.csv": "成员单位",
    "vocab/towns.csv": "乡镇街道",
    "vocab/social_organisations.csv": "社会组织",
    "vocab/industries.csv": "行业",
    "brands.csv": "重点品牌",
    GRID: "乡镇示意图",
    SHAPES: "乡镇界",
    "facts.toml": "取数清单",
    "claims.toml": "报告数字核对",
}


def asks() -> tuple[tuple[str, str], ...]:
    """What taking a file of the county asks for."""
    return ((_ACT, ""),)


def this_quarter() -> Period:
    """The quarter of today: it stands on the cover of a set-up workbook and decides nothing."""
    on = today()
    return parse_period(f"{on.year}Q{(on.month + 2) // 3}")


def _empty() -> bytes:
    return write_setup(this_quarter())


def _filled() -> bytes:
    return write_setup(this_quarter(), setup_rows(cached.store().office.county(), cached.framework()))


def workbook_view(account: Account) -> None:
    """Take the workbook, bring it back, look, apply."""
    st.markdown(
        "**第一步　下载**　只有县名、单位、乡镇必须填；名册、品牌、账号可以以后再补，没填的表不改动。"
    )
    with st.container(horizontal=True):
        offer_made("下载空白的 县情设置.xlsx", _empty, SETUP_FILE, "县情设置", asks, key="setup-empty")
        if cached.framework().county:
            offer_made("下载填着现状的", _filled, SETUP_FILE, "县情设置", asks, key="setup-filled")
    st.markdown("**第二步　传回来**　先检查，说清会改什么，确认以后才改。")
    chinese_file_chooser("setup-file")
    file = st.file_uploader("把填好的 县情设置.xlsx 拖到这里", ("xlsx", "xls", "et"), key="setup-file")
    if file is None:
        return
    content = file.getvalue()
    key = (hashlib.sha256(content).hexdigest(), cached.store().database.mark())
    plan = remembered(("setup", *key), lambda: plan_setup(cached.store(), content, file.name))
    _findings(plan, content)
    if plan.checked.accepted:
        _what_it_does(plan)
        _apply_form(account, plan, content, file.name)


def _findings(plan: SetupPlan, content: bytes) -> None:
    st.markdown(f"{plain(plan.checked.file)}　{finding_badges(plan.checked)}")
    found = plan.checked.findings
    if not found:
        return
    lines(
        {
            unbroken("位置"): [plain(str(one.where)) for one in found[:_MOST]],
            unbroken("问题"): [
                f":{SEVERITY_COLOURS[one.severity]}[●] {plain(one.message)} :gray[{plain(one.hint)}]"
                for one in found[:_MOST]
            ],
        }
    )
    if len(found) > _MOST:
        st.caption(f"另有 {len(found) - _MOST} 处，都标在副本里。")
    name = marked_name(PurePath(plan.checked.file).name)
    offer_made(
        "下载标注过的副本",
        lambda: mark_setup(content, plan.checked).content,
        name,
        "标注过的县情设置",
        asks,
        key="setup-marked",
    )


def change_lines(changes: dict[str, list[str]]) -> dict[str, list[str]]:
    """What becomes other, as a table: what, how many lines come and go, the lines."""
    return {
        unbroken("改什么"): [file_words(name) for name in changes],
        unbroken("加"): [str(sum(line.startswith("+") for line in some)) for some in changes.values()],
        unbroken("减"): [str(sum(line.startswith("-") for line in some)) for some in changes.values()],
    }


def file_words(name: str) -> str:
    """What people call a file of the county."""
    if name.startswith("words/"):
        return "补充词汇"
    return FILES.get(name, "报告文字" if name.startswith("texts/") else name)


def _what_it_does(plan: SetupPlan) -> None:
    if plan.nothing:
        st.info("与现在的县情一样，没有要改的。")
        return
    st.markdown("**第三步　看看会改什么**")
    if plan.changes:
        lines(change_lines(plan.changes))
        with st.expander("逐行看"):
            for name, some in plan.changes.items():
                st.markdown(f"**{file_words(name)}**")
                st.code("\n".join(some[:200]), language="diff")
    if plan.accounts:
        names = "、".join(f"{one.code}（{one.name}）" for one in plan.accounts[:12])
        st.markdown(
            f"新账号 {len(plan.accounts)} 个：{plain(names)}{' 等' if len(plan.accounts) > 12 else ''}"
        )
    for code, due in plan.quarters:
        st.markdown(f"开放 {parse_period(code).label}，{due.isoformat()} 截止")
    if plan.enterprises:
        st.markdown(
            f"企业名册 {plan.enterprises} 家，作为名册单位本季度的报送入库；第一份立即计分，以后的等审核"
        )


def _apply_form(account: Account, plan: SetupPlan, content: bytes, name: str) -> None:
    if plan.nothing:
        return
    when_and_why("setup", first=not cached.store().office.county_versions() or not plan.changes)
    st.button(
        "确认导入",
        type="primary",
        key="setup-apply",
        on_click=apply_bytes,
        args=(account.code, content, name, "setup"),
    )


def when_and_why(prefix: str, *, first: bool) -> None:
    """From which day a change holds, and why; of a county's first words nothing is asked."""
    if first:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "这是",
            [CORRECTION, CHANGE],
            key=f"{prefix}-kind",
            width=220,
            help="更正：一直是这样，原来写错了。",
        )
        if st.session_state.get(f"{prefix}-kind") == CHANGE:
            st.date_input("从哪一天起", value=today(), key=f"{prefix}-from", format="YYYY-MM-DD", width=180)
        st.text_input("理由", key=f"{prefix}-why", max_chars=200, placeholder="例如：机构改革，科技局更名")
    st.caption("从某一天起的改动，只影响那天以后结束的报告期；以前的各期仍用原来的名称、单位和责任面。")


CORRECTION, CHANGE = "更正写错的", "从某天起改变"


def apply_bytes(by: str, content: bytes, name: str, prefix: str) -> None:
    """Apply a set-up workbook, for a callback; the result is said on the page."""
    if not still_may(by, "setup", _ACT):
        return
    state = st.session_state
    starts: date | None = state.get(f"{prefix}-from") if state.get(f"{prefix}-kind") == CHANGE else None
    try:
        done = apply_setup(cached.store(), content, name, by, starts, state.get(f"{prefix}-why", ""))
    except (StoreError, FrameworkError) as error:
        keep_result("setup", refused=str(error))
        return
    parts = ["县情已更新" if done.version else ""]
    parts += [f"新账号 {len(done.accounts)} 个"] if done.accounts else []
    parts += [f"开放 {'、'.join(done.quarters)}"] if done.quarters else []
    parts += ["企业名册已入库"] if done.roster else []
    keep_result("setup", said="，".join(part for part in parts if part) + "。")
