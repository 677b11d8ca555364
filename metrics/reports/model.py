"""What a report is before it is a file: a frozen list of blocks that PDF, Word and Excel all print alike."""

import base64
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Protocol, cast, runtime_checkable

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from metrics.framework import safe_file_name
from metrics.words import is_missing

#: Report kind → its Chinese name; 专报 has a layout of its own, the others share one.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "special": "专报",
        "leaders": "领导参阅",
        "enterprise": "企业画像",
        "brand": "品牌画像",
        "unit": "单位报告",
        "book": "全表册",
        "page": "本页导出",
        "check": "核对单",
    }
)
#: Column format → (Python format specification, Excel number format); a missing value prints as `MISSING`.
FORMATS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "text": ("", "@"),
        "integer": (",.0f", "#,##0"),
        "score": (".1f", "0.0"),
        "two": (",.2f", "#,##0.00"),
        "percent": (".1%", "0.0%"),
    }
)
MISSING = "—"
#: The county's time; PDF wants a fixed offset, and China knows no summer time.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@runtime_checkable
class Drawing(Protocol):
    """A Plotly figure, or one that was stored: all that is asked of it is its JSON."""

    def to_json(self) -> str:
        """The figure as Plotly JSON."""


@dataclass(frozen=True)
class StoredFigure:
    """A figure read back from a report's JSON."""

    json: str

    def to_json(self) -> str:
        """The figure as Plotly JSON."""
        return self.json


@dataclass(frozen=True)
class Run:
    """Words in a paragraph."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Number:
    """A locked figure in a paragraph: its wording, the exact value behind it, its source."""

    text: str
    value: float
    source: str
    unit: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Mention:
    """A reference within a paragraph to a numbered figure or annex: `图1`, `附件2`."""

    word: str
    number: int

    @property
    def text(self) -> str:
        """As it is read."""
        return f"{self.word}{self.number}"


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 `一、`, 2 `（一）`, 3 `1.`, 4 `（1）`. The number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Body text with its locked figures."""

    text: tuple[Run | Number | Mention, ...]

    @property
    def plain(self) -> str:
        """The paragraph as one string."""
        return "".join(part.text for part in self.text)


@dataclass(frozen=True, eq=False)
class FigureBlock:
    """A chart, or its table where no browser can draw it. `width_mm` is the width on paper."""

    figure: Drawing
    title: str
    source: str
    alt: str
    table: pd.DataFrame | None = None
    width_mm: float = 156.0


@dataclass(frozen=True)
class TableColumn:
    """How a table column prints: `format` is a key of `FORMATS`; `width` a share of the table's width."""

    name: str
    format: str = "text"
    width: float = 1.0


@dataclass(frozen=True, eq=False)
class TableBlock:
    """A table under its title. Without `columns` every column prints by its type."""

    title: str
    frame: pd.DataFrame
    columns: tuple[TableColumn, ...] = ()
    source: str = ""
    note: str = ""
    repeat_header: bool = True

    @property
    def layout(self) -> tuple[TableColumn, ...]:
        """The columns printed, those given or one for each column of the frame."""
        return self.columns or tuple(map(_column, self.frame.columns, self.frame.dtypes))


def _column(name: object, kind: np.dtype | ExtensionDtype) -> TableColumn:
    if pd.api.types.is_bool_dtype(kind) or not pd.api.types.is_numeric_dtype(kind):
        return TableColumn(str(name))
    return TableColumn(str(name), "integer" if pd.api.types.is_integer_dtype(kind) else "score")


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the row on top; `change` is its line below, such as `比2022年 +12`."""

    label: str
    number: Number
    change: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """The figures that stand large in a row."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Note:
    """Small print: what was left out, what is doubtful."""

    text: str


@dataclass(frozen=True)
class Alert:
    """What must not be overlooked: that the data is not complete, and who is missing."""

    text: str


@dataclass(frozen=True)
class Annex:
    """附件: what follows belongs to it, behind the text and in front of the 版记; the first begins a page."""

    number: int
    title: str


@dataclass(frozen=True)
class PaperPhoto:
    """A photo as a paper prints it: JPEG, and what it shows."""

    content: bytes
    caption: str


@dataclass(frozen=True)
class PhotoRow:
    """Photos beside one another; those that fill take the height that is left on their page."""

    photos: tuple[PaperPhoto, ...]
    fills: bool = False


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = (
    Heading | Paragraph | FigureBlock | TableBlock | KeyFigures | Note | Alert | Annex | PhotoRow | PageBreak
)


@dataclass(frozen=True)
class Head:
    """Red head of a 专报: `org` over `name`, `year_number` 第3期, `total_number` 总第15期."""

    org: str
    name: str
    year_number: str
    total_number: str
    issuer: str
    date: date


@dataclass(frozen=True)
class Colophon:
    """版记: who is reported to (报), who gets it (送), who printed it and when."""

    report_to: tuple[str, ...]
    send_to: tuple[str, ...]
    issuer: str
    printed_on: date


@dataclass(frozen=True)
class Stamp:
    """What was asked of which data; `generated_at` is the time of the first generation."""

    filters: str
    data_version: str
    framework_version: str
    generated_at: datetime

    @property
    def line(self) -> str:
        """The line that stands on every page."""
        return (
            f"筛选条件：{self.filters} · 数据版本 {self.data_version[:8]} · "
            f"指标版本 {self.framework_version} · 生成时间 {self.generated_at:%Y-%m-%d %H:%M}"
        )


@dataclass(frozen=True)
class Report:
    """A whole report. `kind` is a key of `KINDS`, `period` the period's Chinese name such as `2023年`.

    A `final` one (定稿) goes out: its stamp stands in the document's metadata and on no page.
    """

    kind: str
    title: str
    period: str
    blocks: tuple[Block, ...]
    stamp: Stamp
    head: Head | None = None
    colophon: Colophon | None = None
    final: bool = False

    @property
    def printed_stamp(self) -> str:
        """The line on every page; none on a paper that goes out."""
        return "" if self.final else self.stamp.line

    @property
    def full_title(self) -> str:
        """The title with its period, as the properties of a document have it."""
        return self.title if self.period in self.title else f"{self.title}（{self.period}）"

    @property
    def file_stem(self) -> str:
        """Chinese file name without suffix: title, period and data version; 定稿 in place of that."""
        return file_stem(self.title, self.period, "定稿" if self.final else self.stamp.data_version)

    def to_json(self) -> str:
        """The report as JSON; the same report gives the same string."""
        return json.dumps(_packed(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> "Report":
        """A report stored as JSON; prints to the same bytes as the one stored."""
        # `to_json` packed a report.
        return cast("Report", _unpacked(json.loads(text)))


def file_stem(title: str, period: str, version: str) -> str:
    """`标题_2023年_1a2b3c4d`; what no file system takes is replaced, a period in the title not repeated."""
    behind = ("" if period in title else period, version[:8])
    named = safe_file_name(title, "".join(f"_{part}" for part in behind if part))
    return "_".join(named.split())


def shown(value: object, kind: str) -> str:
    """A cell as it prints, by its format; `MISSING` for no value."""
    if is_missing(value):
        return MISSING
    if kind == "text" or isinstance(value, str):
        return str(value)
    return format(value, FORMATS[kind][0])


def printed(table: TableBlock) -> list[list[str]]:
    """The cells of a table as they print, row by row, in the order of its layout."""
    columns = [[shown(value, one.format) for value in table.frame[one.name]] for one in table.layout]
    return [list(row) for row in zip(*columns, strict=True)]


#: Word in a stored report → what it means; the words stay when a class is renamed.
_STORED: Mapping[str, Callable[..., object]] = {
    **{one.__name__: one for one in (Report, Stamp, Head, Colophon, Heading, Run, Number, Paragraph)},
    **{
        one.__name__: one
        for one in (FigureBlock, KeyFigure, KeyFigures, Note, Alert, Annex, Mention, PaperPhoto, PhotoRow)
    },
    "PageBreak": PageBreak,
    "Column": TableColumn,
    "Table": TableBlock,
}
_WORDS = {kind: word for word, kind in _STORED.items()}


def _packed(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type) and type(value) in _WORDS:
        return {"_": _WORDS[type(value)]} | {
            one.name: _packed(getattr(value, one.name)) for one in fields(value)
        }
    if isinstance(value, tuple):
        return [_packed(one) for one in value]
    writer = next((write for kind, write in _WRITERS if isinstance(value, kind)), None)
    return writer(value) if writer else value


# A datetime is a date too, so it comes first.
_WRITERS = (
    (datetime, lambda value: {"_": "datetime", "at": value.isoformat()}),
    (date, lambda value: {"_": "date", "on": value.isoformat()}),
    (
        pd.DataFrame,
        lambda value: {
            "_": "frame",
            "split": value.to_json(orient="split", force_ascii=False, double_precision=15),
        },
    ),
    (Drawing, lambda value: {"_": "figure", "json": value.to_json()}),
    (np.generic, lambda value: value.item()),
    (bytes, lambda value: {"_": "bytes", "base64": base64.b64encode(value).decode("ascii")}),
)
_READERS = {
    "datetime": lambda parts: datetime.fromisoformat(parts["at"]),
    "date": lambda parts: date.fromisoformat(parts["on"]),
    "figure": lambda parts: StoredFigure(parts["json"]),
    "bytes": lambda parts: base64.b64decode(parts["base64"]),
    "frame": lambda parts: pd.read_json(
        io.StringIO(parts["split"]), orient="split", dtype=False, convert_axes=False, precise_float=True
    ),
}


def _unpacked(value: object) -> object:
    if isinstance(value, list):
        return tuple(_unpacked(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind, parts = value["_"], {name: part for name, part in value.items() if name != "_"}
    if kind in _READERS:
        return _READERS[kind](parts)
    return _STORED[kind](**{name: _unpacked(part) for name, part in parts.items()})
