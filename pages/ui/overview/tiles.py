"""How the county stands in one look: the total, the twelve items, each with its target and its course."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from metrics.charts.base import grade_tints
from metrics.framework import Framework, NodeSpec, parse_period
from metrics.tables import Card, course_words
from metrics.words import covered, score
from pages import cached
from pages.edition import COUNTY
from pages.ui.indicator import indicator_address
from pages.ui.shared import (
    against_words,
    edition_before,
    note_table,
    note_words,
    period_label,
    quarters_until,
)

_STYLE = Path(__file__).with_name("overview.css")
#: Colour and words of an item that rose, or fell, most.
_WAYS = {True: ("green", "升得最多"), False: ("red", "降得最多")}
_GROUND = "#dfe4ec"


@dataclass(frozen=True)
class Course:
    """The county's scores, quarter by quarter, and the score that is aimed at.

    Args:
        scores: one row a quarter of the year so far (its Chinese name), one column a node.
        target: the score from which the grade below the best begins.
        word: that grade.
    """

    scores: pd.DataFrame
    target: float
    word: str


def course_of(key: cached.Edition) -> Course:
    """The county's scores of the quarters of the period's year up to its end."""
    framework = cached.framework_of(key)
    quarters = [q for q in map(parse_period, quarters_until(key)) if q.start.year == key.period.end.year]
    rows = {q.label: cached.book(cached.at(key, q), COUNTY).scores.iloc[0] for q in quarters}
    aim = framework.grades[min(1, len(framework.grades) - 1)]
    return Course(pd.DataFrame(rows).T, aim.at_least, aim.word)


def headline(key: cached.Edition, known: Mapping[str, Card]) -> None:
    """The total, the three groups, and in a sentence how they stand against the path of the year."""
    framework, course = cached.framework_of(key), course_of(key)
    period, root = period_label(key), framework.root
    total, name = known[root.id], f"{framework.county}{root.name}"
    groups = "".join(
        f'<a class="kdj-group" target="_self" href="{escape(_trend(period, group.name))}">'
        f"<span>{escape(group.name)}</span><b>{escape(known[group.id].score)}</b>"
        f"{_spark(course, group.id)}</a>"
        for group in framework.groups
    )
    items = [known[item.id] for item in framework.items]
    words = course_words(framework, items, course.scores[root.id], course.target, course.word)
    note_words(f"{name} {total.score} {total.word}。{words}")
    st.html(_STYLE)
    st.html(
        '<div class="kdj-room"><div class="kdj-head">'
        f'<a class="kdj-total" target="_self" href="{escape(_trend(period, ""))}">'
        f"<span>{escape(name)}</span><b>{escape(total.score)}</b>"
        f'<span class="word" style="background:{_ground(framework, total)}">{escape(total.word)}</span>'
        f"{_spark(course, root.id)}</a>"
        f'<p class="kdj-said">{escape(words)}</p><div class="kdj-groups">{groups}</div></div></div>'
    )


def _trend(period: str, group: str) -> str:
    """Where the course of the total, or of a group, stands."""
    return f"/trends?{urlencode({'period': period, **({'trend-nodes': group} if group else {})})}"


def item_tiles(key: cached.Edition, known: Mapping[str, Card]) -> None:
    """Draw the items group by group; a tile leads to the county's own value of its item.

    Args:
        key: the edition.
        known: cards by node id.
    """
    framework, course = cached.framework_of(key), course_of(key)
    against, parts = against_words(key, COUNTY), []
    for group in framework.groups:
        items = [item for item in framework.items if item.parent == group.id]
        inner = "".join(
            _tile(item, known[item.id], (framework, course, against, period_label(key))) for item in items
        )
        parts.append(
            f'<section style="grid-column:span {len(items)};--wide:{len(items)}">'
            f"<h3>{escape(group.name)}</h3><div>{inner}</div></section>"
        )
    shown = [known[node.id] for node in (*framework.groups, *framework.items)]
    note_table(
        "三组和十二项",
        pd.DataFrame(
            [(one.name, one.score, one.word, covered(one.coverage)) for one in shown],
            columns=["项目", "得分", "等次", "覆盖"],
        ),
    )
    st.html(f'<div class="kdj-room"><div class="kdj-tiles">{"".join(parts)}</div></div>')


def _ground(framework: Framework, card: Card) -> str:
    return grade_tints(framework.grades).get(card.word, _GROUND)


def _tile(item: NodeSpec, card: Card, told: tuple[Framework, Course, str, str]) -> str:
    framework, course, against, period = told
    points = card.score if card.score[0].isdigit() else "—"
    moved = "" if card.change is None else f"{against} {_change_words(card.change)}"
    gap = course.target - float(card.score) if points != "—" else None
    aim = "" if gap is None else f"已到{course.word}" if gap <= 0 else f"距{course.word} {gap:.1f}"
    share = f"覆盖 {covered(card.coverage)}" if card.coverage < 1 else ""
    return (
        f'<a class="kdj-tile" target="_self" href="{escape(indicator_address(period, item.id))}" '
        f'title="{escape(item.asks)}？">'
        f'{_spark(course, item.id)}<span class="name">{escape(item.name)}</span><b>{escape(points)}</b>'
        f'<span class="word" style="background:{_ground(framework, card)}">{escape(card.word)}</span>'
        f"<small><span>{escape(aim)}</span><span>{escape(moved or share)}</span></small></a>"
    )


def _spark(course: Course, node: str) -> str:
    """A column a quarter, the target as a line across, the numbers for who does not see it."""
    scores = course.scores[node]
    said = "，".join(f"{name} {score(v)}" for name, v in scores.items())
    bars = "".join(
        '<i class="none"></i>' if pd.isna(value) else f'<i style="height:{max(value, 2):.0f}%"></i>'
        for value in scores
    )
    said = f"各季：{said}；目标 {course.target:.0f}（{course.word}）"
    return (
        f'<span class="spark" role="img" aria-label="{escape(said)}" title="{escape(said)}">{bars}'
        f'<u style="bottom:{course.target:.0f}%"></u></span>'
    )


def _change_words(change: float) -> str:
    arrow = "↑" if change > 0 else "↓" if change < 0 else ""
    return f"{arrow}{abs(change):.1f}"


def movers(key: cached.Edition) -> None:
    """The item that rose most and the one that fell most, each in a sentence.

    Since the period before; where that was not opened, since the quarter before.
    """
    earlier, against = edition_before(key, COUNTY), against_words(key, COUNTY)
    if earlier is None:
        opened = quarters_until(key)
        if len(opened) < 2:
            st.caption("这是第一期，升降和原因从下一期起显示。")
            return
        earlier = cached.at(key, parse_period(opened[-2]))
        against = f"没有去年同期，较{earlier.period.year_to_date.label}"
    told = cached.movers(key, earlier)
    if not told:
        st.caption(f"{against}，十二项都没有变化。")
        return
    note_words(f"变了什么、为什么（{against}）", heading=True)
    for one in told:
        note_words(f"{_WAYS[one.rose][1]}：{one.said}。")
    st.markdown(f"**变了什么、为什么**（{against}）")
    lines = (f":{_WAYS[one.rose][0]}-badge[{_WAYS[one.rose][1]}] {one.said}。" for one in told)
    st.markdown("  \n".join(lines))
