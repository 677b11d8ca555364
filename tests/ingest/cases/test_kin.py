"""More of each kind of value that is not stored as it is seen, in every format in which it can occur."""

import csv
from io import BytesIO, StringIO

import pytest
import xlsxwriter
import xlwt

from metrics.ingest import BOUND, check_workbook
from metrics.ingest.personal import personal_places
from tests.kit.case_books import CONTEXT, FRAMEWORK, HEAD, QUARTER, ROW, values

FIELD = dict(
    zip(
        HEAD,
        (
            "held_on",
            "activity_name",
            "activity_type",
            "sessions",
            "attendances",
            "enterprise_code",
            "",
            "evidence_ref",
        ),
        strict=True,
    )
)
SUFFIXES = ["xlsx", "xls", "et"]
WITH_CSV = [*SUFFIXES, "csv"]


def rows_with(**cells):
    return [HEAD, tuple(cells.get(name, usual) for name, usual in zip(HEAD, ROW, strict=True))]


def made(suffix, rows, formats=(), sheet="活动台账"):
    """A file of some rows; `formats` is (row, column, number format), 0-based. An .et is an .xls renamed."""
    looks = {(row, column): code for row, column, code in formats}
    if suffix == "csv":
        text = StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode("gb18030")
    buffer = BytesIO()
    if suffix == "xlsx":
        book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                code = looks.get((row, column))
                page.write(row, column, value, book.add_format({"num_format": code}) if code else None)
        book.close()
    else:
        book = xlwt.Workbook(encoding="utf-8")
        page = book.add_sheet(sheet)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                code = looks.get((row, column))
                page.write(row, column, value, xlwt.easyxf(num_format_str=code) if code else xlwt.XFStyle())
        book.save(buffer)
    return buffer.getvalue()


def looked_at(suffix, rows, formats=(), unit="U08", ledger="L05"):
    content = made(suffix, rows, formats, FRAMEWORK.ledgers[ledger].sheet)
    file = f"{FRAMEWORK.ledgers[ledger].sheet}.{suffix}"
    return check_workbook(content, file, FRAMEWORK, CONTEXT, unit, QUARTER)


def codes(book, *wanted):
    return {(one.code, one.severity) for one in book.findings if not wanted or one.code in wanted}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("value", "code", "stored", "bound"),
    [
        (12, '0"百"', 1_200, None),
        (1.8, '0.0"万"', 18_000, None),
        (30, '0"余人次"', 30, "lower"),
        (120, "0.00", 120, None),
    ],
)
def test_a_number_is_what_its_format_shows(suffix, value, code, stored, bound):
    book = looked_at(suffix, rows_with(参加人次=value), [(1, 4, code)])
    assert values(book, "L05", "attendances") == [stored]
    assert (f"attendances{BOUND}" in book.ledgers["L05"].frame) == bool(bound)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("code", ["0.00,", "0!.0,", '0;-0;"无"'])
def test_what_cannot_be_reconciled_is_asked_naming_both(suffix, code):
    value = 0 if "无" in code else 12345
    book = looked_at(suffix, rows_with(参加人次=value), [(1, 4, code)])
    (asked,) = [one for one in book.findings if one.code == "W416"]
    assert asked.severity == "confirm"
    assert str(value) in asked.message
    assert asked.found in asked.message


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("code", ['yyyy"年"m"月"', "yyyy/m", "yyyy.mm"])
def test_a_day_that_is_not_shown_is_asked(suffix, code):
    book = looked_at(suffix, rows_with(活动日期=45220), [(1, 0, code)])
    assert ("W405", "confirm") in codes(book)
    assert str(values(book, "L05", "held_on")[0].date()) == "2023-10-21"


@pytest.mark.parametrize("suffix", WITH_CSV)
def test_a_complete_row_is_no_total_whatever_one_cell_says(suffix):
    head, row = rows_with(活动名称="合计二百场纪念")
    talk = (*row[:1], "累计", *row[2:])
    total = ("合计", "", "", 2, 240, "", "", "")
    book = looked_at(suffix, [head, row, talk, total])
    assert len(book.ledgers["L05"].frame) == 2
    assert ("W303", "hint") in codes(book)


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize(
    ("heading", "value", "stored"),
    [("参加人次（百人次）", 3, 300), ("参加人次/万人次", 0.5, 5_000), ("参加人次（千人次）", 1.2, 1_200)],
)
def test_a_unit_in_the_heading_is_converted_and_told(suffix, heading, value, stored):
    head, row = rows_with(参加人次=value)
    book = looked_at(suffix, [tuple(heading if name == "参加人次" else name for name in head), row])
    assert values(book, "L05", "attendances") == [stored]
    assert ("W208", "confirm") in codes(book)


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize("title", ["单位：百人次", "（单位：千元、百人次）", "人次以百人次计"])
def test_a_unit_in_the_title_is_converted_and_told(suffix, title):
    head, row = rows_with(参加人次=3)
    book = looked_at(suffix, [(title, *[""] * 7), head, row])
    assert values(book, "L05", "attendances") == [300]
    assert ("W208", "confirm") in codes(book)


@pytest.mark.parametrize("suffix", WITH_CSV)
def test_a_unit_in_a_note_below_is_converted_and_told(suffix):
    head, row = rows_with(参加人次=3)
    book = looked_at(suffix, [head, row, ("注：参加人次的单位为百人次", *[""] * 7)])
    assert values(book, "L05", "attendances") == [300]


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize(
    ("parts", "numbers", "stored", "split"),
    [
        (("线下", "线上", "小计"), (100, 20, 120), 120, False),
        (("合计", "男", "女"), (120, 70, 50), 120, False),
        (("男", "女"), (70, 50), None, True),
    ],
)
def test_a_heading_over_parts_is_read_with_its_parts(suffix, parts, numbers, stored, split):
    head, row = rows_with()
    at, more = head.index("参加人次"), [""] * (len(parts) - 1)
    above = (*head[: at + 1], *more, *head[at + 1 :])
    below = (*[""] * at, *parts, *[""] * (len(head) - at - 1))
    data = (*row[:at], *numbers, *row[at + 1 :])
    book = looked_at(suffix, [above, below, data])
    assert values(book, "L05", "attendances") == [stored]
    assert (("E214", "error") in codes(book)) == split


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize("text", ["2023.10-12", "2023/11.2", "2023-11.02", "2023年11-02"])
def test_signs_of_two_kinds_in_a_date_are_asked(suffix, text):
    assert ("E406", "error") in codes(looked_at(suffix, rows_with(活动日期=text)))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\ufe0f", "\u200e"])
def test_signs_nobody_sees_fall_away(suffix, sign):
    head, row = rows_with(
        活动类型=f"微{sign}宣讲",
        参加人次=f"{sign}120",
        企业编号=f"E017{sign}",
        活动日期=f"2023-11-02{sign}",
        佐证编号=sign,
    )
    book = looked_at(suffix, [tuple(f"{sign}{name}" for name in head), row])
    assert codes(book) <= {("W201", "confirm"), ("W203", "hint")}
    assert values(book, "L05", "attendances") == [120]
    assert values(book, "L05", "activity_type") == ["微宣讲"]


UNSEEN = (
    "\u200b \u202c \u2063 \u2066 \u180e \u034f \u3164 \u2800 \u115f \x07 \x7f"
    " \u17b5 \uffa0 \U000e0001 \ufe0f \u061c"
)


@pytest.mark.breadth(4)
@pytest.mark.parametrize("sign", UNSEEN.split(" "))
def test_every_sign_without_a_shape_falls_away_and_fills_no_row(sign):
    head, row = rows_with(
        活动类型=f"微{sign}宣讲",
        参加人次=f"{sign}120{sign}",
        企业编号=f"E017{sign}",
        活动日期=f"2023-11-02{sign}",
    )
    other = ("2023-11-05", "机电技能比武", *ROW[2:4], 80, *ROW[5:])
    book = looked_at("csv", [tuple(f"{sign}{name}" for name in head), row, (sign,) * len(HEAD), other])
    assert values(book, "L05", "attendances") == [120, 80]
    assert values(book, "L05", "activity_type") == ["微宣讲", "微宣讲"]
    assert codes(book) <= {("W201", "confirm"), ("W203", "hint")}


@pytest.mark.parametrize("suffix", WITH_CSV)
def test_a_picture_in_a_cell_is_no_word(suffix):
    book = looked_at(suffix, rows_with(佐证编号='=DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)'))
    assert values(book, "L05", "evidence_ref") == [None]
    assert ("W417", "confirm") in codes(book)


@pytest.mark.parametrize("suffix", WITH_CSV)
def test_a_foreign_file_gets_one_sentence(suffix):
    content = made(suffix, [("姓名", "得分"), ("甲", 1), ("乙", 2)], (), "成绩")
    book = check_workbook(content, f"成绩.{suffix}", FRAMEWORK, CONTEXT)
    assert [one.code for one in book.findings] == ["E201"]


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize(
    ("cell", "typed", "stored"),
    [
        ("参加人次", "1.8w", 18_000),
        ("参加人次", "+120", 120),
        ("企业编号", "E17", "E017"),
        ("企业编号", "017", "E017"),
        ("活动名称", "宣讲", "宣讲"),
    ],
)
def test_what_is_meant_and_harmless_is_taken(suffix, cell, typed, stored):
    book = looked_at(suffix, rows_with(**{cell: typed}))
    assert values(book, "L05", FIELD[cell]) == [stored]
    assert not book.of_severity("error")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_day_typed_as_a_number_is_taken_when_only_one_is_meant(suffix):
    book = looked_at(suffix, rows_with(活动日期=10.8))
    assert str(values(book, "L05", "held_on")[0].date()) == "2023-10-08"
    assert ("W409", "hint") in codes(book)
    assert ("E406", "error") in codes(looked_at(suffix, rows_with(活动日期=10.1)))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("￥3600", 3600.0),
        ("3600元整", 3600.0),
        ("人民币3600元", 3600.0),
        ("0.36w", 3600.0),
        ("三千六百元整", 3600.0),
    ],
)
def test_money_as_people_write_it(typed, stored):
    head = ("实惠类型", "发放日期", "提供单位/组织", "受益人数", "金额")
    book = looked_at("xlsx", [head, ("助学", "2023-11-20", "县人社局", 1, typed)], ledger="L09")
    assert values(book, "L09", "amount") == [stored]


@pytest.mark.parametrize(
    ("typed", "unit", "stored", "code"),
    [
        ("3天", "次", None, "E422"),
        ("3.6万元", "万元", 3.6, "W403"),
        ("36000元", "万元", 3.6, "W403"),
        ("3天", "", 3.0, "W406"),
    ],
)
def test_a_value_is_held_against_the_unit_of_its_row(typed, unit, stored, code):
    head = ("企业编号", "效益类型", "事项说明", "改前值", "改后值", "计量单位", "发生日期", "依据")
    row = ("E017", "降本", "改进裁边工序", typed, 1, unit, "2023-10-10", "企业盖章")
    book = looked_at("xlsx", [head, row], unit="U05", ledger="L08")
    assert values(book, "L08", "before_value") == [stored]
    assert code in {one.code for one in book.findings if one.field == "before_value"}


def test_a_small_encrypted_old_workbook_is_called_encrypted():
    book = check_workbook(small_and_encrypted(), "台账.xls", FRAMEWORK, CONTEXT, "U08", QUARTER)
    assert [one.code for one in book.findings] == ["E104"]


def small_and_encrypted():
    """An OLE file whose stream Workbook is so short that it lies in the small sectors, and encrypted."""
    stream = b"\x09\x08\x10\x00\x00\x06\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    stream += b"\x2f\x00\x06\x00\x01\x00\x01\x00\x04\x00" + b"\x0a\x00\x00\x00"
    stream = stream.ljust(64, b"\0")
    end, free = 0xFFFFFFFE, 0xFFFFFFFF

    def numbers(*values):
        return b"".join(value.to_bytes(4, "little") for value in values).ljust(512, b"\xff")

    def entry(name, kind, child, start, size):
        text = name.encode("utf-16-le") + b"\0\0"
        links = b"".join(v.to_bytes(4, "little") for v in (free, free, child))
        return (
            text.ljust(64, b"\0")
            + len(text).to_bytes(2, "little")
            + bytes((kind, 1))
            + links
            + bytes(36)
            + start.to_bytes(4, "little")
            + size.to_bytes(8, "little")
        )

    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
        + bytes(6)
    )
    for value in (0, 1, 1, 0, 4096, 2, 1, end, 0, 0):
        head += value.to_bytes(4, "little")
    head = head.ljust(512, b"\xff")
    directory = entry("Root Entry", 5, 1, 3, 64) + entry("Workbook", 2, free, 0, len(stream))
    return (
        head
        + numbers(0xFFFFFFFD, end, end, end)
        + directory.ljust(512, b"\0")
        + numbers(end)
        + stream.ljust(512, b"\0")
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("code", ["0", '0"（证）"', "000000000000000000", "0.00E+00"])
def test_an_identity_number_stored_as_a_number_is_found_under_any_format(suffix, code):
    rows = rows_with(佐证编号=320_324_199_001_011_231)
    content = made(suffix, rows, [(1, 7, code)])
    places = personal_places(f"台账.{suffix}", content)
    assert [place.kind for place in places] == ["身份证号"]
    assert places[0].where.address in {"H2", ""}


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize(
    "text", ["320324 19900101 1231", "３２０３２４１９９００１０１１２３１", "320324-19900101-1231"]
)
def test_an_identity_number_is_found_however_it_is_written(suffix, text):
    assert personal_places(f"台账.{suffix}", made(suffix, rows_with(佐证编号=text)))
