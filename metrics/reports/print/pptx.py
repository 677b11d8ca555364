"""Slides for the meeting: one finding a slide, said in its title; charts that can be edited."""

import io
import re
import zipfile
from datetime import UTC

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.exc import PackageNotFoundError
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide, SlideLayout
from pptx.table import Table as SlideTable
from pptx.util import Emu, Mm, Pt

from metrics.reports.model import CHINA, FigureBlock, Paragraph, Report
from metrics.reports.model import Number as Figure
from metrics.reports.print.brought import BroughtFileError, look_into
from metrics.words import score, shown

#: Slides of 16 : 9.
_WIDTH, _HEIGHT = Mm(338.7), Mm(190.5)
_FONT = "微软雅黑"
#: Bars of a chart, and signs of a title, that can be read from the last row.
MOST_BARS, _MOST_TILES, _LONGEST = 16, 8, 44
#: Rows of a table on a slide.
_MOST_ROWS = 12
#: Tiles on a slide → size of their figures, in points; more of them are smaller.
_LARGE = {1: 66, 2: 54, 3: 40}
#: A sentence's place in its paragraph, which a title does not need.
_PLACE = re.compile(r"^[一二三四五六七八九十]是")
#: From so many columns of amounts on a chart is a grid.
_GRID = 3
#: A figure that is a year or a span of years.
_YEAR = re.compile(r"(19|20)\d\d年")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^<>]*>)[^<]*(</dcterms:)")


class SlideTemplateError(ValueError):
    """A template of slides that cannot be used; one Chinese sentence."""


def to_pptx(report: Report, template: bytes | None = None) -> bytes:
    """A report as slides; the same report gives the same bytes.

    Args:
        report: its paragraphs with figures are findings, its charts native charts of their tables.
        template: the office's own .pptx, whose master and layouts are used; its slides are taken out.

    Raises:
        SlideTemplateError: the template is no presentation, or has no layout with a title.
    """
    slides = _opened(template)
    first = slides.slides.add_slide(_layout(slides, 0))
    _titled(first, report.title)
    if len(first.placeholders) > 1:
        first.placeholders[1].text = " ".join(part for part in (report.period, _issuer(report)) if part)
    for block in report.blocks:
        if isinstance(block, Paragraph):
            _finding(slides, block)
        elif isinstance(block, FigureBlock) and block.table is not None:
            _chart(slides, block)
    _properties(slides, report)
    return _frozen(slides)


def findings(report: Report) -> list[str]:
    """The titles of its slides, in order: what each one says."""
    shown = [one for one in report.blocks if isinstance(one, Paragraph | FigureBlock)]
    told = [_said(one) if isinstance(one, Paragraph) else _message(one) for one in shown]
    return [one for one in told if one]


def _opened(template: bytes | None) -> Slides:
    if template is None:
        return _widened(Presentation())
    try:
        look_into(template, ".pptx")
        slides = Presentation(io.BytesIO(template))
    except BroughtFileError as error:
        raise SlideTemplateError(str(error)) from error
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise SlideTemplateError("模板打不开：要 .pptx 文件，没有加密。") from error
    if not any(
        layout.placeholders and layout.placeholders[0].placeholder_format.idx == 0
        for layout in slides.slide_layouts
    ):
        raise SlideTemplateError("模板里没有带标题的版式，用不了。")
    listed = slides.slides._sldIdLst
    for entry in list(listed):
        slides.part.drop_rel(entry.rId)
        listed.remove(entry)
    return slides


def _widened(slides: Slides) -> Slides:
    """python-pptx's own template at 16 : 9; it is of 4 : 3, and titles would stand on the left."""
    times = _WIDTH / (slides.slide_width or _WIDTH)
    slides.slide_width, slides.slide_height = _WIDTH, _HEIGHT
    # Layouts first: those of their places that they take from the master are still the old ones.
    # Layouts' places can be counted off only: the stubs of python-pptx do not know them as iterable.
    own = [
        layout.placeholders[at] for layout in slides.slide_layouts for at in range(len(layout.placeholders))
    ]
    for shape in (*own, *slides.slide_master.placeholders):
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
        shape.left, shape.width = Emu(round(left * times)), Emu(round(width * times))
        shape.top, shape.height = top, height
    return slides


def _layout(slides: Slides, wanted: int) -> SlideLayout:
    """The layout at a place, or the first one with a title."""
    layouts = [one for one in slides.slide_layouts if one.placeholders]
    return layouts[min(wanted, len(layouts) - 1)]


def _titled(slide: Slide, text: str) -> None:
    title = slide.shapes.title
    if title is None:
        title = slide.shapes.add_textbox(Mm(15), Mm(10), Emu(_WIDTH - Mm(30)), Mm(25))
    frame = title.text_frame
    frame.text, frame.word_wrap = text, True
    for run in frame.paragraphs[0].runs:
        run.font.size, run.font.bold, run.font.name = Pt(28), True, _FONT


def _finding(slides: Slides, block: Paragraph) -> None:
    """A paragraph with figures: what it says as title, its figures large below, all of it in the notes."""
    title = _said(block)
    if not title:
        return
    slide = slides.slides.add_slide(_layout(slides, 5))
    _titled(slide, title)
    numbers = [part for part in block.text if isinstance(part, Figure)]
    told = _telling(numbers)[:_MOST_TILES]
    across = min(4, len(told))
    for at, number in enumerate(told):
        left, top = Mm(18 + at % across * (312 / across)), Mm(58 + at // across * 56)
        box = slide.shapes.add_textbox(left, top, Mm(312 / across - 4), Mm(48)).text_frame
        box.word_wrap = True
        box.text = (
            f"{number.text}{'' if number.unit == '%' or number.text.endswith(number.unit) else number.unit}"
        )
        large = box.paragraphs[0].runs[0].font
        large.size, large.bold = Pt(_LARGE.get(len(told), 28)), True
        below = box.add_paragraph()
        below.text = _label(number)
        below.runs[0].font.size = Pt(14)
    sources = "；".join(dict.fromkeys(f"{number.text}：{number.source}" for number in numbers))
    slide.notes_slide.notes_text_frame.text = f"{block.plain}\n数字来源：{sources}"


def _telling(numbers: list[Figure]) -> list[Figure]:
    """The figures that say something by themselves: neither years nor targets; all where that leaves none."""
    told = [one for one in numbers if not _YEAR.match(one.text) and not _label(one).endswith("满分值")]
    return told or numbers


def _label(number: Figure) -> str:
    """What a figure is, from its source: `N07 走进的试点企业（活动台账）` → `走进的试点企业`."""
    return number.source.partition(" ")[2].partition("（")[0] or number.source.partition("（")[0]


def _said(block: Paragraph) -> str:
    """The first sentence with a figure, cut at a comma where it is too long for a title, or nothing."""
    if not any(isinstance(part, Figure) for part in block.text):
        return ""
    first = next(part.text for part in block.text if isinstance(part, Figure))
    sentences = [one for one in block.plain.replace("；", "。").split("。") if one]
    told = next((one for one in sentences if first in one), sentences[0])
    clauses = told.split("，")
    start = next((at for at, one in enumerate(clauses) if first in one), 0)
    title = clauses[start]
    for clause in clauses[start + 1 :]:
        if len(title) + len(clause) >= _LONGEST:
            break
        title = f"{title}，{clause}"
    return _PLACE.sub("", title)


def _message(block: FigureBlock) -> str:
    """What a chart says: who is first, or how many are, with the value; of a grid, who is in what."""
    grid = _grid(block)
    if grid is not None:
        cells = pd.Series(grid.stack().dropna())
        names = pd.Series([f"{row}的{column}" for row, column in cells.index], dtype=str)
        values = cells.reset_index(drop=True)
    else:
        names, values = _series(block)
    if not len(values):
        return block.title
    rounded = shown(values)
    equal = rounded == rounded.max()
    counted = "个" if grid is None else "项"
    who = str(names[equal].iloc[0]) if equal.sum() == 1 else f"{int(equal.sum())}{counted}并列"
    return f"{block.title}：{who}最高，{score(float(values.max()))}"


def _grid(block: FigureBlock) -> pd.DataFrame | None:
    """A chart of rows × columns as its values by name; None for a chart of one value a name."""
    table = block.table
    if table is None or "名称" not in table or {"得分", "总分"} & set(table):
        return None
    amounts = [name for name in table if pd.api.types.is_numeric_dtype(table[name]) and name != "名次"]
    if len(amounts) < _GRID:
        return None
    return table.set_index("名称")[amounts].astype(float)


def _series(block: FigureBlock) -> tuple[pd.Series, pd.Series]:
    table = block.table if block.table is not None else pd.DataFrame()
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    named = next((name for name in ("名称", *texts) if name in table), None)
    amounts = [name for name in table if pd.api.types.is_numeric_dtype(table[name]) and name != "名次"]
    valued = next((name for name in ("得分", "总分", *amounts) if name in table), None)
    if named is None or valued is None:
        return pd.Series(dtype=str), pd.Series(dtype=float)
    kept = table[[named, valued]].dropna().reset_index(drop=True)
    return kept[named].astype(str), kept[valued].astype(float)


def _tables(slides: Slides, block: FigureBlock, grid: pd.DataFrame) -> None:
    """A grid as native tables, as many rows on a slide as can be read."""
    slides_needed = -(-len(grid) // _MOST_ROWS)
    most = -(-len(grid) // max(1, slides_needed))
    parts = [grid.iloc[at : at + most] for at in range(0, len(grid), max(1, most))]
    for number, part in enumerate(parts, 1):
        slide = slides.slides.add_slide(_layout(slides, 5))
        _titled(slide, _message(block) + (f"（{number}/{len(parts)}）" if len(parts) > 1 else ""))
        wide = Emu(slides.slide_width or _WIDTH) - Mm(36)
        place = (Mm(18), Mm(42), Emu(wide), Mm(10 * (len(part) + 1)))
        table = slide.shapes.add_table(len(part) + 1, len(part.columns) + 1, *place).table
        table.columns[0].width = Mm(50)
        for column in list(table.columns)[1:]:
            column.width = Emu((wide - Mm(50)) // len(part.columns))
        texts = [["", *map(str, part.columns)]]
        for name, *row in part.itertuples():
            texts.append([str(name), *("—" if pd.isna(one) else score(one) for one in row)])
        _fill(table, texts)
        slide.notes_slide.notes_text_frame.text = f"{block.alt}\n来源：{block.source}"


def _fill(table: SlideTable, texts: list[list[str]]) -> None:
    for at, row in enumerate(texts):
        for cell, text in zip(table.rows[at].cells, row, strict=True):
            cell.text = text
            cell.margin_left = cell.margin_right = Mm(1)
            cell.text_frame.paragraphs[0].font.size = Pt(10 if at == 0 else 12)


def _chart(slides: Slides, block: FigureBlock) -> None:
    grid = _grid(block)
    if grid is not None:
        _tables(slides, block, grid)
        return
    names, values = (part.head(MOST_BARS) for part in _series(block))
    if not len(values):
        return
    slide = slides.slides.add_slide(_layout(slides, 5))
    _titled(slide, _message(block))
    data = CategoryChartData()
    data.categories = list(names[::-1])
    data.add_series(str(values.name), [float(shown(float(one))) for one in values[::-1]])
    place = (
        Mm(18),
        Mm(42),
        Emu(slides.slide_width or _WIDTH) - Mm(36),
        Emu(slides.slide_height or _HEIGHT) - Mm(52),
    )
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data).chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(14), _FONT
    plot = chart.plots[0]
    plot.has_data_labels, plot.gap_width = True, 50
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.0", False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    chart.value_axis.has_major_gridlines = False
    slide.notes_slide.notes_text_frame.text = f"{block.alt}\n来源：{block.source}"


def _issuer(report: Report) -> str:
    return report.head.issuer if report.head else ""


def _properties(slides: Slides, report: Report) -> None:
    core = slides.core_properties
    at = report.stamp.generated_at
    moment = (at if at.tzinfo else at.replace(tzinfo=CHINA)).astimezone(UTC).replace(tzinfo=None)
    core.title, core.subject = report.full_title[:255], report.stamp.line[:255]
    core.keywords = report.period
    core.author = core.last_modified_by = _issuer(report) or "看得见"
    core.created = core.modified = moment
    core.language, core.revision = "zh-CN", 1


def _frozen(slides: Slides) -> bytes:
    """Every part dated alike, the workbooks inside the charts too."""
    made = io.BytesIO()
    slides.save(made)
    return _dated_alike(made.getvalue())


def _dated_alike(content: bytes, *, within: bool = False) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml" and within:
                part = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", part)
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, _dated_alike(part, within=True) if name.endswith(".xlsx") else part)
    return packed.getvalue()
