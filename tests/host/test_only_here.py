"""Names of the inside of Streamlit, Kaleido and Plotly stand in metrics/host, nowhere else in the product."""

import re

import pytest

from tests.kit.project import REPO

INSIDE = re.compile(
    r"_stcore|[\"']/media/|data-testid|\.st-key-|\bst(?:App|Main|Sidebar|BaseButton|FileUploader|MultiSelect)\w*\b"
    r"|_files_by_session|_get_user_info|trustedUserHeaders|WhichOneof|kaleido_scopes|plotly\.min\.js"
    r"|Download plot as"
)
FILES = sorted(
    path.relative_to(REPO)
    for pattern in ("dashboard.py", "pages/**/*.py", "metrics/**/*.py", "metrics/**/*.js", "metrics/**/*.css")
    for path in REPO.glob(pattern)
    if "host" not in path.relative_to(REPO).parts
)


def inside(text):
    """What in a text belongs into metrics/host."""
    return sorted(set(INSIDE.findall(text)))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_names_nothing_of_the_inside(path):
    assert inside((REPO / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ['"/_stcore/stream"', "[data-testid=x]", "stMain", "x._files_by_session_and_coord"]
)
def test_such_a_name_is_caught(text):
    assert inside(text)
