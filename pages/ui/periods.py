"""Quarters and publications: how far each is, what publishing freezes, locking and opening again."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from metrics.doubts import SEVERITIES
from metrics.framework import LEVEL_NAMES, LEVELS, Period, parse_period, rights
from metrics.scoring import graded_for, score_table
from metrics.store import StoreError
from metrics.store.office import PUBLICATION_STATE_NAMES as PUBLICATION_STATES
from metrics.store.office import Publication
from metrics.store.people import Account
from metrics.store.reporting import PERIOD_STATE_NAMES as QUARTER_STATES
from metrics.tables import beside_now
from metrics.words import graded
from pages import cached
from pages.account import has_act
from pages.edition import COUNTY, Edition
from pages.ui.corrections import waiting_corrections
from pages.ui.quality import period_doubts, rulings_in_force
from pages.ui.shared import (
    account_names,
    day,
    default_period,
    grid,
    keep_result,
    lines,
    moment,
    plain,
    reported_options,
    still_may,
    unbroken,
)

_QUARTER_COLOURS = {"open": "blue", "published": "green", "locked": "gray"}
_PUBLICATION_COLOURS = {"published": "green", "locked": "gray", "reopened": "orange", "replaced": "gray"}
_SAME = 0.05


def period_badge(state: str) -> str:
    """A quarter's state as a coloured word."""
    return f":{_QUARTER_COLOURS.get(state, 'gray')}-badge[{QUARTER_STATES.get(state, state)}]"


def quarters_table() -> None:
    """A line a quarter, newest first: state, due date, approved, waiting, missing."""
    store = cached.store()
    columns: dict[str, list[str]] = {"季度": [], "状态": [], "截止": [], "通过": [], "待审核": [], "未报": []}
    for info in reversed(store.reporting.periods()):
        board = cached.board(info.code)
        columns["季度"].append(_breaks_after_the_year(info.label))
        columns["状态"].append(period_badge(info.state))
        columns["截止"].append(_breaks_after_the_year(day(info.due_on)) if info.due_on else "未设")
        columns["通过"].append(f"{int(board['approved'].sum())}/{len(board)}")
        columns["待审核"].append(str(int(board["state"].eq("submitted").sum()) or ""))
        columns["未报"].append(str(int(board["state"].isin(("late", "missing")).sum()) or ""))
    lines({unbroken(name): texts for name, texts in columns.items()})
    st.caption(
        "已发布、已锁定的季度不能再报送；一个单位要更正，由它申请，同意后只为它打开。"
        f"截止日期在“报送进度”页由{rights.role_names(['due-date'])}修改。"
    )


def _breaks_after_the_year(text: str) -> str:
    """`2023年第四季度` on two lines at most, on a phone."""
    year, sign, rest = text.partition("年")
    return unbroken(year + sign) + unbroken(rest)


def frozen_preview(key: Edition, board: pd.DataFrame) -> None:
    """The total and the versions that would stay as they are."""
    book = cached.book(key, COUNTY)
    framework = graded_for(cached.framework_of(key), book)
    total = book.scores[framework.root.id].iloc[0]
    with st.container(border=True):
        st.markdown(
            f"将定下来的是：全县总分 **{graded(framework, total)}**，以及企业、品牌、单位等各级得分。"
        )
        st.markdown(
            f"数据版本 `{book.data_version[:8]}`（{int(board['approved'].sum())}/{len(board)} 份报送通过）　"
            f"指标版本 {plain(framework.version)}（`{framework.hash[:8]}`）"
        )


def say_missing(board: pd.DataFrame) -> None:
    """Units whose report of a quarter does not count; publishing goes on without them."""
    gone = board[~board["approved"]]
    if len(gone):
        st.warning(f"有 {len(gone)} 份没有计入：{_report_names(gone)}。发布后这些仍是“未报送”，不是 0 分。")


def say_waiting(board: pd.DataFrame) -> bool:
    """Whether submissions still await a decision; they are named."""
    waiting = board[board["state"].eq("submitted")]
    if len(waiting):
        st.error(
            f"还有 {len(waiting)} 份等待审核：{_report_names(waiting)}。请先在“审核”页通过或退回，再发布。"
        )
    return bool(len(waiting))


def say_undecided(key: Edition, board: pd.DataFrame) -> None:
    """What nobody has decided yet; publishing goes on without it."""
    ruled = rulings_in_force()
    doubts = [doubt for doubt in period_doubts(key) if doubt.key not in ruled and doubt.severity != "hint"]
    counts = Counter(SEVERITIES[doubt.severity] for doubt in doubts)
    parts = [f"{word}的数据疑问 {count} 条（在“数据质量”页）" for word, count in counts.items()]
    returned = board[board["state"].eq("returned")]
    if len(returned):
        parts.append(f"退回后没有改好的 {len(returned)} 份：{_report_names(returned)}")
    codes = {quarter.code for quarter in key.period.quarters}
    asked = [one for one in waiting_corrections() if one.period in codes]
    if asked:
        parts.append(
            f"没有答复的更正申请 {len(asked)} 份：{'、'.join(plain(_unit_name(one.unit)) for one in asked)}"
        )
    if parts:
        st.warning(f"还没有定下来的：{'；'.join(parts)}。现在发布，就按没有定的样子定下来。")


def _report_names(part: pd.DataFrame) -> str:
    pairs = zip(part["name"], part["period"], strict=True)
    return "、".join(plain(f"{name}（{parse_period(quarter).label}）") for name, quarter in pairs)


def state_buttons(account: Account, publication: Publication) -> None:
    """Lock what is published; open again what is published or locked, with a reason."""
    if not publication.holds:
        st.caption("这一次发布已成为历史；重新发布会另成一条，两次的数都能查看。")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if publication.state == "published" and has_act(account, "lock"):
            st.button(
                "锁定",
                key=f"lock-{publication.id}",
                icon=":material/lock:",
                help=f"锁定后只有{_reopeners()}能重新打开",
                on_click=_lock,
                args=(account.code, publication),
            )
        st.text_input(
            "重新打开的原因",
            key=f"reopen-why-{publication.id}",
            max_chars=300,
            placeholder="例如：U08 补报 3 月数据",
        )
        st.button(
            "重新打开",
            key=f"reopen-{publication.id}",
            icon=":material/lock_open:",
            on_click=_reopen,
            args=(account.code, publication),
        )


def _reopeners() -> str:
    return rights.role_names(["reopen"])


def _lock(account: str, publication: Publication) -> None:
    period = parse_period(publication.period)
    if not still_may(account, "periods", "lock"):
        return
    try:
        cached.store().office.lock(period, account)
    except StoreError as error:
        keep_result("periods", refused=str(error))
    else:
        keep_result("periods", said=f"{period.label}已锁定。")


def _reopen(account: str, publication: Publication) -> None:
    period = parse_period(publication.period)
    if not still_may(account, "periods", "reopen"):
        return
    try:
        cached.store().office.reopen(
            period, account, st.session_state.get(f"reopen-why-{publication.id}", "")
        )
    except StoreError as error:
        keep_result("periods", refused=str(error))
    else:
        keep_result("periods", said=f"{period.label}已重新打开，可以补报和审核；原来发布的数仍可查看。")


def publications_view(account: Account) -> None:
    """A fold a publication, newest first."""
    every = _newest_first(cached.store().office.publications())
    if not every:
        st.info("还没有发布过。在“发布”里选一期，核对后发布。")
        return
    names = account_names()
    for place, publication in enumerate(every):
        badge = f":{_PUBLICATION_COLOURS[publication.state]}-badge[{PUBLICATION_STATES[publication.state]}]"
        if publication.id in cached.under_correction():
            badge += " :orange-badge[更正中]"
        label = f"{badge}　**{parse_period(publication.period).label}**"
        panel = st.expander(
            f"{label}　:small[{moment(publication.at)}]",
            place == 0,
            key=f"publication-{publication.id}",
            on_change="rerun",
        )
        if panel.open:
            with panel:
                _draw_publication(account, publication, names)


def _draw_publication(account: Account, publication: Publication, names: dict[str, str]) -> None:
    versions = f"数据版本 `{publication.data_version[:8]}`　指标版本 `{publication.framework_version[:8]}`"
    who = plain(names.get(publication.account, publication.account))
    lines = [
        f"{who} 发布　{len(publication.submissions)} 份报送　{versions}",
        f"审计链头：第 {publication.audit_id} 行 `{publication.audit_hash}`",
        f"说明：{plain(publication.note)}" if publication.note else "",
        f"重新打开的原因：{plain(publication.why)}" if publication.why else "",
    ]
    st.markdown("  \n".join(filter(None, lines)))
    say_correcting(publication)
    level = st.selectbox(
        "看哪一级的得分",
        LEVELS,
        format_func=lambda name: LEVEL_NAMES[name],
        index=list(LEVELS).index("county"),
        key=f"frozen-{publication.id}",
        width=200,
    )
    table = _beside_now(publication, level)
    moved = int(table["变化"].abs().ge(_SAME).sum())
    st.markdown(f"发布以后有 {moved} 个的总分变了；发布的数不变。" if moved else "现在算出来的和发布的一样。")
    grid(
        table,
        height="content" if len(table) <= 12 else 420,
        alt=_table_alt(publication, level, table),
    )
    if has_act(account, "reopen"):
        state_buttons(account, publication)


def say_correcting(publication: Publication) -> bool:
    """Whether corrections were approved, so that it can be published again; says what is under way."""
    told = cached.under_correction().get(publication.id)
    if told is None:
        return False
    parts = [
        f"{plain(_unit_name(one.unit))}（{parse_period(one.period).label}，{plain(one.why)}）"
        for one in told.open
    ]
    words = f"**更正中**　正在更正：{'、'.join(parts)}。" if parts else "**更正中**　"
    if told.changed:
        names = "、".join(plain(_unit_name(code)) for code in told.changed)
        words += f"{names}的更正已通过，重新发布以后才计入发布的数。"
    st.warning(f"{words}发布的数在重新发布以前不变。")
    return bool(told.changed)


def _unit_name(code: str) -> str:
    unit = cached.framework().unit.get(code)
    return unit.name if unit else code


def _beside_now(publication: Publication, level: str) -> pd.DataFrame:
    """A table of frozen and present scores of a level."""
    key = cached.edition_of(parse_period(publication.period))
    now = score_table(cached.framework_of(key), cached.book(key, level))
    return beside_now(cached.store().office.published_scores(publication.id, level), now)


def _table_alt(publication: Publication, level: str, table: pd.DataFrame) -> str:
    return f"{parse_period(publication.period).label}发布的{LEVEL_NAMES[level]}得分：{len(table)} 行"


def _newest_first(every: Sequence[Publication]) -> list[Publication]:
    """Publications, the latest at the top."""
    return sorted(every, key=lambda publication: publication.id, reverse=True)


def publish_view(account: Account) -> None:
    """Choose a period, look at the preview, publish."""
    periods = {period.label: period for period in reported_options()}
    first = list(periods).index(default_period(list(periods.values())).label)
    chosen = st.selectbox(
        "发布哪一期", list(periods), first, key="publish-period", bind="query-params", width=240
    )
    period = periods[chosen]
    key, store = cached.edition_of(period), cached.store()
    board = cached.board(period.code)
    held = [publication for publication in store.office.publications(period) if publication.holds]
    if held and not say_correcting(held[-1]):
        st.info(
            f"{period.label}已经发布（{held[-1].at:%Y-%m-%d %H:%M}）。一个单位要更正，由它在“填报”页申请，"
            f"在“审核”页答复；要为各单位都打开，请{_reopeners()}在“发布记录”里重新打开。"
        )
        return
    if not cached.counted(key) or not board["approved"].any():
        st.info("这一期还没有审核通过的报送，没有可发布的数据。")
        return
    frozen_preview(key, board)
    say_missing(board)
    say_undecided(key, board)
    if say_waiting(board):
        return
    _publish_form(account, period, key)


def _publish_form(account: Account, period: Period, key: Edition) -> None:
    with st.form("publish", border=True):
        st.text_input(
            "发布说明（选填）", key="publish-note", max_chars=300, placeholder="例如：经联席会议审定"
        )
        st.caption(
            f"发布后，{period.label}不能再报送；一个单位要更正须先申请，全部重新打开须由{_reopeners()}写明原因。"
        )
        st.form_submit_button(
            f"发布{period.label}",
            type="primary",
            key="publish-go",
            on_click=_publish,
            args=(account, period, key),
        )


def _publish(account: Account, period: Period, key: Edition) -> None:
    """Freeze the very scores that were on the page; the store refuses when they are not the present ones."""
    if not still_may(account.code, "periods", "publish"):
        return
    framework = cached.framework_of(key)
    books = {level: cached.book(key, level) for level in LEVELS}
    try:
        cached.store().office.publish(
            period,
            account.code,
            {level: score_table(framework, book) for level, book in books.items()},
            st.session_state.get("publish-note", ""),
            data_version=books[COUNTY].data_version,
            framework_version=books[COUNTY].framework_version,
        )
    except StoreError as error:
        keep_result("periods", refused=str(error))
    else:
        keep_result("periods", said=f"{period.label}已发布。发布的得分在“发布记录”里，随时可以查看。")
