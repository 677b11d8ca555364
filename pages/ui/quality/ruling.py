"""One doubt: its cells and rows side by side, deciding it, taking a decision back, decisions so far."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from metrics.county import ELSEWHERE
from metrics.doubts import Doubt, Place, side_by_side, specs, value_text
from metrics.store import StoreError
from metrics.store.reporting import (
    CLOSED,
    CLOSING,
    DIFFERENT,
    NOT_OURS,
    OUTSIDE,
    SAME,
    UNDONE,
    VERDICTS,
    VERIFIED,
    RuledRow,
    Ruling,
)
from pages import cached
from pages.account import current_account
from pages.ui.quality.doubts import decision_words, short_key
from pages.ui.shared import (
    account_names,
    erased_words,
    keep_result,
    lines,
    offer_stored,
    plain,
    rows_for_me,
    say_result,
    still_may,
)

_VERDICT, _REFUSAL = "quality-said", "quality-refused"
#: Cells listed; the rest stands in the list to take away.
_MOST_CELLS = 12
_MOST_FILES = 4
_SHOWN = 40


def keep_verdict(verdict: str) -> None:
    """Remember what was decided (of a callback)."""
    st.session_state[_VERDICT] = verdict


def keep_refusal(place: str, error: StoreError) -> None:
    """Remember why a decision at a place was not taken (of a callback)."""
    keep_result(f"{_REFUSAL}-{place}", refused=str(error))


def say_refusal(place: str) -> None:
    """Why the last decision at a place was not taken."""
    say_result(f"{_REFUSAL}-{place}")


def say_verdict() -> None:
    """What the last click did."""
    words = {
        SAME: "已认定：协办（重复）的一行留底，不再计入得分和各项数字。",
        OUTSIDE: "已认定计在外县：本县的行留底，不再计入。重新发布以后再上报。",
        DIFFERENT: "已认定不是同一件，两行都计入，以后不再问。",
        VERIFIED: "已记为核实无误，不再列入未处理。",
        CLOSED: "已移出名册：从这一季度末起，各级得分的基数里不再有这家企业。",
        NOT_OURS: "已认定不是这个品牌的：只计给企业和全县，不再计给品牌和它的牵头单位。",
        UNDONE: "已撤销认定，这一条重新列入未处理。",
    }
    if said := st.session_state.pop(_VERDICT, ""):
        st.success(f"{words[said]}可在“认定记录”里查看和撤销。", icon=":material/check_circle:")


def undo_button(key: str) -> None:
    """Take a decision back; the record keeps both."""
    place = short_key(key)
    st.button(
        "撤销这条认定",
        key=f"undo-{place}",
        icon=":material/undo:",
        on_click=_undo_ruling,
        args=(current_account().code, key),
    )
    say_refusal(place)


def _may_rule(account: str, key: str, act: str) -> bool:
    """Whether whoever presses still may; a refusal is said where the page is drawn again."""
    return still_may(account, f"{_REFUSAL}-{short_key(key)}", act)


def _undo_ruling(account: str, key: str) -> None:
    if not _may_rule(account, key, "undo-ruling"):
        return
    try:
        cached.store().rulings.undo(key, account)
    except StoreError as error:
        keep_refusal(short_key(key), error)
    else:
        keep_verdict(UNDONE)


def decision_form(doubt: Doubt) -> None:
    """The form of one doubt; the note is read when a button is pressed."""
    place = short_key(doubt.key)
    twice = doubt.decision == "twice"
    with st.form(f"decide-{place}", border=False):
        st.text_input(
            "说明（选填）"
            if twice
            else "理由（必填）"
            if doubt.decision == "verify"
            else "理由（确是本县的必填）",
            key=f"note-{place}",
            max_chars=200,
            placeholder="例如：园区协助组织" if twice else "例如：已向单位核实，含线上观看",
        )
        with st.container(horizontal=True, gap="small"):
            if twice:
                _twice_buttons(doubt, place)
            elif doubt.decision == "elsewhere":
                _elsewhere_buttons(doubt, place)
            else:
                verified = Ruling(doubt.code, doubt.key, VERIFIED)
                _decision_button("已核实无误", f"verified-{place}", verified)
                if doubt.code == CLOSING:
                    _closed_button(doubt, place)
    say_refusal(place)


def _twice_buttons(doubt: Doubt, place: str) -> None:
    rows = tuple(_ruled_row(row) for row in doubt.where)
    several = len({row.unit for row in doubt.where}) > 1
    for letter, row in zip("AB", doubt.where, strict=True):
        unit = cached.framework().unit[row.unit]
        label = (
            f"{letter} 主办：{unit.short_name or unit.name}"
            if several
            else f"保留 {letter}（第 {row.row} 行）"
        )
        lead = Ruling(doubt.code, doubt.key, SAME, row.id, rows)
        _decision_button(label, f"lead-{letter}-{place}", lead)
    different = Ruling(doubt.code, doubt.key, DIFFERENT, rows=rows)
    _decision_button("不是同一件", f"different-{place}", different)


def _closed_button(doubt: Doubt, place: str) -> None:
    """An enterprise that closed need not wait for the next 1 January."""
    row = doubt.where[0]
    rows = (RuledRow(row.ledger, row.unit, row.period, row.id),)
    _decision_button(
        "确已关闭，即时移出名册", f"closed-{place}", Ruling(doubt.code, doubt.key, CLOSED, row.code, rows)
    )


def _elsewhere_buttons(doubt: Doubt, place: str) -> None:
    """The fact counts in the other county, or, for a reason, here."""
    rows = tuple(_ruled_row(row) for row in doubt.where)
    name = doubt.elsewhere.partition(" ")[2] or doubt.elsewhere
    outside = Ruling(doubt.code, doubt.key, OUTSIDE, f"{ELSEWHERE}{doubt.elsewhere}", rows)
    _decision_button(f"计在{name}，本县不计", f"outside-{place}", outside)
    _decision_button("确是本县的", f"verified-{place}", Ruling(doubt.code, doubt.key, VERIFIED, rows=rows))


def _ruled_row(place: Place) -> RuledRow:
    """A register's row is the same in every quarter."""
    flow = cached.framework().ledgers[place.ledger].kind == "flow"
    return RuledRow(place.ledger, place.unit, place.period if flow else "", place.id)


def _decision_button(label: str, key: str, ruling: Ruling) -> None:
    st.form_submit_button(
        plain(label),
        key=key,
        on_click=_keep_ruling,
        args=(current_account().code, ruling),
    )


def _keep_ruling(account: str, ruling: Ruling) -> None:
    """Runs before the page is drawn again, so that all of it shows the new state."""
    place = short_key(ruling.key)
    note = st.session_state.get(f"note-{place}", "")
    if not _may_rule(account, ruling.key, "rule"):
        return
    try:
        kept = cached.store().rulings.rule(replace(ruling, note=note), account)
    except StoreError as error:
        keep_refusal(place, error)
    else:
        cached.begin_ahead()
        keep_verdict(kept.verdict)


def doubt_case(doubt: Doubt, ruling: Ruling | None) -> None:
    """Draw one doubt and what was decided about it; without that the form to decide it."""
    st.markdown(plain(doubt.message))
    if doubt.decision == "twice":
        _rows_side_by_side(doubt)
    elif doubt.where:
        _cells_table(doubt)
    advice = [
        f"**应为**　{plain(doubt.expected)}" if doubt.expected else "",
        f"**怎么办**　{plain(doubt.hint)}",
    ]
    st.markdown("  \n".join(filter(None, advice)))
    _original_files(doubt)
    if ruling is None:
        decision_form(doubt)
    else:
        st.success(plain(decision_words(ruling, account_names())))
        undo_button(doubt.key)


def _rows_side_by_side(doubt: Doubt) -> None:
    """The rows of a pair in two columns; where they differ the cells are marked."""
    heads = [f"{letter}　{_unit_name(place)}" for letter, place in zip("AB", doubt.where, strict=True)]
    table: dict[str, list[str]] = {"": ["**位置**"], **{plain(head): [] for head in heads}}
    columns = [table[plain(head)] for head in heads]
    for column, place in zip(columns, doubt.where, strict=True):
        column.append(plain(f"{cached.framework().ledgers[place.ledger].sheet} 第 {place.row} 行"))
    for field in side_by_side(cached.framework(), doubt.where):
        table[""].append(f"**{plain(field.heading)}**")
        for column, text in zip(columns, field.texts, strict=True):
            shown = plain(text) or "—"
            column.append(f":orange-background[{shown}]" if field.differs else shown)
    lines(table)


def _unit_name(place: Place) -> str:
    return cached.framework().unit[place.unit].name


def _cells_table(doubt: Doubt) -> None:
    places = doubt.where[:_MOST_CELLS]
    table = {
        "单位": [plain(_unit_name(place)) for place in places],
        "季度": [place.period for place in places],
        "单元格": [f"**{plain(str(place.cell))}**" for place in places],
        "填的是": [plain(_value_words(place)) for place in places],
        "submission": [place.submission for place in places],
    }
    lines(rows_for_me(pd.DataFrame(table)).told(lambda rows: rows.drop(columns="submission")))
    if len(doubt.where) > _MOST_CELLS:
        st.caption(f"共 {len(doubt.where)} 处，这里列出前 {_MOST_CELLS} 处；全部在“下载清单”里。")


def _value_words(place: Place) -> str:
    column = cached.framework().ledgers[place.ledger].by_id[place.field]
    return value_text(column, place.values.get(place.field)) or "（空）"


def _original_files(doubt: Doubt) -> None:
    """The files the rows come from, as they were uploaded; two of one name are two files."""
    files = {place.cell.sha256: place.file for place in doubt.where}
    with st.container(horizontal=True, gap="small"):
        for sha256, file in list(files.items())[:_MOST_FILES]:
            if words := erased_words(sha256):
                st.caption(words)
                continue
            offer_stored(
                _file_words(file),
                partial(cached.store().reporting.original, sha256),
                file,
                key=f"file-{short_key(doubt.key)}-{sha256[:8]}",
                help=plain(file),
            )


def _file_words(file: str) -> str:
    """What tells one unit's files apart."""
    parts = file.rsplit(".", 1)[0].split("_")
    return f"原件 {'_'.join(parts[1:2] + parts[-1:])}" if len(parts) > 2 else "原件"


def rulings_view() -> None:
    """Every ruling; rulings are never changed, an undone one stays with who undid it."""
    store = cached.store()
    say_verdict()
    rulings, holding = (
        store.rulings.history()[::-1],
        {ruling.id for ruling in store.rulings.holding()},
    )
    if not rulings:
        st.info("还没有认定。在“疑问”里认定主办、不是同一件或核实无误后，这里留下记录，随时可以撤销。")
        return
    names = account_names()
    st.caption(f"共 {len(rulings)} 条，其中 {len(holding)} 条有效。记录只增不改；撤销也是一条记录。")
    for ruling in rulings[:_SHOWN]:
        _ruling_line(ruling, names, holds=ruling.id in holding)
    if len(rulings) > _SHOWN:
        st.caption(f"这里列出最近 {_SHOWN} 条。")


def _ruling_line(ruling: Ruling, names: dict[str, str], *, holds: bool) -> None:
    spec = specs().get(ruling.kind)
    if ruling.verdict == UNDONE:
        badge = f":gray-badge[{VERDICTS[UNDONE]}]"
    else:
        badge = ":green-badge[有效]" if holds else ":gray-badge[已不生效]"
    rows = "；".join(plain(row.id.split("#")[0].replace("/", " ")) for row in ruling.rows)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"ruling-{ruling.id}"):
        head = f"{badge} **{plain(spec.title if spec else ruling.kind)}**"
        words = plain(decision_words(ruling, names))
        st.markdown(
            "  \n".join(filter(None, [head, words, f":small[{rows}]" if rows else ""])), width="stretch"
        )
        if holds:
            undo_button(ruling.key)
