"""The page 错误代码: made from the catalogue, and the one in docs/ is the one it makes."""

from metrics.ingest import catalogue
from tests.kit.project import REPO

PAGE = REPO / "docs" / "错误代码.md"


def test_the_page_in_docs_is_what_the_catalogue_gives(run, tmp_path):
    out = tmp_path / "页.md"
    assert run("codes", "--out", out).code == 0
    assert PAGE.read_text(encoding="utf-8") == out.read_text(encoding="utf-8"), (
        "python -m metrics codes --out …"
    )


def test_every_code_has_its_line_and_no_placeholder_is_left(run):
    printed = run("codes")
    assert printed.code == 0
    for code, entry in catalogue().items():
        (line,) = [line for line in printed.out.splitlines() if line.startswith(f"| {code} |")]
        assert entry.title in line
        assert "{" not in line
