"""Files that are no readable workbook at all."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from struct import pack
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import load_workbook

from metrics.ingest.write.template import HEADER_ROW
from sample_data.sihong.faulty_book import PADDED, Expected

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STREAM = 4096
_EPOCH = (2023, 12, 31, 0, 0, 0)
_PER_STREAM = _STREAM // _SECTOR


def encrypted() -> bytes:
    """A password-protected workbook as Office keeps it: a compound file with an EncryptedPackage.

    Layout of [MS-CFB]: header, one FAT sector, one directory sector, two streams of 4,096 bytes.
    """
    starts = (2, 2 + _PER_STREAM)
    chain = [_FAT, _END]
    for start in starts:
        chain += [*range(start + 1, start + _PER_STREAM), _END]
    chain += [_FREE] * (_SECTOR // 4 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += pack("<I", 0) + pack("<I", _FREE) * 108
    directory = _entry("Root Entry", 5, child=1)
    directory += _entry("EncryptedPackage", 2, start=starts[0], size=_STREAM, right=2)
    directory += _entry("EncryptionInfo", 2, start=starts[1], size=_STREAM)
    directory += bytes(128)
    body = bytes((i * 37 + 11) % 256 for i in range(_STREAM))
    info = pack("<HHI", 4, 4, 0x40).ljust(_STREAM, b" ")
    return header + pack("<128I", *chain) + directory + body + info


def _entry(
    name: str, kind: int, *, start: int = _END, size: int = 0, child: int = _FREE, right: int = _FREE
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    entry = text.ljust(64, b"\0") + pack("<HBB", len(text), kind, 1)
    entry += pack("<III", _FREE, right, child) + bytes(16 + 4 + 16)
    return entry + pack("<IQ", start, size)


def _web_page(_: bytes) -> bytes:
    page = "<html><meta charset='gb2312'><body><table><tr><td>活动日期</td></tr></table></body></html>"
    return page.encode("gb18030")


def _with_part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    """Puts one more part into a good workbook."""

    def make(good: bytes) -> bytes:
        buffer = BytesIO()
        with ZipFile(BytesIO(good)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
            for entry in source.infolist():
                target.writestr(ZipInfo(entry.filename, _EPOCH), source.read(entry), ZIP_DEFLATED)
            target.writestr(ZipInfo(name, _EPOCH), content)
        return buffer.getvalue()

    return make


def _as_text(good: bytes) -> bytes:
    """The ledger of activities as Excel saves it for older programs: CSV in the local encoding."""
    buffer = StringIO(newline="")
    rows = load_workbook(BytesIO(good))["活动台账"].iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    csv.writer(buffer, lineterminator="\r\n").writerows(map(_shown, row) for row in rows)
    return buffer.getvalue().encode("gb18030")


def _shown(value: object) -> object:
    return value.date().isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Broken:
    """A file that is no good workbook: how it is made from one, and what must be found.

    `unit` is chosen at the upload, `needs` as in `faulty_book`.
    """

    make: Callable[[bytes], bytes]
    expected: list[Expected]
    unit: str = ""
    needs: str = ""


def _refused(kind: str, code: str, make: Callable[[bytes], bytes], needs: str = "") -> Broken:
    return Broken(make, [("", "", kind, code)], needs=needs)


_PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
#: File name → what it is.
BROKEN: dict[str, Broken] = {
    "空文件.xlsx": _refused("空文件", "E101", lambda _: b""),
    "文件太大.xlsx": _refused("文件太大", "E102", lambda good: good, PADDED),
    "加密文件.xlsx": _refused("文件加密", "E104", lambda _: encrypted()),
    "网页改名成表格.xls": _refused("不是 Excel 文件", "E103", _web_page),
    "PDF改名成表格.xlsx": _refused("不是 Excel 文件", "E103", lambda _: _PDF),
    "带宏的工作簿.xlsm": _refused("格式不支持", "E105", _with_part("xl/vbaProject.bin", b"\0" * 64)),
    "部件指向外部.xlsx": _refused("结构异常", "E108", _with_part("../../x.xml", b"<x/>")),
    "文件不完整.xlsx": _refused("文件损坏", "E107", lambda good: good[: len(good) // 2]),
    "~$正在编辑.xlsx": _refused("锁文件", "E106", lambda _: b"\x06shili".ljust(165, b" ")),
    "文本改名成活动台账.xls": Broken(
        _as_text, [("", "", "扩展名不符", "W116"), *[("", "", "少一张表", "W201")] * 2], unit="U17"
    ),
}
