"""A Word file that people edited, read back: which of its numbers no longer agree, and where."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from metrics.reports.model import Alert, Heading, Note, Number, Paragraph, Report
from metrics.reports.print import LOCK
from metrics.reports.write import ReportError

#: A share, a multiple or a half told in words, that no figure stands behind.
_IN_WORDS = re.compile(
    r"(?:近|约|超|过|逾|将近|超过|不足)?(?:[一二三四五六七八九十两]成(?:[多余半]|以上)?|百分之[零一二三四五六七八九十百点]+"
    r"|[一二三四五六七八九十]分之[一二三四五六七八九十]"
    r"|(?<![一二三四五六七八九十百两])[一二三四五六七八九十百两]+(?:多|余)?倍)"
    r"|(?:近|超|过|大)半数?|半数以上|翻(?:了)?[一两]?番"
)
_DIGITS = re.compile(r"\d[\d.,]*[余多]?万?[余多]?%?(?:以上)?")
#: Words of a date or an ordinal that stand behind digits: no figures of the ledgers.
_NO_FIGURE = re.compile(
    r"20\d\d年(?:\d+月(?:\d+日)?)?|第\d+[期季届次]|总第\d+期|图\d+|表\d+|附件：?\d*\.?|(?:^|\s)\d+\. "
)
_AROUND = 12
#: Styles of captions and of the small print below tables, whose numbers the program writes.
_PRINTED_BELOW = ("Caption", "Subtitle")
#: Bytes that a file may unpack to.
MOST = 200 * 2**20


@dataclass(frozen=True)
class WordDifference:
    """One number of an edited file: `place` such as `第7段`, what stands there, is due, and is wrong."""

    place: str
    near: str
    written: str
    due: str
    problem: str

    def __str__(self) -> str:
        due = f"，按现在的数据应为“{self.due}”" if self.due else ""
        return f"{self.place}“{self.near}”：“{self.written}”{self.problem}{due}。"


@dataclass(frozen=True)
class _Line:
    """A paragraph of the file: its words, and the figures in content controls, by id."""

    place: str
    text: str
    free: str
    locked: tuple[tuple[str, str], ...]


def differences(content: bytes, now: Report) -> list[WordDifference]:
    """Every number of an edited 专报 that does not agree with the data, in reading order.

    Args:
        content: bytes of the .docx.
        now: the same report as the data would have it now.

    Raises:
        ReportError: no Word file.
    """
    numbers = {part.fact: part for part in _numbers(now)}
    lines = list(_lines(content))
    held = {fact for line in lines for fact, _told in line.locked}
    worded = _generated(now)
    found = [one for line in lines for one in _of_line(line, numbers, worded)]
    gone = [number for fact, number in numbers.items() if fact not in held]
    return [*found, *(_lost(number, lines) for number in gone)]


def period_of(content: bytes) -> str:
    """The period that the file says it is about, in words. Raises ReportError as `differences`."""
    return str(_opened(content).core_properties.keywords)


def _opened(content: bytes) -> WordDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST:
                raise ReportError("文件解开以后太大，不是本系统生成的专报。")
        return Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        if isinstance(error, ReportError):
            raise
        raise ReportError("文件打不开：要由本系统生成、再改过的 .docx。") from error


def _numbers(report: Report) -> Iterator[Number]:
    for block in report.blocks:
        if isinstance(block, Paragraph):
            yield from (part for part in block.text if isinstance(part, Number))


def _lines(content: bytes) -> Iterator[_Line]:
    body = _opened(content).element.body
    for at, paragraph in enumerate(body.findall(qn("w:p")), 1):
        kind = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if kind is not None and kind.get(qn("w:val")) in _PRINTED_BELOW:
            continue
        locked = tuple(_controls(paragraph))
        text = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        free = "".join("▮" if _is_inside(one) else one.text or "" for one in paragraph.iter(qn("w:t")))
        yield _Line(f"第{at}段", text, free, locked)


def _is_inside(text: etree._Element) -> bool:
    """Whether a text stands in a content control."""
    return any(one.tag == qn("w:sdt") for one in text.iterancestors())


def _controls(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    """Locked figures of a paragraph: id and the text that stands there now."""
    for control in paragraph.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        name = "" if tag is None else str(tag.get(qn("w:val"), ""))
        if name.startswith(LOCK):
            yield name.removeprefix(LOCK), "".join(one.text or "" for one in control.iter(qn("w:t")))


def _generated(now: Report) -> frozenset[str]:
    """Digits that the program itself writes outside its figures: dates, annexes, names with digits."""
    texts = [now.title]
    for block in now.blocks:
        if isinstance(block, Paragraph):
            texts += [part.text for part in block.text if not isinstance(part, Number)]
        elif isinstance(block, Heading | Note | Alert):
            texts.append(block.text)
    return frozenset(found for text in texts for found in _DIGITS.findall(_NO_FIGURE.sub("", text)))


def _of_line(line: _Line, numbers: dict[str, Number], worded: frozenset[str]) -> Iterator[WordDifference]:
    for fact, told in line.locked:
        due = numbers.get(fact)
        if due is None:
            yield WordDifference(line.place, _near(line.text, told), told, "", "现在的数据里没有这个数")
        elif told != due.text:
            yield WordDifference(
                line.place, _near(line.text, told), told, due.text, f"与数据不符（{due.source}）"
            )
    for match in _IN_WORDS.finditer(line.text):
        yield WordDifference(line.place, _near(line.text, match[0]), match[0], "", "是写成文字的数，无法核对")
    free = _NO_FIGURE.sub("", line.free)
    typed = (match for match in _DIGITS.finditer(free) if match[0] not in worded)
    for match in typed:
        yield WordDifference(
            line.place, _near(line.text, match[0]), match[0], "", "是人工写的数，没有台账核对"
        )


def _lost(number: Number, lines: Iterable[_Line]) -> WordDifference:
    """A figure whose content control is gone: still there as plain text, or not at all."""
    for line in lines:
        if number.text in line.free and len(number.text) > 1:
            near = _near(line.text, number.text)
            return WordDifference(line.place, near, number.text, number.text, "的锁定没有了，请照原文件放回")
    return WordDifference(
        "全文", number.source, "（没有）", number.text, "不见了：原来锁定的数字被删掉或改写"
    )


def _near(text: str, told: str) -> str:
    at = text.find(told)
    return text[max(0, at - _AROUND) : at + len(told) + _AROUND] if at >= 0 else text[: 2 * _AROUND]
