"""From a county to a cell, out of its package: county → level → entity → measure → row → cell.

Where one is stands in the address; nothing of a county's rows can be changed here.
"""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from metrics.framework import LEVEL_NAMES, Framework, LedgerSpec
from metrics.province import Handover, Province
from metrics.scoring.measures import texts
from metrics.store.people import Account
from metrics.tables import cards, entity_table, evidence_table, measure_table
from metrics.words import COUNTER, short
from pages import cached
from pages.ui.province.frame import COUNTY
from pages.ui.shared import (
    XLSX,
    addressed_choice,
    card_row,
    grid,
    literal,
    offer_made,
    plain,
    score_cards,
    ticked_rows,
)

_LEVEL, _ENTITY, _PART, _ROW = "level", "entity", "measure", "row"
_LEVELS = ("enterprise", "unit", "brand", "town", "industry", "county")
_WHOLE = "county"


def county_page(account: Account, mine: Province, key: cached.Collected) -> None:
    """Draw what the address asks for: a county's entities, one of them, the rows of a measure, a row."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        code = _ask_county(mine, key)
        if code is None:
            return
        level = addressed_choice(
            "看哪一层",
            _LEVEL,
            _LEVELS,
            lambda level: LEVEL_NAMES[level],
            on_change=partial(_go, **{_ENTITY: "", _PART: "", _ROW: ""}),
            width=160,
        )
    if level is None:
        return
    one = next(line for line in cached.arrived(mine, key.period) if line.code == code)
    if not one.revision:
        st.info(f"{one.name}的{key.period.label}还没有收到上报包（{one.state}）。{one.refused}")
        return
    book, (given, _) = cached.county_book(key, code, level), cached.opened_county(key, code)
    entity = str(book.entities.index[0]) if level == _WHOLE else st.query_params.get(_ENTITY, "")
    if entity and entity not in book.entities.index:
        st.warning(f"{one.name}没有编号为“{literal(entity)}”的{LEVEL_NAMES[level]}。请从表里选。")
        entity = ""
    _crumbs(mine, key, code, level, entity, given)
    if not entity:
        _entities(given.framework, key, code, level)
        return
    part, row = st.query_params.get(_PART, ""), st.query_params.get(_ROW, "")
    if part not in given.framework.measure:
        _entity(given.framework, key, code, level, entity)
    elif not row:
        _rows(account, mine, key, code, level, entity, part)
    else:
        row_cells(account, mine, given, code, row)


def _ask_county(mine: Province, key: cached.Collected) -> str | None:
    codes = sorted(mine.counties)
    came = [one.code for one in cached.arrived(mine, key.period) if one.revision]
    return addressed_choice(
        "县",
        COUNTY,
        codes,
        lambda code: f"{mine.counties[code].city} {mine.counties[code].name}",
        gone="登记名单里没有代码为“{}”的县，或者它不归这个账号看。请重新选择。",
        first=came[0] if came else codes[0],
        on_change=partial(_go, **{_ENTITY: "", _PART: "", _ROW: ""}),
        width=280,
    )


def _go(**places: str) -> None:
    """Write places into the address; empty ones are taken out (a callback)."""
    for name, value in places.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def _crumbs(
    mine: Province, key: cached.Collected, code: str, level: str, entity: str, given: Handover
) -> None:
    """The way here; every step but the last goes back to it."""
    county, framework = mine.counties[code], given.framework
    part, row = st.query_params.get(_PART, ""), st.query_params.get(_ROW, "")
    steps: list[tuple[str, Callable[[], None] | None]] = [
        (f"{county.name} {LEVEL_NAMES[level]}", partial(_go, **{_ENTITY: "", _PART: "", _ROW: ""}))
    ]
    if entity and level != _WHOLE:
        name = str(cached.county_book(key, code, level).entities["name"][entity])
        steps.append((short(name, 20), partial(_go, **{_PART: "", _ROW: ""})))
    if part in framework.measure:
        steps[-1] = steps[-1] if level != _WHOLE else (steps[-1][0], partial(_go, **{_PART: "", _ROW: ""}))
        steps.append((f"{part} {framework.measure[part].name}", partial(_go, **{_ROW: ""})))
    if found := _place(given, row) if row and part in framework.measure else None:
        spec, submission, number, field = found
        steps.append((f"{spec.sheet} 第{number}行", None))
        steps.append((given.data.cell(submission, spec.code, number, field).address, None))
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.page_link("province.py", label=plain(mine.called), query_params={"period": key.period.code})
        st.markdown("›", width="content")
        st.markdown(f":small[{plain(county.city)}]", width="content")
        for at, (label, back) in enumerate(steps):
            st.markdown("›", width="content")
            if back is None or at == len(steps) - 1:
                st.markdown(f":small[**{plain(label)}**]", width="content")
            else:
                st.button(plain(label), type="tertiary", key=f"county-crumb-{at}", on_click=back)


def _entities(framework: Framework, key: cached.Collected, code: str, level: str) -> None:
    """The entities of a level by rank; a tick opens one."""
    book = cached.county_book(key, code, level)
    if not len(book.entities):
        st.info(f"这个县的上报包里没有{LEVEL_NAMES[level]}。")
        return
    table = entity_table(framework, book)
    codes = [str(one) for one in table["编号"]]
    place = "county-entities"
    grid(
        table,
        height=38 + 35 * min(len(table), 15),
        key=place,
        on_select=lambda: _go(**{_ENTITY: next((codes[row] for row in ticked_rows(place)), "")}),
        selection_mode="single-row",
        alt=f"得分排名表，共{len(table)}{COUNTER[level]}",
        file=f"{framework.county}{LEVEL_NAMES[level]}得分排名",
        column_config={
            "编号": None,
            "最低": None,
            "最高": None,
            "名次": st.column_config.NumberColumn(width=48),
            "得分": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100),
            "覆盖": st.column_config.NumberColumn(format="%.1f%%", width=60),
        },
    )
    st.caption(f"勾选一行，看这{COUNTER[level]}{LEVEL_NAMES[level]}各项的得分和来源。")


def _entity(framework: Framework, key: cached.Collected, code: str, level: str, entity: str) -> None:
    """The scores of an entity and its measures; a tick opens the rows of one."""
    book = cached.county_book(key, code, level)
    known = cards(framework, book, entity)
    nodes = [framework.root.id, *(group.id for group in framework.groups)]
    with card_row():
        score_cards([known[node] for node in nodes], "")
    table = measure_table(framework, book, entity)
    measures, place = list(table["id"]), "county-measures"
    grid(
        table,
        height=38 + 35 * min(len(table), 18),
        key=place,
        on_select=lambda: _go(**{_PART: next((measures[row] for row in ticked_rows(place)), "")}),
        selection_mode="single-row",
        alt="各指标的数值、得分和贡献",
        file=f"{framework.county}_{entity}_各指标",
        column_config={
            "id": st.column_config.TextColumn("代码", width=56),
            "得分": st.column_config.NumberColumn(format="%.1f", width=60),
            "贡献": st.column_config.NumberColumn(format="%.2f", width=60),
        },
    )
    st.caption("勾选一行，看这个数由台账里的哪些行算出来。")


def _rows(
    account: Account, mine: Province, key: cached.Collected, code: str, level: str, entity: str, part: str
) -> None:
    """The ledger rows behind a measure; a tick opens one."""
    told = cached.county_explanation(key, code, level, entity, part)
    given, _ = cached.opened_county(key, code)
    measure = given.framework.measure[part]
    st.subheader(f"{part} {literal(measure.name)}", anchor=False)
    st.caption(literal(told.words))
    if told.rows is None or told.rows.empty:
        st.info("没有台账行：上报包里没有与它有关的记录，或者县里没有报。")
        return
    rows = told.rows.iloc[told.rows["amount"].eq(0).argsort(kind="stable")].reset_index(drop=True)
    visible = cached.store().office.rows_of_city(account.code, mine.counties[code].city_code, rows)
    counted = int(rows["amount"].ne(0).sum())
    st.caption(f"共 {len(rows)} 行，其中 {counted} 行计入。勾选一行，看它在原文件里的每一格。")
    place = "county-rows"

    def open_row() -> None:
        for number in ticked_rows(place):
            row = rows.iloc[number]
            field = row.get("field") or ""
            _go(**{_ROW: f"{row['ledger']}-{row['submission']}-{row['row']}-{field}"})

    grid(
        visible.told(lambda frame: evidence_table(given.framework, frame)),
        height=38 + 35 * min(len(rows), 15),
        key=place,
        on_select=open_row,
        selection_mode="single-row",
        alt=f"{measure.name}的来源行，共{len(rows)}行",
        file=f"{given.framework.county}_{part}_来源行",
    )


def _place(given: Handover, text: str) -> tuple[LedgerSpec, int, int, str] | None:
    """Ledger, submission, row and field that the address names; None for what is not in the package."""
    ledger, submission, number, field = (*text.split("-", 3), "", "", "")[:4]
    spec = given.framework.ledgers.get(ledger)
    if spec is None or not (submission.isdecimal() and number.isdecimal()):
        return None
    known = field if field in spec.by_id else spec.name_field or spec.key
    if (int(submission), ledger) not in given.data.places:
        return None
    return spec, int(submission), int(number), known


def row_cells(account: Account, mine: Province, given: Handover, code: str, text: str) -> None:
    """A row cell by cell, as the unit has written it, and the unit's file where the county gave it.

    Args:
        account: who looks.
        mine: the province as the account sees it.
        given: the county's package.
        code: of the county.
        text: the row as the address names it: ledger, submission, row and perhaps a field, with hyphens.
    """
    found = _place(given, text)
    frame = given.data.ledgers[found[0].code] if found else pd.DataFrame()
    if found:
        frame = frame[frame["_submission"].eq(found[1]) & frame["_row"].eq(found[2])]
    if found is None or frame.empty:
        st.info("这一行不在最新的上报包里：县里可能更正过，或者网址抄错了。从上面的路径返回。")
        return
    spec, submission, number, field = found
    info = given.data.submissions[submission]
    unit = given.framework.unit.get(info.unit)
    st.caption(
        literal(
            f"{unit.name if unit else info.unit} · {info.period} 报送，第{info.revision}版 · "
            f"{info.file} · {spec.sheet} 第{number}行"
        )
    )
    columns = [column for column in spec.columns if column.id in frame]
    cells = pd.DataFrame(
        [
            {
                "填报项": column.header,
                "填的内容": str(texts(frame.head(1), column.id, pd.RangeIndex(1).to_numpy())[0]),
                "单元格": given.data.cell(submission, spec.code, number, column.id).address,
            }
            for column in columns
        ]
    )

    def go_to_cell() -> None:
        for number_of in ticked_rows(place):
            _go(**{_ROW: f"{spec.code}-{submission}-{number}-{columns[number_of].id}"})

    left, right = st.columns([7, 4], gap="medium")
    city, place = mine.counties[code].city_code, "county-cells"
    with left:
        grid(
            cached.store().office.rows_of_city(account.code, city, cells),
            height="content",
            key=place,
            on_select=go_to_cell,
            selection_mode="single-row",
            alt=f"{spec.sheet}第{number}行的每一格",
            file=f"{given.framework.county}_{spec.sheet}第{number}行",
        )
    with right:
        chosen = spec.by_id[field]
        at = [column.id for column in columns].index(field) if chosen in columns else 0
        st.markdown(literal(f"{cells['单元格'].iloc[at]}　{columns[at].header}"))
        st.markdown(f"**{literal(cells['填的内容'].iloc[at]) or '（空）'}**")
        _original(given, info.sha256, info.file, city)


def _original(given: Handover, sha256: str, file: str, city: str) -> None:
    """The unit's own file, where the county handed it up as well."""
    content = given.originals.get(sha256)
    if content is None:
        st.caption("县里没有随包报原文件；在县里的系统按文件名和单元格就能找到。")
        return
    asks = {("see-province", city)}
    offer_made("下载原件", lambda: content, file, "上报包里的原文件", lambda: asks, mime=XLSX)
