"""Uploaded bytes outlive the page: kept on arrival and when corrected, listed until handed in."""

from collections.abc import Callable, Collection, Mapping, Sequence

import streamlit as st

from metrics.framework import Period, UnitSpec, parse_period
from metrics.store import StoreError
from metrics.store.reporting import PersonalDataError, UploadDraft, UploadTrail, stored_already
from pages import cached
from pages.account import current_account, is_of_unit
from pages.ui.shared import keep_result, moment, plain, say_result, still_may
from pages.ui.upload.choice import go_to, newest_submission
from pages.ui.upload.findings import FileOnPage, forget_steps

#: Files on the page: sha256 as they came → their draft.
_ON_PAGE = "upload-held"
#: Of those opened from the list: sha256 as they came → what is in them.
_OPENED = "upload-opened"
_TRAILS = "upload-trails"
_PERSONAL = "upload-personal"
_PLACE = "drafts"


def keep_arrived(unit: UnitSpec | None, period: Period, arrived: Mapping[str, tuple[str, bytes]]) -> None:
    """Keep what came in just now; bytes that were handed in are stored already.

    Args:
        unit: whose they are; without one the files say so, and for when.
        period: the quarter they are for.
        arrived: sha256 → file name and bytes.
    """
    kept, refused, account = drafts_on_page(), _refused(), current_account().code
    stored = {
        info.sha256
        for info in cached.submissions()
        if info.state != "withdrawn" and (unit is None or info.unit == unit.code)
    }
    code, quarter = (unit.code, period) if unit else ("", None)
    for sha256, (file, content) in arrived.items():
        if content and sha256 not in kept and sha256 not in stored and sha256 not in refused:
            try:
                kept[sha256] = cached.store().reporting.keep_draft(code, quarter, file, content, account)
            except PersonalDataError as error:
                refused[sha256] = str(error)
            except StoreError as error:
                _say_not_kept(file, error)
    for sha256 in refused.keys() & arrived.keys():
        st.error(plain(refused[sha256]))


def keep_corrected(items: Sequence[FileOnPage]) -> None:
    """Let each draft be what its file is after the corrections, so that these outlive the page, too."""
    kept, refused = drafts_on_page(), _refused()
    for item in items:
        book, draft = item.upload.checked, kept.get(item.original.checked.sha256)
        if book.sha256 in refused:
            st.error(plain(refused[book.sha256]))
        elif draft and draft.sha256 != book.sha256 and not stored_already(cached.store().reporting, book):
            try:
                kept[item.original.checked.sha256] = _replace_draft(draft, item)
            except PersonalDataError as error:
                refused[book.sha256] = str(error)
                st.error(plain(str(error)))
            except StoreError as error:
                _say_not_kept(book.file, error)


def _replace_draft(draft: UploadDraft, item: FileOnPage) -> UploadDraft:
    store, account = cached.store(), current_account().code
    period = parse_period(draft.period) if draft.period else None
    new = store.reporting.keep_draft(
        draft.unit, period, item.upload.checked.file, item.upload.content, account, item.upload.trail
    )
    # Another window of the same account may have dropped it.
    if draft.id in {kept.id for kept in store.reporting.drafts(account)}:
        store.reporting.drop_draft(draft.id, account)
    return new


def _say_not_kept(file: str, error: StoreError) -> None:
    st.warning(f"“{plain(file)}”还没有存下来，关掉或刷新页面就要重新上传：{plain(str(error))}")


def drafts_on_page() -> dict[str, UploadDraft]:
    """The drafts of the files on the page: sha256 as they came → draft."""
    drafts: dict[str, UploadDraft] = st.session_state.setdefault(_ON_PAGE, {})
    return drafts


def _refused() -> dict[str, str]:
    """Files on the page that hold personal numbers: sha256 → the sentence that refused them."""
    refused: dict[str, str] = st.session_state.setdefault(_PERSONAL, {})
    return refused


def opened_drafts() -> dict[str, tuple[str, bytes]]:
    """The drafts that were opened: sha256 → file name and bytes, as if they had been uploaded just now."""
    files: dict[str, tuple[str, bytes]] = st.session_state.setdefault(_OPENED, {})
    return files


def trails_opened() -> dict[str, UploadTrail | None]:
    """How the opened drafts came about: sha256 → trail."""
    trails: dict[str, UploadTrail | None] = st.session_state.setdefault(_TRAILS, {})
    return trails


def trail_opened(sha256: str) -> UploadTrail | None:
    """How an opened draft came about; None for one that was never changed, and for what was just uploaded."""
    return trails_opened().get(sha256)


def opened_as(draft: UploadDraft) -> str:
    """Under which sha256 a draft stands open on the page; empty when it does not."""
    return next((sha256 for sha256 in opened_drafts() if drafts_on_page()[sha256].id == draft.id), "")


def waiting_drafts(uploaded: Collection[str]) -> list[UploadDraft]:
    """The account's drafts, newest first, but for those whose file is in the uploader just now.

    Who acts for one unit has only those of its present unit, and those that name none.
    """
    account = current_account()
    units = [account.unit] if is_of_unit(account) else [unit.code for unit in cached.framework().units]
    on_page = {draft.id for sha256, draft in drafts_on_page().items() if sha256 in uploaded}
    own = cached.store().reporting.drafts(account.code)
    return [draft for draft in own if draft.id not in on_page and draft.unit in ("", *units)]


def open_draft(number: int, account: str) -> UploadDraft:
    """Put a draft on the page; StoreError when the account (its code) has none of this number."""
    draft, content = cached.store().reporting.draft(number, account)
    opened_drafts()[draft.sha256] = (draft.file, content)
    trails_opened()[draft.sha256] = cached.store().reporting.draft_trail(number, account)
    drafts_on_page()[draft.sha256] = draft
    return draft


def close_draft(sha256: str) -> None:
    """Take an opened draft off the page; it stays kept, with its corrections."""
    forget_steps(sha256)
    opened_drafts().pop(sha256)
    drafts_on_page().pop(sha256)


def delete_drafts(numbers: Collection[int], account: str) -> None:
    """Forget drafts for good; StoreError when the account (its code) has none of a number."""
    for sha256 in [sha256 for sha256, draft in drafts_on_page().items() if draft.id in numbers]:
        forget_steps(sha256)
        opened_drafts().pop(sha256, None)
        drafts_on_page().pop(sha256)
    for number in numbers:
        cached.store().reporting.drop_draft(number, account)


def draw_drafts(uploaded: Collection[str]) -> None:
    """The account's own uploads that wait, out of the way: those on the page and a single one a line each."""
    say_result(_PLACE)
    drafts = waiting_drafts(uploaded)
    closed = [draft for draft in drafts if not opened_as(draft)]
    for draft in drafts:
        if opened_as(draft) or len(closed) == 1:
            _draft_line(draft, "接着改" if opened_as(draft) else "还没有报送的上传")
    if len(closed) > 1:
        _draft_list(closed)


def _draft_list(drafts: Sequence[UploadDraft]) -> None:
    panel = st.expander(f"还没有报送的上传　{len(drafts)} 份", key="drafts", icon=":material/inventory_2:")
    with panel:
        with st.popover("全部删除", key="drafts-delete"):
            sure = f"确定删除这 {len(drafts)} 份"
            _draft_button(sure, "drafts-delete-all", _delete_clicked, [draft.id for draft in drafts])
        st.caption("传上来的文件一到就存下，刷新、断线、重新登录都不会丢；在页面上改过的，存的是改过的。")
        for draft in drafts:
            _draft_line(draft)


def _draft_line(draft: UploadDraft, before: str = "") -> None:
    first = f":small[{before}]　" if before else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"draft-{draft.id}"):
        st.markdown(f"{first}{plain(draft.file)}　:small[{_draft_words(draft)}]", width="stretch")
        sha256 = opened_as(draft)
        if sha256:
            _draft_button("收起", f"draft-close-{draft.id}", _close_clicked, sha256)
        else:
            _draft_button("打开", f"draft-open-{draft.id}", _open_clicked, draft.id)
        _draft_button("删除", f"draft-delete-{draft.id}", _delete_clicked, [draft.id])


def _draft_button(label: str, key: str, act: Callable[..., None], *what: object) -> None:
    """A button that acts for whoever sees it now; by the click it may be somebody else."""
    st.button(label, key=key, on_click=act, args=(current_account().code, *what))


def _draft_words(draft: UploadDraft) -> str:
    """Whose, of when, how large, since when; and whether something newer was handed in meanwhile."""
    unit = cached.framework().unit.get(draft.unit)
    period = parse_period(draft.period) if draft.period else None
    words = [plain(unit.short_name) if unit else "", period.label if period else ""]
    words += [f"{max(1, round(draft.size / 1024)):,} KB", f"{moment(draft.at)} 上传"]
    latest = newest_submission(draft.unit, period)
    if latest and latest.submitted_at > draft.at:
        words.append(f"之后报过第 {latest.revision} 版")
    return "　".join(filter(None, words))


def _may_act(account: str) -> bool:
    return still_may(account, _PLACE, "draft")


def _open_clicked(account: str, number: int) -> None:
    if _may_act(account):
        try:
            draft = open_draft(number, account)
        except StoreError as error:
            keep_result(_PLACE, refused=str(error))
        else:
            go_to(draft.unit, draft.period)


def _close_clicked(account: str, sha256: str) -> None:
    if _may_act(account):
        close_draft(sha256)


def _delete_clicked(account: str, numbers: list[int]) -> None:
    if _may_act(account):
        try:
            delete_drafts(numbers, account)
        except StoreError as error:
            keep_result(_PLACE, refused=str(error))
        else:
            keep_result(_PLACE, said=f"已删除 {len(numbers)} 份上传。")
