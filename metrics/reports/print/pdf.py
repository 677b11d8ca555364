"""A report as PDF: blocks to data, data through a typst template, figures as vector drawings."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch
from typing import Literal

import pandas as pd

from metrics.reports.model import (
    CHINA,
    Alert,
    Annex,
    Block,
    Drawing,
    FigureBlock,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    PhotoRow,
    Report,
    Run,
    Stamp,
    TableBlock,
    printed,
)
from metrics.reports.print.browser import BrowserError
from metrics.reports.print.colours import COLOURS
from metrics.reports.print.figures import PIXELS_PER_MM, WIDTH, bare, height_of, svg
from metrics.reports.print.fonts import ABSENT, absent
from metrics.reports.print.png import described, page, titled, typeset
from metrics.reports.print.widths import shares

#: Height of the type area that a figure may take, mm; its caption needs the rest.
_HIGHEST = 190.0
#: PDF/A-2b, for the archive: fonts inside, colours defined, nothing that runs.
ARCHIVABLE: Literal["a-2b"] = "a-2b"
#: From so many columns on a table needs the paper on its side.
_BROAD = 12


@dataclass(frozen=True)
class Pdf:
    """A finished file. `undrawn` says why figures stand as tables, `absent` which characters print as 〓."""

    content: bytes
    undrawn: str
    absent: tuple[str, ...]


def pdf(report: Report) -> bytes:
    """The report as PDF; the same report gives the same bytes."""
    return render(report).content


def render(report: Report) -> Pdf:
    """The report as PDF, and what could not be printed as it was meant.

    A figure that no browser can draw is printed as its table with one line that says why.
    """
    text, undrawn, lacking = _prepared(report)
    made = typeset(
        "report.typ",
        {"report": text},
        format="pdf",
        timestamp=_moment(report.stamp),
        pdf_standards=ARCHIVABLE,
    )
    content = made[0]
    return Pdf(content, undrawn, tuple(lacking))


def pages(report: Report, scale: float = 1.5) -> list[bytes]:
    """The pages as PNG, for a preview or for people without a PDF reader; `scale` 1 is 96 dots an inch."""
    text, _undrawn, _lacking = _prepared(report)
    made = typeset("report.typ", {"report": text}, format="png", ppi=96 * scale)
    return [
        described(
            content,
            {"Title": f"{report.full_title}第{at}页", "Comment": report.stamp.line},
            96 * scale / 72,
        )
        for at, content in enumerate(made, start=1)
    ]


def _prepared(report: Report) -> tuple[str, str, list[str]]:
    """What the template reads, why figures were not drawn, and the characters that no font has."""
    blocks, undrawn = _blocks(report.blocks)
    lacking = absent(json.dumps(_data(report, blocks), ensure_ascii=False))
    if lacking:
        codes = "、".join(f"U+{ord(one):04X}" for one in lacking)
        blocks.append({"is": "note", "text": f"字库中没有的字印作{ABSENT}：{codes}。"})
    return json.dumps(_data(report, blocks), ensure_ascii=False), undrawn, lacking


def figure_pdf(figure: Drawing, stamp: Stamp, width: int = WIDTH, *, paper: str = "") -> bytes:
    """One figure as a page of its own size, its texts searchable.

    Args:
        figure: what is drawn.
        stamp: small line below it.
        width: CSS pixels.
        paper: whose it is, for its metadata.

    Raises:
        NoBrowserError, BrowserError: as `Browser.svg`.
    """
    inputs = page(svg(figure, width), width, height_of(figure), stamp.line) | {"title": titled(figure, paper)}
    return typeset("figure.typ", inputs, format="pdf", timestamp=_moment(stamp))[0]


def _moment(stamp: Stamp) -> datetime:
    """To the second; a time without a zone is the county's own."""
    at = stamp.generated_at.replace(microsecond=0)
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _data(report: Report, blocks: list[dict]) -> dict:
    head, colophon = report.head, report.colophon
    return {
        "kind": report.kind,
        "title": report.title,
        "full_title": report.full_title,
        "period": report.period,
        "author": head.issuer if head else "",
        "stamp": report.printed_stamp,
        "keywords": report.stamp.line,
        "broad": any(len(one.get("header", ())) >= _BROAD for one in blocks),
        "colours": COLOURS,
        "head": head and vars(head) | {"date": _day(head.date)},
        "colophon": colophon and vars(colophon) | {"printed_on": _day(colophon.printed_on)},
        "blocks": blocks,
    }


def _day(on: date) -> list[int]:
    return [on.year, on.month, on.day]


def _blocks(blocks: tuple[Block, ...]) -> tuple[list[dict], str]:
    """Every block as data, and why figures were not drawn. After the first failure none is tried again."""
    done: list[dict] = []
    why = ""
    for block in blocks:
        if not isinstance(block, FigureBlock):
            done.append(_as_data(block))
            continue
        if not why:
            try:
                done.append(figure_data(block))
                continue
            except BrowserError as error:
                why = str(error)
                done.append(_as_data(Note(f"图没有画出，以数据表代替。{why}")))
        done.append(_instead(block))
    return _numbered(done), why


def _numbered(blocks: list[dict]) -> list[dict]:
    """Figures and tables counted through, as in Word; a table in place of a figure has its number."""
    count: Counter[str] = Counter()
    for block in blocks:
        word = "图" if block.pop("drawn", False) else {"figure": "图", "table": "表"}.get(block["is"], "")
        if word and block["title"]:
            count[word] += 1
            block["title"] = f"{word}{count[word]}　{block['title']}"
    return blocks


def figure_data(block: FigureBlock) -> dict:
    """What the template reads of a figure; its drawing is kept for the next time.

    Raises:
        NoBrowserError, BrowserError: as `Browser.svg`.
    """
    figure = bare(block.figure)
    width, height = round(block.width_mm * PIXELS_PER_MM), height_of(figure)
    scale = min(1.0, _HIGHEST * PIXELS_PER_MM / height)
    return {
        "is": "figure",
        "svg": svg(figure, width, height).decode("utf-8"),
        "width": block.width_mm * scale,
        "height": height / PIXELS_PER_MM * scale,
        "title": block.title,
        "source": _source(block.source),
        "alt": block.alt,
    }


def _source(text: str) -> str:
    return f"来源：{text}" if text and not text.startswith("来源") else text


def _instead(block: FigureBlock) -> dict:
    """What is printed where a figure was not drawn: its table, or its message in words."""
    if block.table is None:
        return _as_data(Note(f"{block.title}：{block.alt}")) | {"title": block.title, "drawn": True}
    return _as_data(TableBlock(block.title, block.table, source=block.source)) | {"drawn": True}


@singledispatch
def _as_data(block: Block) -> dict:
    raise TypeError(f"no layout for a {type(block).__name__}")


@_as_data.register
def _(block: Heading) -> dict:
    return {"is": "heading", "level": block.level, "text": block.text}


@_as_data.register
def _(block: Paragraph) -> dict:
    runs = [{"text": part.text, "bold": isinstance(part, Run) and part.bold} for part in block.text]
    return {"is": "paragraph", "runs": runs}


@_as_data.register
def _(block: TableBlock) -> dict:
    layout = block.layout
    return {
        "is": "table",
        "title": block.title,
        "header": [column.name for column in layout],
        "rows": printed(block),
        "widths": shares(block),
        "numeric": [_is_numeric(block.frame[column.name], column.format) for column in layout],
        "below": " ".join(part for part in (block.note, _source(block.source)) if part),
        "repeat": block.repeat_header,
    }


def _is_numeric(values: pd.Series, kind: str) -> bool:
    return kind != "text" and pd.api.types.is_numeric_dtype(values)


@_as_data.register
def _(block: KeyFigures) -> dict:
    items = [
        {"label": item.label, "text": item.number.text, "unit": item.number.unit, "change": item.change}
        for item in block.items
    ]
    return {"is": "keys", "items": items}


@_as_data.register
def _(block: Note) -> dict:
    return {"is": "note", "text": block.text}


@_as_data.register
def _(block: Annex) -> dict:
    return {"is": "annex", "number": block.number, "title": block.title}


@_as_data.register
def _(block: Alert) -> dict:
    return {"is": "alert", "text": block.text}


@_as_data.register
def _(block: PhotoRow) -> dict:
    photos = [{"data": list(photo.content), "caption": photo.caption} for photo in block.photos]
    return {"is": "photos", "photos": photos, "fills": block.fills}


@_as_data.register
def _(_block: PageBreak) -> dict:
    return {"is": "break"}
