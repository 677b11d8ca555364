"""The first page: what waits, the twelve items as tiles, facts, who is ahead, who has reported, the tour."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from metrics import charts
from metrics.charts.base import tint
from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, FactSpec, Framework, NodeSpec, parse_period, rights
from metrics.reports.print import onscreen
from metrics.scoring import graded_for
from metrics.scoring.why import ScoreChange, sentence
from metrics.store.people import Account
from metrics.store.reporting import period_to_report
from metrics.tables import Card, ordered
from metrics.words import STATES, amount, graded, short
from pages import cached
from pages.account import current_account, has_act, is_of_unit, unit_roles
from pages.ui.shared import (
    against_words,
    due_words,
    edition_before,
    fold_behind,
    is_dark,
    literal,
    period_label,
    show_figure,
    show_rows,
    still_may,
)

_OPEN_STATES = {"late": "red", "missing": "gray", "returned": "orange", "submitted": "blue"}
_STYLE = Path(__file__).with_suffix(".css")
_TODO = ":orange-badge[待办]"
_OTHERS = "、".join(role.name for role in rights.load_rights().roles if role != rights.manager())
#: Act → three steps of those who have it: the page a step is about (its file), its heading, what to do there.
#: The first act that an account has counts.
STEPS = {
    "account": (
        ("accounts.py", "先建账号", f"一人一个账号，按{_OTHERS}分开。"),
        ("periods.py", "再开放报告期", f"设好截止日期，{'、'.join(unit_roles())}才能下载工作簿。"),
        ("audit.py", "随时可查", "谁在什么时候做了什么，都在审计里，只增不改。"),
    ),
    "approve": (
        ("review.py", "先审待审的", "左边看改了什么、影响多少分；退回要写原因，通过才计分。"),
        ("progress.py", "再催没报的", "谁逾期、谁被退回一目了然，催报名单可以直接复制。"),
        ("periods.py", "最后发布", "各家都通过以后发布本期，发布的数不会再自己变。"),
    ),
    "submit": (
        ("upload.py", "先下载本单位的工作簿", "单位、名册和上期内容已经填好，在 Excel 或 WPS 里接着填。"),
        ("upload.py", "再上传检查", "每个问题都写明在哪张表哪一格、怎么改；改到没有错误再报送。"),
        ("history.py", "最后看结果", "审核通过还是退回、退回的原因，都在报送历史里。"),
    ),
    "see-entities": (
        ("overview.py", "先看这一页", "总分、十二项和升降原因都在一屏里；点任何一个数字，看它由哪些行得来。"),
        ("enterprises.py", "再看谁好谁差", "排名、热力图、对比；点一行打开画像，一直能看到报表的那一格。"),
        ("briefing.py", "最后拿走一份", "选好报告期，生成专报或图集，可以存成 PDF、Word、Excel。"),
    ),
}
DONE = "知道了，不再显示"
_MOST = 3
#: Points that show in one decimal.
_VISIBLE = 0.1


def submission_state(key: cached.Edition, board: pd.DataFrame) -> None:
    """Counts and names for the period, and the board of every unit behind a fold."""
    approved, due = int(board["approved"].sum()), len(board)
    with st.container(border=True):
        st.markdown(f"**报送情况**　{approved}/{due} 份通过")
        st.progress(approved / due if due else 0.0)
        for state, colour in _OPEN_STATES.items():
            names = _unit_names(board[board["state"].eq(state)], many=board["period"].nunique() > 1)
            if names:
                st.markdown(f":{colour}-badge[{STATES[state]} {len(names)}] {'、'.join(names)}")
    panel = st.expander("逐单位查看", on_change="rerun", key="board-panel")
    if panel.open:
        with panel:
            _draw_board(key, board)


def _unit_names(part: pd.DataFrame, *, many: bool) -> list[str]:
    """Names of units, with the quarter where there are several."""
    pairs = zip(part["name"], part["period"], strict=True)
    return [f"{name}（{parse_period(quarter).label}）" if many else name for name, quarter in pairs]


def year_board(key: cached.Edition) -> None:
    """The board of all opened quarters of the period's year."""
    board = cached.board(str(key.period.start.year))
    opened = [info.code for info in cached.periods()]
    st.subheader("全年一览", anchor=False)
    _draw_board(key, board[board["period"].isin(opened)])


def _draw_board(key: cached.Edition, board: pd.DataFrame) -> None:
    figure = charts.draw("board", board, cached.dataset(key).version)
    alt = charts.alt_text("board", board)
    show_figure(charts.on_dark(figure) if is_dark() else figure, "board", alt, "board")
    title = onscreen.title_of(figure, charts.CHARTS["board"].title)
    fold_behind(lambda: figure, title, alt, "board", partial(charts.table_twin, "board", board))


def fact_chips(key: cached.Edition, facts: Sequence[FactSpec]) -> None:
    """A chip a fact: its figure and what it counts; a click shows the rows behind it."""
    values = cached.facts(key)
    with st.container(horizontal=True, gap="xsmall"):
        for fact in facts:
            words = f"**{amount(values.get(fact.id), fact.unit)}**　{fact.label}"
            if st.button(words, key=f"fact-{fact.id}", help="点开看这个数字由哪些行得来"):
                _fact_dialog(key, fact)


def _fact_dialog(key: cached.Edition, fact: FactSpec) -> None:
    title = f"{fact.label}：{amount(cached.facts(key).get(fact.id), fact.unit)}"
    rows = cached.fact_sources(key, fact.id, current_account().code)
    st.dialog(title, width="large")(show_rows)(key, rows)


def item_tiles(
    framework: Framework, known: Mapping[str, Card], against: str, address: Mapping[str, str]
) -> None:
    """Draw the items group by group.

    Args:
        framework: groups, items and grades.
        known: cards by node id.
        against: what changes are measured from, for the screen reader and the hover.
        address: query parameters every link carries on.
    """
    colours = {grade.word: tint(grade.colour, 0.3) for grade in framework.grades}
    parts = []
    for group in framework.groups:
        items = _items_of(framework, group)
        inner = "".join(_tile(item, known[item.id], colours, against, address) for item in items)
        parts.append(_group_section(group, known[group.id], len(items), inner))
    st.html(_STYLE)
    st.html(f'<div class="kdj-tiles">{"".join(parts)}</div>')


def _items_of(framework: Framework, group: NodeSpec) -> list[NodeSpec]:
    return [item for item in framework.items if item.parent == group.id]


def _group_section(group: NodeSpec, card: Card, wide: int, inner: str) -> str:
    """A group's heading over its tiles, as wide as they are."""
    return (
        f'<section style="grid-column:span {wide};--wide:{wide}">'
        f"<h3>{escape(group.name)}　{escape(card.score)}</h3><div>{inner}</div></section>"
    )


def _tile(
    item: NodeSpec, card: Card, colours: Mapping[str, str], against: str, address: Mapping[str, str]
) -> str:
    link = urlencode({**address, "indicator-item": item.name})
    score = card.score if card.score[0].isdigit() else "—"
    ground = colours.get(card.word, "#dfe4ec")
    hint = f"{item.asks}？箭头是{against}的升降"
    return (
        f'<a class="kdj-tile" target="_self" href="/indicators?{escape(link)}" title="{escape(hint)}">'
        f'<span class="name">{escape(item.name)}</span><b>{escape(score)}</b>'
        f'<span class="word" style="background:{ground}">{escape(card.word)}</span>'
        f"<small><span>{_change_words(card.change)}</span>"
        f"<span>覆盖 {card.coverage:.0%}</span></small></a>"
    )


def _change_words(change: float | None) -> str:
    if change is None:
        return "—"
    arrow = "↑" if change > 0 else "↓" if change < 0 else ""
    return f"{arrow}{abs(change):.1f}"


def todo() -> None:
    """How much awaits review, or what one's own unit still owes; nothing when nothing does."""
    account = current_account()
    if is_of_unit(account):
        _to_report(account.unit)
    elif has_act(account, "approve"):
        _to_review()


def _to_review() -> None:
    newest = {(info.unit, info.period): info for info in _not_withdrawn(None)}
    waiting = sum(info.state == "submitted" for info in newest.values())
    if waiting:
        st.page_link("review.py", label=f"{_TODO} 还有 {waiting} 份待审核，去审核")
    asked = sum(one.state == "asked" for one in cached.corrections(current_account().code))
    if asked:
        st.page_link("review.py", label=f"{_TODO} 有 {asked} 份更正申请等答复")


def _to_report(unit: str) -> None:
    """Every quarter that was returned, and the one to report now when nothing came for it."""
    account, today = current_account().code, datetime.now(SHANGHAI).date()
    infos = {info.code: info for info in cached.periods(unit)}
    answers = {code: cached.may_report(unit, code, account) for code in infos}
    for code, said in answers.items():
        if said.may and said.state == "returned":
            _upload_link(code, "的报送已退回，去看原因、改好再报")
        elif said.may and said.correcting and said.state != "submitted":
            _upload_link(code, f"可以更正（{due_words(said.until, today, done=False)}），去填报")
    due = period_to_report([info for code, info in infos.items() if answers[code].may], today)
    if due is not None and answers[due.code].latest is None and not answers[due.code].correcting:
        until = due_words(answers[due.code].until, today, done=False)
        _upload_link(due.code, f"还没有报（{until}），去填报")


def _not_withdrawn(unit: str | None) -> list[SubmissionInfo]:
    """What was not withdrawn, of one unit or of all; revisions ascending."""
    known = (info for info in cached.submissions() if unit in (None, info.unit))
    return [info for info in known if info.state != "withdrawn"]


def _upload_link(code: str, words: str) -> None:
    label = parse_period(code).label
    st.page_link("upload.py", label=f"{_TODO} {label}{words}", query_params={"quarter": label})


def tour(account: Account) -> None:
    """Show the first steps for what the account may do, each with the way there, unless it put them away."""
    name = f"tour:{account.code}"
    steps = next((steps for act, steps in STEPS.items() if has_act(account, act)), ())
    if not steps or not has_act(account, "remember") or cached.store().office.remembered(name):
        return
    with st.container(border=True, key="tour"):
        *places, last = st.columns([4, 4, 4, 3], gap="small")
        for number, (place, step) in enumerate(zip(places, steps, strict=True), start=1):
            file, heading, words = step
            with place.container(gap=None):
                st.page_link(file, label=f"**{number}. {heading}**")
                st.caption(words)
        with last.container(gap=None):
            st.caption("第一次使用？三步就够")
            st.button(
                DONE,
                on_click=_put_away,
                args=(account.code,),
                type="tertiary",
            )


def _put_away(account: str) -> None:
    """Remember that an account has seen the first steps."""
    if still_may(account, "tour", "remember"):
        cached.store().office.remember(f"tour:{account}", "done", account)


def movers(key: cached.Edition, level: str, code: str) -> None:
    """The item that rose most and the one that fell most since the period before, each in a sentence."""
    earlier = edition_before(key, level)
    if earlier is None:
        against = "去年同期" if cached.framework_of(key).to_date else "上一期"
        st.caption(f"没有{against}可比，升降和原因从有的那一期起显示。")
        return
    change = cached.change(key, earlier, level, code)
    items = [item for group in change.children for item in group.children]
    best, worst = _extremes(items)
    lines = [
        f":{colour}-badge[{word}] {sentence(item)}。"
        for item, colour, word in ((best, "green", "升得最多"), (worst, "red", "降得最多"))
        if item is not None
    ]
    st.markdown("  \n".join(lines))
    if best is None and worst is None:
        st.caption(f"{against_words(key, level)}，十二项都没有变化。")


def _extremes(items: Sequence[ScoreChange]) -> tuple[ScoreChange | None, ScoreChange | None]:
    """The greatest rise and the greatest fall, None where there is none."""
    moved = [
        (item, item.after - item.before)
        for item in items
        if item.before is not None and item.after is not None
    ]
    rises = [pair for pair in moved if pair[1] >= _VISIBLE]
    falls = [pair for pair in moved if pair[1] <= -_VISIBLE]
    best = max(rises, key=lambda pair: pair[1], default=(None, 0.0))[0]
    worst = min(falls, key=lambda pair: pair[1], default=(None, 0.0))[0]
    return best, worst


def ahead_and_behind(key: cached.Edition, board: pd.DataFrame) -> None:
    """Enterprises, brands and the state of submissions side by side."""
    places = st.columns(3, gap="small")
    with places[0]:
        leaders(key, "enterprise", "企业", "enterprises.py")
    with places[1]:
        leaders(key, "brand", "品牌", "brands.py")
    with places[2]:
        submission_state(key, board)


def leaders(key: cached.Edition, level: str, word: str, file: str) -> None:
    """Three ahead and three that need help, each a link to its profile."""
    book, root = cached.book(key, level), cached.framework_of(key).root.id
    scored = [code for code in ordered(book, root) if book.scores.loc[code, root] >= 0]
    with st.container(border=True, gap=None):
        st.markdown(f"**{word}走在前面**")
        _profile_links(key, level, file, scored[:_MOST])
        st.markdown(f"**{word}需要帮一把**")
        _profile_links(key, level, file, scored[_MOST:][-_MOST:])
        if not scored:
            st.caption("还没有得分。")


def _profile_links(key: cached.Edition, level: str, file: str, codes: list[str]) -> None:
    book = cached.book(key, level)
    framework = graded_for(cached.framework_of(key), book)
    scores, ranks = book.scores[framework.root.id], book.ranks[framework.root.id]
    for code in codes:
        name = str(book.entities.loc[code, "name"])
        words = f"{int(ranks[code])}. {literal(short(name))}　{graded(framework, scores[code])}"
        view = {f"{level}-view": "画像", f"{level}-entity": f"{code} {name}"}
        st.page_link(file, label=words, query_params={**view, "period": period_label(key)})
