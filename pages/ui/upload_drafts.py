"""Uploaded bytes outlive the page: kept on arrival, replaced when corrected."""

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.reporting import UploadDraft, stored_already
from pages.ui.upload_desk import Desk
from pages.ui.upload_steps import Item
from pages.ui.upload_words import plain

#: Files on the page: sha256 as they came → their draft.
_HELD = "upload-held"


def keep_arrived(desk: Desk, given: Mapping[str, tuple[str, bytes]]) -> None:
    """Keep what came in just now; bytes that were handed in are stored already."""
    kept = held()
    stored = {info.sha256 for info in desk.of_unit if info.state != "withdrawn"}
    unit, period = (desk.unit.code, desk.period) if desk.unit else ("", None)
    for sha256, (file, content) in given.items():
        if content and sha256 not in kept and sha256 not in stored:
            try:
                kept[sha256] = desk.store.reporting.keep_draft(unit, period, file, content, desk.account.code)
            except StoreError as error:
                _not_kept(file, error)


def keep_corrected(desk: Desk, items: Sequence[Item]) -> None:
    """Let each draft be what its file is after the corrections, so that these outlive the page, too."""
    kept = held()
    for item in items:
        book, draft = item.upload.checked, kept.get(item.original.checked.sha256)
        if draft and draft.sha256 != book.sha256 and not stored_already(desk.store.reporting, book):
            try:
                kept[item.original.checked.sha256] = _replaced(desk, draft, item)
            except StoreError as error:
                _not_kept(book.file, error)


def _replaced(desk: Desk, draft: UploadDraft, item: Item) -> UploadDraft:
    store, account = desk.store, desk.account.code
    period = parse_period(draft.period) if draft.period else None
    new = store.reporting.keep_draft(
        draft.unit, period, item.upload.checked.file, item.upload.content, account
    )
    # Another window of the same account may have dropped it.
    if draft.id in {one.id for one in store.reporting.drafts(account)}:
        store.reporting.drop_draft(draft.id, account)
    return new


def _not_kept(file: str, error: StoreError) -> None:
    st.warning(f"“{plain(file)}”还没有存下来，关掉或刷新页面就要重新上传：{plain(str(error))}")


def held() -> dict[str, UploadDraft]:
    """The drafts of the files on the page: sha256 as they came → draft."""
    return st.session_state.setdefault(_HELD, {})
