"""What a changed framework does: to three named enterprises, to the spread, to the ranking."""

import streamlit as st

from metrics.framework import LEVEL_NAMES, Framework
from metrics.framework.editing import differing
from metrics.scoring import ScoreBook, prepare, score_book
from metrics.tables import effect_table, named_effect, spread_effect, usual_three
from metrics.words import difference_rows
from pages import cached
from pages.ui.shared import grid, plain, remembered

#: Differences that are written out; all stand in the list of versions.
_MOST = 12
_NAMED = 3


def effect_view(key: cached.Edition, before: Framework, after: Framework, part: str = "") -> None:
    """Both versions side by side on the same data; `part` is looked at more closely."""
    st.subheader("影响预览", anchor=False)
    if not differing(before, after):
        st.info("两个版本的内容完全一样。")
        return
    st.caption(moved_words(before, after))
    data = cached.dataset(key)
    if not data.submissions:
        st.info("本期还没有审核通过的报送，看不到影响。")
        return
    levels = {word: level for level, word in LEVEL_NAMES.items()}
    chosen = st.segmented_control(
        "层级", list(levels), default="企业", key="admin-level", bind="query-params", required=True
    )
    books = book_of(key, before, levels[chosen]), book_of(key, after, levels[chosen])
    _closer(before, after, books, part, levels[chosen])
    _ranking(books, levels[chosen])
    hashes = " → ".join(book.framework_version[:8] for book in books)
    st.caption(f"同一份数据（数据版本 {data.short_version}）在两个指标版本（{hashes}）下的结果。")


def moved_words(before: Framework, after: Framework) -> str:
    """What differs, the first places by name, and how many there are where they are many."""
    rows = difference_rows(before, after)
    told = [plain(f"{place} {old} → {new}") for place, old, new in rows[:_MOST]]
    return "；".join(told) + (f"；等 {len(rows)} 处" if len(rows) > _MOST else "")


def book_of(key: cached.Edition, framework: Framework, level: str) -> ScoreBook:
    """The scores of a level by a version, made once for as long as nothing changes."""
    data = cached.dataset(key)
    place = ("manage-book", framework.hash, key.period.code, data.version, level)
    return remembered(place, lambda: score_book(prepare(framework, data), level))


def _closer(
    before: Framework, after: Framework, books: tuple[ScoreBook, ScoreBook], part: str, level: str
) -> None:
    """Three named entities and the spread, of the part that is looked at or of the total."""
    known = {one.id: f"{one.id} {one.name}" for framework in (before, after) for one in framework.parts}
    looked = part if part in known else before.root.id
    names = {str(code): str(name) for code, name in books[0].entities["name"].items()}
    picked = st.multiselect(
        f"看哪几个{LEVEL_NAMES[level]}",
        list(names),
        default=usual_three(books[0]),
        format_func=lambda code: names.get(code, code),
        max_selections=_NAMED,
        key=f"manage-named-{level}",
    )
    word = known[looked] if looked != before.root.id else "总分"
    st.markdown(f"**{plain(word)}**：改前和改后")
    if picked:
        grid(
            named_effect(before, *books, looked, picked),
            height="content",
            alt=f"{word}在两个版本下的数值、得分和总分",
            column_config={"名称": st.column_config.TextColumn(width=220)},
        )
    most = max(1, len(names))
    bar = st.column_config.ProgressColumn(min_value=0, max_value=most, format="%d")
    grid(
        spread_effect(*books, looked),
        height="content",
        alt=f"{word}的得分分布：改前和改后各有多少个",
        column_config={"原": bar, "新": bar},
    )


def _ranking(books: tuple[ScoreBook, ScoreBook], level: str) -> None:
    table = effect_table(*books)
    shift = table["升降"].dropna()
    with st.container(horizontal=True, gap="xsmall"):
        st.metric("名次变了的", f"{int((shift != 0).sum())} / {len(shift)}", border=True, width=156)
        st.metric("总分平均变动", f"{table['变化'].mean():+.2f}", border=True, width=156)
        st.metric("最大变动", f"{table['变化'].abs().max():.1f} 分", border=True, width=156)
    grid(
        table,
        height=38 + 35 * min(len(table), 12),
        alt=f"{LEVEL_NAMES[level]}在两个版本下的总分和名次",
        column_config={
            "编号": None,
            "名称": st.column_config.TextColumn(width=240),
            **dict.fromkeys(("原总分", "新总分", "变化"), st.column_config.NumberColumn(format="%.1f")),
            "升降": st.column_config.NumberColumn(help="正数是名次上升，负数是下降"),
        },
    )
