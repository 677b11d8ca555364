"""Charts and figures in cards: figure, text alternative, data table behind it, the camera."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import streamlit as st

from metrics import charts
from metrics.charts.base import PlainRows, Ready
from metrics.county import Table, frame_for
from metrics.host import plots
from metrics.reports import Drawing
from metrics.reports.print import onscreen
from metrics.tables import Card
from metrics.words import PRESENT
from pages import cached
from pages.account import current_account
from pages.ui.shared.export import note_block, offer_chart, offer_table
from pages.ui.shared.table import grid

_GRADE_COLOURS = ("green", "blue", "orange", "red")
#: Pixels; six cards stand side by side on a desk, two on a phone.
CARD_WIDTH = 156


def camera_settings(name: str) -> dict[str, object]:
    """Plotly settings: only the camera, twice the size, Chinese words and file name."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"scale": 2, "format": "png", "filename": name},
        "locale": "zh-CN",
        "locales": {"zh-CN": {"dictionary": plots.CAMERA_WORDS, "format": {}}},
    }


def grade_badge(word: str) -> str:
    """A grade word as a coloured badge in Markdown; grey for anything that is no grade."""
    words = [grade.word for grade in cached.framework().grades]
    place = words.index(word) if word in words else None
    colour = "gray" if place is None else _GRADE_COLOURS[min(place, len(_GRADE_COLOURS) - 1)]
    return f":{colour}-badge[{word}]"


def card_row() -> st.delta_generator.DeltaGenerator:
    """A row of cards that wraps on narrow screens."""
    return st.container(horizontal=True, gap="xsmall")


def score_cards(cards: Iterable[Card], against: str) -> None:
    """Scores with their grade words; `against` says what the change is measured from."""
    for card in cards:
        known = card.change is not None
        st.metric(
            f"{grade_badge(card.word)} {card.name}",
            card.score if card.score[0].isdigit() else "—",
            delta=card.change if known else None,
            delta_description=against if known else None,
            border=True,
            width=CARD_WIDTH,
            height="stretch",
        )


def plain_card(name: str, value: str, note: str) -> None:
    """A figure that is no score, with a remark where scores have their change."""
    st.metric(
        name,
        value,
        delta=note,
        delta_color="off",
        delta_arrow="off",
        border=True,
        width=CARD_WIDTH,
        height="stretch",
    )


def is_dark() -> bool:
    """Whether the browser shows the dark theme."""
    return st.context.theme.type == "dark"


def draw_chart(
    key: cached.Edition,
    name: str,
    level: str,
    *,
    on_select: Callable[[], None] | None = None,
    place: str = "",
    quarters: tuple[str, ...] = (),
    about: str = "",
    **options: object,
) -> None:
    """Draw a registered chart with its table behind it.

    `quarters` are the periods of a chart over time, `about` is the entity of one that tells what happened.
    `on_select` is called with the clicked mark in `st.session_state[place]`.
    """

    account = current_account().code
    if _hides_rows(
        cached.data_of(key, name, level, quarters, about) if name in cached.TOLD else None, account
    ):
        st.caption("这张图由各单位的台账行画成，不对这个账号开放。")
        return

    def drawn(*, dark: bool) -> tuple[Ready, str]:
        return cached.drawn(key, name, level, quarters, tuple(options.items()), dark, about)

    figure, alt = drawn(dark=is_dark())
    place = place or f"{name}-{level}"
    show_figure(figure, name, alt, place, on_select)

    def twin() -> Table:
        data, framework = cached.data_of(key, name, level, quarters, about), cached.framework_of(key)
        if not _of_rows(data):
            return charts.table_twin(name, framework, data, **options)
        return (
            cached.store()
            .reporting.rows_for(account, data.rows)
            .told(lambda rows: charts.table_twin(name, framework, replace(data, rows=rows), **options))
        )

    title = onscreen.title_of(figure, charts.CHARTS[name].title)
    # On paper everything is light.
    fold_behind(lambda: drawn(dark=False)[0], title, alt, place, twin)


def _of_rows(data: object) -> bool:
    """Whether a chart is drawn from ledger rows, not from sums of them."""
    return isinstance(data, PlainRows) and "submission" in data.rows


def _hides_rows(data: object, account: str) -> bool:
    """Whether a chart would show rows that an account may not see."""
    return (
        isinstance(data, PlainRows)
        and _of_rows(data)
        and bool(cached.store().reporting.rows_for(account, data.rows).left_out)
    )


def fold_behind(
    light: Callable[[], Drawing], title: str, alt: str, place: str, twin: Callable[[], Table]
) -> None:
    """The fold below a chart, with its files and its table.

    `light` gives the figure as it is printed, `twin` its numbers, each when somebody asks for it.
    """
    account = current_account().code
    note_block(lambda: onscreen.chart(light(), title, alt, lambda: frame_for(twin(), account)))
    panel = st.expander("数据表与导出", on_change="rerun", key=f"{place}-table")
    if not panel.open:
        return
    table = twin()
    with panel:
        with st.container(horizontal=True, gap="small"):
            offer_chart(light(), title, place)
            offer_table(table, title, place)
        grid(table, alt=f"{alt}（数据表）")


def show_figure(
    figure: Drawing, name: str, alt: str, key: str, on_select: Callable[[], None] | None = None
) -> None:
    """Draw a figure that is made already; in a meeting with larger words."""
    st.plotly_chart(
        charts.enlarged(figure) if st.query_params.get(PRESENT) == "1" else figure,
        theme=None,
        key=key,
        alt=alt,
        config=camera_settings(charts.CHARTS[name].title),
        on_select=on_select or "ignore",
        selection_mode="points",
    )


def clicked_mark(key: str) -> list[str]:
    """The `customdata` of the mark that was clicked last, or nothing."""
    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    return list(points[0].get("customdata", ())) if points else []
