"""Rows that repeat one another: titles alike but for a number, and the same attendances again and again."""

from collections.abc import Sequence

import pandas as pd

from metrics.ingest.signs.limits import sign_limits

_DIGITS = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
_COUNTED = "[期场讲课次节批轮届季天篇回]"
#: Other people or another place, not the same once more: the second class, the second workshop.
_OTHERS = "[号楼线年月厂班组队]|车间|分厂|工段|小组"
#: Numbers, what is counted by them, and words for once more.
_NUMBERING = (
    rf"第{_DIGITS}(?:{_COUNTED}|(?!{_DIGITS}|{_OTHERS}))|[(\[]{_DIGITS}[)\]]|之{_DIGITS}|{_DIGITS}{_COUNTED}"
    rf"|\d+(?!\d|{_OTHERS})|[上下]篇|续集?|再次?|[()\[\]【】〔〕“”\"'·、,—\-_:]"
)


def bare_titles(titles: pd.Series) -> pd.Series:
    """Titles without numbering and words for once more; missing where nothing is left."""
    codes, distinct = pd.factorize(titles)
    texts = pd.Series(distinct, dtype="str").str.normalize("NFKC").str.casefold()
    bare = texts.str.replace(r"\s+", "", regex=True).str.replace(_NUMBERING, "", regex=True)
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
    limits = sign_limits()
    work = frame[[*by, title, date]].assign(_title=bare_titles(frame[title])).dropna()
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
