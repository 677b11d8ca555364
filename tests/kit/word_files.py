"""Words of a Word file, those in content controls and tables included."""

import io

from docx import Document
from docx.oxml.ns import qn


def text_of(paragraph):
    """A paragraph's words; python-docx passes over content controls."""
    return "".join(one.text or "" for one in paragraph._p.iter(qn("w:t")))


def words_of(content):
    """Every paragraph, cell and foot of a file (bytes or a path), line by line."""
    document = Document(io.BytesIO(content) if isinstance(content, bytes) else content)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    feet = [one.text for section in document.sections for one in section.footer.paragraphs]
    return "\n".join([*(text_of(one) for one in document.paragraphs), *cells, *feet])
