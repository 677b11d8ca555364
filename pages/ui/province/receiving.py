"""Collecting from the page: packages that are dropped here, or lie in the server's inbox."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from metrics.province import (
    INBOX,
    CollectingRun,
    Province,
    ProvinceError,
    begin_collecting,
    brought,
    is_at_work,
    laid_down,
    picked_up,
    runs,
)
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import has_act
from pages.ui.shared import chinese_file_chooser, keep_result, plain, say_result, still_may

_ACT, _PLACE, _DROPPED, _CHOSEN = "collect-province", "collect", "collect-files", "collect-laid"
#: Names that the audit and the sentence tell.
_NAMED = 20


def receiving_form(account: Account, mine: Province) -> None:
    """For who may collect: two ways to bring packages, one button each; nothing for all others."""
    if not has_act(account, _ACT) or mine.city:
        return
    st.subheader("收报", anchor=False)
    say_result(_PLACE)
    if (before := runs(mine)) and is_at_work(before[0]):
        st.info(f"第 {before[0].number} 次收报正在进行，进度见下面的收报记录；收完再收下一批。")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _drop(account, mine)
    with right:
        _point(account, mine)


def _drop(account: Account, mine: Province) -> None:
    chinese_file_chooser(_DROPPED)
    files = st.file_uploader(
        "把各县的上报包（.kdj）拖到这里，可以一次放多个",
        ("kdj",),
        accept_multiple_files=True,
        key=_DROPPED,
    )
    st.caption("每个不超过 20 MB；更大的，或者一次很多的，请放到服务器的收报文件夹里，从右边收。")
    contents = {file.name: file.getvalue() for file in files}
    if len(contents) < len(files):
        st.warning("有文件名相同的上报包，只收其中一个。请分两次收。")
    st.button(
        f"收这 {len(contents)} 个包" if contents else "收报",
        type="primary",
        disabled=not contents,
        key="collect-dropped-go",
        on_click=_collect,
        args=(account.code, mine, list(contents), lambda: brought(mine, contents)),
    )


def _point(account: Account, mine: Province) -> None:
    names = laid_down(mine)
    folder = mine.folder / INBOX
    if not names:
        st.info(f"服务器的收报文件夹 {plain(str(folder))} 里没有还没收过的上报包。")
        return
    chosen = st.multiselect(
        f"服务器收报文件夹里还没收过的（{len(names)} 个）", names, default=names, key=_CHOSEN
    )
    st.caption(f"文件夹：{plain(str(folder))}。收过的不会再列出来；没收的，换了新的文件才再列出来。")
    st.button(
        f"收这 {len(chosen)} 个包",
        disabled=not chosen,
        key="collect-laid-go",
        on_click=_collect,
        args=(account.code, mine, chosen, lambda: picked_up(mine, chosen)),
    )


def _collect(code: str, mine: Province, names: list[str], bring: Callable[[], Path]) -> None:
    """Begin (a callback): the right is asked in the store, which notes it, at this moment."""
    if not still_may(code, _PLACE, _ACT):
        return
    detail = {"files": names[:_NAMED], "count": len(names)}

    def begin(by: str) -> CollectingRun:
        """Bring the files to where they are collected from, and start."""
        return begin_collecting(mine, bring(), by)

    try:
        run = cached.store().office.collect_across(code, f"{len(names)} 个上报包", detail, begin)
    except (StoreError, ProvinceError) as error:
        keep_result(_PLACE, refused=str(error))
    else:
        keep_result(_PLACE, said=f"第 {run.number} 次收报开始了：{len(run.files)} 个包。可以离开这一页。")
