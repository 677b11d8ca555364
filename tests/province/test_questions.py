"""Questions to the rows of all counties: the numbers of pandas, nothing else read, nothing written."""

import pytest

from metrics.framework import parse_period
from metrics.province import ProvinceError, asked, collect, compact, lake_rows
from tests.kit.provinces import QUARTER, once


@pytest.fixture(scope="module")
def province(small_province, tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    made = small_province.begin(folder / "它'的省")
    list(collect(made, small_province.lay(folder / "in"), once))
    return made


def by_hand(province):
    rows = lake_rows(province, QUARTER, "L05")
    return rows.groupby("_county").size().to_dict()


def test_the_numbers_are_those_of_the_rows_before_and_after_compacting(province):
    names = {code: one.name for code, one in province.counties.items()}
    expected = {names[code]: count for code, count in by_hand(province).items()}
    assert asked(province, QUARTER, "L05").set_index("county")["n"].to_dict() == expected
    compact(province, QUARTER)
    assert asked(province, QUARTER, "L05").set_index("county")["n"].to_dict() == expected
    told = asked(
        province, QUARTER, "L05", "SELECT city, sum(sessions) AS n FROM rows GROUP BY ALL ORDER BY 1"
    )
    assert told["city"].to_list() == ["东市", "西市"]
    assert told["n"].sum() == lake_rows(province, QUARTER, "L05")["sessions"].sum()


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '{folder}/x.csv'",
        "ATTACH '{folder}/x.db'",
        "SET memory_limit = '8GB'",
        "DROP TABLE counties",
        "SELECT 1; SELECT 2",
        "SELECT nothing FROM rows",
        "",
    ],
)
def test_what_is_no_question_to_the_rows_is_refused(province, question):
    with pytest.raises(ProvinceError, match=r"问不了|只能问"):
        asked(province, QUARTER, "L05", question.format(folder=province.folder))
    assert not (province.folder / "x.csv").exists()


def test_what_has_not_come_is_said(province):
    with pytest.raises(ProvinceError, match="还没有收到"):
        asked(province, parse_period("2023Q1"), "L05")
