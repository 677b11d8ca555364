"""Edits of the tree: groups and items added, named, ordered, retired; weights, means, least coverage."""

import re
from dataclasses import dataclass, replace
from math import isfinite

from metrics.framework.editing.base import Edit, named, plain_text
from metrics.framework.editing.document import FrameworkText, node_text, put
from metrics.framework.key_words import MEANS
from metrics.framework.loader import VISIBLE
from metrics.framework.model import Framework, FrameworkError, NodeSpec

_ID = re.compile(r"[A-Z][A-Za-z0-9_]{0,11}")


def new_id(text: FrameworkText, wanted: str, kind: str) -> str:
    """An id that nothing has yet; FrameworkError for one of another form or one that is taken."""
    if not _ID.fullmatch(wanted):
        raise FrameworkError(
            VISIBLE, f"{kind} {wanted}", "id", "编号用大写英文字母开头，只含字母、数字，最多 12 个"
        )
    if wanted in (*text.ids("node"), *text.ids("measure")):
        raise FrameworkError(VISIBLE, f"{kind} {wanted}", "id", "这个编号已经用过")
    return wanted


@dataclass(frozen=True)
class AddNode(Edit):
    """A group or item more, as the last one below its parent."""

    node: NodeSpec

    def write(self, text: FrameworkText) -> None:
        """Put it after the last node with the same parent, or after the parent."""
        node, ids = self.node, text.ids("node")
        new_id(text, node.id, "node")
        if node.parent not in ids:
            raise FrameworkError(VISIBLE, f"node {node.id}", "parent", f"没有上级“{node.parent}”")
        parents = [str(table.get("parent", "")) for table in text.tables("node")]
        last = max(
            (at for at, one in enumerate(parents) if one == node.parent), default=ids.index(node.parent)
        )
        clean = replace(
            node,
            name=plain_text(node.name, f"node {node.id}", "name", 20),
            short_name=plain_text(node.short_name, f"node {node.id}", "short_name", 6, blank=True),
            asks=plain_text(node.asks, f"node {node.id}", "asks", 60, blank=True),
        )
        text.insert("node", node_text(clean), last + 1)

    def words(self, framework: Framework) -> str:
        """What is added where."""
        kind = "项目" if self.node.item else "组"
        return f"在“{named(framework, self.node.parent or '')}”下加{kind} {self.node.id} {self.node.name}"


@dataclass(frozen=True)
class RenameNode(Edit):
    """Another name, short name and question of a group or item."""

    node: str
    name: str
    short_name: str = ""
    asks: str = ""

    def write(self, text: FrameworkText) -> None:
        """Set the three texts; an empty short name or question is taken out."""
        if text.kind_of(self.node) != "node":
            raise FrameworkError(VISIBLE, self.node, "name", "这是指标，不是项目")
        table = text.part(self.node)
        put(table, "name", plain_text(self.name, f"node {self.node}", "name", 20))
        for key, value, most in (("short_name", self.short_name, 6), ("asks", self.asks, 60)):
            put(table, key, plain_text(value, f"node {self.node}", key, most, blank=True) or None)

    def words(self, framework: Framework) -> str:
        """Old and new name."""
        return f"{named(framework, self.node)}：名称和问题改为“{self.name}”“{self.asks}”"


@dataclass(frozen=True)
class RetirePart(Edit):
    """A measure, item or group that is no longer asked; earlier versions keep it."""

    part: str

    def write(self, text: FrameworkText) -> None:
        """Take it out with everything below it."""
        kind = text.kind_of(self.part)
        if kind == "node" and "parent" not in text.part(self.part):
            raise FrameworkError(VISIBLE, self.part, "id", "总分不能停用")
        for below in _below(text, self.part):
            text.remove(text.kind_of(below), below)
        text.remove(kind, self.part)

    def words(self, framework: Framework) -> str:
        """What goes."""
        return f"停用 {named(framework, self.part)}"


def _below(text: FrameworkText, part: str) -> list[str]:
    """Ids below a part, the deepest first."""
    found: list[str] = []
    for kind in ("node", "measure"):
        for table in text.tables(kind):
            if table.get("parent") == part:
                found += [*_below(text, str(table["id"])), str(table["id"])]
    return found


@dataclass(frozen=True)
class MovePart(Edit):
    """Another place among its like: before another part of the same kind, or the last (empty `before`)."""

    part: str
    before: str = ""

    def write(self, text: FrameworkText) -> None:
        """Move the table; only parts below the same parent change places."""
        kind = text.kind_of(self.part)
        if self.before and (
            text.kind_of(self.before) != kind
            or text.part(self.before).get("parent") != text.part(self.part).get("parent")
        ):
            raise FrameworkError(VISIBLE, self.part, "次序", f"“{self.before}”不在同一个上级下面")
        before = self.before or self._after_the_last(text, kind)
        if before != self.part:
            text.move(kind, self.part, before)

    def _after_the_last(self, text: FrameworkText, kind: str) -> str:
        parent = text.part(self.part).get("parent")
        ids = text.ids(kind)
        last = max(at for at, table in enumerate(text.tables(kind)) if table.get("parent") == parent)
        return ids[last + 1] if last + 1 < len(ids) else ""

    def words(self, framework: Framework) -> str:
        """Where to."""
        place = f"“{named(framework, self.before)}”之前" if self.before else "最后"
        return f"{named(framework, self.part)}：移到{place}"


@dataclass(frozen=True)
class SetWeight(Edit):
    """Another weight of a group, item or measure."""

    part: str
    weight: float

    def write(self, text: FrameworkText) -> None:
        """Set the key."""
        put(text.part(self.part), "weight", _number(self.weight, self.part, "weight"))

    def words(self, framework: Framework) -> str:
        """The new weight."""
        return f"{named(framework, self.part)}：权重改为 {self.weight:g}"


@dataclass(frozen=True)
class SetMean(Edit):
    """Another mean of what stands below a node."""

    node: str
    aggregate: str

    def write(self, text: FrameworkText) -> None:
        """Set the key; FrameworkError for an unknown mean."""
        if self.aggregate not in MEANS:
            raise FrameworkError(VISIBLE, f"node {self.node}", "aggregate", f"应为 {'、'.join(MEANS)} 之一")
        put(text.part(self.node), "aggregate", self.aggregate)

    def words(self, framework: Framework) -> str:
        """The mean in words."""
        return f"{named(framework, self.node)}：合成改为{MEANS.get(self.aggregate, self.aggregate)}"


@dataclass(frozen=True)
class SetLeastCoverage(Edit):
    """The coverage below which there is no score: of one node, or of all (empty `node`)."""

    least: float
    node: str = ""

    def write(self, text: FrameworkText) -> None:
        """Set the key on the node, or on every node."""
        if not 0 <= self.least <= 1:
            raise FrameworkError(VISIBLE, self.node or "node", "min_coverage", "最低覆盖率应在 0 到 1 之间")
        tables = [text.part(self.node)] if self.node else list(text.tables("node"))
        for table in tables:
            put(table, "min_coverage", float(self.least))

    def words(self, framework: Framework) -> str:
        """The new limit."""
        return f"{named(framework, self.node) if self.node else '各项'}：最低覆盖率改为 {self.least:.0%}"


def _number(value: float, part: str, key: str) -> float:
    """A finite number; whether it may be so large or small the framework's own rules say."""
    if not isfinite(value):
        raise FrameworkError(VISIBLE, part, key, f"{value} 不是一个数")
    return float(value)
