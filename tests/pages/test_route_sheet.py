"""走访路线单: whoever reads cards takes the sheet, each stop on it, and the audit says who did."""

import pypdfium2
import pytest

from metrics.store.database import SYSTEM
from tests.kit.office import clean, county, offered, page
from tests.kit.pages import AUDITOR, CODES, LEADER, REVIEWER

__all__ = ["county", "offered"]
PRINT = "打印路线单 PDF"


@pytest.mark.breadth(1)
@pytest.mark.parametrize("account", [AUDITOR, LEADER, REVIEWER])
def test_the_sheet_of_a_visit_comes_with_its_stops(county, offered, account):
    at = page("sights", account, sights_view="走访路线单")
    route = at.multiselect(key="sights-route")
    for stop in route.options[:2]:
        route = clean(at.multiselect(key="sights-route").select(stop).run()).multiselect(key="sights-route")
    (sheet,) = pypdfium2.PdfDocument(offered[PRINT]())
    text = "".join(sheet.get_textpage().get_text_range().split())
    for stop in route.options[:2]:
        assert stop.partition("　")[0] in text
    taken = county.care.audit_rows(SYSTEM, action="download")
    assert taken["account"].tolist() == [CODES[account]]
    assert taken["subject"].str.startswith("走访路线单").all()
