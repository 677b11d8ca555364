"""Texts in traditional characters: 參加人次 is 參 for 参, and nothing else."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_SIGNS = Path(__file__).with_name("traditional.toml")


@cache
def _table() -> Mapping[int, int]:
    lists = tomllib.loads(_SIGNS.read_text(encoding="utf-8"))
    return str.maketrans(*("".join(lists[name].split()) for name in ("traditional", "simplified")))


def simplified(text: str) -> str:
    """A text with simplified characters for traditional ones; asked only of what is not understood as it is.

    Example:
        >>> simplified("參加人次"), simplified("参加人次")
        ('参加人次', '参加人次')
    """
    return text if text.isascii() else text.translate(_table())
