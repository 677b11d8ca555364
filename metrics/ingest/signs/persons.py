"""More people than there are, one person under many honours, cases that nobody can point to."""

import pandas as pd

from metrics.framework import Vocabulary
from metrics.ingest.signs.limits import sign_limits


def most_a_session(employees: pd.Series) -> pd.Series:
    """How many people may be present at one session before one asks: the enterprise's own and guests."""
    limits = sign_limits()
    return limits.times_employed * employees + limits.guests


def held(frame: pd.DataFrame) -> pd.Series:
    """Sessions of activities; a blank is one, and so is what is no number of sessions."""
    return frame["sessions"].fillna(1).clip(lower=1)


def present(frame: pd.DataFrame) -> pd.Series:
    """People of activities who were there: attendances without those online."""
    return frame["attendances"] - frame["online_attendances"].fillna(0)


def many_honours(frame: pd.DataFrame) -> pd.Series:
    """Per honour, the number of the person's group where one person has many in a year; else missing.

    A matter awarded at several levels counts once.
    """
    limits = sign_limits()
    own = frame[frame["holder_type"].eq(limits.honoured).fillna(value=False).astype(bool)]
    own = own.dropna(subset=["holder_ref", "awarded_on"])
    matter = own["same_matter_code"].fillna(own["honour_code"]).fillna(own["honour_title"])
    person = [own["holder_ref"].str.strip(), own["awarded_on"].dt.year]
    many = matter.groupby(person, sort=False).transform("nunique") >= limits.honours
    return own.groupby(person, sort=False).ngroup()[many].reindex(frame.index).astype("Int64")


def pointless(levels: Vocabulary, frame: pd.DataFrame) -> pd.Series:
    """Per case, whether it is said to have spread beyond its enterprise but names none and tells nothing."""
    beyond = frame["spread_level"].isin(levels.names()[1:])
    return beyond & frame["enterprise_code"].isna() & frame["story"].isna()
