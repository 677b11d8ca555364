"""The examples of CONTRIBUTING.md, added to a copy of the program: they work, in as few files as they say."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import PurePosixPath

import pytest

from tests.conftest import REPO

TEXT = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHAPTER = re.compile(r"^## (?P<title>.+?)\n(?P<body>.*?)(?=^##? |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"^```(?:python|toml|text) (?P<file>\S+)(?: after (?P<after>[^\n]+))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MOST_LINES = 10
#: Drill of tests/drills.py → its chapter, how many files of the program it may touch.
DRILLS = {
    "measure": ("A measure", 1),
    "ledger": ("A ledger", 1),
    "chart": ("A chart", 1),
    "check": ("A check", 2),
    "report": ("A kind of report", 1),
    "method": ("A normalising method", 1),
    "permission": ("A permission", 1),
    "verb": ("A verb", 1),
    "page": ("A page", 2),
}
CHAPTERS = {match["title"]: match["body"] for match in CHAPTER.finditer(TEXT)}


def blocks(title):
    return list(BLOCK.finditer(CHAPTERS[title]))


def add(home, block):
    """Write a block into its file below a folder: a new one, at the end of one, or after a line of it."""
    file = home / block["file"]
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    if block["after"] is None:
        file.write_text(old + "\n" * bool(old) + block["text"], encoding="utf-8")
        return
    lines = old.splitlines(keepends=True)
    (at,) = [number for number, line in enumerate(lines, 1) if line.startswith(block["after"])]
    file.write_text("".join([*lines[:at], block["text"], *lines[at:]]), encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory, demo_file):
    """Drill → what went wrong in a copy of the program with every example added."""
    home = tmp_path_factory.mktemp("drills")
    # What was compiled comes along: a copy keeps its time, by which Python knows that it is of this file.
    left_out = shutil.ignore_patterns("workbooks", "bad")
    for name in ("metrics", "pages", "sample_data"):
        shutil.copytree(REPO / name, home / name, ignore=left_out)
    shutil.copy(REPO / "dashboard.py", home)
    for title, _ in DRILLS.values():
        for block in blocks(title):
            add(home, block)
    database = shutil.copy(demo_file, home / "county.db")
    done = subprocess.run(
        [sys.executable, "-P", REPO / "tests/drills.py", database],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("drill", DRILLS)
def test_what_is_added_the_way_the_guide_says_works(told, drill):
    assert told[drill] == ""


def test_every_drill_was_run(told):
    assert list(told) == list(DRILLS)


@pytest.mark.parametrize("drill", DRILLS)
def test_an_addition_touches_as_few_files_as_promised(drill):
    title, most = DRILLS[drill]
    files = {block["file"] for block in blocks(title)}
    outside = [file for file in files if PurePosixPath(file).parts[0] in ("tests", "docs")]
    assert 1 <= len(files) - len(outside) <= most


@pytest.mark.parametrize("drill", DRILLS)
def test_a_chapter_says_it_in_ten_lines(drill):
    body = CHAPTERS[DRILLS[drill][0]]
    prose = [line for line in BLOCK.sub("", body).splitlines() if line.strip()]
    assert 1 <= len(prose) <= MOST_LINES
    assert body.count("```") == 2 * len(blocks(DRILLS[drill][0]))


def test_every_chapter_with_an_example_has_its_drill():
    assert {title for title in CHAPTERS if blocks(title)} == {title for title, _ in DRILLS.values()}
