"""Imports run one way only, each layer uses its own packages, and files stay short."""

import ast
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO

EVERY = ("framework", "ingest", "store", "scoring", "charts", "reports")
# layer → (layers it may import, packages outside the standard library it may import)
LAYERS = {
    "host": ((), ()),
    "framework": ((), ()),
    "ingest": (EVERY[:1], ("pandas", "python_calamine", "openpyxl", "xlsxwriter")),
    "store": (EVERY[:2], ("sqlalchemy", "alembic", "psycopg", "argon2", "pandas", "pyarrow")),
    "scoring": (EVERY[:2], ("numpy", "pandas")),
    "charts": (("host", "framework", "ingest", "scoring"), ("plotly", "numpy", "pandas")),
    "reports": (
        ("host", *EVERY[:5]),
        ("typst", "kaleido", "docx", "xlsxwriter", "openpyxl", "numpy", "pandas"),
    ),
    "web": (("host", *EVERY), ("starlette",)),
    "commands": (("host", *EVERY), ("click",)),
    "cli": ((*EVERY, "commands"), ("click",)),
    "__main__": (("cli",), ("click",)),
    "metrics": ((), ()),
    "pages": (("host", *EVERY, "web", "pages"), ("streamlit",)),
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
    allowed = {layer, "metrics", *layers, *packages, *sys.stdlib_module_names}
    names = [name.split(".") for name in imported(ast.parse(source), path)]
    targets = [parts[1] if parts[0] == "metrics" and len(parts) > 1 else parts[0] for parts in names]
    wrong = [".".join(parts) for parts, target in zip(names, targets, strict=True) if target not in allowed]
    return [f"{path}: {layer} may not import {name}" for name in wrong]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_follow_the_table(path):
    assert violations((REPO / path).read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_stay_short(path):
    lines = (REPO / path).read_text(encoding="utf-8").count("\n")
    is_page = path.parent == Path("pages") and path.name not in SHARED_BY_PAGES
    assert lines <= (MOST_LINES_OF_A_PAGE if is_page else MOST_LINES)


@pytest.mark.parametrize(
    ("path", "source", "caught"),
    [
        ("metrics/scoring/pool.py", "from metrics.store import rows", "metrics.store.rows"),
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
    assert violations(source, Path("metrics/ingest/check.py")) == []
