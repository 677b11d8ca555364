"""The room of the page 建县: steps, the workbook, single entries, what is handed out, versions."""

from pages.ui.setup.entries import entries_view
from pages.ui.setup.ground import ground_view
from pages.ui.setup.handing_out import handing_out_view
from pages.ui.setup.steps import steps_view
from pages.ui.setup.versions import versions_view
from pages.ui.setup.workbook import workbook_view

__all__ = ["entries_view", "ground_view", "handing_out_view", "steps_view", "versions_view", "workbook_view"]
