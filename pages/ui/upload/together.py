"""Several files of one unit and quarter: what each holds, which counts where two hold the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from metrics.framework import Period
from metrics.ingest.desk import ALL, MergeError, rivals
from metrics.store import StoreError
from metrics.store.reporting import merge_uploads
from pages import cached
from pages.account import current_account
from pages.ui.shared import keep_result, plain, say_result, still_may
from pages.ui.upload.drafts import drafts_on_page, opened_drafts, trails_opened
from pages.ui.upload.findings import FileOnPage, forget_steps

#: sha256 of what was merged → the sha256s as they came of the files it was made of.
_MERGED = "upload-merged"
_PLACE = "merge"
_BOTH = "两份接在一起（一样的行只留一行）"


def merged_away() -> set[str]:
    """The files on the page, by their sha256 as they came, that are part of a merged one."""
    made: dict[str, tuple[str, ...]] = st.session_state.setdefault(_MERGED, {})
    return {sha256 for target, parts in made.items() if target in opened_drafts() for sha256 in parts}


def offer_merging(items: Sequence[FileOnPage]) -> None:
    """Say which files are of one unit and quarter, and offer to make one of them; nothing without such."""
    say_result(_PLACE)
    _say_merged()
    groups: dict[tuple[str, Period], list[FileOnPage]] = defaultdict(list)
    for item in items:
        book = item.upload.checked
        if book.unit and book.period:
            groups[book.unit, book.period].append(item)
    for (unit, period), some in groups.items():
        if len(some) > 1:
            _offer(unit, period, some)


def _say_merged() -> None:
    made: dict[str, tuple[str, ...]] = st.session_state.get(_MERGED, {})
    account = current_account().code
    for sha256, parts in made.items():
        if sha256 in opened_drafts():
            with st.container(horizontal=True, vertical_alignment="center", key=f"merged-{sha256[:16]}"):
                st.markdown(
                    f":green-badge[已合并]　{len(parts)} 份文件合成了“{plain(opened_drafts()[sha256][0])}”。"
                )
                st.button("拆开，各算各的", key=f"part-{sha256[:16]}", on_click=_part, args=(account, sha256))


def _offer(unit: str, period: Period, items: list[FileOnPage]) -> None:
    framework, books = cached.framework(), [item.upload.checked for item in items]
    name = plain(cached.unit_then(unit, period).name)
    key = "merge-" + "-".join(book.sha256[:8] for book in books)
    holders = rivals(books)
    with st.container(border=True, key=key):
        st.warning(
            f"有 {len(items)} 份文件都是{name} {period.label}的。一个单位一期只算最后报送的一份，"
            "请在这里合并成一份再报。"
        )
        for code, some in holders.items():
            if len(some) == 1:
                st.caption(f"{plain(framework.ledgers[code].sheet)}：{plain(books[some[0]].file)}")
        chosen: dict[str, int] = {}
        for code, some in holders.items():
            if len(some) > 1:
                options = [*some, ALL]
                labels = {n: f"用“{books[n].file}”的 {len(books[n].ledgers[code].frame)} 行" for n in some}
                picked = st.radio(
                    f"{plain(framework.ledgers[code].sheet)}：{len(some)} 份都填了，用哪一份？",
                    options,
                    index=None,
                    format_func=partial(_label, labels),
                    key=f"{key}-{code}",
                )
                if picked is not None:
                    chosen[code] = picked
        open_choices = sum(len(some) > 1 for some in holders.values()) - len(chosen)
        st.button(
            "合并成一份" if not open_choices else f"合并成一份（还有 {open_choices} 张表没选）",
            key=f"{key}-go",
            type="primary",
            disabled=open_choices > 0,
            on_click=_merge,
            args=(current_account().code, items, chosen),
        )


def _label(labels: Mapping[int, str], choice: int) -> str:
    return labels.get(choice, _BOTH)


def _merge(account: str, items: Sequence[FileOnPage], chosen: dict[str, int]) -> None:
    """Make one file of several (a callback); it stands on the page like one that was opened."""
    if not still_may(account, _PLACE, "draft"):
        return
    store, framework = cached.store(), cached.framework()
    try:
        upload, made = merge_uploads(
            store.reporting, framework, [item.upload for item in items], chosen, account
        )
        book = upload.checked
        draft = store.reporting.keep_draft(
            book.unit, book.period, book.file, upload.content, account, upload.trail
        )
    except (MergeError, StoreError) as error:
        keep_result(_PLACE, refused=str(error))
        return
    opened_drafts()[book.sha256] = (book.file, upload.content)
    trails_opened()[book.sha256] = upload.trail
    drafts_on_page()[book.sha256] = draft
    st.session_state.setdefault(_MERGED, {})[book.sha256] = tuple(
        item.original.checked.sha256 for item in items
    )
    said = [f"已合并成“{made.file}”。"]
    said += [f"{made.doubled} 行两份完全一样，只留了一行。"] if made.doubled else []
    said += (
        ["合并后是新做的工作簿，不带原来的格式和图片；要保留图片，请在 Excel 里合并。"] if made.remade else []
    )
    keep_result(_PLACE, said="".join(said))


def _part(account: str, sha256: str) -> None:
    """Take a merged file off the page (a callback): the files it was made of stand there again."""
    if not still_may(account, _PLACE, "draft"):
        return
    forget_steps(sha256)
    st.session_state.get(_MERGED, {}).pop(sha256, None)
    opened_drafts().pop(sha256, None)
    trails_opened().pop(sha256, None)
    draft = drafts_on_page().pop(sha256, None)
    if draft and draft.id in {one.id for one in cached.store().reporting.drafts(account)}:
        cached.store().reporting.drop_draft(draft.id, account)
