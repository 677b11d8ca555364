"""What two counties claim: the list, both rows side by side, the ruling."""

import pandas as pd
import streamlit as st

from metrics.county import CLAIMED
from metrics.province import (
    CountyRow,
    CrossFinding,
    Province,
    ProvinceError,
    province_rulings,
    rule,
    ruling_words,
)
from metrics.scoring.measures import texts
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.words import short
from pages import cached
from pages.account import current_account
from pages.ui.shared import addressed_choice, grid, keep_result, lines, literal, plain, still_may, unbroken

_WAITING, _RULED, _UNKNOWN = "待认定", "已认定", "请县里补正"
_NUMBER, _ACT = "finding", "rule-province"
_BOTH = "两件事，都计"


def crossing_list(mine: Province, key: cached.Collected) -> CrossFinding | None:
    """Counts, the list, and which of them is looked at; None where nothing was found."""
    found, ruled = cached.crossing(key), province_rulings(mine)
    if not found:
        st.success("已收各县之间没有发现重复，企业都认得出来。", icon=":material/check_circle:")
        return None
    by_state: dict[str, list[CrossFinding]] = {_WAITING: [], _RULED: [], _UNKNOWN: []}
    for one in found:
        by_state[_UNKNOWN if one.kind != CLAIMED else _RULED if one.key in ruled else _WAITING].append(one)
    names = {state: f"{state} {len(those)}" for state, those in by_state.items()}
    state = st.segmented_control(
        "看哪些",
        list(by_state),
        format_func=lambda state: names[state],
        default=next(state for state, those in by_state.items() if those),
        required=True,
        key="crossing-state",
        bind="query-params",
    )
    shown = by_state[str(state)]
    if not shown:
        st.info("这一类没有。")
        return None
    _table(mine, shown, state == _RULED)
    numbers = {one.number: one for one in shown}
    number = addressed_choice(
        "看哪一条",
        _NUMBER,
        list(numbers),
        lambda number: f"{number} {short(numbers[number].words, 60)}",
        gone="没有编号为“{}”的：可能已经处理、县里重新报了，或者网址抄错了。请重新选择。",
    )
    return numbers.get(number or "")


def _table(mine: Province, shown: list[CrossFinding], told: bool) -> None:
    ruled = province_rulings(mine)
    table = pd.DataFrame(
        {
            "编号": [one.number for one in shown],
            "县": ["、".join(mine.counties[code].name for code in one.counties) for one in shown],
            "说明": [one.words for one in shown],
            **({"认定": [ruling_words(mine, ruled[one.key]) for one in shown]} if told else {}),
        }
    )
    grid(
        table,
        height=38 + 35 * min(len(table), 8),
        alt=f"跨县核对，共{len(table)}条",
        file="跨县核对",
        column_config={"说明": st.column_config.TextColumn(width="large")},
    )


def crossing_side_by_side(mine: Province, key: cached.Collected, found: CrossFinding) -> None:
    """What each county's row says, field by field, and where it stands."""
    st.markdown(f"**{found.number}**　{plain(found.words)}")
    rows = found.rows[:2] if found.kind == CLAIMED else found.rows
    if found.kind != CLAIMED:
        _firms(mine, rows)
        return
    columns = st.columns(len(rows), gap="medium")
    for column, row in zip(columns, rows, strict=True):
        with column:
            _one_side(mine, key, row)


def _one_side(mine: Province, key: cached.Collected, row: CountyRow) -> None:
    given, _ = cached.opened_county(key, row.county)
    spec, frame = given.framework.ledgers[row.ledger], given.data.ledgers[row.ledger]
    own = frame[frame["_submission"].eq(row.submission) & frame["_row"].eq(row.row)]
    info, county = given.data.submissions[row.submission], mine.counties[row.county]
    unit = given.framework.unit.get(info.unit)
    st.markdown(f"**{plain(county.name)}**　{plain(county.city)}")
    st.caption(
        literal(
            f"{unit.name if unit else info.unit} · {row.period} · {info.file} · {spec.sheet} 第{row.row}行"
        )
    )
    if own.empty:
        st.info("这一行已经不在最新的上报包里。")
        return
    cells = pd.DataFrame(
        [
            {
                "填报项": plain(column.header),
                "填的内容": plain(str(texts(own.head(1), column.id, pd.RangeIndex(1).to_numpy())[0])),
                "单元格": given.data.cell(row.submission, row.ledger, row.row, column.id).address,
            }
            for column in spec.columns
            if column.id in own
        ]
    )
    gate = cached.store().office.rows_of_city
    lines(gate(current_account().code, county.city_code, cells[cells["填的内容"].ne("")]))


def _firms(mine: Province, rows: tuple[CountyRow, ...]) -> None:
    lines(
        {
            unbroken("县"): [plain(mine.counties[row.county].name) for row in rows],
            unbroken("单位"): [plain(row.unit) for row in rows],
            unbroken("名册里的代码"): [plain(row.text) or "（空）" for row in rows],
        }
    )
    st.caption("这一类不用认定，写进给县里的反馈，请县里在试点企业名册里补正。")


def ruling_form(account: Account, mine: Province, found: CrossFinding) -> None:
    """In which county it counts, and why; nothing where there is nothing to rule."""
    if found.kind != CLAIMED:
        return
    ruling = province_rulings(mine).get(found.key)
    if ruling:
        st.info(plain(ruling_words(mine, ruling)))
    choices = {code: f"计在{mine.counties[code].name}" for code in found.counties} | {"": _BOTH}
    with st.form(f"rule-{found.number}", border=True):
        keep = st.radio(
            "怎么认定", list(choices), format_func=lambda code: choices[code], index=None, horizontal=True
        )
        why = st.text_input("理由（写进给各县的反馈）", max_chars=200)
        if not st.form_submit_button("改认定" if ruling else "认定", type="primary"):
            return
    if keep is None or not why.strip():
        st.error("请选计在哪里，并写明理由。")
        return
    _rule(account, mine, found, keep, why)
    st.rerun()


def _rule(account: Account, mine: Province, found: CrossFinding, keep: str, why: str) -> None:
    """Keep the decision: the right is asked in the store, which notes it, at this moment."""
    if not still_may(account.code, "crossing", _ACT):
        return
    detail = {"key": found.number, "keep": keep or _BOTH, "reason": why.strip()}
    try:
        made = cached.store().office.rule_across(
            account.code, f"跨县 {found.number}", detail, lambda by: rule(mine, found, keep, why=why, by=by)
        )
    except (StoreError, ProvinceError) as error:
        keep_result("crossing", refused=str(error))
    else:
        keep_result("crossing", said=f"{found.number}：{ruling_words(mine, made)}写进下一次反馈。")
