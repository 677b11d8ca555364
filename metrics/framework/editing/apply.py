"""Edits written into a framework's files, one after the other; what comes of it is read as any framework."""

from collections.abc import Sequence

from metrics.framework.columns import next_template
from metrics.framework.editing.base import Edit
from metrics.framework.editing.document import FrameworkText
from metrics.framework.editing.issued import check_issued
from metrics.framework.editing.ways import check_ways
from metrics.framework.editing.whole import NameVersion
from metrics.framework.loader import VISIBLE, Files, parse_framework
from metrics.framework.model import Framework, FrameworkError


def apply(files: Files, edits: Sequence[Edit]) -> Files:
    """The files with some edits written into their `visible.toml`; the last is undone by leaving it out.

    Columns that are added come with the template after the one the files hand out, all with the same.

    Args:
        files: of the version that is changed, as `read_files` gives them.
        edits: in their order.

    Raises:
        FrameworkError: an edit that does not fit what is there, naming table and key.
    """
    return _written(files, edits, parse_framework(files))


def edited(files: Files, edits: Sequence[Edit], version: str) -> tuple[Files, Framework]:
    """The files with some edits and another version, and the framework they make.

    Args:
        files: of the version that is changed.
        edits: in their order.
        version: what the new version is called.

    Raises:
        FrameworkError: an edit does not fit, what comes of it is no framework that can be scored, or it
            changes what was issued from above.
    """
    before = parse_framework(files)
    out = _written(files, (*edits, NameVersion(version)), before)
    after = parse_framework(out)
    check_whole(after)
    check_ways(after)
    check_issued(before, after)
    return out, after


def _written(files: Files, edits: Sequence[Edit], before: Framework) -> Files:
    text = FrameworkText(files[VISIBLE].decode("utf-8"), next_template(before))
    for edit in edits:
        edit.write(text)
    return {**files, VISIBLE: text.written.encode("utf-8")}


def check_whole(framework: Framework) -> None:
    """Refuse what can be read and not be scored: items without measures, weights that are all 0, no item."""
    if not framework.items:
        raise FrameworkError(VISIBLE, "node", "item", "至少要有一个项目")
    for node in framework.nodes:
        below = [part for part in framework.parts if part.parent == node.id]
        if not below:
            raise FrameworkError(
                VISIBLE, node.id, "measure", f"“{node.name}”下面还没有指标；加一个指标，或停用它"
            )
        if sum(part.weight for part in below) <= 0:
            raise FrameworkError(VISIBLE, node.id, "weight", "下级的权重不能全为 0")
        kinds = {part.id in framework.measure for part in below}
        if node.item and kinds != {True}:
            raise FrameworkError(VISIBLE, node.id, "item", f"项目“{node.name}”下面只能是指标")
        if not node.item and True in kinds:
            raise FrameworkError(VISIBLE, node.id, "item", f"“{node.name}”不是项目，指标要放在项目下面")
