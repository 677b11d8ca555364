"""What a file is by its first bytes, whatever its name says; and whether its archive may be opened at all."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from metrics.ingest.read.csvreader import wide_encoding
from metrics.ingest.read.raw import Refusal

LARGEST_FILE = 20 << 20
MOST_ENTRIES = 2_000
LARGEST_TOTAL = 200 << 20
LARGEST_PART = 120 << 20
#: A part, or the whole, above this size may not be compressed more than RATIO times.
RATIO_FROM, RATIO = 10 << 20, 100
#: Least size of what stands before a part in an archive.
_HEADER = 30
#: Stands for the directory's size when a larger record elsewhere holds it.
_SIZE_ELSEWHERE = 0xFFFFFFFF
_STEPS = re.compile(r"[/\\]")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传"
_UNPACK = "请解压后上传里面的 .xlsx 文件"
_TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
_SHEET_SUFFIXES = {".xls", ".xlsx", ".et"}
#: What a table may be called, whichever of them its contents are.
_SUFFIXES = _TEXT_SUFFIXES | _SHEET_SUFFIXES
_LONGEST_SUFFIX = 12
#: Formats told by the name alone where the content looks like an ordinary workbook.
_REFUSED_SUFFIXES = {
    ".xlsm": "带宏的工作簿（.xlsm）",
    ".xlsb": "二进制工作簿（.xlsb）",
    ".ods": "OpenDocument 表格（.ods）",
    ".xltx": "Excel 模板（.xltx）",
    ".xltm": "带宏的 Excel 模板（.xltm）",
    ".xlt": "Excel 模板（.xlt）",
    ".ett": "WPS 表格模板（.ett）",
    ".fods": "OpenDocument 表格（.fods）",
    ".ots": "OpenDocument 模板（.ots）",
}
_STREAMS = {
    "WordDocument": "Word 文档",
    "PowerPoint Document": "PowerPoint 演示文稿",
    "VisioDocument": "Visio 图",
    "__substg1.0_": "邮件",
}
#: How Office, WPS and LibreOffice name the file that says that another one is open.
_LOCKS = ("~$", ".~")
_TAG = re.compile(rb"<(?:!doctype html|html|head|meta|body|style|script|div|table|tr)\b")
_FOREIGN = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"{\\rtf": "RTF 文档",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
}
_MARKS = (
    ("xl/workbook.bin", "E105", _REFUSED_SUFFIXES[".xlsb"]),
    ("word/document.xml", "E103", "Word 文档"),
    ("ppt/presentation.xml", "E103", "PowerPoint 演示文稿"),
    ("content.xml", "E105", _REFUSED_SUFFIXES[".ods"]),
    ("META-INF/manifest.xml", "E105", _REFUSED_SUFFIXES[".ods"]),
)


def sniff(file: str, content: bytes) -> str | Refusal:
    """Say how a file is to be read.

    Args:
        file: the name it came under.
        content: its bytes.

    Returns:
        `xlsx`, `xls` or `csv`; or a Refusal with the code of the finding and what was found.
    """
    name = PurePath(file).name
    if name.startswith(_LOCKS):
        return Refusal("E106", name)
    if len(content) > LARGEST_FILE:
        return Refusal("E102", f"{len(content) / (1 << 20):.1f} MB")
    if not content.strip(b"\0 \r\n\t"):
        return Refusal("E101", name)
    if content.startswith(b"PK"):
        return _if_named(file, _archive(content))
    if content.startswith(_OLE):
        return _if_named(file, _compound(content))
    return _text(file, content)


def _if_named(file: str, kind: str | Refusal) -> str | Refusal:
    """The kind of a workbook, unless its name says that it is something else."""
    suffix = PurePath(file).suffix.lower()
    if isinstance(kind, Refusal) or suffix in _SUFFIXES:
        return kind
    if suffix in _REFUSED_SUFFIXES:
        return Refusal("E105", _REFUSED_SUFFIXES[suffix], _SAVE_AS)
    what = f"扩展名为“{suffix[:_LONGEST_SUFFIX]}”的文件" if suffix else "没有扩展名的文件"
    return Refusal("E103", what, _SAVE_AS)


def _compound(content: bytes) -> str | Refusal:
    """An OLE2 file: an .xls, an encrypted .xlsx, or another program's. Its streams are named in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refusal("E104", "加密的工作簿")
    other = next((what for name, what in _STREAMS.items() if name.encode("utf-16-le") in content), "")
    return Refusal("E103", other, _SAVE_AS) if other else "xls"


def _text(file: str, content: bytes) -> str | Refusal:
    foreign = next((name for mark, name in _FOREIGN.items() if content.startswith(mark)), "")
    encoding = wide_encoding(content)
    head = content[:4096].decode(encoding, "ignore").encode() if encoding else content[:4096]
    foreign = foreign or _markup(head.lstrip(b"\xef\xbb\xbf \r\n\t").lower())
    if foreign:
        return Refusal("E103", foreign, _SAVE_AS)
    named = PurePath(file).suffix.lower() in _SUFFIXES
    if not named or (b"\0" in content[:4096] and not encoding):
        return Refusal("E103", "其他类型的文件", _SAVE_AS)
    return "csv"


def _markup(head: bytes) -> str:
    """What a file that begins with a tag is; spreadsheets of the web are often named .xls."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
        return "XML 表格 2003"
    if head.startswith((b"mime-version:", b"from:")) or (head.startswith(b"<") and _TAG.search(head)):
        return "网页（HTML）"
    return "XML 文件" if head.startswith(b"<?xml") else ""


def _archive(content: bytes) -> str | Refusal:
    """A zip: looked at through its central directory only."""
    if _entries_at_most(content) > MOST_ENTRIES:
        return Refusal("E108", f"内有 {MOST_ENTRIES} 个以上的部件")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _contents(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return Refusal("E107", "压缩结构不完整", _SAVE_AS)


def _entries_at_most(content: bytes) -> int:
    """How many entries the directory can have: it ends the file, each begins with its signature.

    Counting bytes is a hundred times faster than reading a directory of hundreds of thousands of entries.
    """
    end = content.rfind(b"PK\5\6")
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    start = 0 if size == _SIZE_ELSEWHERE else max(0, end - size)
    return content.count(b"PK\1\2", start, end) if end >= 0 else 0


def _contents(archive: zipfile.ZipFile) -> str | Refusal:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    problem = _suspicious(entries, names) or _overlapping(entries, archive.start_dir)
    if problem:
        return Refusal("E108", problem)
    if any(entry.flag_bits & 1 for entry in entries):
        return Refusal("E104", "加密的压缩包")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Refusal("E105", _REFUSED_SUFFIXES[".xlsm"], _SAVE_AS)
    code, other = next((found for mark, *found in _MARKS if mark in names), ("", ""))
    if code:
        return Refusal(code, other, _SAVE_AS)
    return "xlsx" if "xl/workbook.xml" in names else Refusal("E103", "压缩包", _UNPACK)


def _suspicious(entries: list[zipfile.ZipInfo], names: set[str]) -> str:
    """Why an archive is not opened; empty when it may be."""
    if len({name.casefold() for name in names}) != len(entries):
        return "内有重名的部件"
    if any(_leads_outside(name) for name in names):
        return "内有指向外部的路径"
    size, packed = (sum(getattr(e, name) for e in entries) for name in ("file_size", "compress_size"))
    if size > LARGEST_TOTAL:
        return "解压后超过 200 MB"
    if any(entry.file_size > LARGEST_PART for entry in entries):
        return "有一个部件解压后超过 120 MB"
    pairs = [(size, packed), *((entry.file_size, entry.compress_size) for entry in entries)]
    bomb = any(full > RATIO_FROM and full > RATIO * max(small, 1) for full, small in pairs)
    return "压缩比异常" if bomb else ""


def _leads_outside(name: str) -> bool:
    """Whether a part's name leaves the archive's own folder when it is unpacked somewhere."""
    return ":" in name or "\0" in name or name.startswith(("/", "\\")) or ".." in _STEPS.split(name)


def _overlapping(entries: list[zipfile.ZipInfo], end: int) -> str:
    """Whether two parts share bytes, the way a small file is made to inflate to a huge one."""
    spans = sorted((e.header_offset, e.header_offset + _HEADER + e.compress_size) for e in entries)
    starts = [start for start, _ in spans[1:]] + [end]
    shared = any(stop > following for (_, stop), following in zip(spans, starts, strict=True))
    return "部件相互重叠" if shared else ""
