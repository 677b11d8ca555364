"""Entry script of every session: who is there, which pages they have, then the page asked for."""

from functools import partial
from pathlib import Path

import streamlit as st

from metrics.store import StoreError
from pages.account import ADMIN, LEADER, REVIEWER, STAFF, current_account, switch
from pages.ui import empty

HOME = Path(__file__).parent
READING, REPORTING, MANAGING = "看成效", "报数据", "管理"
OFFICE = (REVIEWER, LEADER, ADMIN)
#: file, title, section, roles. A page that is not there yet is left out.
PAGES = (
    ("overview.py", "总览", READING, (*OFFICE, STAFF)),
    ("enterprises.py", "企业", READING, OFFICE),
    ("brands.py", "品牌", READING, OFFICE),
    ("units.py", "成员单位", READING, OFFICE),
    ("indicators.py", "指标", READING, (*OFFICE, STAFF)),
    ("trends.py", "走势", READING, OFFICE),
    ("weights.py", "权重与假设", READING, OFFICE),
    ("search.py", "查找", READING, (*OFFICE, STAFF)),
    ("briefing.py", "简报", READING, OFFICE),
    ("handbook.py", "口径手册", READING, (*OFFICE, STAFF)),
    ("upload.py", "填报", REPORTING, (STAFF, REVIEWER, ADMIN)),
    ("review.py", "审核", REPORTING, (REVIEWER, ADMIN)),
    ("progress.py", "报送进度", REPORTING, OFFICE),
    ("history.py", "报送历史", REPORTING, (STAFF, REVIEWER, ADMIN)),
    ("quality.py", "数据质量", REPORTING, (REVIEWER, ADMIN)),
    ("periods.py", "报告期与发布", MANAGING, (REVIEWER, ADMIN)),
    ("accounts.py", "账号", MANAGING, (ADMIN,)),
    ("admin.py", "指标管理", MANAGING, (ADMIN,)),
    ("audit.py", "审计", MANAGING, (ADMIN,)),
)


def pages_of(role: str) -> dict[str, list]:
    """Section → pages of a role; those of others are hidden, but their addresses explain themselves."""
    sections: dict[str, list] = {}
    for file, title, section, roles in PAGES:
        if (HOME / file).exists():
            sections.setdefault(section, []).append(
                st.Page(file, title=title) if role in roles else _closed(file, title, role)
            )
    return sections


def _closed(file: str, title: str, role: str):
    closed = partial(empty.not_for, title, role)
    return st.Page(closed, title=title, url_path=Path(file).stem, visibility="hidden")


account = current_account()
switch(account)
if not any(account.role in roles for *_, roles in PAGES):
    st.set_page_config(page_title="看得见", layout="wide")
    st.error("这个账号还没有权限。请联系本县产改办的系统管理员开通。")
    st.stop()
page = st.navigation(pages_of(account.role), expanded=True)
st.set_page_config(page_title=f"{page.title} · 看得见", layout="wide")
# The logo stays in sight where the side bar is folded away, so it is what marks every page of the demo.
st.logo(HOME / "ui" / ("logo_demo.svg" if account.demo else "logo.svg"), size="large")
try:
    page.run()
except StoreError as error:
    st.error(str(error))
