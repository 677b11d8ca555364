"""典型与现场 of all counties: cards with their filters, one of them in full down to its cells, the list."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from metrics.county import VisibleRows
from metrics.province import Province, RowAt, thumbnails_across
from metrics.store.people import Account
from metrics.tables import card_lines, chosen_sights, sight_id, sight_table
from pages import cached
from pages.ui.province.drill import row_cells
from pages.ui.province.frame import COUNTY, PERIOD
from pages.ui.shared import grid, literal, note_words, plain

#: Query parameter: the card one looks at.
SIGHT = "sight"
_PAGE, _ROW = "sights_across.py", "row"
_AT_ONCE, _WIDTH = 24, 268
#: Heading of a choice → the column it stands in.
_CHOICES: Mapping[str, str] = {"类别": "kind", "类型": "sort", "级别": "grade", "精神": "spirit"}
_GONE = "没有编号为“{}”的典型、载体或荣誉：县里可能更正过，不在这一期，或者不归这个账号看。请重新选择。"


def sights_for(account: Account, key: cached.Collected) -> VisibleRows:
    """Everything that can be seen in the counties that have come, as far as an account may see its rows."""
    return cached.store().office.rows_of_cities(account.code, cached.sights_across(key))


def across_view(account: Account, mine: Province, key: cached.Collected) -> None:
    """Filters, a card each, and all of them as a table."""
    seen = sights_for(account, key)
    if not len(seen):
        st.info("收下的上报包里还没有典型案例、载体阵地和荣誉。")
        return
    found = seen.told(lambda frame: _filtered(mine, frame))
    counties = found.frame["county"].nunique()
    more = f"，先列 {_AT_ONCE} 项；用筛选缩小" if len(found) > _AT_ONCE else ""
    st.caption(f"{counties} 个县共 {len(found)} 项{more}。照片只有县里定了可用于展示、随包报来的。")
    if not len(found):
        st.info("没有符合的。请放宽筛选条件。")
        return
    drawn = found.told(lambda frame: frame.head(_AT_ONCE))
    small = _pictures(mine, key, drawn.frame)
    with st.container(horizontal=True, gap="small"):
        for row in drawn.frame.to_dict("records"):
            with st.container(border=True, width=_WIDTH, gap="xsmall"):
                _card(key, row, small)
    st.subheader("全部列成表", anchor=False)
    grid(
        found.told(_table),
        height=38 + 35 * min(len(found), 12),
        alt=f"典型与现场，共{len(found)}项",
        file="各县典型与现场",
        key="across-table",
    )


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    told = sight_table(frame.assign(unit=frame["unit_name"]), {})
    told.insert(0, "市", frame["city"].to_list())
    told.insert(1, "县", frame["county_name"].to_list())
    return told


def _filtered(mine: Province, frame: pd.DataFrame) -> pd.DataFrame:
    with st.container(horizontal=True, gap="xsmall"):
        text = st.text_input(
            "搜索", placeholder="名称、故事、企业", key="across-q", bind="query-params", width=180
        )
        city = _choice("市", "across-city", mine.cities)
        counties = {
            code: one.name
            for code, one in sorted(mine.counties.items())
            if one.city_code == (city or one.city_code)
        }
        county = _choice("县", "across-county", counties)
        chosen = {}
        for heading, column in _CHOICES.items():
            known = sorted({str(value) for value in frame[column] if value})
            chosen[heading] = _choice(heading, f"across-{column}", {value: value for value in known})
        open_only = st.checkbox("只看能现场看的", key="across-open", bind="query-params")
    kept = chosen_sights(frame, chosen, text, open_only=open_only)
    if city:
        kept = kept[kept["city_code"].eq(city)]
    return kept[kept["county"].eq(county)] if county else kept


def _choice(label: str, key: str, names: Mapping[str, str]) -> str:
    chosen: str | None = st.selectbox(
        label,
        ["", *names],
        format_func=lambda code: names.get(code, "全部"),
        key=key,
        bind="query-params",
        width=132,
    )
    return chosen or ""


def _at(row: Mapping[Any, Any]) -> tuple[str, RowAt]:
    return str(row["county"]), (str(row["ledger"]), int(row["submission"]), int(row["row"]))


def _pictures(
    mine: Province, key: cached.Collected, frame: pd.DataFrame
) -> Mapping[tuple[str, RowAt], bytes]:
    """The pictures of rows that passed the gate."""
    return thumbnails_across(mine, key.period, [_at(row) for row in frame.to_dict("records")])


def _card(key: cached.Collected, row: Mapping[Any, Any], small: Mapping[tuple[str, RowAt], bytes]) -> None:
    _badges(row, small)
    where = {PERIOD: key.period.code, SIGHT: f"{row['county']}-{sight_id(row)}"}
    st.page_link(_PAGE, label=literal(str(row["name"])), query_params=where)
    for line in _lines(row):
        st.caption(literal(line))


def _badges(row: Mapping[Any, Any], small: Mapping[tuple[str, RowAt], bytes]) -> None:
    content = small.get(_at(row))
    if content:
        st.image(content, width="stretch", alt=f"{row['name']}的照片")
    st.markdown(f":blue-badge[{row['kind']}]" + (" :green-badge[可现场看]" if row["open_site"] else ""))


def _lines(row: Mapping[Any, Any]) -> list[str]:
    units = {str(row["unit"]): str(row["unit_name"])}
    return [f"{row['city']}　{row['county_name']}", *card_lines(row, units)]


def one_sight(account: Account, mine: Province, key: cached.Collected) -> bool:
    """Draw the card that the address names in full, with its row cell by cell; whether it names one."""
    wanted = st.query_params.get(SIGHT, "")
    if not wanted:
        return False
    st.page_link(_PAGE, label="‹ 典型与现场", query_params={PERIOD: key.period.code})
    county, _, rest = wanted.partition("-")
    ledger, _, code = rest.partition("-")
    seen = sights_for(account, key)
    own = seen.frame
    own = own[own["county"].eq(county) & own["ledger"].eq(ledger) & own["code"].eq(code)]
    if own.empty:
        st.warning(_GONE.format(literal(wanted)))
        return True
    row = own.iloc[0].to_dict()
    st.subheader(literal(str(row["name"])), anchor=False)
    note_words(plain(str(row["name"])), heading=True)
    left, right = st.columns([4, 7], gap="medium")
    with left:
        _badges(row, _pictures(mine, key, own.head(1)))
        for line in _lines(row):
            st.markdown(literal(line))
        _ways_on(key, row)
    with right:
        given, _ = cached.opened_county(key, county)
        first = f"{ledger}-{row['submission']}-{row['row']}-"
        asked = st.query_params.get(_ROW, "")
        row_cells(account, mine, given, county, asked if asked.startswith(first) else first)
    return True


def _ways_on(key: cached.Collected, row: Mapping[Any, Any]) -> None:
    """To the county and to the enterprise in it, with their scores."""
    county = {PERIOD: key.period.code, COUNTY: str(row["county"])}
    with st.container(horizontal=True, gap="small"):
        st.page_link("counties.py", label=literal(str(row["county_name"])), query_params=county)
        if row["enterprise"]:
            firm = county | {"level": "enterprise", "entity": str(row["enterprise"])}
            label = str(row["enterprise_name"] or row["enterprise"])
            st.page_link("counties.py", label=literal(label), query_params=firm)
