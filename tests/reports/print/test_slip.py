"""报送单: one page with what was handed in, for the stamp."""

from datetime import datetime

import pypdfium2

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI
from metrics.ingest import AcceptedWorkbook
from metrics.reports.print import slip_of, slip_pdf
from tests.kit.workbooks import FRAMEWORK, activity, workbook

AT = datetime(2024, 1, 10, 9, 30, tzinfo=SHANGHAI)


def test_the_slip_is_one_page_and_says_who_what_and_when():
    checked, _ = workbook(
        "U08",
        "2023Q4",
        {"L05": [activity(1, attendances=120), activity(2, attendances=80)]},
        findings=[("W401", "confirm", "活动台账", 5, 6)],
    )
    info = SubmissionInfo(
        7, "U08", "2023Q4", 2, checked.sha256, "x.xlsx", "approved", "u08", AT, "office", AT
    )
    book = checked.accept()
    assert isinstance(book, AcceptedWorkbook)
    slip = slip_of(FRAMEWORK, info, book, ["L06"], {"u08": "教育局填报员"}, AT)
    line = next(one for one in slip.lines if one.sheet == "活动台账")
    assert (line.rows, slip.total) == (2, 2)
    assert "参加人次 200人次" in line.sums
    document = pypdfium2.PdfDocument(slip_pdf(slip, AT))
    assert len(document) == 1
    text = "".join(document[0].get_textpage().get_text_bounded().split())
    unit = FRAMEWORK.unit["U08"]
    for said in (
        FRAMEWORK.county,
        unit.name,
        "2023年第四季度",
        "第2版",
        "通过",
        "教育局填报员",
        "盖章",
        "待确认1处",
        "2024-01-1009:30",
    ):
        assert said in text
    notes = {one.sheet: one.note for one in slip.lines}
    kept = [code for code in unit.ledgers if code != "L05"]
    assert {notes[FRAMEWORK.ledgers[code].sheet] for code in kept} <= {"零报送", "没有填"}
    assert checked.sha256[:8] not in text
    assert slip_pdf(slip, AT) == slip_pdf(slip, AT)
