"""Files that are no readable workbook at all."""

from collections.abc import Callable
from struct import pack

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STREAM = 4096
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


#: File name → kind and code of the finding, and the bytes made from a good workbook.
BROKEN: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "空文件.xlsx": ("空文件", "E101", lambda _: b""),
    "加密文件.xlsx": ("文件加密", "E104", lambda _: encrypted()),
    "网页改名成表格.xls": ("不是 Excel 文件", "E103", _web_page),
    "PDF改名成表格.xlsx": ("不是 Excel 文件", "E103", lambda _: b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"),
    "文件不完整.xlsx": ("文件损坏", "E107", lambda good: good[: len(good) // 2]),
    "~$正在编辑.xlsx": ("锁文件", "E106", lambda _: b"\x06shili".ljust(165, b" ")),
}
