"""What is written for people who work on the program keeps its form."""

import re
from datetime import date

import pytest

from metrics import __version__
from tests.kit.project import REPO

ENTRY = re.compile(r"^- (?P<head>.*?)(?=^- |^#|\Z)", re.MULTILINE | re.DOTALL)
DATED = re.compile(r"(?P<day>\d{4}-\d\d-\d\d) \*\*(?P<title>[^*]+)\*\*")
SUPERSEDED = re.compile(r"Superseded by: *(?P<title>[^\n]+?)\.?\s*\Z")
RELEASE = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<day>.+))?$", re.MULTILINE)


def faults(text):
    """What is wrong with the entries of a text of decisions, one sentence each."""
    entries = [" ".join(match["head"].split()) for match in ENTRY.finditer(text)]
    heads = {entry: DATED.match(entry) for entry in entries}
    titles = {head["title"].rstrip(".") for head in heads.values() if head}
    for entry, head in heads.items():
        if not head:
            yield f"no day before the title: {entry[:60]}"
            continue
        try:
            date.fromisoformat(head["day"])
        except ValueError:
            yield f"no such day: {head['day']}"
        if "Superseded by" in entry:
            after = SUPERSEDED.search(entry)
            if not after or after["title"] not in titles - {head["title"].rstrip(".")}:
                yield f"superseded by no other entry: {entry[:60]}"


def test_every_decision_has_its_day_and_its_successor_exists():
    text = (REPO / "docs/decisions.md").read_text(encoding="utf-8")
    assert len(ENTRY.findall(text)) >= 30
    assert list(faults(text)) == []


GOOD = "# D\n\n- 2026-11-22 **One.** Why.\n  Superseded by: Two\n- 2026-11-23 **Two**, because.\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("2026-11-22 **One", "**One", ["no day before the title: **One.** Why. Superseded by: Two"]),
        ("2026-11-23", "2026-11-31", ["no such day: 2026-11-31"]),
        (
            "by: Two",
            "by: Three",
            ["superseded by no other entry: 2026-11-22 **One.** Why. Superseded by: Three"],
        ),
        ("by: Two", "by: One", ["superseded by no other entry: 2026-11-22 **One.** Why. Superseded by: One"]),
    ],
)
def test_a_wrong_entry_is_named(old, new, said):
    assert list(faults(GOOD.replace(old, new))) == said


def test_the_changelog_has_the_versions_newest_first():
    text = (REPO / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = [(match["name"], match["day"]) for match in RELEASE.finditer(text)]
    assert releases[0] == ("Unreleased", None)
    assert releases[1][0] == __version__
    days = [date.fromisoformat(day) for _, day in releases[1:]]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("face", ["NotoSansSC", "NotoSerifSC"])
def test_the_licence_of_the_fonts_lies_beside_them(face):
    fonts = REPO / "metrics/reports/print/fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / f"OFL-{face}.txt").read_text(encoding="utf-8")
    assert sorted(fonts.glob(f"{face}-*.ttf"))
