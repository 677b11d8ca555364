"""What a file is by its first bytes, whatever its name says; and whether its archive may be opened at all."""

import zipfile
from io import BytesIO
from pathlib import PurePath

from metrics.ingest.raw import Refusal

LARGEST_FILE = 20 << 20
MOST_ENTRIES = 2_000
LARGEST_TOTAL = 200 << 20
LARGEST_PART = 120 << 20
#: A part above this size may not be compressed more than RATIO times.
RATIO_FROM, RATIO = 10 << 20, 100

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传"
_UNPACK = "请解压后上传里面的 .xlsx 文件"
_TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
_SHEET_SUFFIXES = {".xls", ".xlsx", ".et"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"{\\rtf": "RTF 文档",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
}
_MARKS = (
    ("xl/vbaProject.bin", "E105", "带宏的工作簿（.xlsm）"),
    ("xl/workbook.bin", "E105", "二进制工作簿（.xlsb）"),
    ("word/document.xml", "E103", "Word 文档"),
    ("ppt/presentation.xml", "E103", "PowerPoint 演示文稿"),
    ("content.xml", "E105", "OpenDocument 表格（.ods）"),
    ("META-INF/manifest.xml", "E105", "OpenDocument 表格（.ods）"),
)


def sniff(file: str, content: bytes) -> str | Refusal:
    """Say how a file is to be read.

    Args:
        file: the name it came under.
        content: its bytes.

    Returns:
        `xlsx`, `xls` or `csv`; or a Refusal with the code of the finding and what was found.
    """
    if PurePath(file).name.startswith("~$"):
        return Refusal("E106", file)
    if not content.strip(b"\0 \r\n\t"):
        return Refusal("E101", file)
    if len(content) > LARGEST_FILE:
        return Refusal("E102", f"{len(content) / (1 << 20):.1f} MB")
    if content.startswith(b"PK"):
        return _archive(content)
    if content.startswith(_OLE):
        return _compound(content)
    return _text(file, content)


def _compound(content: bytes) -> str | Refusal:
    """An OLE2 file: an .xls, an encrypted .xlsx, or another program's."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refusal("E104", "加密的工作簿")
    if "WordDocument".encode("utf-16-le") in content:
        return Refusal("E103", "Word 文档", _SAVE_AS)
    return "xls"


def _text(file: str, content: bytes) -> str | Refusal:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for mark, name in _FOREIGN.items():
        if content.startswith(mark):
            return Refusal("E103", name, _SAVE_AS)
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return Refusal("E103", "网页（HTML）", _SAVE_AS)
    if head.startswith(b"<?xml") or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Refusal("E103", "XML 表格 2003", _SAVE_AS)
    named = PurePath(file).suffix.lower() in {*_TEXT_SUFFIXES, *_SHEET_SUFFIXES}
    if not named or (b"\0" in content[:4096] and not content.startswith(_UTF16)):
        return Refusal("E103", "不是表格的文件", _SAVE_AS)
    return "csv"


def _archive(content: bytes) -> str | Refusal:
    """A zip: looked at through its central directory only."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _contents(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        return Refusal("E107", f"压缩结构损坏（{type(error).__name__}）", _SAVE_AS)


def _contents(entries: list[zipfile.ZipInfo]) -> str | Refusal:
    names = {entry.filename for entry in entries}
    problem = _suspicious(entries, names)
    if problem:
        return Refusal("E108", problem)
    if any(entry.flag_bits & 1 for entry in entries):
        return Refusal("E104", "加密的压缩包")
    code, other = next((found for mark, *found in _MARKS if mark in names), ("", ""))
    if code:
        return Refusal(code, other, _SAVE_AS)
    return "xlsx" if "xl/workbook.xml" in names else Refusal("E103", "压缩包", _UNPACK)


def _suspicious(entries: list[zipfile.ZipInfo], names: set[str]) -> str:
    """Why an archive is not opened; empty when it may be."""
    if len(entries) > MOST_ENTRIES:
        return f"内有 {len(entries)} 个部件"
    if len(names) != len(entries):
        return "内有重名的部件"
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") or ":" in name for name in names):
        return "内有指向外部的路径"
    if sum(entry.file_size for entry in entries) > LARGEST_TOTAL:
        return "解压后超过 200 MB"
    return next(filter(None, map(_oversized, entries)), "")


def _oversized(entry: zipfile.ZipInfo) -> str:
    if entry.file_size > LARGEST_PART:
        return "有一个部件解压后超过 120 MB"
    bomb = entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1)
    return "压缩比异常" if bomb else ""
