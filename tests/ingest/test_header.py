"""Headers under titles, over several rows, shuffled, broken and renamed; and the rows below them."""

import random

import pytest

from metrics.ingest.find.header import find_header, header_key, split_unit
from tests.ingest.conftest import FRAMEWORK

LEDGER = FRAMEWORK.ledgers["L05"]
HEADINGS = [column.heading for column in LEDGER.columns]
EXACT = {column.id: number for number, column in enumerate(LEDGER.columns, 1)}


def blank(width):
    return [""] * width


@pytest.mark.parametrize("titles", [0, 1, 2, 3])
def test_the_header_is_found_under_titles(titles):
    rows = [["某局活动台账", *blank(14)]] * titles + [HEADINGS, ["A1", "2023-11-02", "微宣讲", *blank(12)]]
    header = find_header(rows, LEDGER)
    assert (header.top, header.bottom) == (titles + 1, titles + 1)
    assert header.fields == EXACT


def test_a_header_of_two_rows_with_merged_groups():
    top = ["序号", "活动情况", "", "", "参加情况", "", "企业", "承办类型"]
    low = ["", "日期", "活动名称", "活动类型", "人次", "其中线上人次", "", ""]
    data = ["1", "2023-11-02", "微宣讲进车间", "微宣讲", "12", "0", "E017", "成员单位"]
    header = find_header([["活动台账", *blank(7)], top, low, data], LEDGER)
    assert (header.top, header.bottom) == (2, 3)
    assert header.fields == {
        "held_on": 2,
        "activity_name": 3,
        "activity_type": 4,
        "attendances": 5,
        "online_attendances": 6,
        "enterprise_code": 7,
        "organiser_type": 8,
    }


def test_a_header_of_three_rows():
    rows = [
        ["活动", "", "", "", "人数", ""],
        ["基本情况", "", "", "", "", ""],
        ["活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型"],
        ["2023-11-02", "微宣讲", "微宣讲", "1", "2", "成员单位"],
    ]
    assert find_header(rows, LEDGER).bottom == 3


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("活动日期*", "held_on"),
        ("* 活动日期", "held_on"),
        ("活动\n日期", "held_on"),
        ("活动日期（必填）", "held_on"),
        ("活动日期：", "held_on"),
        ("时间", "held_on"),
        ("参加人次(人次)", "attendances"),
        ("参加人次（单位：人次）", "attendances"),
        ("参与人次", "attendances"),
        ("企业名称", "enterprise_code"),
        ("attendances", "attendances"),
    ],
)
def test_a_header_by_any_spelling(written, field):
    others = [h for h in HEADINGS if h != LEDGER.by_id[field].heading]
    assert find_header([[written, *others]], LEDGER).fields[field] == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("金额（万元）", ("金额", "万元")),
        ("金额(单位：元)", ("金额", "元")),
        ("金额[元]", ("金额", "元")),
        ("金额", ("金额", "")),
    ],
)
def test_the_unit_in_brackets(text, parts):
    assert split_unit(header_key(text)) == parts


def test_rows_of_data_are_no_header():
    assert (
        find_header(
            [["A1", "2023-11-02", "微宣讲", "成员单位"], ["A2", "2023-11-03", "公益活动", "企业"]], LEDGER
        )
        is None
    )


def test_the_template_heading_wins_over_a_synonym():
    header = find_header([["企业名称", *HEADINGS]], LEDGER)
    assert header.fields["enterprise_code"] == EXACT["enterprise_code"] + 1
    assert header.repeated == ((1, "enterprise_code", EXACT["enterprise_code"] + 1, False),)


NOISE = ("", "备注", "填表人", "经办", "附件", "序号")


def messy(chance):
    """A sheet as people make them: shuffled columns, synonyms, marks, noise, titles; and the true mapping."""
    columns = chance.sample(LEDGER.columns, chance.randrange(7, len(LEDGER.columns) + 1))
    names = []
    for column in columns:
        name = chance.choice((column.header, column.heading, *column.synonyms))
        name = chance.choice(("{}", "{}*", " {} ", "{}：", "{}（必填）")).format(name)
        names.append((name if chance.random() < 0.8 else "\n".join((name[:2], name[2:])), column.id))
    names += [(noise, "") for noise in chance.sample(NOISE, chance.randrange(3))]
    chance.shuffle(names)
    titles = [["关于报送活动情况的表", *blank(len(names) - 1)] for _ in range(chance.randrange(4))]
    data = [chance.choice(("2023-11-02", "微宣讲", "12", "", "成员单位", "E017 某公司")) for _ in names]
    truth = {field: number for number, (_, field) in enumerate(names, 1) if field}
    return [*titles, [name for name, _ in names], data, data], len(titles) + 1, truth


@pytest.mark.parametrize("seed", range(500))
def test_five_hundred_messy_sheets_are_mapped_right(seed):
    rows, place, truth = messy(random.Random(seed))
    header = find_header(rows, LEDGER)
    assert (header.bottom, dict(header.fields)) == (place, truth)
