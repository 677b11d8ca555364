"""Uploaded bytes outlive the page: kept on arrival, replaced when corrected, gone when handed in."""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.drafts import Draft
from metrics.store.intake import stored_already
from pages.ui.upload_desk import Desk
from pages.ui.upload_steps import Item, forget
from pages.ui.upload_words import plain

#: Files on the page: sha256 as they came → their draft; of those opened from the list also what is in them.
_HELD, _OPENED = "upload-held", "upload-opened"


def keep_arrived(desk: Desk, given: Mapping[str, tuple[str, bytes]]) -> None:
    """Keep what came in just now; bytes that were handed in are stored already."""
    held = _held()
    stored = {info.sha256 for info in desk.of_unit if info.state != "withdrawn"}
    unit, period = (desk.unit.code, desk.period) if desk.unit else ("", None)
    for sha256, (file, content) in given.items():
        if content and sha256 not in held and sha256 not in stored:
            try:
                held[sha256] = desk.store.keep_draft(unit, period, file, content, desk.account.code)
            except StoreError as error:
                _not_kept(file, error)


def keep_corrected(desk: Desk, items: Sequence[Item]) -> None:
    """Let each draft be what its file is after the corrections, so that these outlive the page, too."""
    held = _held()
    for item in items:
        book, draft = item.upload.checked, held.get(item.original.checked.sha256)
        if draft and draft.sha256 != book.sha256 and not stored_already(desk.store, book):
            try:
                held[item.original.checked.sha256] = _replaced(desk, draft, item)
            except StoreError as error:
                _not_kept(book.file, error)


def _replaced(desk: Desk, draft: Draft, item: Item) -> Draft:
    store, account = desk.store, desk.account.code
    period = parse_period(draft.period) if draft.period else None
    new = store.keep_draft(draft.unit, period, item.upload.checked.file, item.upload.content, account)
    # Another window of the same account may have dropped it.
    if draft.id in {one.id for one in store.drafts(account)}:
        store.drop_draft(draft.id, account)
    return new


def _not_kept(file: str, error: StoreError) -> None:
    st.warning(f"“{plain(file)}”还没有存下来，关掉或刷新页面就要重新上传：{plain(str(error))}")


def _held() -> dict[str, Draft]:
    return st.session_state.setdefault(_HELD, {})


def opened() -> dict[str, tuple[str, bytes]]:
    """The drafts that were opened: sha256 → file name and bytes, as if they had been uploaded just now."""
    return st.session_state.setdefault(_OPENED, {})


def open_of(draft: Draft) -> str:
    """Under which sha256 a draft stands open on the page; empty when it does not."""
    return next((sha256 for sha256 in opened() if _held()[sha256].id == draft.id), "")


def waiting(desk: Desk, uploaded: Collection[str]) -> list[Draft]:
    """The account's drafts, newest first, but for those whose file is in the uploader just now."""
    shown = {draft.id for sha256, draft in _held().items() if sha256 in uploaded}
    mine = desk.store.drafts(desk.account.code)
    return [draft for draft in mine if draft.id not in shown and draft.unit in ("", *desk.units)]


def open_draft(desk: Desk, number: int) -> Draft:
    """Put a draft on the page; StoreError when the account has none of this number."""
    draft, content = desk.store.draft(number, desk.account.code)
    opened()[draft.sha256] = (draft.file, content)
    _held()[draft.sha256] = draft
    return draft


def close_draft(sha256: str) -> None:
    """Take an opened draft off the page; it stays kept, with its corrections."""
    forget(sha256)
    opened().pop(sha256)
    _held().pop(sha256)


def delete_drafts(desk: Desk, numbers: Collection[int]) -> None:
    """Forget drafts for good; StoreError when the account has none of a number."""
    for sha256 in [sha256 for sha256, draft in _held().items() if draft.id in numbers]:
        forget(sha256)
        opened().pop(sha256, None)
        _held().pop(sha256)
    for number in numbers:
        desk.store.drop_draft(number, desk.account.code)
