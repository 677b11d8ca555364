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


def simplified_numerals(text: str) -> str:
    """As `simplified`, where a number or a day is expected: 參 is 叁 there, not the 参 of 參加.

    Example:
        >>> simplified_numerals("參萬餘元"), simplified_numerals("十月參號")
        ('叁万余元', '十月叁号')
    """
    return simplified(text.replace("參", "叁"))
