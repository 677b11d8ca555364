"""The 专报 in docs/ is what the command in docs/简报.md makes of the sample county."""

import shutil

import pytest
from click.testing import CliRunner

from metrics.cli import main
from tests.kit.claims import CLAIMS
from tests.kit.project import REPO

#: As docs/简报.md writes it, without where the data lies and where the file goes.
CALL = (
    *("brief", "--period", "2023", "--number", "2", "--total-number", "32", "--issued-on", "2024-02-06"),
    *("--claims", str(CLAIMS), "--at", "2024-02-06T09:00", "--format", "pdf", "--final"),
)


@pytest.mark.long
@pytest.mark.browser
def test_the_sample_in_docs_is_what_the_command_makes(demo_file, tmp_path):
    out = tmp_path / "专报.pdf"
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'own.db')}"
    done = CliRunner().invoke(main, [*CALL, "--out", str(out), "--db", url])
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes() == (REPO / "docs" / "样例专报_2023.pdf").read_bytes()
    listed = tmp_path / "专报_核对单.pdf"
    assert listed.read_bytes() == (REPO / "docs" / "样例专报_2023_核对单.pdf").read_bytes()


def test_the_document_tells_how_the_sample_was_made():
    text = (REPO / "docs" / "简报.md").read_text(encoding="utf-8")
    assert "--at 2024-02-06T09:00" in text
    assert "样例专报_2023.pdf" in text
    assert (REPO / "docs" / "images" / "brief.png").stat().st_size <= 200_000
