"""Archives that inflate, lie, overlap or lead outside."""

import zipfile
from struct import pack, unpack_from

from sample_data.sihong.faulty_bytes import encrypted
from tests.kit.attacks.making import BOMB, FILES, MAIN, archive, attack, good, parts, rows, text


@attack("空文件.xlsx")
def _empty() -> bytes:
    return b""


@attack("~$锁.xlsx")
def _lock() -> bytes:
    return b"\5user".ljust(165, b" ")


@attack("全是零.xlsx")
def _zeros() -> bytes:
    return bytes(5000)


@attack("太大.xlsx")
def _too_large() -> bytes:
    return b"PK\3\4" + bytes(21 << 20)


@attack("加密.xlsx")
def _encrypted() -> bytes:
    return encrypted()


@attack("压缩炸弹.xlsx")
def _bomb() -> bytes:
    return archive(parts(rows(" " * BOMB)))


@attack("媒体炸弹.xlsx")
def _media_bomb() -> bytes:
    return archive(parts() | {"xl/media/image1.png": bytes(BOMB)})


@attack("许多小炸弹.xlsx")
def _many_bombs() -> bytes:
    return archive(parts() | {f"xl/media/{n}": bytes(9 << 20) for n in range(10)})


@attack("超大部件.xlsx", large=True)
def _large_part() -> bytes:
    return archive(parts() | {"xl/media/image1.png": bytes(130 << 20)})


@attack("套娃.xlsx")
def _nested() -> bytes:
    inner = archive({"a": bytes(BOMB)})
    for _ in range(5):
        inner = archive({f"{n}.zip": inner for n in range(5)}, zipfile.ZIP_STORED)
    return inner


@attack("套娃藏在部件里.xlsx")
def _nested_part() -> bytes:
    return archive(parts() | {"xl/embeddings/1.zip": archive({"a": bytes(BOMB)})})


def lying(declared: int, content: str = rows(" " * BOMB)) -> bytes:
    """A workbook whose sheet says that it is `declared` bytes long."""
    data = bytearray(archive(parts(content)))
    size = pack("<I", len(content.encode()))
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = pack("<I", declared)
        at = data.find(size, at + 4)
    return bytes(data)


@attack("谎报变小.xlsx")
def _smaller() -> bytes:
    return lying(500)


@attack("谎报变大.xlsx")
def _larger() -> bytes:
    return lying(100 << 20, rows("<row r='1'/>"))


@attack("谎报略大.xlsx")
def _a_little_larger() -> bytes:
    return lying(9000, rows("<row r='1'/>"))


@attack("谎报为零.xlsx")
def _nothing() -> bytes:
    return lying(0)


@attack("谎报刚好.xlsx", large=True)
def _just_below() -> bytes:
    return lying((10 << 20) - 1, rows(" " * (200 << 20)))


@attack("共享字符串谎报.xlsx")
def _lying_strings() -> bytes:
    strings = f"<sst {MAIN}><si><t>{'x' * BOMB}</t></si></sst>"
    data = bytearray(archive(parts() | {"xl/sharedStrings.xml": strings}))
    size = pack("<I", len(strings))
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = pack("<I", 700)
    return bytes(data)


@attack("重叠部件.xlsx")
def _overlap() -> bytes:
    """Every part of the directory points at the same bytes."""
    data = bytearray(archive(parts() | {f"xl/media/{n}": bytes(1 << 20) for n in range(3)}))
    end = data.rfind(b"PK\5\6")
    at = unpack_from("<I", data, end + 16)[0]
    place = None
    while data[at : at + 4] == b"PK\1\2":
        name = data[at + 46 : at + 46 + unpack_from("<H", data, at + 28)[0]]
        if name.startswith(b"xl/media"):
            place = place or bytes(data[at + 42 : at + 46])
            data[at + 42 : at + 46] = place
        at += 46 + sum(unpack_from("<HHH", data, at + 28))
    return bytes(data)


@attack("重名.xlsx")
def _twice() -> bytes:
    names = [*parts(), "xl/copied.xml"]
    return archive(dict.fromkeys(names, "<x/>") | parts()).replace(b"xl/copied.xml", b"_rels/.rels\0\0"[:13])


@attack("大小写重名.xlsx")
def _twice_by_case() -> bytes:
    return archive(parts() | {"XL/Workbook.xml": "<x/>"})


for _number, _name in enumerate(
    ("../../evil", "..\\..\\evil", "/etc/passwd", "\\\\host\\x", "C:\\x", "a/../../b")
):
    FILES[f"外逃路径{_number}.xlsx"] = lambda name=_name: archive(parts() | {name: b"x"})


@attack("七万个部件.xlsx")
def _many_parts() -> bytes:
    return archive(parts() | {f"x{n}": b"" for n in range(70_000)})


@attack("目录谎报.xlsx")
def _false_directory() -> bytes:
    data = bytearray(archive(parts()))
    end = data.rfind(b"PK\5\6")
    data[end + 12 : end + 20] = pack("<II", 0xFFFFFFF0, 0x10)
    return bytes(data)


@attack("部件加密.xlsx")
def _locked_parts() -> bytes:
    data = bytearray(archive(parts()))
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


for _method, _word in (
    (zipfile.ZIP_BZIP2, "bz2"),
    (zipfile.ZIP_LZMA, "lzma"),
    (zipfile.ZIP_STORED, "stored"),
):
    FILES[f"压缩方法{_word}.xlsx"] = lambda method=_method: archive(parts(rows(text("x"))), method)


@attack("前有杂物.xlsx")
def _before() -> bytes:
    return b"PK" + bytes(100) + good()


@attack("后有杂物.xlsx")
def _behind() -> bytes:
    return good() + b"junk" * 5000


@attack("没有表的包.xlsx")
def _no_parts() -> bytes:
    return archive({"a.txt": "x"})
