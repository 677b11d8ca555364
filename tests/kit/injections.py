"""Texts that want to become a formula or a link, the writers that carry them, and a look for what is live."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pandas as pd

from metrics.ingest import CellRef, Finding, write_template
from metrics.ingest.patch.marked import mark
from metrics.ingest.write.listing import write_findings
from tests.kit.handmade_books import HEADERS
from tests.kit.marked_copies import check, marked
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER

ATTACKS = [
    '=HYPERLINK("http://evil.example/","点我")',
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "http://evil.example/",
    "{=1+1}",
    "\t=1+1",
    '=DDE("cmd";"/C calc";"1")',
    "<f>1+1</f>",
    "]]></t></is></c><c><f>1+1</f></c>",
    "_x003D_1+1",
    "\x01=1\x0b+1",
]


def _filled(text):
    """A template with the text where a name, a number and an enterprise belong."""
    rows = pd.DataFrame({"activity_name": [text], "attendances": [text], "enterprise_code": [text]})
    return write_template(FRAMEWORK, "U19", QUARTER, CONTEXT, {"L05": rows})


def by_template(text):
    """The workbook that a unit downloads."""
    return _filled(text)


def by_patch(text):
    """The marked copy of a workbook."""
    copy = marked(_filled(text))
    assert not copy.remade
    return copy.content


def by_new_copy(text):
    """The marked copy of a CSV file."""
    quoted = '"{}"'.format(text.replace('"', '""'))
    copy = marked(
        "\n".join([",".join(HEADERS), f",2023-11-02,{quoted},车间微宣讲,1,{quoted}"]).encode(), "x.csv"
    )
    assert copy.remade
    return copy.content


def by_findings_list(text):
    """The list of findings alone."""
    where = CellRef("", text[:20], 3, 4)
    return write_findings([Finding("E402", "error", where, text, text, text, text, text)], text)


def by_patch_of_findings(text):
    """A marked copy whose findings repeat the text everywhere, in every place a finding has."""
    content = _filled("活动")
    checked = check(content)
    where = CellRef(checked.sha256, "活动台账", 3, 4)
    finding = Finding("E402", "error", where, text, text, text, text, text)
    spoilt = type(checked)(**{**vars(checked), "file": text, "findings": (finding,)})
    return mark(content, "a.xlsx", spoilt, FRAMEWORK).content


#: Every writer of workbooks: from a text that someone typed to the bytes of a file that carries it.
WRITERS = [by_template, by_patch, by_new_copy, by_findings_list, by_patch_of_findings]


def live(content):
    """Cells with formulas, links out of the file and connections."""
    found = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            xml = archive.read(name).decode()
            if name.startswith("xl/worksheets/sheet"):
                found += re.findall(r"<(?:\w+:)?f[\s>/].*?>", xml)
            found += re.findall(r'TargetMode="External"', xml)
            found += [name] if "externalLink" in name or "connections" in name else []
    return found


def texts(content):
    """Every text in the cells of a workbook."""
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    return [cell.value for cell in cells if isinstance(cell.value, str)]
