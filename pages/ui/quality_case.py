"""One doubt: what is wrong, in which cells, the rows side by side, and the decision."""

import streamlit as st

from metrics.ingest.quality import Doubt, Place
from metrics.ingest.quality.listing import side_by_side, value_text
from pages import cached
from pages.ui.quality_decide import decide
from pages.ui.quality_desk import Desk, decision_words, short
from pages.ui.quality_undo import undo_button
from pages.ui.upload_words import plain, unbroken

#: Cells listed; the rest stands in the list to take away.
_CELLS = 12
_FILES = 4


def case(desk: Desk, doubt: Doubt) -> None:
    """Draw one doubt."""
    st.markdown(plain(doubt.message))
    if doubt.decision == "twice":
        _beside(desk, doubt)
    elif doubt.where:
        _cells(desk, doubt)
    told = [
        f"**应为**　{plain(doubt.expected)}" if doubt.expected else "",
        f"**怎么办**　{plain(doubt.hint)}",
    ]
    st.markdown("  \n".join(filter(None, told)))
    _originals(desk, doubt)
    ruling = desk.ruling(doubt)
    if ruling is None:
        decide(desk, doubt)
    else:
        st.success(plain(decision_words(desk.framework, ruling, desk.names)))
        undo_button(desk.store, desk.account, doubt.key)


def _beside(desk: Desk, doubt: Doubt) -> None:
    """The rows of a pair in two columns; where they differ the cells are marked."""
    heads = [f"{letter}　{_unit(desk, place)}" for letter, place in zip("AB", doubt.where, strict=True)]
    table: dict[str, list[str]] = {"": ["**位置**"], **{plain(head): [] for head in heads}}
    columns = [table[plain(head)] for head in heads]
    for column, place in zip(columns, doubt.where, strict=True):
        column.append(plain(f"{cached.framework().ledgers[place.ledger].sheet} 第 {place.row} 行"))
    for field in side_by_side(desk.framework, doubt.where):
        table[""].append(f"**{plain(field.heading)}**")
        for column, text in zip(columns, field.texts, strict=True):
            shown = plain(text) or "—"
            column.append(f":orange-background[{shown}]" if field.differs else shown)
    st.table(table, border="horizontal")


def _unit(desk: Desk, place: Place) -> str:
    return desk.framework.unit[place.unit].name


def _cells(desk: Desk, doubt: Doubt) -> None:
    places = doubt.where[:_CELLS]
    table = {
        "单位": [plain(_unit(desk, place)) for place in places],
        "季度": [place.period for place in places],
        "单元格": [f"**{plain(str(place.cell))}**" for place in places],
        "填的是": [plain(_value(desk, place)) for place in places],
    }
    st.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")
    if len(doubt.where) > _CELLS:
        st.caption(f"共 {len(doubt.where)} 处，这里列出前 {_CELLS} 处；全部在“下载清单”里。")


def _value(desk: Desk, place: Place) -> str:
    column = desk.framework.ledgers[place.ledger].by_id[place.field]
    return value_text(column, place.values.get(place.field)) or "（空）"


def _originals(desk: Desk, doubt: Doubt) -> None:
    """The files the rows come from, as they were uploaded."""
    files = {place.file: place.cell.sha256 for place in doubt.where}
    store = desk.store
    with st.container(horizontal=True, gap="small"):
        for file, sha256 in list(files.items())[:_FILES]:
            st.download_button(
                _button(file),
                lambda sha256=sha256: store.reporting.original(sha256)[1],
                file,
                key=f"file-{short(doubt.key)}-{sha256[:8]}",
                on_click="ignore",
                icon=":material/download:",
                help=plain(file),
            )


def _button(file: str) -> str:
    """What tells one unit's files apart."""
    parts = file.rsplit(".", 1)[0].split("_")
    return f"原件 {'_'.join(parts[1:2] + parts[-1:])}" if len(parts) > 2 else "原件"
