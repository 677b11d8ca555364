"""The rooms of pages/ui: shared lies below all, none goes round, each gives out just what others use."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.kit.project import REPO

UI = REPO / "pages" / "ui"
ROOMS = sorted(path.parent.name for path in UI.glob("*/__init__.py"))
#: What is asked for where it is needed (`cached.store()`, `current_account()`) and never kept in an object.
CARRIED = {"Store", "Account"}


@cache
def imports(path):
    """Module → names that a file imports from it, anywhere."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    statements = (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module)
    return [(node.module, alias.name) for node in statements for alias in node.names]


def room_of(module):
    """``pages.ui.upload.files`` → upload; None for what is no part of pages.ui."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["pages", "ui"] and len(parts) > 2 else None


def part_of(path):
    """The room or single file of pages/ui that a file belongs to."""
    return path.relative_to(UI).parts[0].removesuffix(".py")


def test_shared_lies_below_every_other_room():
    used = {room_of(module) for path in (UI / "shared").glob("*.py") for module, _ in imports(path)}
    assert used <= {"shared", None}


def test_rooms_do_not_go_round():
    graph = {}
    for path in UI.rglob("*.py"):
        used = {room_of(module) for module, _ in imports(path)} - {None, part_of(path)}
        graph.setdefault(part_of(path), set()).update(used)
    assert {"shared", "upload", "review"} <= set(TopologicalSorter(graph).static_order())


@cache
def read_outside():
    """Every file that may use a room."""
    return [*(REPO / "pages").rglob("*.py"), *(REPO / "tests").rglob("*.py")]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_gives_out_what_is_used_from_outside_and_nothing_else(room):
    tree = ast.parse((UI / room / "__init__.py").read_text(encoding="utf-8"))
    exported = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} - {
        ast.get_docstring(tree, clean=False)
    }
    used = {
        name
        for path in read_outside()
        if UI / room not in path.parents
        for module, name in imports(path)
        if module == f"pages.ui.{room}"
    }
    assert exported == used


@pytest.mark.parametrize("path", sorted(path.relative_to(REPO) for path in UI.rglob("*.py")), ids=str)
def test_no_object_carries_the_store_or_the_account(path):
    tree = ast.parse((REPO / Path(path)).read_text(encoding="utf-8"))
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    fields = [
        (cls.name, ast.unparse(node.annotation))
        for cls in classes
        for node in cls.body
        if isinstance(node, ast.AnnAssign)
    ]
    assert [cls for cls, kind in fields if kind in CARRIED] == []
