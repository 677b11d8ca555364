"""指标管理: a framework edited whole, with what that does, and its versions."""

from pages.ui.manage.desk import EDIT, EDITING, desk
from pages.ui.manage.draft import lay_on_desk
from pages.ui.manage.versions import compare_view, versions_table

__all__ = ["EDIT", "EDITING", "compare_view", "desk", "lay_on_desk", "versions_table"]
