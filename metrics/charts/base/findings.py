"""What a figure found, in words for its title: who leads and who is last, and how many more there are."""

import pandas as pd

from metrics.words import short

#: Characters of the one name in a title, and of each of two, on a telephone.
_ONE, _OF_TWO = 8, 7


def ends_words(names: pd.Series, values: pd.Series, counter: str, *, last: bool = True) -> str:
    """Who has the highest value, and who the lowest; equal ones are counted instead of one being picked.

    Args:
        names: of all entities or items, not only of those drawn: equal ones are counted.
        values: as they are shown, in the same order; missing where there is none.
        counter: what they are counted in.
        last: whether the lowest is told too.

    Returns:
        “甲最高，乙最低”; “3家并列最高，乙最低”; “4家都是60.0”; empty with fewer than two values.
    """
    known = pd.Series(values.to_numpy(dtype=float), index=names.to_numpy()).dropna()
    if len(known) < 2:
        return ""
    top, bottom = known.max(), known.min()
    if top == bottom:
        return f"{len(known)}{counter}都是{top:.1f}"
    if not last:
        return _who(known[known == top], counter, "最高", _ONE)
    first = _who(known[known == top], counter, "最高", _OF_TWO)
    return f"{first}，{_who(known[known == bottom], counter, '最低', _OF_TWO)}"


def _who(equal: pd.Series, counter: str, word: str, most: int) -> str:
    name = short(str(equal.index[0]), most)
    return f"{name}{word}" if len(equal) == 1 else f"{len(equal)}{counter}并列{word}"


def cut_words(drawn: int, total: int, counter: str) -> str:
    """“前20，共136家” where a figure shows only the first of all; empty where it shows them all."""
    return f"前{drawn}，共{total}{counter}" if drawn < total else ""


def told(*parts: str) -> str:
    """The parts of a subtitle that there are, side by side."""
    return "　".join(part for part in parts if part)
