"""Files from the reading pages: a fold below each chart, a button below main tables, one for the page."""

import io

import openpyxl
import pytest

from pages import cached
from tests.kit.pages import LEADER, REVIEWER, opener
from tests.kit.sample_reports import take_browser_away

PRINTED = ("overview", "enterprises", "brands", "units", "indicators", "trends", "weights", "progress")


@pytest.fixture
def demo(demo_url, monkeypatch):
    """Pages of a county of one's own: the audit notes every file that is taken."""
    return opener(demo_url, monkeypatch)


@pytest.fixture
def offered(monkeypatch):
    """What the download buttons would hand out: label → file name and maker, as of the last run."""
    found = {}
    monkeypatch.setattr(
        "pages.ui.shared.export.st.download_button",
        lambda label, data, file_name, **_more: found.update({label: (file_name, data)}),
    )
    return found


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("page", PRINTED)
def test_every_reading_page_can_be_printed(demo, offered, page):
    assert not demo(page, period="2023年", **{"as": REVIEWER}).run().exception
    name, _make = offered["本页导出 PDF"]
    assert name.endswith(".pdf")
    assert "2023年" in name


def test_pages_without_charts_and_tables_have_no_button(demo, offered):
    app = demo("handbook", **{"as": LEADER})
    offered.clear()
    app.run()
    assert "本页导出 PDF" not in offered


@pytest.mark.long
def test_a_page_prints_its_charts_and_tables_with_its_filters(demo, offered, monkeypatch):
    take_browser_away(monkeypatch)
    # Another printing process, which finds none either; whoever prints next gets one that does.
    queue = cached.paper_queue(cached.SHORT)
    queue.close()
    pdfium = pytest.importorskip("pypdfium2")
    demo("brands", period="2023年", brand_first="前50").run()
    try:
        document = pdfium.PdfDocument(offered["本页导出 PDF"][1]())
    finally:
        queue.close()
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "品牌得分排名" in text
    assert "前50" in text
    assert "请安装 Chrome" in text


def test_a_table_is_saved_whole(demo, offered):
    app = demo("enterprises", period="2023年").run()
    name, make = offered["导出表格"]
    assert name.startswith("泗洪县企业得分排名_2023年_")
    sheet = openpyxl.load_workbook(io.BytesIO(make()))["企业得分排名"]
    names = [cell.value for cell in sheet[1]]
    assert "编号" not in names
    listed = [row[names.index("名称")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [one for one in listed if one] == list(app.dataframe[0].value["名称"])


def test_a_chart_is_offered_when_its_fold_is_open(demo, offered):
    app = demo("trends", period="2023年")
    assert "图片 PNG" not in offered
    app.session_state["trend-county-table"] = True
    assert not app.run().exception
    assert {"图片 PNG", "矢量图 SVG", "表格 XLSX"} <= set(offered)
    assert offered["图片 PNG"][0].endswith(".png")
    assert openpyxl.load_workbook(io.BytesIO(offered["表格 XLSX"][1]())).sheetnames[0] == "说明"


@pytest.mark.long
@pytest.mark.browser
def test_a_chart_is_drawn_as_picture_and_as_drawing(demo, offered):
    app = demo("trends", period="2023年")
    app.session_state["trend-county-table"] = True
    app.run()
    assert offered["图片 PNG"][1]().startswith(b"\x89PNG")
    assert offered["矢量图 SVG"][1]().startswith(b"<svg")


def test_without_a_browser_the_fold_says_what_to_install(demo, offered, monkeypatch):
    take_browser_away(monkeypatch)
    app = demo("trends", period="2023年")
    app.session_state["trend-county-table"] = True
    app.run()
    assert any("请安装 Chrome" in one.value for one in app.caption)
    assert "图片 PNG" not in offered
    assert "表格 XLSX" in offered
