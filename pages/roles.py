"""Which pages there are and what opens them: read by the navigation and by the first line of every page."""

from pathlib import Path
from typing import NamedTuple

READING, REPORTING, MANAGING = "看成效", "报数据", "管理"
PROVINCE = "全省"


class PageSpec(NamedTuple):
    """A page: its script, what it is called, the section of the menu, the act of rights.toml that opens it.

    Whoever has the act, if only for its own unit, has the page.
    """

    file: str
    title: str
    section: str
    act: str


PAGES = (
    PageSpec("overview.py", "总览", READING, "see-scores"),
    PageSpec("enterprises.py", "企业", READING, "see-entities"),
    PageSpec("brands.py", "品牌", READING, "see-entities"),
    PageSpec("units.py", "成员单位", READING, "see-entities"),
    PageSpec("towns.py", "乡镇街道", READING, "see-entities"),
    PageSpec("industries.py", "行业", READING, "see-entities"),
    PageSpec("indicators.py", "指标", READING, "see-scores"),
    PageSpec("worklist.py", "清单", READING, "see-entities"),
    PageSpec("sights.py", "典型与现场", READING, "see-entities"),
    PageSpec("trends.py", "走势", READING, "see-entities"),
    PageSpec("weights.py", "权重与假设", READING, "scenario"),
    PageSpec("search.py", "查找", READING, "see-scores"),
    PageSpec("briefing.py", "简报", READING, "export"),
    PageSpec("present.py", "汇报模式", READING, "see-entities"),
    PageSpec("handbook.py", "口径手册", READING, "see-scores"),
    PageSpec("checkup.py", "指标体检", READING, "see-scores"),
    PageSpec("upload.py", "填报", REPORTING, "submit"),
    PageSpec("review.py", "审核", REPORTING, "approve"),
    PageSpec("progress.py", "报送进度", REPORTING, "see-progress"),
    PageSpec("history.py", "报送历史", REPORTING, "see-submission"),
    PageSpec("quality.py", "数据质量", REPORTING, "rule"),
    PageSpec("periods.py", "报告期与发布", MANAGING, "publish"),
    PageSpec("county.py", "建县", MANAGING, "edit-county"),
    PageSpec("accounts.py", "账号", MANAGING, "see-accounts"),
    PageSpec("admin.py", "指标管理", MANAGING, "edit-framework"),
    PageSpec("audit.py", "审计", MANAGING, "read-audit"),
)

#: The pages of an installation that collects from counties, in place of a county's.
PROVINCE_PAGES = (
    PageSpec("province.py", "省级总览", PROVINCE, "see-province"),
    PageSpec("counties.py", "市县", PROVINCE, "see-province"),
    PageSpec("sights_across.py", "典型与现场", PROVINCE, "see-province"),
    PageSpec("handups.py", "收报进度", PROVINCE, "see-province"),
    PageSpec("crossing.py", "跨县重复", PROVINCE, "see-province"),
    PageSpec("differences.py", "复算差异", PROVINCE, "see-province"),
    *(page for page in PAGES if page.file in ("accounts.py", "audit.py")),
)


def page_of(script: str) -> PageSpec:
    """The page a script draws; KeyError for a script that is no page."""
    return {page.file: page for page in (*PAGES, *PROVINCE_PAGES)}[Path(script).name]
