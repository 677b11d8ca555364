"""Photos beside rows: thumbnails, a large one on demand; only what the store lets through."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from metrics.county import VisibleRows
from metrics.store.photos import AGREED, FACELESS, INTERNAL, RowPhoto
from pages import cached
from pages.account import current_account
from pages.ui.shared.export import offer_stored
from pages.ui.shared.words import literal, moment

#: Pictures drawn at once: more are asked for.
AT_ONCE = 24
_WIDTH = 168
_BADGES = {
    INTERNAL: ":orange-badge[仅内部]",
    AGREED: ":green-badge[有人脸，已征得同意]",
    FACELESS: ":green-badge[没有人脸]",
}


def photo_strip(
    shown: Sequence[RowPhoto],
    place: str,
    below: Callable[[RowPhoto, str], None] | None = None,
) -> None:
    """Thumbnails side by side, each with what may be done with it and a button for the large one.

    Args:
        shown: photos that the account may see.
        place: key of the strip.
        below: draws what else stands under a photo, given the key of its place.
    """
    small = cached.store().photos.thumbnails([one.id for one in shown], current_account().code)
    with st.container(horizontal=True, gap="small"):
        for one in shown:
            if one.id in small:
                with st.container(border=True, width=_WIDTH + 34, gap="xsmall"):
                    _draw_small(one, small[one.id], place)
                    if below:
                        below(one, f"{place}-{one.id}")


def _draw_small(one: RowPhoto, content: bytes, place: str) -> None:
    st.image(content, width=_WIDTH)
    st.markdown(_BADGES[one.consent])
    if st.button("看大图", key=f"{place}-large-{one.id}", type="tertiary", icon=":material/zoom_in:"):
        _large(one)


@st.dialog("照片", width="large")
def _large(one: RowPhoto) -> None:
    store, account = cached.store(), current_account().code
    st.image(store.photos.large(one.id, account))
    st.caption(literal(f"{one.code}　{places_words(one)}　{moment(one.at)}　{one.width}×{one.height}"))
    offer_stored(
        "下载这张照片",
        lambda whose: store.photos.take(one.id, whose),
        f"{one.code}-{one.sha256[:8]}.webp",
        key=f"photo-file-{one.id}",
        mime="image/webp",
        help="没有拍摄地点等信息；谁下载过记入审计。",
    )


def places_words(one: RowPhoto) -> str:
    """Where a photo stands in the newest file that has its row."""
    return str(one.places[-1][1]) if one.places else ""


def first_thumbnails(rows: VisibleRows) -> dict[tuple[str, int, int], bytes]:
    """Ledger, submission and Excel row → thumbnail of the row's first photo that leaders may see.

    Args:
        rows: those that are drawn, no more: each photo is read; they say `ledger`, `submission` and `row`.
    """
    if rows.frame.empty:
        return {}
    store, account = cached.store(), current_account().code
    first: dict[tuple[str, int, int], int] = {}
    for one in store.photos.beside(rows.frame, account).photos:
        for submission, cell in one.places:
            first.setdefault((one.ledger, submission, cell.row), one.id)
    drawn = rows.frame[["ledger", "submission", "row"]].itertuples(index=False)
    wanted = {place: first[place] for place in map(tuple, drawn) if place in first}
    small = store.photos.thumbnails(set(wanted.values()), account) if wanted else {}
    return {place: small[number] for place, number in wanted.items() if number in small}


def photos_of_rows(rows: VisibleRows, place: str) -> None:
    """The photos of a few rows at once, without a fold; nothing where there are none to be seen."""
    found = cached.store().photos.beside(rows.frame, current_account().code)
    if found.photos:
        photo_strip(found.photos, place)


def photos_beside(rows: VisibleRows, place: str) -> None:
    """Behind a fold the photos of rows on a page that leaders see; nothing where there are none.

    `rows` say `ledger`, `submission` and `row`.
    """
    frame: pd.DataFrame = rows.frame
    if frame.empty or not {"ledger", "submission", "row"} <= set(frame):
        return
    found = cached.store().photos.beside(frame, current_account().code)
    if found.photos:
        panel = st.expander(
            f"照片 {len(found.photos)} 张",
            key=f"{place}-photos",
            icon=":material/photo_library:",
            on_change="rerun",
        )
        if panel.open:
            with panel:
                draw_rows_photos(found.photos, place)
    if found.inner:
        st.caption(f"这些行另有 {found.inner} 张照片仅内部，在“报送历史”里看；定了用途才在这里出现。")


def draw_rows_photos(
    shown: Sequence[RowPhoto],
    place: str,
    names: Callable[[RowPhoto], str] = lambda one: one.code,
    below: Callable[[RowPhoto, str], None] | None = None,
) -> None:
    """Photos row by row, the first ones until more are asked for."""
    more = f"{place}-photos-more"
    most = AT_ONCE * (1 + st.session_state.get(more, 0))
    by_row: dict[tuple[str, str], list[RowPhoto]] = {}
    for one in shown[:most]:
        by_row.setdefault(one.row, []).append(one)
    for found in by_row.values():
        st.markdown(f"**{literal(names(found[0]))}**　:small[{literal(places_words(found[0]))}]")
        photo_strip(found, place, below)
    if len(shown) > most:
        st.button(
            f"再看 {min(AT_ONCE, len(shown) - most)} 张", key=f"{more}-button", on_click=_more, args=(more,)
        )


def _more(key: str) -> None:
    st.session_state[key] = st.session_state.get(key, 0) + 1
