"""What Word keeps count of: captions, references to them, content controls around locked figures."""

import hashlib
from collections.abc import Callable

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from metrics.reports.model import Mention, Number

#: What the tag of a locked figure begins with; the id of the figure follows.
LOCK = "看得见:"
_MOST_TAG = 64


def lock(paragraph: Paragraph, number: Number) -> None:
    """A figure inside a content control that cannot be deleted; its tag is the figure's id."""
    tag = f"{LOCK}{number.fact}"[:_MOST_TAG]
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias/><w:tag/><w:id/>"
        '<w:lock w:val="sdtLocked"/><w:text/></w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    properties = control.find(qn("w:sdtPr"))
    properties.find(qn("w:alias")).set(qn("w:val"), number.source[:_MOST_TAG])
    properties.find(qn("w:tag")).set(qn("w:val"), tag)
    properties.find(qn("w:id")).set(qn("w:val"), str(_identity(paragraph, tag)))
    run = paragraph.add_run(number.text)._r
    control.find(qn("w:sdtContent")).append(run)
    paragraph._p.append(control)


def _identity(paragraph: Paragraph, tag: str) -> int:
    """A number no other control of the document has, the same for the same document."""
    before = len(paragraph.part.element.findall(f".//{qn('w:sdt')}"))
    return int(hashlib.sha256(f"{before}{tag}".encode()).hexdigest()[:7], 16)


def number(paragraph: Paragraph, label: Mention) -> None:
    """`图1`, counted by Word itself and named, so that a text can refer to it."""
    _bookmarked(paragraph, label, lambda: _sequence(paragraph, label))


def mark(paragraph: Paragraph, label: Mention, text: str) -> None:
    """A text that others refer to."""
    _bookmarked(paragraph, label, lambda: paragraph.add_run(text))


def refer(paragraph: Paragraph, label: Mention) -> None:
    """A reference that Word follows and renews."""
    _field(paragraph, f"REF {_name(label)} \\h", label.text)


def _sequence(paragraph: Paragraph, label: Mention) -> None:
    paragraph.add_run(label.word)
    _field(paragraph, f"SEQ {label.word} \\* ARABIC", str(label.number))


def _bookmarked(paragraph: Paragraph, label: Mention, write: Callable[[], object]) -> None:
    known = len(paragraph.part.element.findall(f".//{qn('w:bookmarkStart')}"))
    start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{known}" w:name="{_name(label)}"/>')
    end = parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{known}"/>')
    paragraph._p.append(start)
    write()
    paragraph._p.append(end)


def _name(label: Mention) -> str:
    kinds = {"图": "figure", "表": "table", "附件": "annex"}
    return f"_Ref_{kinds[label.word]}_{label.number}"


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field with the text it shows until Word renews it."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("", ""), ("end", "")):
        run = paragraph.add_run(shown if not kind and not text else "")._r
        if kind:
            run.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        elif text:
            told = parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"/>')
            told.text = f" {text} "
            run.append(told)
