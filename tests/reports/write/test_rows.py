"""Reports of one case and one carrier: what their rows say, and nothing that nobody wrote."""

import pytest

from metrics.reports.model import KeyFigures, Paragraph, PhotoRow, TableBlock
from metrics.reports.write.kinds import rows_named
from metrics.reports.write.options import ReportError
from tests.kit.sample_reports import county, made, material
from tests.kit.small_photos import paper_photo


def blocks(report, kind):
    return [block for block in report.blocks if isinstance(block, kind)]


def code_of(demo_file, ledger):
    return next(iter(rows_named(material(demo_file), ledger)))


def test_a_carrier_tells_the_sums_of_its_rows(demo_file):
    code = code_of(demo_file, "L03")
    frame = county(demo_file, "2023").ledgers["L03"]
    own = frame[frame["carrier_code"].eq(code)]
    report = made(demo_file, "carrier", entity=code)
    (cards,) = blocks(report, KeyFigures)
    told = {card.label: card.number.value for card in cards.items}
    assert told == {
        "开放次数": own["open_sessions"].sum(),
        "服务人次": own["served_visits"].sum(),
    }
    tables = {table.title: table.frame for table in blocks(report, TableBlock)}
    assert tables["各季度报送的数"]["本期服务人次"].sum() == own["served_visits"].sum()
    assert len(tables["出自哪一行"]) == len(own)
    assert tables["台账里写的"].set_index("项")["内容"]["载体编号"] == code


def test_a_case_tells_its_brand_and_its_place_in_the_file(demo_file):
    code = code_of(demo_file, "L13")
    frame = county(demo_file, "2023").ledgers["L13"]
    own = frame[frame["case_code"].eq(code)].iloc[-1]
    report = made(demo_file, "case", entity=code)
    assert own["case_title"] in report.title
    words = "".join(block.plain for block in blocks(report, Paragraph))
    assert own["case_type"] in words
    assert "nan" not in words.lower()
    assert "<NA>" not in words
    (place,) = (table.frame for table in blocks(report, TableBlock) if table.title == "出自哪一行")
    assert place["行"].tolist() == [f"第{own['_row']}行"]


def test_photos_stand_in_the_report_and_survive_its_keeping(demo_file):
    photo = paper_photo("车间一角")
    report = made(demo_file, "carrier", entity=code_of(demo_file, "L03"), photos=(photo,) * 3)
    (row,) = blocks(report, PhotoRow)
    assert row.photos == (photo, photo)
    again = type(report).from_json(report.to_json())
    assert blocks(again, PhotoRow) == [row]


@pytest.mark.parametrize("kind", ["case", "carrier"])
def test_a_row_that_is_not_there_is_named(demo_file, kind):
    with pytest.raises(ReportError, match="里没有“X999”"):
        made(demo_file, kind, entity="X999")
    with pytest.raises(ReportError, match="要写明是"):
        made(demo_file, kind)
