"""What came with template 2024.1: read where it is filled in, never missed in an older workbook."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest import check_workbook
from metrics.ingest.checks.wording import expected
from metrics.ingest.find import Scope
from sample_data.sihong.county import make_county
from sample_data.sihong.typed import known_by
from tests.kit.county_packages import QINGLAN, SIHONG
from tests.kit.foreign_words import foreign
from tests.kit.templates import CONTEXT, FRAMEWORK

OLD = Path(__file__).parents[1] / "old_templates"
NEW = {
    "L03": ("visiting_hours", "contact_post", "is_mobile"),
    "L13": ("story", "told_of"),
    "L15": ("credit_code", "short_name"),
}
Q4 = parse_period("2023Q4")


def read(file, framework=FRAMEWORK):
    _, unit, quarter = file.stem.split("_")
    context = known_by(make_county(), unit, quarter, date(2024, 3, 1))
    return check_workbook(file.read_bytes(), file.name, framework, context)


@pytest.mark.parametrize("file", sorted(OLD.glob("*.xlsx")), ids=lambda file: file.stem)
def test_a_workbook_of_the_old_template_is_read_without_a_finding(file):
    checked = read(file)
    assert [finding.message for finding in checked.findings] == []
    assert checked.template_version == "2023.1"
    assert checked.accepted
    for code, fields in NEW.items():
        if code in checked.ledgers:
            rows = checked.ledgers[code]
            assert len(rows.frame)
            assert not set(fields) & set(rows.columns)
            assert rows.frame[list(fields)].isna().all(axis=None)


def test_the_old_heading_and_the_old_word_are_understood():
    (file,) = OLD.glob("*_U01_*.xlsx")
    rows = read(file).ledgers["L13"]
    assert set(rows.frame["spread_level"]) == {"本企业", "县", "市", "省"}
    assert "单位" in set(rows.frame["spread_level__raw"].dropna())


def test_a_new_workbook_without_a_new_column_is_told_so():
    (file,) = OLD.glob("*_U01_*.xlsx")
    newer = replace(FRAMEWORK, templates=("2024.1", "2023.1"))
    missed = {finding.field for finding in read(file, newer).findings if finding.code == "W203"}
    assert missed == {field for fields in NEW.values() for field in fields}


@pytest.mark.long
def test_a_ledger_of_the_new_template_is_not_missed_in_an_old_workbook():
    (file,) = OLD.glob("*_U01_*.xlsx")
    keeps = [
        replace(unit, ledgers=(*unit.ledgers, "L16")) if unit.code == "U01" else unit
        for unit in FRAMEWORK.units
    ]
    keeping = replace(FRAMEWORK, units=tuple(keeps))
    assert read(file, keeping).findings == ()
    told = read(file, replace(keeping, templates=("2024.1", "2023.1"))).findings
    assert [finding.code for finding in told if finding.expected == "企业年度情况"] == ["W201"]


def test_the_template_order_decides():
    framework = load_framework(SIHONG)
    assert framework.template_version == framework.templates[-1] == "2024.1"
    assert framework.came_later("2024.1", "2023.1")
    assert framework.came_later("2024.1", "")
    assert not framework.came_later("2024.1", "2024.1")
    assert not framework.came_later("", "")


def book_of(sheets):
    """A workbook of one's own: sheet → rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(ledger, **cells):
    """A sheet of one ledger with one row: the required fields by their examples, then the cells."""
    spec = FRAMEWORK.ledgers[ledger]
    given = {column.id: column.example for column in spec.columns if column.required} | cells
    columns = [column for column in spec.columns if column.id in given]
    return book_of({spec.sheet: [[c.heading for c in columns], [given[c.id] for c in columns]]}), spec


def findings_of(ledger, unit, **cells):
    content, spec = row_of(ledger, **cells)
    checked = check_workbook(content, "台账.xlsx", FRAMEWORK, CONTEXT, unit, Q4)
    codes = [finding for finding in checked.findings if finding.code not in ("W201", "W203")]
    return codes, checked.ledgers[ledger].frame, spec


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("91321324EXAMPLE01Q", "91321324EXAMPLE01Q"),
        ("91321324example01q", "91321324EXAMPLE01Q"),
        ("9132 1324 EXAM PLE0 1Q", "91321324EXAMPLE01Q"),
        ("９１３２１３２４EXAMPLE01Q", "91321324EXAMPLE01Q"),
        ("91350100M000100Y43", "91350100M000100Y43"),
    ],
)
def test_a_credit_code_is_taken_however_it_is_typed(text, read_as):
    found, frame, _ = findings_of("L15", "U01", enterprise_name="（示例）新厂", credit_code=text)
    assert found == []
    assert frame["credit_code"].tolist() == [read_as]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("91321324EXAMPLE01R", "第 18 位应为 Q，填的是 R"),
        ("91321324EXAMPLE10Q", "第 18 位应为"),
        ("91321324EXAMPLE01", "有 17 位，应为 18 位"),
        ("91321324EXAMPLEO1Q", "不会有“O”"),
        ("913213240000000000", "第 18 位应为"),
    ],
)
def test_a_wrong_credit_code_names_its_cell_and_what_is_expected(text, says):
    (found,), frame, spec = findings_of("L15", "U01", enterprise_name="（示例）新厂", credit_code=text)
    assert (found.code, found.severity, found.field) == ("E425", "error", "credit_code")
    assert (found.where.sheet, found.where.row) == (spec.sheet, 2)
    assert says in found.message
    assert "18 位统一社会信用代码" in found.expected
    assert frame["credit_code"].isna().all()


@pytest.mark.parametrize("text", ["站长 13800000000", "138 0000 0000", "工会主席0527-86000000", "8600 0000"])
def test_a_telephone_is_no_post_and_is_not_repeated(text):
    (found,), _, _ = findings_of("L03", "U21", contact_post=text)
    assert (found.code, found.severity) == ("E415", "error")
    assert text not in found.message + found.found


@pytest.mark.parametrize("text", ["车间工会主席", "2号楼站长", "三车间 第12班组 组长", "2023年度轮值站长"])
def test_a_post_is_a_post(text):
    found, frame, _ = findings_of("L03", "U21", contact_post=text)
    assert found == []
    assert frame["contact_post"].tolist() == [text]


def test_a_story_has_at_most_80_characters():
    assert findings_of("L13", "U02", story="故" * 80)[0] == []
    assert [finding.code for finding in findings_of("L13", "U02", story="故" * 81)[0]] == ["E410"]


def test_an_enterprise_is_found_by_its_short_name():
    names = CONTEXT.known["L15"]
    code = names["code"].iloc[0]
    known = names.assign(aliases=[("双酿",) if one == code else () for one in names["code"]])
    context = replace(CONTEXT, known={**CONTEXT.known, "L15": known})
    content, _ = row_of("L05", held_on="2023-11-02", organiser_type="企业", enterprise_code="双酿")
    checked = check_workbook(content, "台账.xlsx", FRAMEWORK, context, "U19", Q4)
    assert checked.ledgers["L05"].frame["enterprise_code"].tolist() == [code]
    assert {finding.code for finding in checked.findings} <= {"W201", "W203"}


def test_the_short_name_of_the_same_workbook_counts_too():
    roster, activities = FRAMEWORK.ledgers["L15"], FRAMEWORK.ledgers["L05"]
    columns = [c for c in roster.columns if c.required or c.id in ("enterprise_code", "short_name")]
    said = {"enterprise_code": "E900", "enterprise_name": "（示例）新厂", "short_name": "老新"}
    new = [said.get(column.id, column.example) for column in columns]
    held = {"held_on": "2023-11-02", "enterprise_code": "老新"}
    wanted = [c for c in activities.columns if c.required or c.id in held]
    sheets = {
        roster.sheet: [[c.heading for c in columns], new],
        activities.sheet: [[c.heading for c in wanted], [held.get(c.id, c.example) for c in wanted]],
    }
    checked = check_workbook(book_of(sheets), "台账.xlsx", FRAMEWORK, CONTEXT, "U01", Q4)
    assert checked.ledgers["L05"].frame["enterprise_code"].tolist() == ["E900"]


def test_every_ledger_takes_its_own_examples():
    for ledger, unit in (("L03", "U21"), ("L13", "U02"), ("L15", "U01")):
        examples = {c.id: c.example for c in FRAMEWORK.ledgers[ledger].columns if c.since}
        found, frame, _ = findings_of(ledger, unit, **examples)
        assert found == [], ledger
        assert frame[list(examples)].notna().all(axis=None)


def test_the_year_of_an_enterprise_is_one_row():
    spec = FRAMEWORK.ledgers["L16"]
    owners = [replace(u, ledgers=(*u.ledgers, "L16")) if u.code == "U08" else u for u in FRAMEWORK.units]
    framework = replace(FRAMEWORK, units=tuple(owners))
    code = CONTEXT.known["L15"]["code"].iloc[0]
    heads = [c.heading for c in spec.columns[1:]]
    told = [160, 52, "是", 2, 1, 1, 12, 9, 9, 60, 55, 5, 24]
    content = book_of({spec.sheet: [heads, [code, 2023, *told], [code, 2022], [code, 2023, 9]]})
    checked = check_workbook(content, "台账.xlsx", framework, CONTEXT, "U08", Q4)
    ours = [finding for finding in checked.findings if finding.where.sheet == spec.sheet]
    assert [(finding.code, finding.where.address) for finding in ours] == [("E312", "B4")]
    assert "第 2 行" in ours[0].message
    frame = checked.ledgers["L16"].frame
    assert frame["year"].tolist() == [2023, 2022, 2023]
    assert frame["year_code"].tolist() == ["Y08-23Q4-001", "Y08-23Q4-002", "Y08-23Q4-003"]
    assert frame.iloc[0][[c.id for c in spec.columns[3:]]].tolist() == [160, 52, True, *told[3:]]


def test_what_a_form_expects_is_said_in_words():
    scope = Scope("", FRAMEWORK, CONTEXT, "U01", Q4)
    assert "校验位" in expected(FRAMEWORK.ledgers["L15"].by_id["credit_code"], scope)
    assert "电话" in expected(FRAMEWORK.ledgers["L03"].by_id["contact_post"], scope)


def test_what_a_column_expects_is_told_in_the_words_of_the_county_in_force():
    framework = load_framework(QINGLAN)
    scope = Scope("", framework, CONTEXT, "U01", Q4)
    columns = [column for ledger in framework.ledgers.values() for column in ledger.columns]
    told = {f"{column.id} {expected(column, scope)}" for column in columns}
    assert {text: foreign(text) for text in told if foreign(text)} == {}
    asked = [expected(column, scope) for column in columns if column.refers == "unit"]
    assert asked
    assert all(any(f"{unit.code} {unit.name}" in text for unit in framework.units) for text in asked)
