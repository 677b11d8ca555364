"""Charts on a page: figure, text alternative, data table behind it."""

from collections.abc import Callable

import streamlit as st

from metrics import charts
from metrics.reports.print import onscreen
from pages import cached
from pages.ui import export
from pages.ui.camera import config
from pages.ui.grid import grid


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def chart(
    key: cached.Edition,
    name: str,
    level: str,
    *,
    on_select: Callable[[], None] | None = None,
    place: str = "",
    quarters: tuple[str, ...] = (),
    about: str = "",
    **options,
) -> None:
    """Draw a registered chart with its table behind it.

    `quarters` are the periods of a chart over time, `about` is the entity of one that tells what happened.
    `on_select` is called with the clicked mark in `st.session_state[place]`.
    """
    asked = (key, name, level, quarters, tuple(options.items()))
    figure, alt = cached.drawn(*asked, is_dark(), about)
    place = place or f"{name}-{level}"
    show(figure, name, alt, place, on_select)

    def twin():
        data = cached.data_of(key, name, level, quarters, about)
        return charts.table_twin(name, cached.framework_of(key), data, **options)

    title = onscreen.title_of(figure, charts.CHARTS[name].title)
    # On paper everything is light.
    behind(lambda: cached.drawn(*asked, False, about)[0], title, alt, place, twin)


def behind(light: Callable, title: str, alt: str, place: str, twin: Callable) -> None:
    """The fold below a chart, with its files and its table.

    `light` gives the figure as it is printed, `twin` its numbers, each when somebody asks for it.
    """
    export.note(lambda: onscreen.chart(light(), title, alt, twin))
    panel = st.expander("数据表与导出", on_change="rerun", key=f"{place}-table")
    if not panel.open:
        return
    table = twin()
    with panel:
        with st.container(horizontal=True, gap="small"):
            export.offer_chart(light(), title, place)
            export.offer_table(table, title, place)
        grid(table, hide_index=True, alt=f"{alt}（数据表）")


def show(figure, name: str, alt: str, key: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a figure that is made already."""
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        alt=alt,
        config=config(charts.CHARTS[name].title),
        on_select=on_select or "ignore",
        selection_mode="points",
    )


def clicked(key: str) -> list[str]:
    """The `customdata` of the mark that was clicked last, or nothing."""
    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    return list(points[0].get("customdata", ())) if points else []
