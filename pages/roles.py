"""Which pages there are and whose they are: read by the navigation and by the first line of every page."""

from pathlib import Path
from typing import NamedTuple

from pages.account import ADMIN, LEADER, REVIEWER, STAFF

READING, REPORTING, MANAGING = "看成效", "报数据", "管理"
OFFICE = (REVIEWER, LEADER, ADMIN)
EVERYONE = (*OFFICE, STAFF)
#: Who reports or decides about reports.
REPORTERS = (STAFF, REVIEWER, ADMIN)


class PageSpec(NamedTuple):
    """A page: its script, what it is called, the section of the menu, the roles that have it."""

    file: str
    title: str
    section: str
    roles: tuple[str, ...]


PAGES = (
    PageSpec("overview.py", "总览", READING, EVERYONE),
    PageSpec("enterprises.py", "企业", READING, OFFICE),
    PageSpec("brands.py", "品牌", READING, OFFICE),
    PageSpec("units.py", "成员单位", READING, OFFICE),
    PageSpec("indicators.py", "指标", READING, EVERYONE),
    PageSpec("trends.py", "走势", READING, OFFICE),
    PageSpec("weights.py", "权重与假设", READING, OFFICE),
    PageSpec("search.py", "查找", READING, EVERYONE),
    PageSpec("briefing.py", "简报", READING, OFFICE),
    PageSpec("handbook.py", "口径手册", READING, EVERYONE),
    PageSpec("upload.py", "填报", REPORTING, REPORTERS),
    PageSpec("review.py", "审核", REPORTING, (REVIEWER, ADMIN)),
    PageSpec("progress.py", "报送进度", REPORTING, OFFICE),
    PageSpec("history.py", "报送历史", REPORTING, REPORTERS),
    PageSpec("quality.py", "数据质量", REPORTING, (REVIEWER, ADMIN)),
    PageSpec("periods.py", "报告期与发布", MANAGING, (REVIEWER, ADMIN)),
    PageSpec("accounts.py", "账号", MANAGING, (ADMIN,)),
    PageSpec("admin.py", "指标管理", MANAGING, (ADMIN,)),
    PageSpec("audit.py", "审计", MANAGING, (ADMIN,)),
)


def page_of(script: str) -> PageSpec:
    """The page a script draws; KeyError for a script that is no page."""
    return {page.file: page for page in PAGES}[Path(script).name]
