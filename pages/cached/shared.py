"""The only wrapper of `st.cache_resource`: what one person's run made, everybody's next run finds.

Streamlit's cache shows its sentence, lets one thread make what several ask for, and finds a result by hashing
every part of its key, which is dear for what a page asks for ten times. A plain memory before it answers what
is known already. Keys are texts, periods and editions (see `Edition`), never a frame.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

import streamlit as st

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


def shared(
    entries: int, spinner: str | bool = False
) -> Callable[[Callable[Asked, Made]], Callable[Asked, Made]]:
    """Keep what a function makes, for every session.

    Nobody may change what is kept. Every argument is part of the key, so none may begin with an underscore,
    which Streamlit would leave out.

    Args:
        entries: how many results are kept; the one that was not asked for the longest goes first.
        spinner: what is said while one is made.
    """

    def keep(work: Callable[Asked, Made]) -> Callable[Asked, Made]:
        kept = lru_cache(entries)(st.cache_resource(max_entries=entries, show_spinner=spinner)(work))
        # lru_cache answers as the function does, but its type forgets the arguments.
        return cast("Callable[Asked, Made]", kept)

    return keep
