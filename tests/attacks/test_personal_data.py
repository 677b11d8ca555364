"""Numbers that belong to a person: wherever a file holds one, it is refused, named, and not kept."""

import io
import itertools
import random
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from openpyxl import load_workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context
from metrics.ingest.patch import apply_corrections
from metrics.ingest.personal import CARD, IDENTITY, MOBILE, masked_text, personal_places
from metrics.ingest.write import write_template
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import PersonalDataError, check_upload
from tests.kit.commands import run
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.old_books import old_book
from tests.kit.plain_books import PLAIN, book, repacked
from tests.kit.workbooks import people, workbook

__all__ = ["run"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(first):
    """17 digits with their check digit: invented persons."""
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def card(first):
    """The digits with Luhn's check digit."""
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(first))]
    return first + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


NUMBER = identity("32132419850101123")
WITH_X = next(n for n in (identity(f"3213241985010{i:04d}") for i in range(1000, 1100)) if n[-1] == "X")
OLD = "321324850101123"
BANK = card("622202123456789012")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def cell(text, **at):
    row, column = at.get("at", (4, 1))
    return book(lambda _, sheet: sheet.write_string(row, column, text))


def number_cell(value):
    return book(lambda _, sheet: sheet.write_number(4, 1, value))


def hidden(how):
    def write(made, _):
        sheet = made.add_worksheet("旧名单")
        sheet.write_string(9, 2, NUMBER)
        getattr(sheet, how)()

    return book(write)


def on_sheet(do):
    return book(lambda _, sheet: do(sheet))


def with_part(name, data):
    return repacked(PLAIN, extra=[(name, data)])


def properties(**texts):
    return book(lambda made, _: made.set_properties(texts))


def custom_property():
    return book(lambda made, _: made.set_custom_property("经办人", NUMBER))


def rich():
    def write(made, sheet):
        bold = made.add_format({"bold": True})
        sheet.write_rich_string(4, 1, "号 ", bold, NUMBER[:6], NUMBER[6:14], bold, NUMBER[14:])

    return book(write)


def in_sheet(old, new):
    """The first sheet's XML with something put into it."""
    return repacked(PLAIN, lambda name, data: data.replace(old, new) if name.endswith("sheet1.xml") else data)


def list_rule(sheet):
    sheet.data_validation("B2", {"validate": "list", "source": [NUMBER, "无"]})


def prompt(sheet):
    sheet.data_validation("B2", {"validate": "any", "input_title": "例", "input_message": f"如 {NUMBER}"})


def filtered(sheet):
    sheet.write_string(4, 1, NUMBER)
    sheet.set_row(4, options={"hidden": True})


def narrow(sheet):
    sheet.write_string(4, 1, NUMBER)
    sheet.set_column(1, 1, options={"hidden": True})


def inner(name="嵌入.xlsx"):
    return with_part(f"xl/embeddings/{name}", cell(NUMBER))


def format_book():
    def write(made, sheet):
        sheet.write_number(0, 0, 1, made.add_format({"num_format": f'"{NUMBER}"'}))

    return book(write)


def leftover():
    """A text that stands in no cell any more, as programs leave it behind."""

    def change(name, data):
        return (
            data.replace(b"</sst>", f"<si><t>{NUMBER}</t></si></sst>".encode())
            if "sharedStr" in name
            else data
        )

    return repacked(PLAIN, change)


def named():
    return book(lambda made, _: made.define_name("名单", f'="{NUMBER}"'))


COMMENT = (
    '<ThreadedComments xmlns="x"><threadedComment ref="B2" id="1"><text>{}</text></threadedComment>'
    "</ThreadedComments>"
)
CHART = "<c:chartSpace xmlns:c='x'><c:cat><c:pt><c:v>{}</c:v></c:pt></c:cat></c:chartSpace>"
PIVOT = '<pivotCacheRecords xmlns="x"><r><s v="{}"/></r></pivotCacheRecords>'
DRAWING = (
    "<xdr:wsDr xmlns:xdr='x' xmlns:a='y'><xdr:txBody><a:p><a:r><a:rPr lang='zh-CN'/><a:t>{}</a:t></a:r>"
    "<a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:wsDr>"
)

#: Where it hides → (bytes, file name, what the sentence says of the place).
PLACES = {
    "a text": (cell(NUMBER), "", "工作表“活动台账”B5"),
    "among other words": (cell(f"张三（{NUMBER}），车间主任"), "", "B5"),
    "an X at its end": (cell(WITH_X), "", "B5"),
    "a small x at its end": (cell(WITH_X.lower()), "", "B5"),
    "full width": (cell(NUMBER.translate(WIDE)), "", "B5"),
    "spaces": (cell(" ".join(NUMBER)), "", "B5"),
    "wide spaces": (cell("　".join((NUMBER[:6], NUMBER[6:14], NUMBER[14:]))), "", "B5"),
    "hyphens": (cell("-".join((NUMBER[:6], NUMBER[6:14], NUMBER[14:]))), "", "B5"),
    "long dashes": (cell("—".join((NUMBER[:6], NUMBER[6:14], NUMBER[14:]))), "", "B5"),
    "dots": (cell(".".join((NUMBER[:6], NUMBER[6:14], NUMBER[14:]))), "", "B5"),
    "zero width": (cell("\u200b".join(NUMBER)), "", "B5"),
    "two lines": (cell(f"{NUMBER[:6]}\n{NUMBER[6:]}"), "", "B5"),
    "beside other numbers": (cell(f"1 {NUMBER} 2023"), "", "B5"),
    "several formats": (rich(), "", "B5"),
    "the old number of 15": (cell(OLD), "", "B5"),
    "a number, its end lost": (number_cell(int(NUMBER)), "", "B5"),
    "a number as it was": (
        in_sheet(b"<sheetData>", f'<sheetData><row r="9"><c r="C9"><v>{NUMBER}</v></c></row>'.encode()),
        "",
        "C9",
    ),
    "an old number as a number": (number_cell(int(OLD)), "", "B5"),
    "a text in the cell itself": (
        in_sheet(
            b"<sheetData>",
            f'<sheetData><row r="9"><c r="C9" t="inlineStr"><is><t>{NUMBER}</t></is></c></row>'.encode(),
        ),
        "",
        "C9",
    ),
    "a formula": (on_sheet(lambda s: s.write_formula("B5", f'="号"&"{NUMBER}"', None, "")), "", "B5"),
    "what a formula gave": (on_sheet(lambda s: s.write_formula("B5", "=A1&A2", None, NUMBER)), "", "B5"),
    "a hidden row": (on_sheet(filtered), "", "B5"),
    "a hidden column": (on_sheet(narrow), "", "B5"),
    "a hidden sheet": (hidden("hide"), "", "“旧名单”C10（隐藏的工作表）"),
    "a very hidden sheet": (hidden("very_hidden"), "", "“旧名单”C10（深度隐藏的工作表）"),
    "a sheet's name": (book(lambda made, _: made.add_worksheet(NUMBER)), "", "工作表名"),
    "a comment": (on_sheet(lambda s: s.write_comment("C3", f"请核 {NUMBER}")), "", "“活动台账”C3 的批注"),
    "a comment in a thread": (
        with_part("xl/threadedComments/threadedComment1.xml", COMMENT.format(NUMBER)),
        "",
        "批注",
    ),
    "the title": (properties(title=NUMBER), "", "文件属性"),
    "the author": (properties(author=f"张三 {NUMBER}"), "", "文件属性"),
    "the company": (properties(company=NUMBER), "", "文件属性"),
    "a property of one's own": (custom_property(), "", "自定义文件属性"),
    "a defined name": (named(), "", "名称管理器"),
    "a header": (on_sheet(lambda s: s.set_header(f"&C{NUMBER}")), "", "页眉"),
    "a footer": (on_sheet(lambda s: s.set_footer(f"&L经办 {NUMBER}")), "", "页脚"),
    "a text box": (on_sheet(lambda s: s.insert_textbox("D4", f"联系 {NUMBER}")), "", "文本框"),
    "a text box in pieces": (
        with_part("xl/drawings/drawing9.xml", DRAWING.format(NUMBER[:8], NUMBER[8:])),
        "",
        "文本框",
    ),
    "a list to choose from": (on_sheet(list_rule), "", "数据验证"),
    "a prompt": (on_sheet(prompt), "", "数据验证"),
    "a link": (on_sheet(lambda s: s.write_url("B5", f"http://x.cn/?id={NUMBER}", string="看")), "", "超链接"),
    "a number format": (format_book(), "", "数字格式"),
    "a chart's cache": (with_part("xl/charts/chart1.xml", CHART.format(NUMBER)), "", "图表"),
    "a pivot's cache": (
        with_part("xl/pivotCache/pivotCacheRecords1.xml", PIVOT.format(NUMBER)),
        "",
        "透视表",
    ),
    "an embedded workbook": (inner(), "", "嵌入的文件 嵌入.xlsx"),
    "an embedded object of old": (
        with_part(
            "xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" + b"\1" * 600 + NUMBER.encode("utf-16-le")
        ),
        "",
        "嵌入",
    ),
    "the name of a picture": (with_part(f"xl/media/{NUMBER}.png", b"\x89PNG"), "", "部件的名称"),
    "a text no cell has": (leftover(), "", "删去后仍留在文件里的文字"),
    "signs written as numbers": (
        in_sheet(
            b"<sheetData>",
            b'<sheetData><row r="9"><c r="C9" t="inlineStr"><is><t>'
            + "".join(f"&#{ord(sign)};" for sign in NUMBER).encode()
            + b"</t></is></c></row>",
        ),
        "",
        "C9",
    ),
    "the file's name": (PLAIN, f"{NUMBER}_张三.xlsx", "文件名"),
    "a CSV": (f"活动名称,备注\n宣讲,{NUMBER}\n".encode("gb18030"), "活动台账.csv", "B2"),
    "a CSV in UTF-16": (f"活动名称\t备注\r\n宣讲\t{NUMBER}\r\n".encode("utf-16"), "活动台账.csv", "B2"),
    "an old workbook": (old_book(lambda _, s: s.write(4, 1, f"张三{NUMBER}")), "旧.xls", "B5"),
    "a number in an old workbook": (old_book(lambda _, s: s.write(4, 1, float(NUMBER))), "旧.xls", "B5"),
    "a bank card": (cell(f"卡号 {BANK}"), "", "银行卡号"),
    "a bank card in fours": (cell(" ".join(re.findall("....", card("621700123456789")))), "", "银行卡号"),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A county's database in which nothing is ever stored."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('personal') / 'county.db'}") as opened:
        people(opened)
        yield opened


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'county.db'}") as opened:
        people(opened)
        yield opened


def lies_in(store, *pieces):
    """Which of some bytes lie anywhere in the database's files."""
    file = store.database.engine.url.database
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(file).read_bytes()
    return [piece for piece in pieces if piece in content]


@pytest.mark.parametrize("where", PLACES)
def test_wherever_it_hides_the_file_is_refused_and_the_place_named(empty, where):
    content, name, words = PLACES[where]
    file = name or "活动台账.xlsx"
    with pytest.raises(PersonalDataError, match="个人信息") as refused:
        empty.reporting.keep_draft("U08", parse_period("2023Q4"), file, content, "u08")
    assert words in str(refused.value)
    assert empty.reporting.drafts("u08") == []
    said = str(refused.value) + str(empty.care.audit_rows(SYSTEM).to_dict("records"))
    assert not {NUMBER, NUMBER[4:], WITH_X, OLD, BANK} & set(re.findall(r"[0-9X]{14,}", said))
    assert lies_in(empty, content, NUMBER.encode(), WITH_X.encode(), BANK.encode()) == []


@pytest.mark.parametrize("kept", [NUMBER, BANK, OLD])
def test_the_check_says_so_too_and_never_the_number(empty, kept):
    framework = load_framework(SIHONG)
    content = book(lambda made, _: made.add_worksheet("名单").write_string(2, 0, kept))
    checked = check_upload(empty.reporting, framework, content, "x.xlsx", account=SYSTEM)
    found = [item for item in checked.findings if item.code == "E415"]
    assert [(item.where.sheet, item.where.address) for item in found] == [("名单", "A3")]
    assert not checked.accepted
    assert kept not in str(checked.findings)


def test_no_way_in_is_without_the_gate(store, own_database, tmp_path, run):
    with pytest.raises(PersonalDataError):
        store.reporting.submit(*workbook("U08", "2023Q4", {}, file=f"{NUMBER}.xlsx"), "u08")
    bad = workbook("U08", "2023Q4", {"L05": [{"activity_name": f"宣讲 {NUMBER}"}]})
    with pytest.raises(PersonalDataError):
        store.reporting.submit(*bad, "u08")
    assert store.reporting.submissions() == []
    with open_store(own_database) as own:
        people(own)
        path = tmp_path / "活动台账.xlsx"
        path.write_bytes(cell(NUMBER))
        answer = run("submit", str(path), "--as", "u08", "--unit", "U08", "--period", "2023Q4")
        assert answer.code == 1
        assert "个人信息" in answer.err
        assert NUMBER not in answer.out + answer.err
        assert own.reporting.submissions() == []


def test_a_draft_from_before_the_gate_is_wiped_when_it_is_opened(store):
    content = cell(NUMBER)
    kept = store.reporting.keep_draft("U08", None, "x.xlsx", PLAIN, "u08")
    with store.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE draft SET content = ?", (content,))
    with pytest.raises(PersonalDataError):
        store.reporting.draft(kept.id, "u08")
    rows = store.care.audit_rows(SYSTEM)
    assert "personal-refused" in set(rows["action"])


def test_whoever_may_not_bring_files_is_told_that_and_leaves_nothing(store):
    before = store.database.mark()
    with pytest.raises(StoreError, match="要用"):
        store.reporting.keep_draft("U08", None, "x.xlsx", cell(NUMBER), "lingdao")
    assert store.database.mark() == before


def credit_code(rng):
    """A unified social credit code of digits alone, the hardest to tell."""
    return rng.choice(["91", "92", "11", "12", "51", "53"]) + "321324" + f"{rng.randrange(10**10):010d}"


def test_what_an_honest_office_writes_passes():
    rng = random.Random(7)
    start = datetime(2023, 10, 1, tzinfo=UTC)
    moments = [start + timedelta(seconds=rng.randrange(92 * 86400)) for _ in range(300)]
    texts = [credit_code(rng) for _ in range(3000)]
    texts += [f"91321324MA1{rng.randrange(10**6):06d}X" for _ in range(300)]
    texts += [
        moment.strftime("%Y%m%d%H%M%S%f")[:length] for moment in moments for length in (14, 15, 16, 17, 18)
    ]
    texts += [f"{a:%Y.%m.%d}-{b:%Y.%m.%d}" for a, b in itertools.pairwise(moments)]
    texts += [f"321324{moment:%Y%m%d}{rng.randrange(10**4):04d}" for moment in moments]
    texts += [f"苏泗人社〔2023〕{n}号 共{n * 1000000}元 {n}.{n:015d}" for n in range(300)]
    texts += [f"{rng.random()!r} {rng.random() * 100!r}" for _ in range(3000)]
    texts += ["联系人：王主任 13812345678", "0527-86220000", "值班 139 1234 5678"]

    def write(made, sheet):
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
            sheet.write_number(row, 1, rng.random() * 10 ** rng.randrange(12))
            sheet.write_number(row, 2, rng.random())
        sheet.write_formula(0, 3, "=SUM(B:B)", None, 123456789012.5)

    assert [
        str(place) for place in personal_places("2023年10月活动台账_20231102153022.xlsx", book(write))
    ] == []


def test_a_list_of_telephones_is_a_list_of_persons():
    def phones(count):
        return book(lambda _, s: [s.write_number(n, 0, 13800000000 + n * 7) for n in range(count)])

    assert personal_places("x.xlsx", phones(2)) == ()
    assert {place.kind for place in personal_places("x.xlsx", phones(3))} == {MOBILE}


def test_kinds_are_told_apart_and_masked():
    assert [place.kind for place in personal_places("x.xlsx", cell(NUMBER))] == [IDENTITY]
    assert [place.kind for place in personal_places("x.xlsx", cell(BANK))] == [CARD]
    assert masked_text(f"张三{NUMBER}电话13812345678") == "张三321…电话138…"
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    assert personal_places("x.xlsx", cell(wrong)) == ()


def test_the_empty_templates_pass():
    framework = load_framework(SIHONG)
    for unit in framework.units:
        content = write_template(framework, unit.code, parse_period("2023Q4"), Context())
        assert personal_places(f"{unit.code}.xlsx", content) == ()


@pytest.mark.parametrize("text", ["1" * 30_000, "1 " * 15_000, "12-" * 10_000, "３" * 30_000, "1X" * 15_000])
def test_hostile_texts_cost_no_more_than_their_length(text):
    def spent(times):
        content = book(
            lambda _, s: s.write_string(0, 0, text * times) if len(text) * times < 32_700 else None
        )
        content = repacked(
            content,
            lambda name, data: (
                data.replace(b"</sst>", b"<si><t>" + (text * times).encode() + b"</t></si></sst>")
                if "sharedStr" in name
                else data
            ),
        )
        begun = process_time()
        personal_places(f"{times}.xlsx", content)
        return process_time() - begun

    short, long = spent(1), spent(8)
    assert long < 24 * short + 0.2


def test_what_was_put_right_on_the_page_does_not_stay_in_the_file():
    def write(_, sheet):
        for row, text in enumerate((NUMBER, f"又 {NUMBER}", NUMBER, "别的")):
            sheet.write_string(row, 0, text)

    places = {("活动台账", 1, 1): "E017-02", ("活动台账", 2, 1): ""}
    half = apply_corrections(book(write), "x.xlsx", places)
    assert [place.where.address for place in personal_places("x.xlsx", half)] == ["A3"]
    whole = apply_corrections(half, "x.xlsx", {("活动台账", 3, 1): "E017-03"})
    assert personal_places("x.xlsx", whole) == ()
    sheet = load_workbook(io.BytesIO(whole)).active
    assert [cell.value for (cell,) in sheet["A1:A4"]] == ["E017-02", None, "E017-03", "别的"]


def test_addresses_are_those_of_a_spreadsheet():
    content = cell(NUMBER, at=(99, 27))
    (place,) = personal_places("x.xlsx", content)
    assert place.where.address == xl_rowcol_to_cell(99, 27)
    assert io.BytesIO(content).read(2) == b"PK"
