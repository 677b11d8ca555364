"""The one table of words for where a report stands: pages, papers, verbs and refusals take them from here."""

from collections.abc import Mapping
from types import MappingProxyType

#: State of a unit's report → the word people use for it. Without one it is missing, after the last day late.
STATES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "未报",
        "late": "逾期未报",
        "draft": "草稿",
        "submitted": "待审核",
        "returned": "已退回",
        "approved": "通过",
        "published": "已发布",
        "withdrawn": "已撤回",
    }
)
