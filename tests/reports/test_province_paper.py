"""省专报: its numbers are those of the province's own functions, and who is missing is said first."""

from datetime import datetime

import pytest

from metrics.province import WHOLE, ProvinceError, areas, collect, ranking
from metrics.reports import CHINA, export, province_paper
from metrics.reports.model import Alert, Number, Paragraph, TableBlock
from metrics.words import score
from tests.kit.provinces import COUNTIES, QUARTER, once

AT = datetime(2024, 1, 10, 9, tzinfo=CHINA)


@pytest.fixture(scope="module")
def province(small_province, tmp_path_factory):
    """Four of five have come."""
    folder = tmp_path_factory.mktemp("paper")
    made = small_province.begin(folder / "province")
    list(collect(made, small_province.lay(folder / "in", *[code for code, *_ in COUNTIES[:4]]), once))
    return made


def test_every_number_is_the_province_s(province):
    report = province_paper(province, QUARTER, AT)
    assert isinstance(report.blocks[0], Alert)
    assert "还缺 1 个县：戊县" in report.blocks[0].text
    assert province.name in report.title
    assert QUARTER.label in report.title
    numbers = [
        part
        for block in report.blocks
        if isinstance(block, Paragraph)
        for part in block.text
        if isinstance(part, Number)
    ]
    whole = areas(province, QUARTER).scores.loc[WHOLE]
    assert numbers[0].value == whole["total"]
    assert numbers[0].text == score(whole["total"]), "before the year's end no grade"
    assert all(score(number.value) in number.text for number in numbers)
    tables = {block.title: block.frame for block in report.blocks if isinstance(block, TableBlock)}
    ranked = ranking(province, QUARTER)
    assert tables["各县排名"]["县"].to_list() == ranked["name"].to_list()
    assert tables["各县排名"]["得分"].to_list() == ranked["total"].to_list()
    assert tables["各市得分"]["已报县数"].sum() == 4


@pytest.mark.long
def test_the_same_packages_make_the_same_file(province, tmp_path, small_province):
    first = export(province_paper(province, QUARTER, AT), "docx")
    assert first == export(province_paper(province, QUARTER, AT), "docx")
    with pytest.raises(ProvinceError, match="还没有收到"):
        province_paper(small_province.begin(tmp_path / "empty"), QUARTER, AT)
