"""上级下发: weights that came from above are kept; a county's own items stand in a group of their own."""

from collections.abc import Iterator

from metrics.framework.editing.base import named
from metrics.framework.loader import VISIBLE
from metrics.framework.model import Framework, FrameworkError


def check_issued(before: Framework, after: Framework) -> None:
    """Refuse a framework that changes what was issued from above.

    Args:
        before: the version whose issued parts hold.
        after: the version to be.

    Raises:
        FrameworkError: an issued part is gone, moved or weighs otherwise, or something of the county's own
            stands below an issued one other than as a group of its own.
    """
    if not before.issued or (after.issued and after.issued != before.issued):
        return
    for problem in _problems(before, after):
        raise problem


def _problems(before: Framework, after: Framework) -> Iterator[FrameworkError]:
    by, issued = before.issued.by, set(before.issued.parts)
    if not after.issued:
        yield FrameworkError(
            VISIBLE, "issued", "by", f"现行版本是{by}下发的，不能去掉下发标记；可以导入新的下发文件"
        )
    now = {part.id: part for part in after.parts}
    for part in before.parts:
        if part.id not in issued:
            continue
        name = named(before, part.id)
        if part.id not in now:
            yield FrameworkError(VISIBLE, part.id, "id", f"“{name}”是{by}下发的，不能停用")
        elif now[part.id].weight != part.weight:
            yield FrameworkError(VISIBLE, part.id, "weight", f"“{name}”的权重是{by}下发的，不能改")
        elif now[part.id].parent != part.parent:
            yield FrameworkError(VISIBLE, part.id, "parent", f"“{name}”是{by}下发的，不能移到别处")
    for part in after.parts:
        if part.id in issued or part.parent is None or part.parent not in issued:
            continue
        if part.parent != after.root.id or part.id in after.measure:
            yield FrameworkError(
                VISIBLE,
                part.id,
                "parent",
                f"“{named(after, part.parent)}”是{by}下发的，本县自己的项目和指标要另立一组",
            )
