"""Imports run one way only, each layer and each room uses its own, and files stay short."""

import ast
import sys
from pathlib import Path

import pytest

from tests.kit.project import REPO

ORDER = (
    *("framework", "ingest", "county", "doubts", "store", "scoring"),
    *("words", "tables", "charts", "reports", "web", "commands"),
)


def left_of(layer, *without):
    """The layers before one, in the order in which imports may run."""
    return tuple(name for name in ORDER[: ORDER.index(layer)] if name not in without)


# layer → (layers it may import, packages outside the standard library it may import)
LAYERS = {
    "host": ((), ()),
    "framework": ((), ()),
    "ingest": (left_of("ingest"), ("pandas", "python_calamine", "openpyxl", "xlsxwriter")),
    "county": (left_of("county"), ("pandas",)),
    "doubts": (left_of("doubts"), ("pandas", "numpy", "xlsxwriter")),
    "store": (
        left_of("store"),
        ("sqlalchemy", "alembic", "psycopg", "argon2", "pandas", "pyarrow", "pypinyin", "zxcvbn"),
    ),
    "scoring": (("framework", "county"), ("numpy", "pandas")),
    "words": (("framework", "ingest", "county", "scoring"), ("numpy", "pandas")),
    "tables": (("framework", "county", "scoring", "words"), ("numpy", "pandas")),
    "charts": (("host", *left_of("charts", "store")), ("plotly", "numpy", "pandas")),
    "reports": (
        ("host", *left_of("reports")),
        ("typst", "kaleido", "docx", "xlsxwriter", "openpyxl", "numpy", "pandas"),
    ),
    "web": (("host", *left_of("web")), ("starlette",)),
    "commands": (("host", *left_of("commands", "web")), ("click",)),
    "cli": ((*left_of("commands", "web"), "commands", "__version__"), ("click",)),
    "__main__": (("cli",), ("click",)),
    "metrics": ((), ()),
    "discovery": ((), ()),
    "pages": (("host", *left_of("commands"), "pages"), ("streamlit", "pandas")),
    "dashboard": (("host", "web"), ("streamlit", "google")),
}
MOST_LINES = 450
# A page reads filters, calls the library and draws; what pages share lies in pages/ui/ and the caches.
MOST_LINES_OF_A_PAGE = 80
SHARED_BY_PAGES = {"account.py", "__init__.py"}
FILES = sorted(
    path.relative_to(REPO)
    for pattern in ("dashboard.py", "pages/**/*.py", "metrics/**/*.py")
    for path in REPO.glob(pattern)
)


def layer_of(path):
    """``metrics/store/db.py`` → store, ``metrics/cli.py`` → cli, ``metrics/__init__.py`` → metrics."""
    parts = path.with_suffix("").parts
    if parts[0] != "metrics" or parts[1:] == ("__init__",):
        return parts[0]
    return parts[1]


def imported(tree, path):
    """Dotted names of everything imported anywhere in the file; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = path.parts[: -node.level] if node.level else ()
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def violations(source, path):
    """What in the file runs against the table, one sentence per import."""
    layer = layer_of(path)
    if layer not in LAYERS:
        return [f"{path}: no layer {layer!r} in the table"]
    layers, packages = LAYERS[layer]
    allowed = {layer, "metrics", "discovery", *layers, *packages, *sys.stdlib_module_names}
    names = [name.split(".") for name in imported(ast.parse(source), path)]
    targets = [parts[1] if parts[0] == "metrics" and len(parts) > 1 else parts[0] for parts in names]
    wrong = [".".join(parts) for parts, target in zip(names, targets, strict=True) if target not in allowed]
    return [f"{path}: {layer} may not import {name}" for name in wrong]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_follow_the_table(path):
    assert violations((REPO / path).read_text(encoding="utf-8"), path) == []


#: Room → the rooms beside it that it may use.
ROOMS = {
    "metrics/store": {
        "database": (),
        "people": ("database",),
        "reporting": ("database", "people"),
        "office": ("database", "people", "reporting"),
        "care": ("database", "people"),
    },
}


def doors(folder):
    """Room → the names it hands out: `__all__` of its `__init__`."""
    found = {}
    for room in ROOMS[folder]:
        tree = ast.parse((REPO / folder / room / "__init__.py").read_text(encoding="utf-8"))
        lists = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        (names,) = [ast.literal_eval(node) for node in lists]
        found[room] = set(names)
    return found


def past_the_door(source, path):
    """What a file takes from a room otherwise than through its `__init__`, or from a room it may not use."""
    wrong = []
    for folder, rooms in ROOMS.items():
        inside = path.parts[2] if path.as_posix().startswith(f"{folder}/") and len(path.parts) > 3 else ""
        handed_out = doors(folder)
        for name in imported(ast.parse(source), path):
            if not name.startswith(f"{folder.replace('/', '.')}."):
                continue
            room, *inner = name.split(".")[2:]
            if room not in rooms or room == inside:
                continue
            if inside and room not in rooms[inside]:
                wrong.append(f"{path}: {inside} may not use {room}")
            elif len(inner) != 1 or inner[0] not in handed_out[room]:
                wrong.append(f"{path}: {name} is no name of {room}'s __init__")
    return wrong


@pytest.mark.parametrize("path", FILES, ids=str)
def test_rooms_are_used_through_their_doors(path):
    assert past_the_door((REPO / path).read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize(
    ("path", "source", "caught"),
    [
        (
            "pages/audit.py",
            "from metrics.store.care.audit_trail import rows",
            "metrics.store.care.audit_trail.rows",
        ),
        ("pages/audit.py", "from metrics.store.care import audit_trail", "metrics.store.care.audit_trail"),
        (
            "metrics/store/store.py",
            "import metrics.store.people.passwords",
            "metrics.store.people.passwords",
        ),
    ],
)
def test_a_way_past_the_door_is_caught(path, source, caught):
    room = caught.split(".")[2]
    (said,) = past_the_door(source, Path(path))
    assert said == f"{path}: {caught} is no name of {room}'s __init__"


def test_rooms_have_no_cycle():
    source = "from metrics.store.office import Publication"
    wrong = past_the_door(source, Path("metrics/store/reporting/periods.py"))
    assert wrong == ["metrics/store/reporting/periods.py: reporting may not use office"]
    assert past_the_door("from metrics.store.people import Account", Path("pages/audit.py")) == []
    for rooms in ROOMS.values():
        order = list(rooms)
        assert all(order.index(used) < order.index(room) for room, uses in rooms.items() for used in uses)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_stay_short(path):
    lines = (REPO / path).read_text(encoding="utf-8").count("\n")
    is_page = path.parent == Path("pages") and path.name not in SHARED_BY_PAGES
    assert lines <= (MOST_LINES_OF_A_PAGE if is_page else MOST_LINES)


@pytest.mark.parametrize(
    ("path", "source", "caught"),
    [
        ("metrics/scoring/pool.py", "from metrics.store import rows", "metrics.store.rows"),
        ("metrics/tables/pool.py", "from metrics import charts", "metrics.charts"),
        ("metrics/scoring/pool.py", "from metrics import store", "metrics.store"),
        ("metrics/scoring/pool.py", "from ..store import rows", "metrics.store.rows"),
        ("metrics/scoring/pool.py", "from .. import store", "metrics.store"),
        ("metrics/scoring/pool.py", "def f():\n    import sqlalchemy.orm", "sqlalchemy.orm"),
        ("metrics/charts/bar.py", "import streamlit as st", "streamlit"),
        ("metrics/framework/model.py", "import numpy", "numpy"),
        ("metrics/ingest/read.py", "from metrics.cli import main", "metrics.cli.main"),
        ("pages/overview.py", "import plotly.express", "plotly.express"),
    ],
)
def test_a_wrong_import_is_caught(path, source, caught):
    assert violations(source, Path(path)) == [f"{path}: {layer_of(Path(path))} may not import {caught}"]


def test_a_layer_outside_the_table_is_caught():
    assert violations("", Path("metrics/extra.py")) == ["metrics/extra.py: no layer 'extra' in the table"]


def test_allowed_imports_pass():
    source = (
        "import json\nfrom metrics.framework.model import Spec\nfrom . import read\nimport pandas as pd\n"
    )
    assert violations(source, Path("metrics/ingest/checks/check.py")) == []
