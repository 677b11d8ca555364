"""Where one came from and what is open, in the address: the brand, the ledger row, the cell."""

import re
from typing import NamedTuple

import streamlit as st

from pages import cached
from pages.ui import page

#: Query parameters: the brand or unit one came from; the ledger row one looks at, perhaps with its column.
FROM, ROW = "from", "row"
FILES = {"enterprise": "enterprises.py", "brand": "brands.py", "unit": "units.py"}
RANKING, PROFILE = "排名", "画像"
#: Levels from whose profiles one comes to an enterprise.
_ORIGINS = ("brand", "unit")
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


class Origin(NamedTuple):
    """The brand or unit whose profile led to an enterprise."""

    level: str
    code: str
    label: str


def plain(text: str) -> str:
    """A text of a user's as Streamlit's Markdown shows it letter by letter: no link, no colour."""
    return _MARKS.sub(r"\\\1", text)


def forget(*names: str) -> None:
    """Take these steps of the way out of the address."""
    for name in names or (FROM, ROW):
        st.query_params.pop(name, None)


def come_from(label: str) -> None:
    """Put into the address where the enterprise opened next was found; an empty label takes it out."""
    if label:
        forget(ROW)
        st.query_params[FROM] = label
    else:
        forget()


def origin(key: cached.Edition, level: str) -> Origin | None:
    """Where the address says an enterprise was come to from; None without it or for one nobody knows."""
    code = st.query_params.get(FROM, "").partition(" ")[0]
    for one in _ORIGINS if level == "enterprise" and code else ():
        names = cached.book(key, one).entities["name"]
        if code in names.index:
            return Origin(one, code, f"{code} {names[code]}")
    return None


def profile_view(key: cached.Edition, level: str, label: str, **more: str) -> dict[str, str]:
    """Query parameters of the profile of an entity; `label` is its code and name."""
    return {"period": page.label(key), f"{level}-view": PROFILE, f"{level}-entity": label, **more}
