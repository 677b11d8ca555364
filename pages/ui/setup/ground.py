"""Where the towns lie: squares placed by hand, shapes from a GeoJSON; both make no other framework."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from metrics.framework import (
    GRID,
    SHAPES,
    FrameworkError,
    Ground,
    GroundError,
    Term,
    grid_file,
    ground_of,
    shapes_file,
)
from metrics.ingest.write import tamed
from metrics.store import StoreError
from metrics.store.database import today
from metrics.store.office import CountyDraft
from metrics.store.people import Account
from pages import cached
from pages.ui.shared import chinese_file_chooser, keep_result, lines, plain, still_may

_ACT, _PLACE = "edit-county", "setup"
_WHY = {GRID: "摆放乡镇示意图", SHAPES: "传入乡镇界"}


def ground_view(account: Account) -> None:
    """Arrange the squares, or bring the towns' boundaries; neither changes a score."""
    terms = [term for term in cached.framework().vocabularies["towns"].terms if term.holds(today())]
    if not terms:
        st.info("还没有乡镇街道。请先在“逐项修改”里写上。")
        return
    ground = ground_of(cached.store().office.county(), [term.code for term in terms])
    st.markdown(
        "**方格示意图**　一个乡镇一格，按大致方位摆；没有边界数据也能用，图上会写明“示意图”。"
        "行从上往下数，列从左往右数。"
    )
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _squares(account, terms, ground)
    with right:
        lines(_sheet(terms, ground))
    st.markdown(
        "**乡镇界**　传本县的 GeoJSON（经纬度）。只留下名称对得上的乡镇，简化后存在本县的库里，不连外网。"
    )
    _shapes(account, terms, ground)


def _sheet(terms: list[Term], ground: Ground) -> pd.DataFrame:
    """The squares as a table that looks like the map."""
    names = {term.code: term.short_name or term.name for term in terms}
    rows = max(row for _, row, _ in ground.cells) + 1
    columns = max(column for _, _, column in ground.cells) + 1
    sheet = pd.DataFrame("", index=range(1, rows + 1), columns=range(1, columns + 1))
    for code, row, column in ground.cells:
        sheet.iloc[row, column] = names[code]
    return sheet


def _squares(account: Account, terms: list[Term], ground: Ground) -> None:
    cells = {code: (row + 1, column + 1) for code, row, column in ground.cells}
    table = pd.DataFrame(
        [(term.code, term.name, *cells[term.code]) for term in terms],
        columns=["编号", "乡镇街道", "行", "列"],
    )
    edited = st.data_editor(
        tamed(table),
        hide_index=True,
        disabled=["编号", "乡镇街道"],
        key=f"ground-cells-{cached.store().database.mark()}",
        column_config={
            name: st.column_config.NumberColumn(min_value=1, max_value=40, step=1, required=True)
            for name in ("行", "列")
        },
        height=38 + 35 * min(len(table), 12),
    )
    try:
        content = grid_file(
            (str(row["编号"]), int(row["行"]) - 1, int(row["列"]) - 1) for row in edited.to_dict("records")
        )
    except (GroundError, TypeError, ValueError) as error:
        st.error(str(error) if isinstance(error, GroundError) else "行和列要填整数。")
        return
    with st.container(horizontal=True):
        st.button("保存摆放", key="ground-save", on_click=_keep, args=(account.code, {GRID: content}))
        if ground.arranged:
            st.button("恢复自动摆放", key="ground-auto", on_click=_keep, args=(account.code, {GRID: None}))


def _shapes(account: Account, terms: list[Term], ground: Ground) -> None:
    if ground.shapes:
        st.caption(f"已有 {len(ground.shapes)} 个乡镇的边界，共 {len(terms)} 个。")
        st.button("去掉乡镇界", key="ground-drop", on_click=_keep, args=(account.code, {SHAPES: None}))
    chinese_file_chooser("ground-file")
    file = st.file_uploader("把 GeoJSON 拖到这里", ("geojson", "json"), key="ground-file")
    if file is None:
        return
    try:
        content, missing = shapes_file(file.getvalue(), terms)
    except GroundError as error:
        st.error(str(error))
        return
    if missing:
        st.warning(plain(f"文件里没有这些乡镇的边界，地图上不画它们：{'、'.join(missing)}"))
    st.caption(f"简化后 {len(content) // 1024 + 1} KB。")
    st.button(
        "用这份乡镇界",
        type="primary",
        key="ground-use",
        on_click=_keep,
        args=(account.code, {SHAPES: content}),
    )


def _keep(account: str, files: Mapping[str, bytes | None]) -> None:
    """Keep other files of the county (a callback)."""
    if not still_may(account, _PLACE, _ACT):
        return
    office = cached.store().office
    draft = CountyDraft(office.county().changed(files), None, _WHY[next(iter(files))])
    try:
        office.save_county(draft, account)
    except (StoreError, FrameworkError) as error:
        keep_result(_PLACE, refused=str(error))
        return
    keep_result(_PLACE, said="地图已改好。")
