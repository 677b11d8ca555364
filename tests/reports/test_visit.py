"""走访路线单: one page of A4, every code leads to its profile, the same stops give the same bytes."""

from datetime import datetime

import pypdfium2
import pytest

from metrics.reports.model import CHINA, Stamp
from metrics.reports.print import Stop, visit_sheet
from metrics.reports.print.visit import qr_svg

STAMP = Stamp("2023年", "0123456789abcdef", "2024.1", datetime(2024, 2, 6, 9, tzinfo=CHINA))


@pytest.mark.parametrize("count", [1, 3, 5])
def test_up_to_five_stops_fit_on_one_sheet_of_a4(count):
    lines = (
        "每天班前十分钟讲一个小问题，一年讲掉了两百多个。",
        "泗洪安达机械有限公司（示例）　开发区",
        "可看时间：周三下午",
        "联系岗位：工会主席岗",
        "2023年12月26日　总工会",
    )
    stops = [
        Stop(f"第{n}处", lines, f"http://10.0.0.8:8501/sights?period=2023&sight=L03-C{n}")
        for n in range(count)
    ]
    content = visit_sheet("走访路线单", "2023年", stops, STAMP)
    (page,) = pypdfium2.PdfDocument(content)
    assert tuple(map(round, page.get_size())) == (595, 842)
    text = page.get_textpage().get_text_range()
    assert all(f"第{n}处" in text for n in range(count))
    assert content == visit_sheet("走访路线单", "2023年", stops, STAMP)
    assert pypdfium2.PdfDocument(content).get_metadata_value("Title") == "走访路线单（2023年）"


def test_without_an_address_there_is_no_code():
    content = visit_sheet("走访路线单", "2023年", [Stop("一处", ())], STAMP)
    (page,) = pypdfium2.PdfDocument(content)
    assert "扫码" not in page.get_textpage().get_text_range()
    assert qr_svg("http://10.0.0.8/sights?sight=L13-D1").startswith("<svg")
