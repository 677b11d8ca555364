"""Every page begins with what opens it, and says so to everybody else."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

from metrics.framework.rights import load_rights
from pages.roles import PAGES, PROVINCE_PAGES
from tests.kit.pages import ADMIN, AUDITOR, LEADER, REVIEWER, SECONDS, STAFF
from tests.kit.project import REPO

HOME = REPO / "pages"
EVERY = tuple(dict.fromkeys((*PAGES, *PROVINCE_PAGES)))
#: What pages share; none of these draws a page of its own.
SHARED = {"__init__", "account", "cached", "edition", "main", "roles"}
ACCOUNTS = {label.partition(" · ")[0]: label for label in (ADMIN, AUDITOR, LEADER, REVIEWER, STAFF)}
READ = {
    *("overview", "enterprises", "brands", "units", "indicators", "trends", "weights", "search"),
    *("towns", "industries", "worklist", "sights", "present", "briefing", "handbook", "checkup"),
}
REPORT = {"upload", "review", "progress", "history", "quality"}
#: Role → the scripts it has.
OPEN = {
    "填报员": {"overview", "indicators", "search", "handbook", "checkup", "upload", "history"},
    "领导": {*READ, "progress"},
    "审核员": {*READ, *REPORT, "periods"},
    "管理员": {*READ, *REPORT, "periods", "accounts", "admin", "audit", "county"},
    "审计员": {*READ, "progress", "accounts", "audit"} - {"weights", "briefing"},
}
CLOSED = [(page, role) for page in PAGES for role in OPEN if page.file.removesuffix(".py") not in OPEN[role]]


def first_call(script):
    """The first call a script makes of itself, written plainly."""
    body = ast.parse(script.read_text(encoding="utf-8")).body
    own = [step for step in body if not isinstance(step, ast.FunctionDef | ast.ClassDef)]
    calls = [node for step in own for node in ast.walk(step) if isinstance(node, ast.Call)]
    return ast.unparse(min(calls, key=lambda call: (call.lineno, call.col_offset)))


def test_every_script_is_in_the_table_once():
    scripts = sorted(path.stem for path in HOME.glob("*.py") if path.stem not in SHARED)
    assert sorted(page.file.removesuffix(".py") for page in EVERY) == scripts


def test_a_province_has_pages_of_its_own_and_both_have_accounts_and_audit():
    both = {page.file for page in PAGES} & {page.file for page in PROVINCE_PAGES}
    assert both == {"accounts.py", "audit.py"}


@pytest.mark.parametrize("role", OPEN)
def test_the_acts_of_a_role_open_its_pages(role):
    opened = {page.file.removesuffix(".py") for page in PAGES if load_rights().reach(role, page.act)}
    assert opened == OPEN[role]


def test_every_role_is_asked_about():
    assert set(OPEN) == {role.name for role in load_rights().roles}


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.file)
def test_the_first_call_of_a_page_is_whose_it_is(page):
    assert first_call(HOME / page.file) == "only_for(__file__)"


def test_a_page_that_asks_late_is_seen(tmp_path):
    script = tmp_path / "late.py"
    script.write_text("import streamlit as st\n\nst.title('x')\nonly_for(__file__)\n")
    assert first_call(script) == "st.title('x')"


def drawn(at):
    """The elements of the page, without the places that spinners leave behind."""
    return [element for element in at.main.children.values() if element.type not in ("empty", "unknown")]


@pytest.mark.breadth(10)
@pytest.mark.parametrize(("page", "role"), CLOSED, ids=lambda part: getattr(part, "file", part))
def test_another_role_gets_a_sentence_and_nothing_else(demo, page, role):
    # Without a page `demo` only says which database; the script is run alone, as if the menu had let it.
    at = AppTest.from_file(str(HOME / page.file), default_timeout=SECONDS)
    at.session_state["as"] = ACCOUNTS[role]
    at.run()
    assert not at.exception
    title, sentence = drawn(at)
    assert title.value == page.title
    assert sentence.value.startswith(f"“{page.title}”页不对{role}开放。请从左边的菜单选一页")
    assert not at.sidebar.children


@pytest.mark.breadth(3)
@pytest.mark.parametrize("page", sorted(OPEN["审计员"]))
def test_the_auditors_pages_stand_and_have_nothing_that_writes(demo, page):
    at = demo(page, **{"as": AUDITOR})
    assert not at.exception
    assert not at.error
    writing = ("保存", "新建", "停用", "知道了", "发布", "开放", "通过", "退回", "修改")
    assert [button.label for button in at.button if button.label.startswith(writing)] == []


def test_an_account_without_a_role_has_no_page(demo):
    at = AppTest.from_file(str(HOME / "overview.py"), default_timeout=SECONDS)
    at.session_state["as"] = "nobody"
    at.run()
    assert "“总览”页不对这个账号开放" in at.info[0].value
    assert len(drawn(at)) == 2
