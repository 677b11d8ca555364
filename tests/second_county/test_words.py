"""The command line in the second county, and the program's own files: no word of the first county."""

import pytest
from click import Context

from metrics.cli import main
from tests.kit.foreign_words import foreign, foreign_words
from tests.kit.project import REPO

QUARTER = "2024Q3"
SAID = [
    ("handbook",),
    ("handbook", "--period", QUARTER),
    *(
        ("score", "--period", QUARTER, "--by", level)
        for level in ("enterprise", "brand", "unit", "county", "town", "industry")
    ),
    ("facts", "--period", QUARTER),
    ("status", "--period", "2024"),
    ("codes",),
    ("doctor",),
    ("versions",),
    ("retention",),
    ("user", "list"),
    ("explain", "--period", QUARTER, "--by", "unit", "--entity", "U06"),
    ("change", "--period", QUARTER, "--by", "unit", "--entity", "U06"),
    ("template", "--unit", "U99", "--period", QUARTER),
]
#: What is read by people or by the program, among what the program consists of.
TEXTS = {
    ".py",
    ".toml",
    ".csv",
    ".html",
    ".css",
    ".js",
    ".typ",
    ".sh",
    ".bat",
    ".env",
    ".service",
    ".conf",
    ".yaml",
    ".json",
    ".md",
    "",
}
PLACES = ("metrics", "pages", "deploy", ".streamlit", "start.sh", "start.bat", "dashboard.py")


@pytest.mark.breadth(6)
@pytest.mark.parametrize("words", SAID, ids=" ".join)
def test_the_command_line_speaks_of_its_own_county_only(run, second_url, words):
    answer = run(*words, db=second_url)
    assert answer.out or answer.err
    assert foreign(answer.out + answer.err) == set()


def test_the_help_of_every_verb_names_no_county(run):
    for name in main.list_commands(Context(main)):
        verb = main.commands[name]
        for words in ((name,), *((name, inner) for inner in getattr(verb, "commands", ()))):
            assert foreign(run(*words, "--help").out) == set(), words


def test_the_program_consists_of_no_countys_words():
    found = {}
    files = 0
    for place in PLACES:
        home = REPO / place
        for path in [home] if home.is_file() else home.rglob("*"):
            if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
                files += 1
                words = foreign(path.read_bytes()) | foreign(path.name)
                if words:
                    found[path.relative_to(REPO).as_posix()] = words
    assert files > 400
    assert found == {}


def test_words_are_looked_for_as_they_stand_in_files_and_messages():
    assert {"泗洪", "江苏省", "宿迁市", "半城镇", "匠心微宣讲", "洪泽"} <= set(foreign_words())
    assert not {"流动职校", "工会会客厅", "开发区"} & set(foreign_words())
    assert foreign('{"text":"\\u6cd7\\u6d2a\\u53bf"}') == {"泗洪", "泗洪县"}
    assert foreign("青岚县城关镇，黔岭市") == set()
