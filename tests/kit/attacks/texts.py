"""Old workbooks that are damaged, other formats under a spreadsheet's name, and odd texts."""

import io
import random
from struct import pack, unpack_from

import xlwt

from metrics.framework import load_framework
from tests.kit.attacks.making import FILES, attack, old_good
from tests.kit.county_packages import SIHONG


@attack("老格式远角.xls")
def _old_far() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("活动台账")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 255, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def old_changed(place: int, data: bytes) -> bytes:
    """An .xls with some bytes of its header changed."""
    content = bytearray(old_good())
    content[place : place + len(data)] = data
    return bytes(content)


for _place, _data in (
    (30, b"\xff\xff"),
    (44, b"\xff" * 4),
    (48, b"\xff" * 4),
    (68, bytes(4)),
    (76, bytes(200)),
    (76, b"\1" * 400),
):
    FILES[f"老格式坏头{_place}{_data[:1].hex()}.xls"] = lambda place=_place, data=_data: old_changed(
        place, data
    )


@attack("老格式循环.xls")
def _loop() -> bytes:
    """The chain of sectors runs in a circle."""
    content = bytearray(old_good())
    table = (unpack_from("<I", content, 76)[0] + 1) * 512
    for number in range(128):
        content[table + 4 * number : table + 4 * number + 4] = pack("<I", number // 2)
    return bytes(content)


@attack("网页.xls")
def _html() -> bytes:
    return ("<html><table>" + "<tr><td>1</td></tr>" * 9000 + "</table></html>").encode("gbk")


@attack("表格2003.xls")
def _xml() -> bytes:
    return b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


ODD_TEXTS = (
    *(
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff\0",
        b",",
        b",,,\n" * 9,
        b"\n" * 900,
        b'"',
        b'"a',
        b"a\0b,c\n",
        b"\x81",
    ),
    *(b"a" * (5 << 20), b"," * (5 << 20), b"a,b\n" * 1_100_000, (b"," * 20_000 + b"\n") * 200),
    ("合计,\n" * 200_000).encode("gbk"),
    b"\xff\xfe" + "活动名称\t人次\r\n甲\t1".encode("utf-16-le"),
    "活动名称,人次\r\n甲,1\r\n".encode("utf-16-be"),
)
for _number, _content in enumerate(ODD_TEXTS):
    FILES[f"怪文本{_number:02d}.csv"] = lambda content=_content: content


@attack("各不相同.csv", large=True)
def _different_texts() -> bytes:
    chance = random.Random(4)
    head = ",".join(column.heading for column in load_framework(SIHONG).ledgers["L05"].columns)
    lines = (",".join(chance.randbytes(4).hex() for _ in range(15)) for _ in range(39_000))
    return "\n".join((head, *lines)).encode()


for _mark, _suffix in (
    (b"%PDF-1.7", "pdf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"Rar!", "rar"),
    (b"MZ", "exe"),
):
    FILES[f"其他格式.{_suffix}"] = lambda mark=_mark: mark + bytes(500)
    FILES[f"其他格式{_suffix}.xlsx"] = lambda mark=_mark: mark + bytes(500)
