"""What a county needs before its first score, what of it is there, and where the rest is done."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from metrics.store.database import ROSTER, SYSTEM
from pages import cached
from pages.account import unit_roles
from pages.ui.shared import plain


@dataclass(frozen=True)
class SetupStep:
    """One step: its name, how much of it is there (empty: nothing), why it is needed, where it is done."""

    name: str
    there: Callable[[], str]
    why: str
    page: str
    view: str = ""


def _county() -> str:
    return cached.framework().county


def _units() -> str:
    units = cached.framework().units
    return f"{len(units)} 个" if units else ""


def _keeper() -> str:
    return next((unit.name for unit in cached.framework().units if ROSTER in unit.ledgers), "")


def _towns() -> str:
    towns = cached.framework().vocabularies["towns"].terms
    return f"{len(towns)} 个" if towns else ""


def _roster() -> str:
    number = len(cached.store().reporting.enterprises())
    return f"{number} 家" if number else ""


def _quarters() -> str:
    return "、".join(info.label for info in cached.periods()[-2:])


def _accounts() -> str:
    people = [one for one in cached.store().people.accounts(SYSTEM) if one.active]
    of_units = {one.unit for one in people if one.unit}
    missing = [unit.short_name for unit in cached.framework().units if unit.code not in of_units]
    if not of_units:
        return ""
    return f"{len(people)} 个" + (f"，还没有账号：{'、'.join(missing[:5])}" if missing else "")


_SETUP = "county.py"
STEPS = (
    SetupStep("县名", _county, "写在模板、图、报告和提醒上。", _SETUP, "逐项修改"),
    SetupStep("成员单位和各自的台账", _units, "谁报什么；模板里只有本单位的表。", _SETUP, "逐项修改"),
    SetupStep("谁报企业名册", _keeper, "名册由一个单位报，一般是县产改办所在单位。", _SETUP, "逐项修改"),
    SetupStep("乡镇街道", _towns, "名册和活动里的下拉框，也是排名的一级。", _SETUP, "逐项修改"),
    SetupStep("报告期", _quarters, "开放一个季度，单位才能下载模板和报送。", "periods.py"),
    SetupStep("企业名册", _roster, "得分按名册里的企业算；没有名册就没有得分。", _SETUP, "一张表导入"),
    SetupStep("账号", _accounts, f"每个单位至少一个{unit_roles()[0]}。", "accounts.py"),
)


def steps_view() -> None:
    """A line a step, the next one open; at the end what to hand out."""
    found = [(step, step.there()) for step in STEPS]
    missing = [step for step, there in found if not there]
    if missing:
        st.info(
            f"还差 {len(missing)} 步：{'、'.join(step.name for step in missing)}。"
            "最省事的办法：在“一张表导入”下载 县情设置.xlsx，填好传回来，一次做完。",
            icon=":material/checklist:",
        )
    else:
        st.success("都齐了。接下来在“模板和登录条”把模板和登录条发给各单位。", icon=":material/check_circle:")
    for number, (step, there) in enumerate(found, 1):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            badge = ":green-badge[有了]" if there else ":orange-badge[还差]"
            st.markdown(f"**{number}　{step.name}** {badge}　{plain(there) or step.why}")
            query = {"setup-view": step.view} if step.view else None
            st.page_link(step.page, label="去设置" if not there else "去看看", query_params=query)
