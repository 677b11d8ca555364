"""The desk on the page: what was found and the sheets as a grid; what is done there becomes one step."""

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from metrics.ingest import SEVERITIES, CheckedWorkbook
from metrics.ingest.desk import Desk, DeskError, desk_data, outcome, read_changes
from metrics.store.reporting import desk_of_upload
from pages import cached
from pages.account import current_account
from pages.ui.shared import is_dark, keep_result, remembered, say_result, show_component, still_may
from pages.ui.upload.choice import submissions_version
from pages.ui.upload.findings import FileOnPage, take_outcome

_FOLDER = Path(__file__).parent / "desk"
_ANSWERED = "upload-desk-answered"
#: A browser names each check by a text of its own.
_LONGEST_TOKEN = 40


def draw_desk(item: FileOnPage, *, arrived: bool) -> None:
    """What was found in a file, its sheets to correct, and one check for everything that was changed.

    Args:
        item: the file.
        arrived: whether the eye is led here, once, when the file has just come.
    """
    book, key = item.upload.checked, _key(item)
    say_result(f"{key}-refused")
    desk = laid_out(item)
    answered = st.session_state.get(_ANSWERED, {}).get(key, {})
    data = desk_data(desk, book.findings) | {
        "id": key,
        "headline": headline(book),
        "told": f"{book.sha256}-{key}",
        "arrived": arrived,
        "dark": is_dark(),
        "done": answered.get("token", ""),
        "refused": answered.get("refused", False),
    }
    show_component(_FOLDER, data, key, on_recheck_change=partial(_recheck, item, current_account().code))


def _key(item: FileOnPage) -> str:
    book = item.original.checked
    return f"desk-{book.sha256[:16]}-{book.unit}-{book.period}"


def laid_out(item: FileOnPage) -> Desk:
    """The sheets of a file as they stand on the page."""
    book = item.upload.checked
    key = ("desk", book.sha256, book.file, book.unit, book.period, submissions_version(), tuple(book.ledgers))
    return remembered(key, lambda: desk_of_upload(cached.store().reporting, cached.framework(), item.upload))


def headline(book: CheckedWorkbook) -> str:
    """How a check came out, in one sentence."""
    counts = [(word, len(book.of_severity(severity))) for severity, word in SEVERITIES.items()]
    found = "，".join(f"{word} {many} 处" for word, many in counts if many)
    if not found:
        return "检查完成，可以报送"
    errors, doubts = counts[0][1], counts[1][1]
    after = "改好错误才能报送" if errors else "核对待确认的以后可以报送" if doubts else "可以报送"
    return f"检查完成：{found}。{after}"


def _recheck(item: FileOnPage, account: str) -> None:
    """Take what was done at the desk (a callback, so that all of the page shows the file as it is then)."""
    key = _key(item)
    if not still_may(account, f"{key}-refused", "draft"):
        return
    sent: Any = st.session_state[key].get("recheck")
    token = sent.get("token") if isinstance(sent, dict) else None
    answer = {"token": token[:_LONGEST_TOKEN] if isinstance(token, str) else "", "refused": False}
    desk = laid_out(item)
    try:
        take_outcome(item, outcome(desk, read_changes(desk, sent)))
    except DeskError as error:
        keep_result(f"{key}-refused", refused=str(error))
        answer["refused"] = True
    st.session_state.setdefault(_ANSWERED, {})[key] = answer
