"""An item or a measure: its meaning, the county's own value with both sides, what is missing, each level."""

from dataclasses import dataclass
from math import isnan
from urllib.parse import urlencode

import streamlit as st

from metrics.framework import LEVEL_NAMES, LEVELS, Framework, MeasureSpec, NodeSpec
from metrics.tables import (
    definition,
    measure_table,
    missing_by_town,
    missing_list,
    missing_words,
    ordered,
    sides_words,
)
from metrics.words import NO_SCORE, covered, graded, number_at, score
from pages import cached
from pages.account import current_account, has_act
from pages.edition import COUNTY
from pages.ui.level import change_panel
from pages.ui.shared import (
    FILES,
    addressed_choice,
    draw_chart,
    grid,
    lines,
    literal,
    nobody_at,
    note_words,
    period_label,
    profile_view,
    show_evidence,
)

#: Query parameters: the item (its id), the measure (its id; the whole item without one).
ITEM, MEASURE = "item", "measure"
WHOLE = "全部"
_NO_ITEM = "没有“{}”这一项：可能改了编号，或者网址抄错了。请重新选择。"
_NO_MEASURE = "没有“{}”这个指标：可能已经停用，或者网址抄错了。请重新选择。"
_LINKS = 12


@dataclass(frozen=True)
class Subject:
    """What the page is about: an item, and one of its measures or all of it."""

    framework: Framework
    item: NodeSpec
    measure: MeasureSpec | None

    @property
    def id(self) -> str:
        """Of the measure, else of the item."""
        return self.measure.id if self.measure else self.item.id

    @property
    def name(self) -> str:
        """Of the measure, else of the item."""
        return self.measure.name if self.measure else self.item.name


def indicator_address(period: str, item: str, measure: str = "") -> str:
    """Where the county's own value of an item, or of one of its measures, stands."""
    parts = {"period": period, ITEM: item, **({MEASURE: measure} if measure else {})}
    return f"/indicators?{urlencode(parts)}"


def ask_subject(framework: Framework) -> Subject | None:
    """Which item and measure; None, after saying so, when the address names one that there is not."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        items = {item.id: item for item in framework.items}
        id_ = addressed_choice(
            "项目", ITEM, list(items), lambda id_: items[id_].name, gone=_NO_ITEM, width=200
        )
        if id_ is None:
            return None
        measures = {measure.id: measure for measure in framework.measures_of(id_)}
        _forget_other(framework, measures)
        chosen = addressed_choice(
            "指标",
            MEASURE,
            [WHOLE, *measures],
            lambda one: f"{one} {measures[one].name}" if one in measures else "这一项全部",
            gone=_NO_MEASURE,
            width=280,
        )
    return None if chosen is None else Subject(framework, items[id_], measures.get(chosen))


def _forget_other(framework: Framework, measures: dict[str, MeasureSpec]) -> None:
    """A measure of another item is chosen no more once the item was changed."""
    kept = st.session_state.get(MEASURE)
    if kept in framework.measure and kept not in measures:
        st.session_state[MEASURE] = WHOLE


def meaning(subject: Subject) -> None:
    """The question of the item, and how the measure is counted."""
    st.caption(f"{subject.item.name}：{subject.item.asks}？")
    if subject.measure:
        lines(definition(subject.framework, subject.measure))


def county_value(key: cached.Edition, subject: Subject) -> None:
    """The county's own value, how it comes about, and what is missing."""
    book = cached.book(key, COUNTY)
    county = str(book.entities.index[0])
    if subject.measure is None:
        _item_value(key, subject, county)
        return
    if LEVELS[COUNTY] not in subject.measure.ledger.levels:
        st.caption("这个指标不在全县这一级统计。")
        return
    points = number_at(book.normalised, county, subject.id)
    st.subheader(f"全县：{_points(points)}", anchor=False)
    said = sides_words(subject.framework, book, county, subject.id)
    note_words(f"{subject.name}（全县）：{said}")
    st.markdown(literal(said))
    coverage = number_at(book.coverage, county, subject.id)
    st.caption(f"数据覆盖 {covered(coverage)}")
    _missing(key, subject)


def _points(value: float) -> str:
    return NO_SCORE if isnan(value) else f"{score(value)} 分"


def _item_value(key: cached.Edition, subject: Subject, county: str) -> None:
    """The county's score of an item, and the measures it is the mean of, each a way on."""
    framework, book = subject.framework, cached.book(key, COUNTY)
    points = number_at(book.scores, county, subject.item.id)
    st.subheader(f"全县：{graded(framework, points)}", anchor=False)
    table = measure_table(framework, book, county)
    own = table[table["项目"].eq(subject.item.name)]
    scored = own[own["得分"].notna()]
    weight = {measure.id: measure.weight for measure in framework.measures_of(subject.item.id)}
    total = sum(weight[id_] for id_ in scored["id"])
    if total:
        parts = " + ".join(
            f"{row['得分']:.1f} × {weight[row['id']] / total:.0%}" for row in scored.to_dict("records")
        )
        st.markdown(f"{literal(parts)} = **{_points(points)}**")
    grid(
        own,
        height="content",
        alt=f"{subject.item.name}的各个指标",
        file=f"{subject.item.name}的各个指标",
        column_config={"id": None, "项目": None, "数值": st.column_config.TextColumn(width=270)},
    )
    with st.container(horizontal=True, gap="small"):
        for row in own.to_dict("records"):
            view = {"period": period_label(key), ITEM: subject.item.id, MEASURE: row["id"]}
            st.page_link("indicators.py", label=literal(f"打开 {row['指标']}"), query_params=view)


def _missing(key: cached.Edition, subject: Subject) -> None:
    """Which enterprises have nothing yet, by town, and the way to each."""
    framework, book = subject.framework, cached.book(key, "enterprise")
    by_town = missing_by_town(framework, book, subject.id)
    if by_town is None or not has_act(current_account(), "see-entities"):
        return
    st.subheader("缺在哪里", anchor=False)
    st.markdown(literal(missing_words(by_town)))
    left, right = st.columns(2, gap="medium")
    with left:
        grid(
            by_town,
            alt=missing_words(by_town),
            file=f"{subject.name}缺在哪里",
            column_config={"还没有的企业": st.column_config.TextColumn(width=320)},
        )
    with right:
        todo = missing_list(framework, book, subject.id)
        if todo is None or todo.empty:
            return
        grid(todo, alt=f"没有做到满分的企业，共{len(todo)}家", file=f"{subject.name}没有做到满分的企业")
    with st.container(horizontal=True, gap="small"):
        for code, name in zip(todo["编号"].head(_LINKS), todo["企业"], strict=False):
            st.page_link(
                FILES["enterprise"],
                label=literal(f"{code} {name}"),
                query_params=profile_view(key, "enterprise", code),
            )
        if len(todo) > _LINKS:
            st.caption(f"列出前 {_LINKS} 家，共 {len(todo)} 家，全部在上表。")


def at_level(key: cached.Edition, subject: Subject) -> None:
    """How the values spread at a level, who leads, and the rows of one of them."""
    measure = subject.measure
    levels = {
        level: LEVEL_NAMES[level]
        for level, letter in LEVELS.items()
        if level != COUNTY and (measure is None or letter in measure.ledger.levels)
    }
    st.subheader("各层级", anchor=False)
    chosen = st.segmented_control(
        "层级",
        list(levels.values()),
        default=next(iter(levels.values())),
        required=True,
        key="indicator-level",
        bind="query-params",
    )
    level = next(one for one, word in levels.items() if word == chosen)
    book = cached.book(key, level)
    if nobody_at(key, level):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        draw_chart(key, "distribution", level, measure=subject.id)
    with right:
        draw_chart(key, "ranking", level, node=subject.id, first=12)
    names = book.entities["name"]
    code = addressed_choice(
        "看谁的来源行" if measure else "看谁",
        f"indicator-{level}",
        list(ordered(book, subject.id)),
        lambda code: f"{code} {names[code]}" if code != names[code] else code,
    )
    if code is None:
        return
    if level in FILES and has_act(current_account(), "see-entities"):
        st.page_link(
            FILES[level],
            label=literal(f"打开 {names[code]} 的画像"),
            query_params=profile_view(key, level, code),
        )
    if measure:
        show_evidence(key, level, code, measure.id)
    change_panel(key, level, code, subject.id)
