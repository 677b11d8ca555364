"""Under review: what was changed on the page before the file was handed in."""

from metrics.ingest.patch import accepted
from metrics.store.reporting import correct_upload, hand_in, inspect_upload
from tests.kit import office
from tests.kit.office import FRAMEWORK, QUARTER, clean, page, words
from tests.kit.pages import REVIEWER

fresh_caches, county = office.fresh_caches, office.county
TEXT = "活动日期,活动名称,活动类型,场次,参加人次,承办类型\n2023-11-02,车间宣讲,微宣讲,1,约1.8万,成员单位\n"


def test_the_reviewer_sees_what_was_changed_and_that_a_number_is_about(county):
    first = inspect_upload(
        county.reporting, FRAMEWORK, TEXT.encode(), "活动台账.csv", "U14", QUARTER, account="u14"
    )
    cells = accepted(first.checked.findings)
    upload = correct_upload(
        county.reporting, FRAMEWORK, first, cells, "U14", QUARTER, account="u14", taken=cells.keys()
    )
    hand_in(county.reporting, upload, "u14")
    at = page("review", REVIEWER)
    case = next(option for option in at.selectbox[0].options if option.startswith("县交通运输局"))
    at = clean(at.selectbox[0].set_value(case).run())
    assert "报送前在页面上改过" in words(at)
    (table,) = [frame.value for frame in at.dataframe if "怎么改的" in frame.value]
    assert table[["原来", "改为", "怎么改的"]].to_numpy().tolist() == [["约1.8万", "≈18000", "采用建议"]]
