"""Word: a report that an official can go on editing, laid out as a 专报."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date
from functools import singledispatch

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shape import InlineShape
from docx.shared import Emu, Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from metrics.reports.model import (
    CHINA,
    Alert,
    Annex,
    Block,
    Colophon,
    FigureBlock,
    Head,
    Heading,
    KeyFigures,
    Mention,
    Note,
    Number,
    PageBreak,
    Paragraph,
    PhotoRow,
    Report,
    TableBlock,
    printed,
)
from metrics.reports.print import docx_fields as fields
from metrics.reports.print import docx_style as style
from metrics.reports.print.widths import length, widths

#: Gives the PNG of a figure at 2×, or None where no browser can draw it.
Picture = Callable[[FigureBlock], bytes | None]
NO_BROWSER = "本机没有可用的浏览器，图以数据表代替。"
#: From so many columns on a table needs the paper on its side.
_WIDE = 12
#: Smallest size, in points, of the line with issuer and date.
_SMALLEST = 14.0
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
#: Longest text that a file may say of itself.
_LONGEST_PROPERTY = 255


def to_docx(report: Report, picture: Picture | None = None) -> bytes:
    """A report as a Word file; the same report and pictures give the same bytes.

    Args:
        report: what to print.
        picture: draws a figure; without it, or where it gives None, the figure's table stands in its place,
            and one line says why.
    """
    document = Document()
    paper = _paper(report)
    style.set_up(document, paper)
    style.footers(document, report.printed_stamp)
    writer = _DocumentWriter(document, picture or (lambda _block: None), paper)
    if report.head:
        _head(writer, report.head)
    document.add_paragraph(report.title, style="Title")
    for block in report.blocks:
        _write(block, writer)
    if report.colophon:
        _colophon(writer, report.colophon)
        # The format wants a paragraph behind the last table, and what floats is tied to it.
        document.add_paragraph(style="Normal").paragraph_format.line_spacing = Pt(1)
    _properties(document, report)
    return _frozen(document)


def _paper(report: Report) -> style.Paper:
    if report.kind == "special":
        return style.OFFICIAL
    wide = any(isinstance(block, TableBlock) and len(block.layout) >= _WIDE for block in report.blocks)
    return style.BROAD if wide else style.PLAIN


class _DocumentWriter:
    """A document in the making: counts its figures and tables."""

    def __init__(self, document: WordDocument, picture: Picture, paper: style.Paper) -> None:
        self.document, self.picture, self.paper = document, picture, paper
        section = document.sections[0]
        self.width = _between(section.page_width, section.left_margin, section.right_margin)
        self.figures = self.tables = 0
        self.told_why = False

    def paragraph(self, text: str, name: str) -> WordParagraph:
        """A paragraph in a style."""
        return self.document.add_paragraph(text, style=name)


@singledispatch
def _write(block: Block, _writer: _DocumentWriter) -> None:
    """Add a block to the document."""
    raise TypeError(f"no way to print {type(block).__name__}")


@_write.register
def _(block: Heading, writer: _DocumentWriter) -> None:
    writer.paragraph(block.text, f"Heading {block.level}")


@_write.register
def _(block: Paragraph, writer: _DocumentWriter) -> None:
    paragraph = writer.paragraph("", "Body Text")
    for part in block.text:
        if isinstance(part, Number):
            fields.lock(paragraph, part)
        elif isinstance(part, Mention):
            fields.refer(paragraph, part)
        else:
            paragraph.add_run(part.text).bold = part.bold or None


@_write.register
def _(block: PhotoRow, writer: _DocumentWriter) -> None:
    """Side by side in one line, what they show below them."""
    line = writer.paragraph("", "Caption")
    each = Emu(int(writer.width / len(block.photos) * 0.96))
    for photo in block.photos:
        shape = line.add_run().add_picture(io.BytesIO(photo.content), width=each)
        shape._inline.docPr.set("descr", photo.caption)
    writer.paragraph("　　".join(photo.caption for photo in block.photos), "Subtitle")


@_write.register
def _(block: Note, writer: _DocumentWriter) -> None:
    writer.paragraph(block.text, "Quote")


@_write.register
def _(block: Alert, writer: _DocumentWriter) -> None:
    paragraph = writer.paragraph("", "Quote")
    style.lettered(paragraph.add_run(block.text), style.HEITI, 10.5, bold=True, colour=style.RED)
    style.framed(paragraph, "E60012")


@_write.register
def _(block: Annex, writer: _DocumentWriter) -> None:
    label = writer.paragraph("", "Heading 1")
    label.paragraph_format.page_break_before = block.number == 1
    fields.mark(label, Mention("附件", block.number), f"附件{block.number}")
    title = writer.paragraph(block.title, "Normal")
    title.alignment, title.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True


@_write.register
def _(_block: PageBreak, writer: _DocumentWriter) -> None:
    writer.document.add_page_break()


@_write.register
def _(block: FigureBlock, writer: _DocumentWriter) -> None:
    image = writer.picture(block)
    if image is None:
        _instead(block, writer)
        return
    writer.figures += 1
    holder = writer.paragraph("", "Caption")
    holder.paragraph_format.keep_with_next = True
    shape = holder.add_run().add_picture(io.BytesIO(image), width=min(Mm(block.width_mm), writer.width))
    _fit(shape, writer)
    properties = shape._inline.docPr
    properties.set("descr", block.alt)
    properties.set("title", block.title)
    caption = writer.paragraph("", "Caption")
    fields.number(caption, Mention("图", writer.figures))
    caption.add_run(f"　{block.title}")
    if block.source:
        caption.paragraph_format.keep_with_next = True
        writer.paragraph(f"来源：{block.source}", "Subtitle").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _between(whole: Length | None, *margins: Length | None) -> Length:
    """What margins leave of a length."""
    return Emu((whole or 0) - sum(margin or 0 for margin in margins))


def _fit(shape: InlineShape, writer: _DocumentWriter) -> None:
    """A picture never stands higher than the type area, its caption included."""
    section = writer.document.sections[0]
    most = int(_between(section.page_height, section.top_margin, section.bottom_margin) * 0.9)
    if shape.height > most:
        shape.width, shape.height = Emu(int(shape.width * most / shape.height)), Emu(most)


def _instead(block: FigureBlock, writer: _DocumentWriter) -> None:
    """The figure's numbers, or its message in words."""
    if not writer.told_why:
        writer.told_why = True
        writer.paragraph(NO_BROWSER, "Quote")
    if block.table is None:
        writer.figures += 1
        writer.paragraph(f"图{writer.figures}　{block.title}：{block.alt}", "Quote")
        return
    # It stands for the figure, and has its number.
    writer.figures += 1
    _caption(writer, Mention("图", writer.figures), block.title)
    _table(TableBlock("", block.table, source=block.source), writer)


@_write.register
def _(block: TableBlock, writer: _DocumentWriter) -> None:
    if block.title:
        writer.tables += 1
        _caption(writer, Mention("表", writer.tables), block.title)
    _table(block, writer)


def _caption(writer: _DocumentWriter, label: Mention, title: str) -> None:
    caption = writer.paragraph("", "Caption")
    fields.number(caption, label)
    caption.add_run(f"　{title}")
    caption.paragraph_format.keep_with_next = True


def _table(block: TableBlock, writer: _DocumentWriter) -> None:
    columns = block.layout
    table = _bare(writer, 1, len(columns))
    _widths(table, widths(block, writer.width.pt / writer.paper.cell * 2), writer.width)
    right = [column.format != "text" for column in columns]
    _fill(table.rows[0].cells, [column.name for column in columns], writer.paper.cell, bold=True)
    if block.repeat_header:
        _repeat(table)
    _add_rows(table, printed(block), right)
    below = " ".join(part for part in (block.note, block.source and f"来源：{block.source}") if part)
    if below:
        writer.paragraph(below, "Subtitle")


def _bare(writer: _DocumentWriter, rows: int, columns: int) -> WordTable:
    table = writer.document.add_table(rows, columns, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _cell_margins(table, 60)
    return table


def _cell_margins(table: WordTable, twentieths: int) -> None:
    """Space left and right of a cell's text, in twentieths of a point."""
    margins = "".join(f'<w:{side} w:w="{twentieths}" w:type="dxa"/>' for side in ("left", "right"))
    table._tbl.tblPr.insert_element_before(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"), "w:tblLook"
    )


def _widths(table: WordTable, shares: list[float], width: Length) -> None:
    whole = sum(shares)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(int(width * share / whole))
    for cell, share in zip(table.rows[0].cells, shares, strict=True):
        cell.width = Emu(int(width * share / whole))


def _fill(cells: tuple[_Cell, ...], texts: list[str], size: float, *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.0
        style.lettered(paragraph.add_run(text), style.HEITI if bold else style.FANGSONG, size)


def _repeat(table: WordTable) -> None:
    """The first row stands on top of every page the table reaches."""
    properties = table.rows[0]._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


def _add_rows(table: WordTable, rows: list[list[str]], right: list[bool]) -> None:
    """Rows below the first, written as XML: python-docx takes seconds for thousands of cells."""
    head = table.rows[0]._tr
    half = int(head.findall(f".//{qn('w:sz')}")[0].get(qn("w:val")))
    widths = [cell.get_or_add_tcPr().find(qn("w:tcW")).get(qn("w:w")) for cell in head.tc_lst]
    for row in rows:
        cells = "".join(
            _cell_xml(text, width, half, "right" if end else "left")
            for text, width, end in zip(row, widths, right, strict=True)
        )
        table._tbl.append(parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"))


def _cell_xml(text: str, width: str, half: int, align: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="{align}"/></w:pPr><w:r><w:rPr>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr><w:t xml:space="preserve">{_escaped(text)}'
        "</w:t></w:r></w:p></w:tc>"
    )


_MARKS: Mapping[int, str | None] = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", **{chr(code): None for code in range(32) if code not in (9, 10)}}
)


def _escaped(text: str) -> str:
    """A text inside XML; control characters, which XML cannot hold, are dropped."""
    return text.translate(_MARKS)


@_write.register
def _(block: KeyFigures, writer: _DocumentWriter) -> None:
    if not block.items:
        return
    table = _bare(writer, 1, len(block.items))
    _widths(table, [1.0] * len(block.items), writer.width)
    for cell, item in zip(table.rows[0].cells, block.items, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment, paragraph.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.2
        style.lettered(paragraph.add_run(item.label), style.FANGSONG, 9, colour=style.GREY)
        paragraph.add_run().add_break()
        style.lettered(paragraph.add_run(item.number.text), style.HEITI, 18, bold=True)
        unit = "" if item.number.unit == "%" else item.number.unit
        style.lettered(paragraph.add_run(unit), style.FANGSONG, 9)
        if item.change:
            paragraph.add_run().add_break()
            style.lettered(paragraph.add_run(item.change), style.FANGSONG, 9, colour=style.GREY)
    spacer = writer.paragraph("", "Subtitle")
    spacer.paragraph_format.line_spacing = Pt(6)


def _head(writer: _DocumentWriter, head: Head) -> None:
    """Red name 35 mm under the type area's top, number, issuer and date, red rule."""
    name = writer.paragraph("", style.RED_HEAD)
    name.paragraph_format.space_before, name.paragraph_format.line_spacing = Mm(35), 1.1
    size = min(30.0, writer.width.pt / max(len(head.org), 1))
    style.lettered(name.add_run(head.org), style.XIAOBIAO, int(size * 2) / 2, colour=style.RED)
    name.add_run().add_break()
    style.lettered(name.add_run("　".join(head.name)), style.XIAOBIAO, 42, colour=style.RED)
    number = writer.paragraph("", style.ISSUE)
    number.paragraph_format.space_before = number.paragraph_format.space_after = Pt(12)
    number.add_run(head.year_number + (f"（{head.total_number}）" if head.total_number else ""))
    last = _two_sided(writer, head.issuer, _day(head.date))
    style.ruled(last, "bottom", colour="E60012", eighths=12, space=int(4 / 25.4 * 72))
    last.paragraph_format.space_after = Pt(16)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _two_sided(writer: _DocumentWriter, left: str, right: str) -> WordParagraph:
    """One line with a text at either end, in the size that leaves a gap; two lines where none does."""
    needed = (length(left) + length(right)) / 2 + 3
    size = min(writer.paper.body, int(writer.width.pt / needed * 2) / 2)
    paragraph = writer.paragraph("", "Normal")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if size < _SMALLEST:
        paragraph.add_run(left)
        below = writer.paragraph(right, "Normal")
        below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return below
    paragraph.paragraph_format.tab_stops.add_tab_stop(writer.width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\t{right}").font.size = Pt(size)
    return paragraph


def _colophon(writer: _DocumentWriter, colophon: Colophon) -> None:
    """报 and 送, who printed it and when, between two rules of 0.35 mm at the foot of the last page."""
    lines = [(f"{word}：{'，'.join(names)}。", "") for word, names in _addressed(colophon) if names]
    lines.append((colophon.issuer, f"{_day(colophon.printed_on)}印发"))
    table = writer.document.add_table(len(lines), 1)
    _rules(table)
    _cell_margins(table, 0)
    _at_the_foot(table, writer.document.sections[0].left_margin or Emu(0))
    for row, (left, right) in zip(table.rows, lines, strict=True):
        paragraph = row.cells[0].paragraphs[0]
        paragraph.style = writer.document.styles[style.IMPRINT]
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        hang = {"left": 3, "hanging": 2} if not right else {"left": 1}
        style.indent_by(paragraph._p.get_or_add_pPr(), style.characters(14, right=1, **hang))
        style.lettered(paragraph.add_run(left), style.FANGSONG, 14)
        if right:
            edge = Emu(writer.width - Mm(9))
            style.unspaced(paragraph._p.get_or_add_pPr())
            paragraph.paragraph_format.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
            fits = ((length(left) + length(right)) / 2 + 1.5) * 14 <= edge.pt
            style.lettered(paragraph.add_run(f"\t{right}" if fits else f"\n\t{right}"), style.FANGSONG, 14)


def _at_the_foot(table: WordTable, left: Length) -> None:
    """The table floats to the lower edge of the type area of the page on which the text ends.

    It is placed from the paper's edge: LibreOffice lets none float that is as wide as the text it stands in.
    """
    place = parse_xml(
        f'<w:tblpPr {nsdecls("w")} w:leftFromText="0" w:rightFromText="0" w:topFromText="200" '
        f'w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{int(left.twips)}" w:tblpYSpec="bottom"/>'
    )
    # The table has no style, and nothing else comes before its place.
    table._tbl.tblPr.insert(0, place)


def _addressed(colophon: Colophon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("报", colophon.report_to), ("送", colophon.send_to))


def _rules(table: WordTable) -> None:
    """0.35 mm above and below, 0.25 mm between."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
        for side, eighths in (("top", 8), ("bottom", 8), ("insideH", 6))
    )
    table._tbl.tblPr.insert_element_before(
        parse_xml(f"<w:tblBorders {nsdecls('w')}>{borders}</w:tblBorders>"),
        *("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"),
    )


def _properties(document: WordDocument, report: Report) -> None:
    core = document.core_properties
    stamped = report.stamp.generated_at
    # A file's properties are kept in universal time.
    at = (stamped if stamped.tzinfo else stamped.replace(tzinfo=CHINA)).astimezone(UTC).replace(tzinfo=None)
    author = report.head.issuer if report.head else "看得见"
    texts = (report.full_title, report.stamp.line, author, report.period)
    core.title, core.subject, core.author, core.keywords = (text[:_LONGEST_PROPERTY] for text in texts)
    core.last_modified_by = core.author
    core.created = core.modified = at
    core.comments, core.language, core.revision = "", "zh-CN", 1


def _frozen(document: WordDocument) -> bytes:
    """The file with every part dated alike, so that it does not tell when it was packed."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _FIRST_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()
