"""The photos of one submission row by row: what may be done with each, and taking one away."""

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.ingest import AcceptedWorkbook
from metrics.store import StoreError
from metrics.store.photos import CONSENT_NAMES, KIND_NAMES, RowPhoto
from pages import cached
from pages.account import current_account, has_act
from pages.ui.photos.adding import draw_adding, may_add
from pages.ui.shared import (
    account_names,
    draw_rows_photos,
    keep_result,
    moment,
    plain,
    say_result,
    still_may,
)

PLACE = "photos"


def draw_photos(info: SubmissionInfo, book: AcceptedWorkbook, key: str) -> None:
    """A fold with the photos of its rows, and with what adds further ones; nothing where neither can be.

    Args:
        info: the submission.
        book: its rows.
        key: of the fold.
    """
    store, account = cached.store(), current_account()
    shown, lost = (
        find(info.id, account.code) for find in (store.photos.of_submission, store.photos.left_behind)
    )
    adds = may_add(info)
    if not (shown or lost or adds):
        return
    say_result(f"{PLACE}-{info.id}")
    count = f"{len(shown)} 张" if shown else "没有"
    panel = st.expander(f"照片　{count}", key=key, icon=":material/photo_library:", on_change="rerun")
    if not panel.open:
        return
    with panel:
        if shown:
            st.caption("照片不计分，也不是必填。没有定用途的只有本单位和审核的人看得到，展示和材料不用。")
            _draw(shown, book, key)
        _draw_lost(lost, key)
        if adds:
            draw_adding(info, book, key)


def _draw(shown: Sequence[RowPhoto], book: AcceptedWorkbook, key: str) -> None:
    names = _row_names(book)
    may = has_act(current_account(), "photo")
    draw_rows_photos(
        shown, key, lambda one: names.get(one.row, one.code), _draw_tools if may else _draw_story
    )


def _row_names(book: AcceptedWorkbook) -> Mapping[tuple[str, str], str]:
    """Ledger and code → code and name of each row."""
    specs, names = cached.framework().ledgers, {}
    for ledger, part in book.ledgers.items():
        if (spec := specs.get(ledger)) and len(part.frame):
            field = spec.name_field or spec.key
            for code, name in zip(part.frame[spec.key], part.frame[field], strict=True):
                names[ledger, code] = f"{code} {name}" if field != spec.key else str(code)
    return names


def _draw_lost(lost: Sequence[RowPhoto], key: str) -> None:
    if lost:
        st.warning(f"有 {len(lost)} 张照片的那一行不在这一版里了。不要的请移除；要留的请补到现在的行上。")
        draw_rows_photos(lost, f"{key}-lost", below=_draw_tools)


def _draw_story(one: RowPhoto, place: str) -> None:  # noqa: ARG001 - as the tools, without them
    who = account_names().get(one.account, one.account)
    st.caption(plain(f"{KIND_NAMES.get(one.kind, '')}，{who}"), help=moment(one.at))


def _draw_tools(one: RowPhoto, place: str) -> None:
    """Who brought it and who ticked it; the tick and the way out."""
    _draw_story(one, place)
    names = account_names()
    said = f"{names.get(one.consent_by, one.consent_by)} {moment(one.consent_at)}" if one.consent_at else ""
    st.selectbox(
        "用途",
        list(CONSENT_NAMES),
        index=list(CONSENT_NAMES).index(one.consent),
        format_func=CONSENT_NAMES.__getitem__,
        key=f"{place}-consent",
        on_change=_agree,
        args=(one, f"{place}-consent"),
        help=plain(f"现在的用途由 {said} 选定" if said else "没有人选过，按仅内部处理"),
    )
    with st.popover("移除", icon=":material/delete:", type="tertiary", key=f"{place}-out"):
        st.caption("移除以后不能恢复；报表文件里的图片不动。")
        st.text_input("为什么（可不写）", key=f"{place}-why", max_chars=100)
        st.button("移除这张照片", key=f"{place}-remove", on_click=_remove, args=(one, f"{place}-why"))


def _say_at(one: RowPhoto, **words: str) -> None:
    """Say something where every submission of the photo's row hears it."""
    for number in one.submissions:
        keep_result(f"{PLACE}-{number}", **words)


def _agree(one: RowPhoto, key: str) -> None:
    account = current_account().code
    if not still_may(account, f"{PLACE}-{one.submissions[-1]}", "photo"):
        return
    try:
        cached.store().photos.agree(one.id, st.session_state[key], account)
    except StoreError as error:
        _say_at(one, refused=str(error))


def _remove(one: RowPhoto, key: str) -> None:
    account = current_account().code
    if not still_may(account, f"{PLACE}-{one.submissions[-1]}", "photo"):
        return
    try:
        cached.store().photos.remove(one.id, account, st.session_state.get(key, ""))
    except StoreError as error:
        _say_at(one, refused=str(error))
    else:
        _say_at(one, said=f"已移除 {plain(one.code)} 的一张照片。")
