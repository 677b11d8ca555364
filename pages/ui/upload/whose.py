"""Whose a file is and for when: the file leads; where the choice on the page differs, it is said."""

from collections.abc import Hashable
from functools import partial

import streamlit as st

from metrics.framework import Period, UnitSpec
from metrics.ingest import CheckedWorkbook
from metrics.store.reporting import Upload, inspect_as_written, inspect_upload
from pages import cached
from pages.account import current_account, is_of_unit
from pages.ui.corrections import correction_panel
from pages.ui.shared import plain, remembered

#: sha256 of the files that a person put under the choice on the page → that choice.
_FORCED = "upload-forced"


def inspected(
    sha256: str, file: str, content: bytes, unit: UnitSpec | None, period: Period, version: Hashable
) -> Upload:
    """A file checked for the unit and quarter it names, else for those chosen; for these if a person says so.

    Args:
        sha256: of its content.
        file: its name.
        content: its bytes.
        unit: chosen on the page; without one each file says whose it is and for when.
        period: likewise.
        version: changes whenever the answer may be another.
    """
    account, code = current_account(), unit.code if unit else None
    quarter = period if unit else None
    forced = sha256 in _forced()
    work = inspect_upload if forced else partial(inspect_as_written, unit_leads=is_of_unit(account))
    key = ("checked", sha256, file, code, quarter, version, account.code, forced)
    store, framework = cached.store().reporting, cached.framework()
    return remembered(key, lambda: work(store, framework, content, file, code, quarter, account=account.code))


def _forced() -> set[str]:
    forced: set[str] = st.session_state.setdefault(_FORCED, set())
    return forced


def say_whose(original: CheckedWorkbook, unit: UnitSpec | None, period: Period) -> None:
    """Where a file names another unit or quarter than was chosen: which is followed, and the way out."""
    if unit is None or not (original.unit and original.period):
        return
    parts = []
    if original.unit != unit.code:
        whose = cached.unit_then(original.unit, original.period)
        parts.append(f"文件是{plain(whose.name)}的，上面选的是{plain(unit.name)}")
    if original.period != period:
        parts.append(f"文件写的是{original.period.label}，上面选的是{period.label}")
    if not parts:
        return
    st.warning(f"{'；'.join(parts)}。**现在按文件写的处理。**")
    st.button(
        f"这份其实是{period.label}的，按上面选的检查",
        key=f"whose-{original.sha256}",
        on_click=_forced().add,
        args=(original.sha256,),
    )


def may_hand_in(book: CheckedWorkbook) -> bool:
    """Whether the file may be handed in now; before anything else it says why not, and what to do."""
    if not (book.unit and book.period) or book.period.kind != "Q":
        return True
    said = cached.may_report(book.unit, book.period.code, current_account().code)
    if not said.may:
        st.warning(plain(said.sentence), icon=":material/block:")
        if st.session_state.get("quarter") != said.period.label:
            correction_panel(said, f"-{book.sha256[:16]}")
    return said.may
