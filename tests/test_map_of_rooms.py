"""README says once where each room is, and every room stands there."""

import re

import pytest

from tests.kit.project import REPO

_README = (REPO / "README.md").read_text(encoding="utf-8")
PLACES = re.findall(r"`([^`]+/)`", "".join(re.findall(r"^\| (`.+?`) \|", _README, re.MULTILINE)))
ROOMS = sorted(
    f"metrics/{path.name}/" for path in (REPO / "metrics").iterdir() if (path / "__init__.py").exists()
)


def test_no_place_is_told_twice():
    assert sorted(PLACES) == sorted(set(PLACES))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_told(room):
    assert room in PLACES


def test_every_place_is_there():
    assert [place for place in PLACES if not (REPO / place).is_dir()] == []
