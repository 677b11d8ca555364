"""What a checked file holds, changes and does to the figures; then the button that hands it in."""

from collections.abc import Callable, Mapping
from math import isnan

import pandas as pd
import streamlit as st

from metrics.county import VisibleRows
from metrics.framework import Period
from metrics.ingest import CheckedWorkbook
from metrics.ingest.revisions import BEFORE, LEDGER, NOW, WHAT, diff
from metrics.ingest.write import ROW_HEADING, changed_cells, diff_counts, dropped_rows
from metrics.scoring import Prepared, prepare, shown
from metrics.scoring.why import CountyFigures, Effect, effect, figures
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.store.reporting import (
    ReportAnswer,
    Upload,
    hand_in,
    own_doubts,
    since_last_quarter,
    stored_already,
    what_if,
)
from pages import cached
from pages.account import current_account
from pages.ui.shared import (
    ACCOUNT_CHANGED,
    grid,
    keep_result,
    lines,
    moment,
    plain,
    remembered,
    rows_of,
    say_result,
    still_may,
    unbroken,
)
from pages.ui.upload.choice import newest_submission, submissions_version
from pages.ui.upload.zero import ticked_zero, zero_tick

#: Dropped rows named in the warning.
_MOST_ROWS = 10
_MOST_ITEMS = 8
_MOST_DOUBTS = 12
_SAME = 0.05
_RECEIPTS, _REFUSED = "upload-receipts", "upload-refused"


def draw_preview(checked: CheckedWorkbook, tables: Mapping[str, pd.DataFrame], key: str) -> None:
    """A tab a ledger with its rows as understood; `tables` as of `readable_rows`."""
    if not tables:
        return
    rows = sum(checked.rows.values())
    panel = st.expander(
        f"识别出的内容　{len(tables)} 张台账，共 {rows} 行",
        checked.accepted,
        key=f"{key}-preview",
        icon=":material/table_view:",
        on_change="rerun",
    )
    if not panel.open:
        return
    with panel:
        sheets = [checked.ledgers[code] for code in tables]
        labels = [f"{plain(part.sheet)} {len(part.frame)}" for part in sheets]
        tabs = st.tabs(labels, key=f"{key}-tabs", on_change="rerun")
        for tab, part, table in zip(tabs, sheets, tables.values(), strict=True):
            if tab.open:
                with tab:
                    _preview_rows(part.sheet, rows_of(checked.unit, table))


def _preview_rows(sheet: str, table: VisibleRows) -> None:
    if not len(table):
        st.caption("这张表没有填数据。")
        return
    grid(
        table,
        column_config={ROW_HEADING: st.column_config.NumberColumn(pinned=True, width="small")},
        alt=f"{sheet}：{len(table)} 行",
    )


def draw_diff(upload: Upload, key: str) -> None:
    """Rows added, changed, dropped and kept, cell by cell; of a first revision only that it is one."""
    book = upload.checked
    if not book.accepted:
        return
    if not upload.context.previous:
        st.caption("本期第一次报送，没有可比的上一版。")
        return
    framework = cached.framework()
    diffs = remembered(
        ("diff", book.sha256, book.unit, book.period, submissions_version()),
        lambda: diff(framework, upload.context.previous, book),
    )
    counted = diff_counts(framework, diffs)
    gone = dropped_rows(framework, diffs)
    sums = "，".join(f"{name} {int(counted[name].sum())} 行" for name in ("新增", "修改", "删除", "不变"))
    if gone:
        more = f" 等 {len(gone)} 行" if len(gone) > _MOST_ROWS else ""
        st.warning(
            f"和上一版比，这份里少了 {len(gone)} 行：{'；'.join(map(plain, gone[:_MOST_ROWS]))}{more}。"
            "如果不是有意删除，请补回后再报。"
        )
    panel = st.expander(
        f"和上一版比　{sums}", key=f"{key}-diff", icon=":material/difference:", on_change="rerun"
    )
    if panel.open:
        with panel:
            _diff_tables(counted, rows_of(book.unit, changed_cells(framework, book, diffs)))


def _diff_tables(counted: pd.DataFrame, cells: VisibleRows) -> None:
    columns = {unbroken(str(name)): list(map(str, counted[name].tolist())) for name in counted}
    lines(columns)
    if len(cells):
        st.markdown(f"改了 {len(cells)} 个单元格：")
        grid(cells, alt=f"改动的单元格：{len(cells)} 个")


def draw_last_quarter(book: CheckedWorkbook, key: str) -> None:
    """How the file differs from what the unit reported for the quarter before; nothing without that."""
    if not book.accepted or book.period is None:
        return
    account, last = current_account().code, book.period.previous()
    changes = remembered(
        ("last-quarter", book.sha256, book.unit, book.period, submissions_version(), account),
        lambda: since_last_quarter(cached.store().reporting, cached.framework(), book, account),
    )
    if changes is None:
        st.caption(f"{last.label}没有报送过，没有可比的上季度。")
        return
    if not len(changes):
        st.caption(f"行数和各项合计都和{last.label}一样。请核对是不是把上季度的又报了一遍。")
        return
    panel = st.expander(
        f"和上季度（{last.label}）比　{len(changes)} 处不同",
        key=f"{key}-last-quarter",
        icon=":material/history:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            figures = {name: [_number(value) for value in changes[name].tolist()] for name in (BEFORE, NOW)}
            texts = {name: list(map(plain, changes[name].tolist())) for name in (LEDGER, WHAT)}
            lines({unbroken(name): column for name, column in {**texts, **figures}.items()})


def draw_own_doubts(book: CheckedWorkbook, key: str) -> None:
    """What the office would doubt in the file's own rows; handed in all the same, or put right before."""
    if not book.accepted or book.period is None:
        return
    store, framework = cached.store(), cached.framework()
    version = store.reporting.data_version(book.period)
    doubts = remembered(
        ("own-doubts", book.sha256, book.unit, book.period, version),
        lambda: own_doubts(store.reporting, framework, book),
    )
    if not doubts:
        st.caption("本单位这些行里没有审核时会问的疑点。")
        return
    panel = st.expander(
        f"审核时会问的疑点　{len(doubts)} 处",
        any(doubt.severity != "hint" for doubt in doubts),
        key=f"{key}-doubts",
        icon=":material/help:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            for doubt in doubts[:_MOST_DOUBTS]:
                cells = "、".join(plain(str(place.cell)) for place in doubt.where[:3])
                st.markdown(
                    f"**{plain(doubt.title)}**　{cells}  \n{plain(doubt.message)} {plain(doubt.hint)}"
                )
            if len(doubts) > _MOST_DOUBTS:
                st.caption(f"还有 {len(doubts) - _MOST_DOUBTS} 处。")
            st.caption("有错就先改；确实如此的可以照报，审核时再说明。")


def draw_effect(book: CheckedWorkbook, key: str) -> None:
    """The total now and then, the items, brands and facts that change."""
    period = book.period
    if period is None or not book.accepted:
        return
    version = cached.store().reporting.data_version(period)
    change = remembered(("effect", book.sha256, book.unit, period, version), lambda: _effect_of(book, period))
    panel = st.expander(
        f"审核通过后　{_total_words(change)}",
        key=f"{key}-effect",
        icon=":material/trending_up:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            st.caption(f"按{period.label}全县已通过的数据试算，没有保存。")
            _draw_changes(change)


def _effect_of(book: CheckedWorkbook, period: Period) -> Effect:
    now = cached.edition_of(period)
    before = CountyFigures(cached.book(now, "unit"), cached.book(now, "brand"), cached.facts(now))
    return effect(cached.framework_of(now), book.unit, before, figures(as_approved(book, period)))


def as_approved(book: CheckedWorkbook, period: Period) -> Prepared:
    """The county's rows as they would be with an accepted workbook of a quarter; made once a data version."""
    store, framework = cached.store(), cached.framework_of(cached.edition_of(period))
    key = ("as-approved", book.sha256, book.unit, period, store.reporting.data_version(period))
    return remembered(key, lambda: prepare(framework, what_if(store.reporting, framework, book)))


def _total_words(change: Effect) -> str:
    before, after = change.total
    moved = "" if isnan(after - before) else f"（{_signed(after - before)}）"
    first, then = change.rank
    place = f"，排名 {first} → {then}" if first and then and first != then else ""
    return f"本单位总分 {_score(before)} → {_score(after)}{moved}{place}"


def _draw_changes(change: Effect) -> None:
    if change.is_none:
        st.markdown("得分和统计数字都不变。")
    for title, frame in (
        (f"得分变化的指标（最多列 {_MOST_ITEMS} 项）", change.items),
        ("品牌总分", change.brands),
    ):
        if len(frame):
            st.markdown(f"**{title}**　{len(frame)} 项有变化")
            _changes_table(frame.head(_MOST_ITEMS), _score, change=True)
    if len(change.facts):
        st.markdown("**全县统计数字**")
        _changes_table(change.facts, _number)


def _changes_table(frame: pd.DataFrame, words: Callable[[float], str], *, change: bool = False) -> None:
    units = frame["unit"].tolist() if "unit" in frame else [""] * len(frame)
    table = {unbroken("名称"): list(map(plain, frame["name"].tolist()))}
    for heading, column in (("现在", "before"), ("通过后", "after")):
        table[unbroken(heading)] = [
            f"{words(v)} {u}" for v, u in zip(frame[column].tolist(), units, strict=True)
        ]
    if change:
        table[unbroken("变化")] = ["—" if isnan(v) else _signed(v) for v in frame["change"].tolist()]
    lines(table)


def _number(value: float | None) -> str:
    return "未报" if value is None or isnan(value) else f"{value:,.10g}"


def _score(value: float) -> str:
    return "无得分" if isnan(value) else f"{shown(value):.1f}"


def _signed(value: float) -> str:
    return "不变" if abs(value) < 1e-9 else f"{value:+.1f}" if abs(value) >= _SAME else f"{value:+.2g}"


def say_stored(book: CheckedWorkbook) -> bool:
    """Say so when these very bytes were handed in before."""
    stored = stored_already(cached.store().reporting, book)
    if not stored:
        return False
    info, newest = stored[-1], newest_submission(book.unit, book.period)
    which = f"第 {info.revision} 版，{moment(info.submitted_at)}"
    if info.state == "returned":
        st.warning(f"这份文件报送过（{which}），已被退回：{plain(info.note)}。内容没有变化，请改好后再传。")
    elif info.state == "submitted" and info.id in st.session_state.get(_RECEIPTS, ()):
        st.success(f"**已报送**：{which}。接下来由产改办审核：通过后计入得分；如被退回，这里会写明原因。")
    elif newest and newest.id != info.id:
        st.info(f"这份文件报送过（{which}），之后又报了第 {newest.revision} 版，以新的一版为准。")
    else:
        st.info(f"这份文件已经报送过（{which}），内容没有变化，不用再报。")
    return True


def draw_submit(upload: Upload, key: str) -> None:
    """The last step of a file: confirm what is doubtful, then hand it in."""
    book, ready = upload.checked, upload.checked.accepted
    doubtful = len(book.of_severity("confirm"))
    if not ready:
        st.caption(
            f"还有 {len(book.of_severity('error'))} 处错误。可以在上面直接改；"
            "也可以在 Excel 里改好、保存，再拖进来一次。"
        )
    elif doubtful:
        ready = st.checkbox("我已核对以上待确认项，按建议值报送", key=f"confirm-{key}")
    zero_tick(book, key)
    said = _answer_for(book)
    if said and said.latest and book.accepted:
        st.caption(
            f"本期已报过第 {said.latest.revision} 版，这份{said.kind}成为第 {said.revision} 版，重新审核。"
        )
    st.button(
        "报送",
        key=f"submit-{key}",
        type="primary",
        icon=":material/send:",
        # Streamlit discards a click on a disabled button on the server, too.
        disabled=not ready,
        on_click=hand_in_upload,
        args=(current_account(), upload, key),
    )
    say_result(f"{_REFUSED}-{book.sha256}")


def _answer_for(book: CheckedWorkbook) -> ReportAnswer | None:
    """Who may hand it in; None of a file that was not recognised."""
    if not (book.unit and book.period and book.period.kind == "Q"):
        return None
    return cached.may_report(book.unit, book.period.code, current_account().code)


def hand_in_upload(account: Account, upload: Upload, key: str = "") -> None:
    """Hand in (a callback, so that all of the page shows the new state); `account` saw the button."""
    place = f"{_REFUSED}-{upload.checked.sha256}"
    if current_account() != account or not still_may(account.code, place, "submit"):
        keep_result(place, refused=ACCOUNT_CHANGED)
        return
    try:
        zero = ticked_zero(upload.checked, key)
        receipt = hand_in(cached.store().reporting, upload, account.code, zero=zero)
    except StoreError as error:
        keep_result(place, refused=str(error))
    else:
        if receipt.submission:
            st.session_state.setdefault(_RECEIPTS, set()).add(receipt.submission.id)
