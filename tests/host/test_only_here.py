"""Names of the inside of Streamlit, Kaleido and Plotly stand in metrics/host, nowhere else in the product."""

import re

import pytest

from tests.kit import sources

INSIDE = re.compile(
    r"_stcore|[\"']/media/|data-testid|\.st-key-|\bst(?:App|Main|Sidebar|BaseButton|FileUploader|MultiSelect)\w*\b"
    r"|_files_by_session|_get_user_info|trustedUserHeaders|WhichOneof|kaleido_scopes|plotly\.min\.js"
    r"|Download plot as"
)
FOLDERS = sources.by_folder(
    path
    for path in sources.files(*sources.PRODUCT, "metrics/**/*.js", "metrics/**/*.css")
    if "host" not in path.parts
)


def inside(text):
    """What in a text belongs into metrics/host."""
    return sorted(set(INSIDE.findall(text)))


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_names_anything_of_the_inside(folder):
    named = {str(path): inside(sources.text(path)) for path in FOLDERS[folder]}
    assert {path: names for path, names in named.items() if names} == {}


@pytest.mark.parametrize(
    "text", ['"/_stcore/stream"', "[data-testid=x]", "stMain", "x._files_by_session_and_coord"]
)
def test_such_a_name_is_caught(text):
    assert inside(text)
