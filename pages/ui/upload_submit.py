"""Handing in a checked file, and what is said of one that was handed in."""

import streamlit as st

from metrics.ingest import CheckedWorkbook
from metrics.store import StoreError
from metrics.store.reporting import Upload, hand_in, stored_already
from pages.account import current_account
from pages.ui.office_only import CHANGED
from pages.ui.upload_desk import Desk
from pages.ui.upload_words import moment, plain

_RECEIPTS, _REFUSED = "upload-receipts", "upload-refused"


def say_stored(desk: Desk, book: CheckedWorkbook) -> bool:
    """Say so when these very bytes were handed in before."""
    found = stored_already(desk.store.reporting, book)
    if not found:
        return False
    info, newest = found[-1], desk.latest(book.unit, book.period)
    said = f"第 {info.revision} 版，{moment(info.submitted_at)}"
    if info.state == "returned":
        st.warning(f"这份文件报送过（{said}），已被退回：{plain(info.note)}。内容没有变化，请改好后再传。")
    elif info.state == "submitted" and info.id in st.session_state.get(_RECEIPTS, ()):
        st.success(f"**已报送**：{said}。接下来由产改办审核：通过后计入得分；如被退回，这里会写明原因。")
    elif newest and newest.id != info.id:
        st.info(f"这份文件报送过（{said}），之后又报了第 {newest.revision} 版，以新的一版为准。")
    else:
        st.info(f"这份文件已经报送过（{said}），内容没有变化，不用再报。")
    return True


def draw_submit(desk: Desk, upload: Upload, key: str) -> None:
    """The last step of a file: confirm what is doubtful, then hand it in."""
    book, ready = upload.checked, upload.checked.accepted
    doubtful = len(book.of_severity("confirm"))
    if not ready:
        st.caption(
            f"还有 {len(book.of_severity('error'))} 处错误。可以在上面直接改；"
            "也可以在 Excel 里改好、保存，再拖进来一次。"
        )
    elif doubtful:
        ready = st.checkbox("我已核对以上待确认项，按建议值报送", key=f"confirm-{key}")
    newest = desk.latest(book.unit, book.period)
    if newest and book.accepted:
        st.caption(f"本期已报过第 {newest.revision} 版，这份将成为第 {newest.revision + 1} 版，重新审核。")
    st.button(
        "报送",
        key=f"submit-{key}",
        type="primary",
        icon=":material/send:",
        # Streamlit discards a click on a disabled button on the server, too.
        disabled=not ready,
        on_click=submit,
        args=(desk, upload),
    )
    if refused := st.session_state.pop(f"{_REFUSED}-{book.sha256}", ""):
        st.error(refused)


def submit(desk: Desk, upload: Upload) -> None:
    """Hand in; runs before the page is drawn again, so that all of it shows the new state."""
    if current_account() != desk.account:
        st.session_state[f"{_REFUSED}-{upload.checked.sha256}"] = CHANGED
        return
    try:
        receipt = hand_in(desk.store.reporting, upload, desk.account.code)
    except StoreError as error:
        st.session_state[f"{_REFUSED}-{upload.checked.sha256}"] = str(error)
    else:
        st.session_state.setdefault(_RECEIPTS, set()).add(receipt.submission.id)
