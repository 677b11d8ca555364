"""A column that a version adds is in templates, reading, checks and rows from its first quarter on."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from metrics.framework import (
    MOST_TYPED,
    ColumnSpec,
    FrameworkError,
    LedgerMeasure,
    MeasureSpec,
    MeasureTerm,
    load_framework,
    parse_period,
    read_files,
    typed_columns,
)
from metrics.framework.editing import AddColumn, AddMeasure, DropColumn, SetWeight, edited
from metrics.ingest.patch import mark
from metrics.ingest.write import write_template
from metrics.scoring import prepare, score_book
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.office import FrameworkDraft
from metrics.store.reporting import check_upload, inspect_upload, receive
from tests.kit.checkups import save_passed
from tests.kit.county_packages import SIHONG

OWN = load_framework(SIHONG)
WEATHER = ColumnSpec("x_weather", "天气", "enum", choices=("晴", "雨"), example="晴", note="本县加的")
GUESTS = ColumnSpec("x_guests", "观摩人数", "int", unit="人", minimum=0, example="12")
EDITS = (AddColumn("L05", WEATHER), AddColumn("L05", GUESTS))
BEFORE, FROM = parse_period("2023Q3"), parse_period("2023Q4")
ROW = {"活动类型": "微宣讲", "场次": 1, "承办类型": "成员单位", "活动名称": "讲一讲", "参加人次": 20}


def save(store, edits, name="2024.2", starts=FROM, parent=-1):
    return save_passed(store, FrameworkDraft(parent, edits, name, starts, "本县要看"), SYSTEM)


def template(store, period, unit="U08"):
    framework = store.reporting.collecting(OWN, period)
    return write_template(framework, unit, period, store.reporting.context(framework, unit, period, SYSTEM))


def sheet_of(content, name="活动台账"):
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book[name]
    top = next(row for row in sheet.iter_rows(max_row=8) if "活动名称*" in [cell.value for cell in row])
    heads = {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in top if cell.value}
    return book, sheet, top[0].row, heads


def filled(content, **cells):
    """A template with one activity."""
    book, sheet, top, heads = sheet_of(content)
    for header, value in {**ROW, **cells}.items():
        sheet.cell(top + 1, heads[header], value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def opened(store):
    for period in (BEFORE, FROM):
        store.reporting.ensure_period(period)
    return store


def test_the_column_is_in_the_template_from_its_quarter_on(opened):
    save(opened, EDITS)
    assert "天气" not in sheet_of(template(opened, BEFORE))[3]
    heads = sheet_of(template(opened, FROM))[3]
    assert list(heads)[-2:] == ["天气", "观摩人数"]
    assert opened.reporting.collecting(OWN, FROM).template_version == "2024.1-1"
    assert opened.reporting.collecting(OWN, BEFORE).template_version == "2024.1"


def test_what_is_filled_in_is_checked_kept_and_counted(opened):
    guests = MeasureSpec(
        "K4c",
        "K4",
        "观摩人数",
        "观摩人数之和",
        LedgerMeasure(
            "credit",
            ("L05",),
            ("E", "B", "U", "C"),
            {"E": 10, "B": 10, "U": 10},
            {"E": "人", "B": "人", "U": "人", "C": "%"},
            per={"B": "sum", "U": "sum", "C": "roster"},
            term=(MeasureTerm("amounts", "L05", ("x_guests",)),),
        ),
    )
    kept = save(opened, (*EDITS, AddMeasure(guests)))
    made = template(opened, FROM)
    wrong = filled(made, 活动日期="2023-11-20", 天气="大雾", 观摩人数=-3)
    upload = inspect_upload(opened.reporting, OWN, wrong, "表.xlsx", account=SYSTEM)
    faults = {
        finding.where.address: finding for finding in upload.checked.findings if finding.severity == "error"
    }
    assert len(faults) == 2
    told = " ".join(finding.message for finding in faults.values())
    assert "天气" in told
    assert "观摩人数" in told
    assert mark(wrong, "表.xlsx", upload.checked, opened.reporting.collecting(OWN)).content
    right = filled(made, 活动日期="2023-11-20", 天气="雨", 观摩人数=7)
    receipt = receive(opened.reporting, OWN, right, "表.xlsx", SYSTEM)
    assert receipt.submission, [finding.message for finding in receipt.checked.findings]
    opened.reporting.approve(receipt.submission.id, "office")
    framework = opened.office.framework(kept.id)
    data = opened.reporting.dataset(framework, FROM)
    assert data.ledgers["L05"][["x_weather", "x_guests"]].to_numpy().tolist() == [["雨", 7]]
    book = score_book(prepare(framework, data), "unit")
    assert book.values.at["U08", "K4c"] == 7


@pytest.mark.long
def test_workbooks_from_before_are_told_nothing_of_it(opened):
    before = filled(template(opened, FROM), 活动日期="2023-11-20")
    found = check_upload(opened.reporting, OWN, before, "表.xlsx", account=SYSTEM).findings
    save(opened, EDITS)
    again = check_upload(opened.reporting, OWN, before, "表.xlsx", account=SYSTEM)
    assert again.accepted
    assert [finding.code for finding in again.findings] == [finding.code for finding in found]


@pytest.mark.long
def test_rows_stored_before_have_blanks_there(opened):
    receipt = receive(
        opened.reporting, OWN, filled(template(opened, FROM), 活动日期="2023-11-20"), "表.xlsx", SYSTEM
    )
    opened.reporting.approve(receipt.submission.id, "office")
    kept = save(opened, EDITS)
    data = opened.reporting.dataset(opened.office.framework(kept.id), FROM)
    assert data.ledgers["L05"]["x_guests"].isna().all()


@pytest.mark.long
def test_columns_go_and_come_with_versions_and_keep_their_type(opened):
    first = save(opened, EDITS)
    second = save(opened, (DropColumn("L05", "x_weather"),), "2024.3", parse_period("2024Q1"), first.id)
    later = parse_period("2024Q1")
    assert "x_weather" not in opened.reporting.collecting(OWN, later).ledgers["L05"].by_id
    assert "x_weather" in opened.reporting.collecting(OWN, FROM).ledgers["L05"].by_id
    assert "x_weather" in opened.reporting.collecting(OWN).ledgers["L05"].by_id
    again = (AddColumn("L05", replace(WEATHER, type="text", choices=())),)
    with pytest.raises(StoreError, match=r"“天气”.*以前是从几个词里选，不能改为文字"):
        save(opened, again, "2024.4", later, second.id)
    third = save(
        opened,
        (AddColumn("L05", replace(GUESTS, id="x_hosts", header="主办人数")),),
        "2024.5",
        later,
        second.id,
    )
    assert opened.office.framework(third.id).template_version == "2024.1-2"


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("column", "said"),
    [
        (replace(GUESTS, id="guests"), "编号以 x_ 开头"),
        (replace(GUESTS, header="活动名称"), "已有“活动名称”这一列"),
        (replace(GUESTS, header="人 数"), "列名要有 1—20 个字"),
        (replace(GUESTS, type="reference"), "只能是"),
        (replace(WEATHER, choices=()), "choices"),
    ],
)
def test_a_column_that_would_not_do_is_refused(column, said):
    with pytest.raises(FrameworkError, match=said):
        edited(read_files(), (AddColumn("L05", column),), "x")


def test_a_sheet_has_no_more_to_type_than_people_bear():
    room = MOST_TYPED - typed_columns(OWN.ledgers["L05"])
    assert room > 0
    edits = [AddColumn("L05", replace(GUESTS, id=f"x_{n}", header=f"人数{n}")) for n in range(room + 1)]
    assert edited(read_files(), edits[:-1], "x")[1].ledgers["L05"].by_id[f"x_{room - 1}"]
    with pytest.raises(FrameworkError, match=f"已有 {MOST_TYPED} 列要手填"):
        edited(read_files(), edits, "x")
    chosen = AddColumn("L05", WEATHER)
    assert edited(read_files(), (*edits[:-1], chosen), "x")[1].added[-1] == ("L05", "x_weather")


def test_a_column_must_not_be_required():
    text = read_files()["visible.toml"].decode() + '\n[[column]]\nledger = "L05"\nid = "x_a"\nheader = "甲"\n'
    text += 'type = "text"\nrequired = true\nsince = "2024.1-1"\n'
    with pytest.raises(FrameworkError, match="只能选填"):
        edited({**read_files(), "visible.toml": text.encode()}, (SetWeight("K", 4),), "x")
