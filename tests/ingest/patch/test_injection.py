"""No workbook we write turns data into something live: a formula, a link, a field."""

import re
from io import BytesIO

import openpyxl
import pytest

from tests.kit.injections import ATTACKS, WRITERS, live, texts


@pytest.mark.breadth(8)
@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("writer", WRITERS)
def test_what_people_type_stays_text(writer, text):
    content = writer(text)
    assert live(content) == []
    core = re.sub(r"[\x00-\x1f□]|_x[0-9A-F]{4}_", "", text)
    shown = [re.sub(r"[\x00-\x1f□]|_x[0-9A-F]{4}_", "", each) for each in texts(content)]
    assert any(core in each for each in shown), "the text itself is there"


def test_the_look_for_live_cells_sees_one():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.active["A2"].hyperlink = "http://evil.example/"
    buffer = BytesIO()
    book.save(buffer)
    assert len(live(buffer.getvalue())) == 2
