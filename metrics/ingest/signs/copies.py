"""Rows that repeat one another: titles alike but for a number, and the same attendances again and again."""

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from metrics.ingest.signs.limits import sign_limits

_DIGITS = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
#: The same from its first sign on: from a later one it would fail again, and once more.
_FROM_FIRST = r"(?:(?<!\d)\d+|(?<![零〇一二两三四五六七八九十百])[零〇一二两三四五六七八九十百]+)"
_COUNTED = "[期场讲课次节批轮届季天篇回]"
#: Other people or another place, not the same once more: the second class, the second workshop.
_OTHERS = "[号楼线年月厂班组队]|车间|分厂|工段|小组"
#: Numbers, what is counted by them, and words for once more.
_NUMBERING = (
    rf"第{_DIGITS}(?:{_COUNTED}|(?!{_DIGITS}|{_OTHERS}))|[(\[]{_DIGITS}[)\]]|之{_DIGITS}|{_FROM_FIRST}{_COUNTED}"
    rf"|(?<!\d)\d+(?!\d|{_OTHERS})|[上下]篇|续集?|再次?|[()\[\]【】〔〕“”\"'·、,—\-_:]"
)
#: With a look at the first sign, which most places do not have.
_FIRST_SIGNS = r"""第(\[之\d零〇一二两三四五六七八九十百上下续再)\]【】〔〕“”"'·、,—\-_:"""
_ANY_NUMBERING = re.compile(f"(?=[{_FIRST_SIGNS}])(?:{_NUMBERING})")
_SPACES = re.compile(r"[^\S\0]+")


def bare_titles(titles: pd.Series) -> pd.Series:
    """Titles without numbering and words for once more; missing where nothing is left."""
    codes, distinct = pd.factorize(titles)
    # One pass over all of them: most of the time of a pass over each would go into beginning it.
    texts = "\0".join(text.replace("\0", "") if "\0" in text else text for text in distinct.tolist())
    left = _ANY_NUMBERING.sub("", _SPACES.sub("", unicodedata.normalize("NFKC", texts).casefold()))
    bare = pd.Series(left.split("\0") if len(distinct) else [], dtype="str")
    # Codes of −1 are missing titles: what is taken for them stands at the end.
    table = pd.concat([bare.where(bare.str.len() > 1), pd.Series([None], dtype="str")], ignore_index=True)
    return pd.Series(table.take(codes).to_numpy(), index=titles.index, dtype="str")


def near_copies(frame: pd.DataFrame, by: Sequence[str], title: str, date: str) -> pd.Series:
    """Per row, the number of the run of copies it stands in; missing for a row that is none.

    A run are rows that agree in some fields and, but for a number, in the title, each at most `days` after
    the one before. It takes as many rows as the limits say. Of rows with one title and day the first counts:
    whether these are one is asked elsewhere.

    Args:
        frame: rows of a ledger.
        by: fields that must agree; rows that lack one are left out.
        title: field of the title.
        date: field of the day.
    """
    limits, titles = sign_limits(), bare_titles(frame[title])
    again = titles.map(titles.value_counts()) >= limits.copies
    if not again.any():
        return pd.Series(pd.NA, index=frame.index, dtype="Int64")
    work = frame[[*by, title, date]].assign(_title=titles)[again.to_numpy(bool)].dropna()
    work = work[~work.duplicated([*by, title, date])]
    keys = [*by, "_title"]
    work = work[work.duplicated(keys, keep=False)].sort_values([*keys, date], kind="stable")
    same = work.groupby(keys, sort=False)[date].diff() <= pd.Timedelta(days=limits.days)
    runs = (~same).cumsum()
    size = runs.groupby(runs).transform("size")
    return runs.where(size >= limits.copies).reindex(frame.index).astype("Int64")


def same_again(frame: pd.DataFrame, by: Sequence[str], amount: str) -> pd.Series:
    """Per row, whether its number stands in so many rows of its group that it looks copied.

    Args:
        frame: rows of a ledger.
        by: fields of a group, e.g. unit and quarter; none for all rows.
        amount: field of the number; zero and blank are no number.
    """
    limits = sign_limits()
    told = frame[(frame[amount] > 0).fillna(value=False).astype(bool)]
    times = told.groupby([*by, amount], dropna=False, sort=False)[amount].transform("size")
    rows = told.groupby(list(by), dropna=False)[amount].transform("size") if by else len(told)
    found = (times >= limits.again) & (times >= limits.again_share * rows)
    return found.reindex(frame.index, fill_value=False).astype(bool)
