"""Imports run one way only, each layer and each room uses its own, and files stay short."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.kit import sources

ORDER = (
    *("framework", "ingest", "county", "doubts", "store", "scoring", "province"),
    *("words", "tables", "charts", "reports", "web", "commands"),
)


def left_of(layer, *without):
    """The layers before one, in the order in which imports may run."""
    return tuple(name for name in ORDER[: ORDER.index(layer)] if name not in without)


# layer → (layers it may import, packages outside the standard library it may import)
LAYERS = {
    "host": ((), ()),
    "framework": ((), ("tomlkit",)),
    "ingest": (
        left_of("ingest"),
        ("PIL", "pandas", "python_calamine", "openpyxl", "rapidfuzz", "xlsxwriter"),
    ),
    "county": (left_of("county"), ("pandas", "xlsxwriter")),
    "doubts": (left_of("doubts"), ("pandas", "numpy", "rapidfuzz", "xlsxwriter")),
    "store": (
        left_of("store"),
        (
            "sqlalchemy",
            "alembic",
            "psycopg",
            "argon2",
            "pandas",
            "pyarrow",
            "pyotp",
            "cryptography",
            "pypinyin",
            "zxcvbn",
        ),
    ),
    "scoring": (("framework", "county"), ("numpy", "pandas", "pyarrow")),
    "province": (
        ("framework", "ingest", "county", "doubts", "scoring"),
        ("numpy", "pandas", "pyarrow", "cryptography", "duckdb"),
    ),
    "words": (("framework", "ingest", "county", "scoring"), ("numpy", "pandas")),
    "tables": (("framework", "county", "scoring", "words"), ("numpy", "pandas")),
    "charts": (("host", *left_of("charts", "store")), ("plotly", "numpy", "pandas")),
    "reports": (
        ("host", *left_of("reports"), "__version__"),
        (
            "typst",
            "pypdfium2",
            "fontTools",
            "PIL",
            "kaleido",
            "docx",
            "docxtpl",
            "jinja2",
            "lxml",
            "pptx",
            "xlsxwriter",
            "openpyxl",
            "segno",
            "numpy",
            "pandas",
        ),
    ),
    "web": (("host", *left_of("web")), ("starlette", "segno")),
    "commands": (
        ("host", *left_of("commands", "web"), "__version__"),
        ("click", "cryptography", "packaging"),
    ),
    "cli": ((*left_of("commands", "web"), "commands", "__version__"), ("click",)),
    "__main__": (("cli",), ("click",)),
    "metrics": ((), ()),
    "discovery": ((), ()),
    "pages": (("host", *left_of("commands"), "pages"), ("streamlit", "pandas")),
    "dashboard": (("host", "web"), ("streamlit", "google", "uvicorn")),
}
MOST_LINES = 450
# A page reads filters, calls the library and draws; what pages share lies in pages/ui/ and the caches.
MOST_LINES_OF_A_PAGE = 80
SHARED_BY_PAGES = {"account.py", "__init__.py"}
FOLDERS = sources.by_folder(sources.files(*sources.PRODUCT))


def layer_of(path):
    """``metrics/store/db.py`` → store, ``metrics/cli.py`` → cli, ``metrics/__init__.py`` → metrics."""
    parts = path.with_suffix("").parts
    if parts[0] != "metrics" or parts[1:] == ("__init__",):
        return parts[0]
    return parts[1]


def imported(source, path):
    """(module, name) of everything that a file would import if ``source`` stood in it."""
    return sources.imported(ast.walk(ast.parse(source)), path)


def dotted(imports):
    """Dotted names of imports: ``from a import b`` gives ``a.b``."""
    return [".".join(filter(None, pair)) for pair in imports]


def violations(imports, path):
    """What in a file of these imports runs against the table, one sentence per import."""
    layer = layer_of(path)
    if layer not in LAYERS:
        return [f"{path}: no layer {layer!r} in the table"]
    layers, packages = LAYERS[layer]
    allowed = {layer, "metrics", "discovery", *layers, *packages, *sys.stdlib_module_names}
    names = [name.split(".") for name in dotted(imports)]
    targets = [parts[1] if parts[0] == "metrics" and len(parts) > 1 else parts[0] for parts in names]
    wrong = [".".join(parts) for parts, target in zip(names, targets, strict=True) if target not in allowed]
    return [f"{path}: {layer} may not import {name}" for name in wrong]


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_follow_the_table(folder):
    assert [line for path in FOLDERS[folder] for line in violations(sources.imports(path), path)] == []


#: Room → the rooms beside it that it may use.
ROOMS = {
    "metrics/store": {
        "database": (),
        "people": ("database",),
        "photos": ("database", "people"),
        "reporting": ("database", "people", "photos"),
        "office": ("database", "people", "reporting"),
        "care": ("database", "people", "photos", "reporting"),
        "setting_up": ("database", "people", "reporting", "office"),
    },
}


@cache
def doors(folder):
    """Room → the names it hands out: `__all__` of its `__init__`."""
    found = {}
    for room in ROOMS[folder]:
        tree = sources.tree(Path(folder, room, "__init__.py"))
        lists = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        (names,) = [ast.literal_eval(node) for node in lists]
        found[room] = set(names)
    return found


def past_the_door(imports, path):
    """What a file takes from a room otherwise than through its `__init__`, or from a room it may not use."""
    wrong = []
    for folder, rooms in ROOMS.items():
        inside = path.parts[2] if path.as_posix().startswith(f"{folder}/") and len(path.parts) > 3 else ""
        handed_out = doors(folder)
        for name in dotted(imports):
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


@pytest.mark.parametrize("folder", FOLDERS)
def test_rooms_are_used_through_their_doors(folder):
    assert [line for path in FOLDERS[folder] for line in past_the_door(sources.imports(path), path)] == []


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
    (said,) = past_the_door(imported(source, Path(path)), Path(path))
    assert said == f"{path}: {caught} is no name of {room}'s __init__"


def test_rooms_have_no_cycle():
    inner, page = Path("metrics/store/reporting/periods.py"), Path("pages/audit.py")
    wrong = past_the_door([("metrics.store.office", "Publication")], inner)
    assert wrong == ["metrics/store/reporting/periods.py: reporting may not use office"]
    assert past_the_door([("metrics.store.people", "Account")], page) == []
    for rooms in ROOMS.values():
        order = list(rooms)
        assert all(order.index(used) < order.index(room) for room, uses in rooms.items() for used in uses)


def most_lines(path):
    is_page = path.parent == Path("pages") and path.name not in SHARED_BY_PAGES
    return MOST_LINES_OF_A_PAGE if is_page else MOST_LINES


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_stay_short(folder):
    lines = {path: sources.text(path).count("\n") for path in FOLDERS[folder]}
    assert {str(path): count for path, count in lines.items() if count > most_lines(path)} == {}


def test_a_page_is_shorter_than_other_files():
    assert most_lines(Path("pages/upload.py")) == 80
    assert most_lines(Path("pages/ui/upload/desk.py")) == most_lines(Path("pages/account.py")) == 450


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
    wrong = violations(imported(source, Path(path)), Path(path))
    assert wrong == [f"{path}: {layer_of(Path(path))} may not import {caught}"]


def test_a_layer_outside_the_table_is_caught():
    assert violations([], Path("metrics/extra.py")) == ["metrics/extra.py: no layer 'extra' in the table"]


def test_allowed_imports_pass():
    source = (
        "import json\nfrom metrics.framework.model import Spec\nfrom . import read\nimport pandas as pd\n"
    )
    path = Path("metrics/ingest/checks/check.py")
    assert violations(imported(source, path), path) == []
