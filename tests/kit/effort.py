"""What work costs people at a page: clicks and fields, each worth some seconds."""

from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

import openpyxl
from playwright.sync_api import Locator

SECONDS_A_CLICK, SECONDS_A_FIELD = 3, 6
#: So many cells one below the other without a gap are no typing: they are copied from a list that every
#: office has (mark, copy, mark, paste), or filled down.
_LIST, _CLICKS_A_LIST = 5, 4
_FIRST_ROW = 3


@dataclass
class Effort:
    """What the people did: clicks and fields."""

    clicks: int = 0
    fields: int = 0

    def click(self, locator: Locator) -> None:
        locator.click()
        self.clicks += 1

    def fill(self, locator: Locator, text: str) -> None:
        locator.fill(text)
        self.fields += 1

    def add_workbook(self, empty: bytes, filled: bytes) -> None:
        """What it takes to get from one workbook to the other: lists, and cells by hand."""
        before, after = (openpyxl.load_workbook(BytesIO(content)) for content in (empty, filled))
        for sheet in after.worksheets:
            if sheet.sheet_state != "visible" or sheet.title not in before.sheetnames:
                continue
            old = before[sheet.title]
            for cells in sheet.iter_cols(min_row=_FIRST_ROW):
                typed = (cell.value not in (None, old.cell(cell.row, cell.column).value) for cell in cells)
                for is_typed, run in groupby(typed):
                    count = sum(1 for _ in run) if is_typed else 0
                    self.clicks += _CLICKS_A_LIST if count >= _LIST else 0
                    self.fields += count if count < _LIST else 0

    @property
    def minutes(self) -> float:
        return (self.clicks * SECONDS_A_CLICK + self.fields * SECONDS_A_FIELD) / 60
