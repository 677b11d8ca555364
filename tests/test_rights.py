"""Who may do what stands in rights.toml alone: no role name elsewhere, the tables of 安全.md from it."""

import ast
from types import SimpleNamespace

import pytest

from metrics.framework import FrameworkError, rights
from metrics.framework.rights import HOME, Act, load_rights, may, refusal
from pages.roles import PAGES
from tests.conftest import REPO

ROLES = tuple(role.name for role in load_rights().roles)
#: Words in which the characters of a role stand for something else.
OTHER = ("领导参阅", "领导小组", "主管领导", "分管领导", "给领导看", "信息化管理员", "数据库管理员")
#: Functions of pages that ask about an act → which argument it is.
ACT_AT = {"has_act": 1, "still_may": 2}
FILES = sorted(
    path.relative_to(REPO).as_posix()
    for pattern in ("dashboard.py", "pages/**/*.py", "metrics/**/*.py")
    for path in REPO.glob(pattern)
    if "migrations" not in path.parts
)


def strings(tree):
    """Every text of a program but its docstrings, the fixed parts of f-strings included."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    said = [node.body[0] for node in ast.walk(tree) if isinstance(node, kinds) and node.body]
    docs = {id(node.value) for node in said if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def naming_roles(source):
    """Texts of a program that name a role."""
    found = []
    for text in strings(ast.parse(source)):
        plain = text
        for word in OTHER:
            plain = plain.replace(word, "")
        found += [text] if any(name in plain for name in ROLES) else []
    return found


def test_no_program_text_names_a_role():
    found = {file: naming_roles((REPO / file).read_text(encoding="utf-8")) for file in FILES}
    told = {file: texts for file, texts in found.items() if texts}
    assert told == {}, "take the name from metrics.framework.rights"


def test_no_page_knows_a_role_by_its_id():
    ids = {role.id for role in load_rights().roles}
    pages = [file for file in FILES if file.startswith("pages/")]
    said = {file: ids & set(strings(ast.parse((REPO / file).read_text(encoding="utf-8")))) for file in pages}
    assert {file: names for file, names in said.items() if names} == {}, "ask: pages.account.has_act"


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""管理员"""\nA = "审核员"', 1),
        ('def f(x):\n    """领导"""\n    return f"请{x}联系管理员"', 1),
        ('A = "领导参阅"', 0),
    ],
)
def test_a_role_in_a_text_is_found(source, count):
    assert len(naming_roles(source)) == count


def test_the_tables_in_the_security_page_are_those_of_the_rights():
    page = (REPO / "docs" / "安全.md").read_text(encoding="utf-8")
    assert rights.roles_table() in page, "write rights.roles_table() into docs/安全.md"
    assert rights.table() in page, "write rights.table() into docs/安全.md, section 权限表"


def holder(role, unit=""):
    return SimpleNamespace(role=role, unit=unit)


def test_own_unit_all_units_and_nobody():
    assert may(holder("填报员", "U08"), "submit", "U08")
    assert not may(holder("填报员", "U08"), "submit", "U09")
    assert not may(holder("填报员"), "submit", "U09")
    assert not may(holder("填报员"), "submit")
    assert may(holder("审核员"), "submit", "U09")
    assert not may(holder("无此角色"), "submit")
    with pytest.raises(KeyError):
        may(holder("管理员"), "fly")


@pytest.mark.parametrize(
    ("role", "unit", "act", "said"),
    [
        ("领导", "", "approve", "领导不能审核通过，要用审核员或管理员的账号。"),
        ("填报员", "U08", "submit", "填报员只能为本单位（U08）报送，不能为 U09。要用审核员或管理员的账号。"),
        ("填报员", "", "submit", "这个账号还没有指定单位，不能报送。请联系管理员。"),
        ("审核员", "", "submit", ""),
    ],
)
def test_a_refusal_says_who_may(role, unit, act, said):
    assert refusal(holder(role, unit), act, "U09") == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('own = ["staff"]', 'own = ["boss"]', "没有这个角色：boss"),
        ('place = "page"', 'place = "moon"', "place.*只能是"),
        ('id = "see-rows"', 'id = "see-scores"', "act see-scores.*出现了两次"),
        ("name = ", "nmae = ", "nmae.*不认识这个键"),
        ("[[role]]", "[[role", "读不了"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, old, new, said):
    text = (HOME / rights.FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / rights.FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FrameworkError, match=said):
        load_rights(tmp_path)


def test_every_act_that_a_page_asks_about_is_there():
    asked = {page.act for page in PAGES}
    for file in FILES:
        tree = ast.parse((REPO / file).read_text(encoding="utf-8")) if file.startswith("pages/") else None
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
        for call in calls:
            place = ACT_AT.get(getattr(call.func, "id", ""))
            if place is not None and isinstance(call.args[place], ast.Constant):
                asked.add(call.args[place].value)
    assert len(asked) > len({page.act for page in PAGES})
    assert asked <= {act.id for act in load_rights().acts}


def test_every_act_is_somebodys():
    for act in load_rights().acts:
        assert isinstance(act, Act)
        assert act.own or act.all, act.id
        assert not set(act.own) & set(act.all), act.id
