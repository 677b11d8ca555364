"""Photos in workbooks: tied to sheet and row however they were put in, without what tells of their place."""

from importlib import import_module
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from PIL import Image

from metrics.ingest import check_workbook
from metrics.ingest.photos import (
    MOST_BYTES,
    MOST_OF_A_ROW,
    REASONS,
    opened,
    photos_of,
    placed_pictures,
    ready,
    with_photos,
)
from metrics.ingest.photos.pictures import LONGEST, THUMBNAIL
from tests.kit.case_books import CONTEXT, FRAMEWORK, HEAD, QUARTER, ROW
from tests.kit.photo_books import pasted_in_wps

opened_in = import_module("metrics.ingest.photos.opened")
GPS, MAKE = 0x8825, 0x010F


def photo(width=2400, height=1800, colour=(200, 40, 40), kind="JPEG"):
    """A picture with a maker and a place in its EXIF."""
    picture = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    exif[MAKE] = "某品牌手机"
    exif.get_ifd(GPS)[2] = (33.0, 27.0, 0.0)
    buffer = BytesIO()
    picture.save(buffer, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return buffer.getvalue()


def floating(rows=((3, 2), (4, 5))):
    """Pictures anchored over cells (0-based row and column) of a ledger with rows from row 2 on."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("活动台账")
    sheet.write_row(0, 0, HEAD)
    for row in range(1, 6):
        sheet.write_row(row, 0, (*ROW[:1], f"宣讲{'甲乙丙丁戊'[row - 1]}", *ROW[2:]))
    for number, (row, column) in enumerate(rows):
        content = photo(400 + number, 300)
        sheet.insert_image(row, column, f"{number}.jpg", {"image_data": BytesIO(content)})
    book.close()
    return buffer.getvalue()


def embedded():
    """A picture in a cell as Excel puts it there."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("活动台账")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ROW)
    sheet.embed_image(1, 7, "一.jpg", {"image_data": BytesIO(photo(400, 300))})
    book.close()
    return buffer.getvalue()


def of_wps():
    """A picture in a cell as WPS puts it there."""
    return pasted_in_wps("活动台账", HEAD, [ROW[:7]], (1, 7), photo(400, 300))


def test_floating_pictures_belong_to_the_row_of_their_upper_left_corner():
    found = placed_pictures(floating())
    assert [(one.kind, one.where.address) for one in found] == [("floating", "C4"), ("floating", "F5")]


@pytest.mark.parametrize(("make", "kind"), [(embedded, "excel"), (of_wps, "wps")])
def test_pictures_in_cells_belong_to_their_cell_and_are_no_words(make, kind):
    content = make()
    (found,) = placed_pictures(content)
    assert (found.kind, found.where.sheet, found.where.address) == (kind, "活动台账", "H2")
    book = check_workbook(content, "活动台账.xlsx", FRAMEWORK, CONTEXT, "U08", QUARTER)
    assert [one.flat for one in book.findings if one.where.column == 8] == [("活动台账", "H2", "W417")]
    (taken,) = photos_of(content, book).photos
    assert (taken.ledger, taken.where.address) == ("L05", "H2")
    assert (taken.photo.width, taken.photo.height) == (400, 300)


def test_a_wps_picture_saved_by_another_program_is_a_picture_and_no_formula_without_result():
    book = openpyxl.load_workbook(BytesIO(of_wps()))
    saved = BytesIO()
    book.save(saved)
    checked = check_workbook(saved.getvalue(), "活动台账.xlsx", FRAMEWORK, CONTEXT, "U08", QUARTER)
    assert [one.flat for one in checked.findings if one.where.column == 8] == [("活动台账", "H2", "W417")]


def test_a_photo_is_made_smaller_and_tells_nothing_of_its_place():
    kept = ready(photo())
    large, small = (Image.open(BytesIO(content)) for content in (kept.content, kept.thumbnail))
    assert (large.format, max(large.size), max(small.size)) == ("WEBP", LONGEST, THUMBNAIL)
    assert (kept.width, kept.height) == large.size == (1600, 1200)
    assert not large.getexif()
    assert b"Exif" not in kept.content
    assert "某品牌手机".encode() not in kept.content


def test_a_turned_photo_stands_upright():
    picture = Image.new("RGB", (300, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    kept = ready(buffer.getvalue())
    assert (kept.width, kept.height) == (200, 300)


def heic():
    return b"\0\0\0\x18ftypheic" + bytes(40)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"no picture", "unreadable"),
        (photo()[:500], "unreadable"),
        (b"<svg xmlns='x'/>", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, "unreadable"),
        (heic(), "heic"),
        (bytes(MOST_BYTES + 1), "bytes"),
    ],
)
def test_what_is_no_picture_is_left_out_with_its_reason(content, why):
    assert ready(content) == why
    assert REASONS[why]


def bomb():
    """A picture of 400 million pixels in a file of less than 200 KB."""
    buffer = BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_of_too_many_pixels_is_never_decoded():
    assert len(bomb()) < 200_000
    assert ready(bomb()) == "pixels"


def test_what_is_transparent_is_white():
    buffer = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(buffer, "PNG")
    kept = Image.open(BytesIO(ready(buffer.getvalue()).content))
    assert min(kept.convert("L").getextrema()) > 250


def test_a_picture_that_kills_its_process_costs_the_others_nothing(monkeypatch, tmp_path):
    good, script = photo(400, 300), tmp_path / "worker.py"
    script.write_text(
        "import os, runpy, sys\nfrom PIL import Image\nreal = Image.open\n"
        "def killing(stream, *a, **k):\n"
        "    if b'kill' in stream.getvalue(): os.abort()\n"
        "    return real(stream, *a, **k)\n"
        f"Image.open = killing\nrunpy.run_path({str(opened_in.WORKER)!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(opened_in, "WORKER", script)
    first, second, third, again = opened([good, b"kill", photo(300, 400), good])
    assert (first.width, second, third.width, again) == (400, "crashed", 300, first)


def test_what_is_not_done_in_time_is_said_so(monkeypatch):
    monkeypatch.setattr(opened_in, "ALL_SECONDS", 0.0001)
    assert set(opened([photo(400, 300), photo(300, 400)])) <= {"slow", "late"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", floating()[:2000]])
def test_what_cannot_be_followed_has_no_pictures(content):
    assert placed_pictures(content) == ()


def with_pictures(*pictures):
    """A ledger with one row and pictures (0-based row, bytes) over column C."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("活动台账")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ROW)
    for number, (row, content) in enumerate(pictures):
        sheet.insert_image(row, 2, f"{number}.png", {"image_data": BytesIO(content)})
    book.close()
    return buffer.getvalue()


def png(width, height=30):
    buffer = BytesIO()
    Image.new("RGB", (width, height), (0, width % 256, 90)).save(buffer, "PNG")
    return buffer.getvalue()


def broken():
    """A PNG that says what it is and then ends."""
    return png(50)[:45]


def test_a_picture_that_is_left_out_is_told_with_its_cell():
    pictures = [(1, broken()), (1, png(40)), (7, png(60)), (0, png(70))]
    content = with_pictures(*pictures)
    book = check_workbook(content, "活动台账.xlsx", FRAMEWORK, CONTEXT, "U08", QUARTER)
    told = with_photos(book, content).findings[len(book.findings) :]
    assert [one.flat for one in told] == [("活动台账", "C8", "W426"), ("活动台账", "C2", "W426")]
    assert REASONS["unreadable"] in told[1].message
    assert [taken.where.address for taken in photos_of(content, book).photos] == ["C2"]


def test_a_row_keeps_nine_photos_and_says_so():
    content = with_pictures(*((1, png(30 + number)) for number in range(MOST_OF_A_ROW + 2)))
    book = check_workbook(content, "活动台账.xlsx", FRAMEWORK, CONTEXT, "U08", QUARTER)
    harvest = photos_of(content, book)
    assert (len(harvest.photos), len(harvest.findings)) == (MOST_OF_A_ROW, 2)
    assert photos_of(content, book) is harvest


def test_pictures_of_old_books_are_told():
    book = check_workbook(floating(), "活动台账.xlsx", FRAMEWORK, CONTEXT, "U08", QUARTER)
    harvest = photos_of(b"\xd0\xcf\x11\xe0 ... \xff\xd8\xff\xe0 ...", book)
    assert (harvest.photos, [one.code for one in harvest.findings]) == ((), ["W426"])
