"""Adding photos to a row after it was handed in: from this computer, or from a telephone by a link."""

from urllib.parse import urlsplit

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.ingest import AcceptedWorkbook
from metrics.ingest.photos import MOST_OF_A_ROW
from metrics.store import StoreError
from metrics.store.photos import CONSENT_NAMES, LINK_HOLDS
from metrics.web import photo_address, qr_svg
from pages import cached
from pages.account import current_account, has_act, is_of_unit
from pages.ui.shared import chinese_file_chooser, keep_result, literal, still_may

_LOCAL = ("localhost", "127.0.0.1", "::1")
#: A ledger code and an Excel row.
_Row = tuple[str, int]


def may_add(info: SubmissionInfo) -> bool:
    """Whether whoever is signed in may add photos to its rows: to those of the newest revision alone."""
    account = current_account()
    if not has_act(account, "photo") or (is_of_unit(account) and account.unit != info.unit):
        return False
    newest = max(
        (
            one.revision
            for one in cached.submissions()
            if (one.unit, one.period) == (info.unit, info.period) and one.state != "withdrawn"
        ),
        default=0,
    )
    return info.state != "withdrawn" and info.revision == newest


def draw_adding(info: SubmissionInfo, book: AcceptedWorkbook, key: str) -> None:
    """The row, then the pictures or a link for a telephone."""
    rows = _rows(book)
    if not rows:
        return
    st.markdown("**补照片**")
    row = st.selectbox(
        "补到哪一行", list(rows), format_func=rows.__getitem__, key=f"{key}-row", placeholder="输入名称查找"
    )
    here, phone = st.tabs(["从这台电脑选", "用手机拍"])
    with here:
        _draw_files(info, row, key)
    with phone:
        _draw_link(info, row, key)


def _rows(book: AcceptedWorkbook) -> dict[_Row, str]:
    specs, rows = cached.framework().ledgers, {}
    for ledger, part in book.ledgers.items():
        spec = specs.get(ledger)
        if spec is None or not len(part.frame):
            continue
        names = part.frame[spec.name_field or spec.key]
        for row, code, name in zip(part.frame["_row"], part.frame[spec.key], names, strict=True):
            rows[ledger, int(row)] = (
                f"{part.sheet} 第 {row} 行　{code} {name if name != code else ''}".strip()
            )
    return rows


def _draw_files(info: SubmissionInfo, row: _Row, key: str) -> None:
    chinese_file_chooser(f"{key}-files")
    with st.form(f"{key}-form", border=False, clear_on_submit=True):
        st.file_uploader(
            f"照片（JPG、PNG、WebP，一次最多 {MOST_OF_A_ROW} 张）",
            ("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "heic", "heif"),
            accept_multiple_files=True,
            key=f"{key}-files",
        )
        st.radio(
            "用途（以后可以改）",
            list(CONSENT_NAMES),
            format_func=CONSENT_NAMES.__getitem__,
            key=f"{key}-consent",
        )
        st.form_submit_button(
            "存到这一行",
            key=f"{key}-send",
            icon=":material/add_a_photo:",
            on_click=_add,
            args=(info, row, key),
        )


def _add(info: SubmissionInfo, row: _Row, key: str) -> None:
    account, place = current_account().code, f"photos-{info.id}"
    if not still_may(account, place, "photo"):
        return
    files = [(one.name, one.getvalue()) for one in st.session_state.get(f"{key}-files") or ()]
    consent = st.session_state.get(f"{key}-consent") or next(iter(CONSENT_NAMES))
    try:
        done = cached.store().photos.add(info.id, *row, files, account, consent)
    except StoreError as error:
        keep_result(place, refused=str(error))
    else:
        kept = {"said": done.words} if done.count else {"refused": done.words}
        keep_result(place, **kept)


def _draw_link(info: SubmissionInfo, row: _Row, key: str) -> None:
    minutes = int(LINK_HOLDS.total_seconds() // 60)
    st.caption(
        f"给这一行生成一个链接，用手机扫码拍照上传：只能用一次，{minutes} 分钟内有效，只能传，"
        "看不到任何数据，记在你名下。收下的照片先按仅内部处理，用途回到这里选。"
    )
    kept = f"{key}-link"
    st.button(
        "生成手机链接", key=f"{kept}-make", icon=":material/qr_code:", on_click=_link, args=(info, row, kept)
    )
    made = st.session_state.get(kept)
    if made is None or made[0] != (info.id, row):
        return
    address = photo_address(_origin(), made[1])
    st.image(qr_svg(address), width=220)
    st.code(address, language=None)
    st.caption(f"有效到 {made[2]:%H:%M}。传完以后刷新这一页就看得到。")
    if urlsplit(address).hostname in _LOCAL:
        st.warning("这个地址只有本机打得开。请用手机也能打开的内网地址登录本系统，再生成一次。")


def _origin() -> str:
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _link(info: SubmissionInfo, row: _Row, kept: str) -> None:
    account, place = current_account().code, f"photos-{info.id}"
    if not still_may(account, place, "photo"):
        return
    try:
        token, until = cached.store().photos.link(info.id, *row, account)
    except StoreError as error:
        keep_result(place, refused=literal(str(error)))
    else:
        st.session_state[kept] = ((info.id, row), token, until)
