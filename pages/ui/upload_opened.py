"""Kept files on the page: opened from the list, closed, deleted."""

from collections.abc import Collection

import streamlit as st

from metrics.store.reporting import UploadDraft
from pages.ui.upload_desk import Desk
from pages.ui.upload_drafts import held
from pages.ui.upload_steps import forget

#: Of those opened from the list: sha256 as they came → what is in them.
_OPENED = "upload-opened"


def opened() -> dict[str, tuple[str, bytes]]:
    """The drafts that were opened: sha256 → file name and bytes, as if they had been uploaded just now."""
    return st.session_state.setdefault(_OPENED, {})


def open_of(draft: UploadDraft) -> str:
    """Under which sha256 a draft stands open on the page; empty when it does not."""
    return next((sha256 for sha256 in opened() if held()[sha256].id == draft.id), "")


def waiting(desk: Desk, uploaded: Collection[str]) -> list[UploadDraft]:
    """The account's drafts, newest first, but for those whose file is in the uploader just now."""
    shown = {draft.id for sha256, draft in held().items() if sha256 in uploaded}
    mine = desk.store.reporting.drafts(desk.account.code)
    return [draft for draft in mine if draft.id not in shown and draft.unit in ("", *desk.units)]


def open_draft(desk: Desk, number: int) -> UploadDraft:
    """Put a draft on the page; StoreError when the account has none of this number."""
    draft, content = desk.store.reporting.draft(number, desk.account.code)
    opened()[draft.sha256] = (draft.file, content)
    held()[draft.sha256] = draft
    return draft


def close_draft(sha256: str) -> None:
    """Take an opened draft off the page; it stays kept, with its corrections."""
    forget(sha256)
    opened().pop(sha256)
    held().pop(sha256)


def delete_drafts(desk: Desk, numbers: Collection[int]) -> None:
    """Forget drafts for good; StoreError when the account has none of a number."""
    for sha256 in [sha256 for sha256, draft in held().items() if draft.id in numbers]:
        forget(sha256)
        opened().pop(sha256, None)
        held().pop(sha256)
    for number in numbers:
        desk.store.reporting.drop_draft(number, desk.account.code)
