"""A spirit tag against the title and type of what it stands at; the words are those of vocab/spirits.csv."""

import re
from collections.abc import Iterable

import pandas as pd

from metrics.framework import Term, Vocabulary


def against_tag(
    spirits: Vocabulary, tags: pd.Series, titles: pd.Series, kinds: pd.Series | None = None
) -> pd.Series:
    """Per row, what speaks against its tag, in words; missing where nothing does.

    A title with a word of its own tag is never asked about. Against a tag speak another spirit that the title
    names, and a type of activity that hardly shows the tag's.

    Args:
        spirits: the vocabulary of tags.
        tags: per row the tag.
        titles: per row the title.
        kinds: per row the type of activity, where there is one.
    """
    found = pd.Series(None, index=tags.index, dtype="str")
    for term in spirits.terms:
        mine = tags.eq(term.name).fillna(value=False).astype(bool)
        if not term.told_by or not mine.any():
            continue
        silent = titles[mine][~_holds(titles[mine], (*term.told_by, *_names(term)))]
        for other in spirits.terms:
            if other.told_by and other is not term:
                named = silent.index[_holds(silent, _names(other))]
                found = found.where(found.notna() | ~found.index.isin(named), f"名称里写的是{_plain(other)}")
        if kinds is not None and term.unlike:
            unlike = silent.index[kinds[silent.index].isin(term.unlike).to_numpy(dtype=bool)]
            reason = kinds[unlike] + f"多半看不出{_plain(term)}"
            found = found.fillna(reason.reindex(found.index))
    return found


def _names(term: Term) -> tuple[str, ...]:
    """What the spirit itself is called in a title."""
    return tuple(dict.fromkeys((_plain(term), *term.aliases)))


def _plain(term: Term) -> str:
    return term.name.removeprefix("见")


def _holds(texts: pd.Series, words: Iterable[str]) -> pd.Series:
    """Per text, whether it has one of the words; each distinct text is looked at once."""
    codes, distinct = pd.factorize(texts)
    pattern = "|".join(map(re.escape, words))
    held = pd.Series(distinct, dtype="str").str.contains(pattern, regex=True).to_numpy(dtype=bool)
    return pd.Series([*held, False], dtype=bool).take(codes).set_axis(texts.index)
