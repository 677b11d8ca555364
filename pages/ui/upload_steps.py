"""What a person corrected on the page, step by step, kept with the file as it came."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from metrics.framework import Framework
from metrics.ingest.corrections import CorrectionError, Corrections, renamed_sheets
from metrics.ingest.learned import Confirmation, confirmations
from metrics.store.reporting import Upload, correct_upload
from pages.ui.upload_desk import Desk, remembered

_STEPS = "upload-steps"


@dataclass(frozen=True)
class Step:
    """Corrections made with one click, by the cells of the original file, and what they taught."""

    cells: Corrections
    learned: tuple[Confirmation, ...] = ()


@dataclass(frozen=True)
class Item:
    """A file on the page: as it came, as it is after the steps, and why these could not be taken, if so."""

    original: Upload
    upload: Upload
    steps: tuple[Step, ...] = ()
    failed: str = ""

    @property
    def cells(self) -> dict[tuple[str, int, int], str]:
        """All corrections; of one cell the last."""
        return {cell: text for step in self.steps for cell, text in step.cells.items()}

    @property
    def key(self) -> str:
        """Names the file's state, for the keys of what is drawn of it."""
        book = self.upload.checked
        return f"{book.sha256[:16]}-{book.unit}-{book.period}"


def with_steps(desk: Desk, original: Upload) -> Item:
    """A file with what was corrected in it so far."""
    book = original.checked
    steps = tuple(st.session_state.get(_STEPS, {}).get(book.sha256, ()))
    item = Item(original, original, steps)
    if not steps:
        return item
    cells = item.cells
    key = ("corrected", book.sha256, book.file, desk.asked, desk.version, tuple(cells.items()))
    try:
        upload = remembered(
            key, lambda: correct_upload(desk.store.reporting, desk.framework, original, cells, *desk.asked)
        )
    except CorrectionError as error:
        return replace(item, failed=str(error))
    learned = tuple(dict.fromkeys(one for step in steps for one in step.learned))
    return replace(item, upload=replace(upload, learned=learned))


def take(framework: Framework, item: Item, cells: Mapping[tuple[str, int, int], str]) -> None:
    """Add a step: texts for cells of the file as it stands on the page."""
    if not cells:
        return
    original, shown = item.original.checked, item.upload.checked
    names = {new: old for old, new in renamed_sheets(original.file, original, framework).items()}
    own = {(names.get(sheet, sheet), row, column): text for (sheet, row, column), text in cells.items()}
    step = Step(own, confirmations(framework, shown, cells))
    st.session_state.setdefault(_STEPS, {}).setdefault(original.sha256, []).append(step)


def forget(sha256: str) -> None:
    """Forget every step of the file that came with this sha256."""
    st.session_state.get(_STEPS, {}).pop(sha256, None)


def undo(item: Item, *, every: bool = False) -> None:
    """Take back the last step, or all."""
    steps = st.session_state.get(_STEPS, {}).get(item.original.checked.sha256, [])
    del steps[0 if every else -1 :]
