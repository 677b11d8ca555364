"""Attack: keep a tab open while the account loses its role, then press what still stands there."""

import ast
from dataclasses import replace
from datetime import date

import pytest
import streamlit as st

from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Handout
from pages.ui.shared import ACCOUNT_CHANGED
from tests.kit import office, sources
from tests.kit.office import button, page, unfold
from tests.kit.pages import ADMIN, CODES, LEADER, REVIEWER, opener, own_main, signed_in

county, fresh_caches, offered = office.county, office.fresh_caches, office.offered
__all__ = ["county", "fresh_caches", "offered", "own_main", "signed_in"]

MANAGER = CODES[ADMIN]
#: Page → what stands in its address, and how it is unfolded, so that files are offered there.
FILES = {
    "review": ({}, []),
    "quality": ({}, []),
    "indicators": (
        {"indicator": "J2a 活动门类", "indicator_item": "见事"},
        ["distribution-enterprise-table"],
    ),
    "overview": ({}, ["trend-county-table", "county-change"]),
    "handbook": ({}, []),
    "checkup": ({"checkup_view": "各项分布"}, []),
    "upload": ({"unit": "U08 县人力资源和社会保障局"}, []),
    "units": ({"unit_view": "画像"}, ["unit-rows"]),
}


@pytest.fixture
def tab(county, demo_url, monkeypatch):
    """Opens a page from the entry script, which knows the way to the others."""
    return opener(demo_url, monkeypatch)


def demoted(store, code, **now):
    """The account with another role, unit or state, while its tab stays open."""
    known = store.people.account(code)
    if known.role == "管理员":
        store.people.ensure_account(replace(known, code="second", name="又一个管理员"), SYSTEM)
    store.people.ensure_account(replace(known, **now), SYSTEM)


def deeds(store, code):
    """What the audit says an account did; whoever is demoted does nothing any more."""
    return store.care.audit_rows(SYSTEM, account=code)["action"].tolist()


@pytest.mark.parametrize("label", ["通过", "退回"])
def test_a_reviewer_who_is_one_no_more_decides_nothing(county, label):
    """Tried: a demoted 审核员's open tab approved a report."""
    at = page("review", REVIEWER)
    before = county.reporting.submissions()
    at.text_area[0].set_value("请补签到表")
    demoted(county, "shenhe", role="填报员", unit="U14")
    done = deeds(county, "shenhe")
    button(at, label).click().run()
    assert county.reporting.submissions() == before
    assert deeds(county, "shenhe") == done
    assert "不对填报员开放" in at.info[0].value


@pytest.mark.long
@pytest.mark.parametrize("label", ["主办", "不是同一件"])
def test_a_reviewer_who_is_one_no_more_rules_nothing(county, label):
    """Tried: a demoted 审核员's open tab ruled on a doubt."""
    at = page("quality", REVIEWER, period="2023年第三季度")
    before = county.rulings.history()
    demoted(county, "shenhe", role="领导")
    button(at, label).click().run()
    assert county.rulings.history() == before
    assert "不对领导开放" in at.info[0].value


@pytest.mark.long
def test_a_leader_who_is_one_no_more_removes_no_scheme(county):
    county.office.save_scenario("突出典型", {}, "f" * 64, "lingdao")
    at = page("weights", LEADER)
    demoted(county, "lingdao", role="填报员", unit="U06")
    button(at, "删除").click().run()
    assert [one.name for one in county.office.scenarios()] == ["突出典型"]


@pytest.mark.long
def test_a_reviewer_who_is_one_no_more_drops_no_remark(county):
    note = county.office.add_note("2023Q4", "county", "county", "台风停工", "shenhe")
    at = page("trends", REVIEWER)
    demoted(county, "shenhe", role="领导")
    at.button(key=f"note-{note.id}").click().run()
    assert [one.id for one in county.office.notes(("2023Q4",))] == [note.id]


@pytest.mark.long
def test_who_may_no_more_moves_no_due_date(county):
    at = page("progress", ADMIN)
    at.selectbox(key="due-quarter").set_value("2023年第四季度").run()
    at.date_input[0].set_value(date(2024, 1, 31)).run()
    before = county.reporting.periods()
    demoted(county, MANAGER, role="审核员")
    button(at, "改截止日期").click().run()
    assert county.reporting.periods() == before
    assert ACCOUNT_CHANGED in [one.value for one in at.error]


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("place", FILES)
def test_no_file_leaves_a_tab_whose_account_is_disabled(county, tab, offered, place):
    """Tried: a demoted 审核员's open tab handed out originals, lists and tables."""
    params, folds = FILES[place]
    at = tab(place, period="2023年第四季度", **{"as": ADMIN, **params})
    for fold in folds:
        unfold(at, fold)
    assert offered
    demoted(county, MANAGER, active=False)
    done = deeds(county, MANAGER)
    for label, give in offered.items():
        assert callable(give), f"{label} is made before anybody asks"
        with pytest.raises(StoreError, match="已停用"):
            give()
    assert deeds(county, MANAGER) == done


@pytest.mark.long
def test_a_reviewer_become_staff_takes_only_files_of_the_unit(county, offered):
    page("review", REVIEWER)
    files = dict(offered)
    assert {"原文件", "标注过的副本"} <= set(files)
    demoted(county, "shenhe", role="填报员", unit="U06")
    for label, give in files.items():
        with pytest.raises(StoreError, match=r"只能为本单位|要用"):
            give()
        assert label


@pytest.mark.long
def test_what_is_handed_out_stands_in_the_audit(county, tab, offered):
    """Originals, marked copies, tables, pages, lists: who, what, when, and from where."""
    at = tab("overview", period="2023年第四季度", **{"as": LEADER})
    unfold(at, "county-change")
    offered["导出表格"]()
    row = county.care.audit_rows(SYSTEM, action="download").iloc[-1]
    assert (row["account"], row["subject"]) == ("lingdao", "表格")
    assert row["detail"]["file"].endswith(".xlsx")
    assert row["address"]
    page("review", REVIEWER)
    for label, kind in (("原文件", "原文件"), ("标注过的副本", "标注过的副本")):
        offered[label]()
        row = county.care.audit_rows(SYSTEM, action="download").iloc[-1]
        assert row["account"] == "shenhe"
        assert row["subject"].startswith(kind)
        assert len(row["detail"]["sha256"]) == 64
        assert row["detail"]["unit"]


def test_every_right_is_asked_and_a_refusal_is_no_download(county):
    before = county.database.mark()
    given = Handout("清单", "a.xlsx", [("see-rows", "U06"), ("see-rows", "U08")])
    with pytest.raises(StoreError, match="只能为本单位"):
        county.people.hand_out(given, "u06")
    assert county.database.mark() == before
    county.people.hand_out(given, "lingdao")
    assert county.care.audit_rows(SYSTEM, action="download")["account"].tolist()[-1] == "lingdao"


def functions(path):
    """Name → function of a file."""
    return {node.name: node for node in sources.nodes(path) if isinstance(node, ast.FunctionDef)}


def reaches(path, name, wanted, seen=()):
    """Whether a function of a file, or one of the file it calls, calls something of a name."""
    known = functions(path)
    if name in seen or name not in known:
        return False
    calls = [node.func for node in ast.walk(known[name]) if isinstance(node, ast.Call)]
    named = {getattr(one, "id", getattr(one, "attr", "")) for one in calls}
    return wanted in named or any(reaches(path, one, wanted, (*seen, name)) for one in named)


def callbacks(path):
    """Names of the file's functions that a widget calls when something is pressed or chosen."""
    for node in sources.nodes(path):
        for word in node.keywords if isinstance(node, ast.Call) else ():
            if word.arg not in ("on_click", "on_change", "on_select") or isinstance(word.value, ast.Constant):
                continue
            inner = [part.id for part in ast.walk(word.value) if isinstance(part, ast.Name)]
            attributes = {part.attr for part in ast.walk(word.value) if isinstance(part, ast.Attribute)}
            assert "store" not in attributes, f"{path}: a widget calls the store itself"
            yield from inner


@pytest.mark.parametrize("path", sources.files("pages/**/*.py"), ids=str)
def test_every_callback_that_changes_something_asks_first(path):
    """A callback runs before the page is drawn again, with what was known when its button was."""
    for name in set(callbacks(path)) & set(functions(path)):
        if reaches(path, name, "store") or reaches(path, name, "hand_in"):
            assert reaches(path, name, "still_may"), f"{path}: {name} acts without asking still_may"


def test_a_callback_that_does_not_ask_would_be_found():
    path = next(one for one in sources.files("pages/ui/review/decision.py"))
    assert {"_approve_one", "_give_back", "_approve_all"} <= set(callbacks(path))
    assert reaches(path, "_approve_one", "store")
    assert not reaches(path, "_compose", "store")
    assert st.button
