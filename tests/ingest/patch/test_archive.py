"""Parts are copied as they are compressed; only the changed ones are compressed anew."""

import io
import struct
import zipfile

import pytest

from metrics.ingest.patch.archive import Archive
from metrics.ingest.patch.xmltext import UnpatchableError
from tests.kit.handmade_books import zipped
from tests.kit.marked_copies import raw_parts

PARTS = {"a.xml": b"<a/>" * 500, "图片/照片.png": bytes(range(256)) * 9, "c.xml": b"<c/>", "空.txt": b""}


@pytest.mark.parametrize("behind", [False, True], ids=["sizes before", "sizes behind the data"])
def test_untouched_parts_keep_their_bytes(behind):
    content = zipped(PARTS, stored=("图片/照片.png",), behind=behind)
    copy = Archive(content).with_parts({"c.xml": b"<d/>" * 99, "新.xml": b"<e/>"})
    before, after = raw_parts(content), raw_parts(copy)
    assert list(after) == [*PARTS, "新.xml"]
    assert {name for name in PARTS if after[name] == before[name]} == PARTS.keys() - {"c.xml"}
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
        assert archive.read("c.xml") == b"<d/>" * 99
        assert archive.read("新.xml") == b"<e/>"
        assert archive.read("图片/照片.png") == PARTS["图片/照片.png"]
        assert archive.getinfo("c.xml").date_time == (2023, 12, 30, 10, 20, 30)


def test_nothing_changed_gives_a_file_with_the_same_parts_in_the_same_places():
    content = zipped(PARTS)
    copy = Archive(content).with_parts({})
    assert copy == content


def test_comment_and_text_before_the_archive_do_no_harm():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", b"<a/>")
        archive.comment = "说明".encode()
    copy = Archive(b"#!stub" + stream.getvalue()).with_parts({"b.xml": b"<b/>"})
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.comment == "说明".encode()
        assert archive.read("a.xml") == b"<a/>"


def test_large_archive_fields_are_dropped_from_the_directory():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a.xml")
        entry.extra = struct.pack("<2HQ", 1, 8, 4) + struct.pack("<2H4s", 0x7075, 4, b"name")
        archive.writestr(entry, b"<a/>")
    copy = Archive(stream.getvalue()).with_parts({})
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.getinfo("a.xml").extra == struct.pack("<2H4s", 0x7075, 4, b"name")
        assert archive.read("a.xml") == b"<a/>"


def test_parts_that_lie_on_one_another_are_refused():
    content = bytearray(zipped({"a.xml": b"<a/>" * 99, "b.xml": b"<b/>"}))
    places = [at for at in range(len(content)) if content[at : at + 4] == b"PK\1\2"]
    content[places[1] + 42 : places[1] + 46] = (10).to_bytes(4, "little")
    with pytest.raises(UnpatchableError):
        Archive(bytes(content)).with_parts({})


@pytest.mark.parametrize("spoil", [lambda c: c[:-30], lambda c: b"", lambda c: b"PK\3\4" + bytes(90)])
def test_what_is_no_archive_is_refused(spoil):
    with pytest.raises(UnpatchableError):
        Archive(spoil(zipped(PARTS)))


def test_a_damaged_or_missing_part_is_refused():
    content = bytearray(zipped({"a.xml": b"<a/>" * 99}))
    content[40] ^= 0xFF
    archive = Archive(bytes(content))
    for name in ("a.xml", "b.xml"):
        with pytest.raises(UnpatchableError):
            archive.read(name)
