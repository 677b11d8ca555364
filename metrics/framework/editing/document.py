"""The text of `visible.toml`, open for writing: tables found by id, keys set in place.

tomlkit reads a text into a document that gives back every sign of it; only what an edit touches is
written anew, so that comments and order live on.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from metrics.framework.loader import VISIBLE
from metrics.framework.model import FrameworkError, MeasureSpec, MeasureTerm, NodeSpec

#: Kinds of table that are parts of the tree.
PARTS = ("node", "measure")
_NONE = tomlkit.aot()


class FrameworkText:
    """The document of one version. Edits change it in place; `template` is what added columns come with."""

    def __init__(self, text: str, template: str = "") -> None:
        self.document = parsed(text)
        self.template = template

    @property
    def written(self) -> str:
        """The text as it is now."""
        return tomlkit.dumps(self.document)

    def replace(self, text: str) -> None:
        """Another text in place of the whole."""
        self.document = parsed(text)

    def tables(self, kind: str) -> AoT:
        """All `[[kind]]` tables; FrameworkError where the key stands for something else."""
        found = self.document.get(kind, _NONE)
        if not isinstance(found, AoT):
            raise FrameworkError(VISIBLE, kind, "[[…]]", f"应写成 [[{kind}]]")
        return found

    def ids(self, kind: str) -> list[str]:
        """Ids of the tables of a kind, in their order."""
        return [str(table.get("id", "")) for table in self.tables(kind)]

    def kind_of(self, part: str) -> str:
        """Whether an id is a node's or a measure's; FrameworkError where it is neither."""
        for kind in PARTS:
            if part in self.ids(kind):
                return kind
        raise FrameworkError(VISIBLE, part, "id", "没有这个编号的项目或指标")

    def part(self, part: str) -> Table:
        """The table of a node or measure."""
        kind = self.kind_of(part)
        return self.tables(kind)[self.ids(kind).index(part)]

    def formula(self, measure: str) -> Table:
        """The table `[measure.ledger]` of a measure; FrameworkError where the id is not a measure's."""
        if self.kind_of(measure) != "measure":
            raise FrameworkError(VISIBLE, measure, "ledger", "这是项目，不是指标")
        return self.part(measure)["ledger"]

    def terms(self, measure: str) -> list[Table]:
        """The sums a measure of credits is made of."""
        return list(self.formula(measure).get("term", []))

    def term(self, measure: str, position: int) -> Table:
        """One of these sums, from 0; FrameworkError where there is none."""
        terms = self.terms(measure)
        if not 0 <= position < len(terms):
            raise FrameworkError(VISIBLE, f"measure {measure}", "term", f"没有第 {position + 1} 个合计")
        return terms[position]

    def insert(self, kind: str, text: str, at: int) -> None:
        """Put a further `[[kind]]` table, given as text, before the one at a place."""
        if kind not in self.document:
            self.document = parsed(f"{self.written.rstrip()}\n\n{text}")
            return
        self.tables(kind).insert(at, parsed(text)[kind][0])

    def remove(self, kind: str, part: str) -> None:
        """Take a table out; the list goes with its last one."""
        tables, at = self.tables(kind), self.ids(kind).index(part)
        del tables[at]
        if not len(tables):
            del self.document[kind]

    def move(self, kind: str, part: str, before: str) -> None:
        """Put a table before another one of its kind; without one, at the end."""
        tables = self.tables(kind)
        table = tables[self.ids(kind).index(part)]
        text = tomlkit.dumps(_alone(kind, table))
        del tables[self.ids(kind).index(part)]
        at = self.ids(kind).index(before) if before else len(tables)
        self.insert(kind, text, at)


def parsed(text: str) -> TOMLDocument:
    """The document of a text; FrameworkError where it is no TOML."""
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise FrameworkError(VISIBLE, "文件", "语法", f"不是有效的 TOML（{error}）") from None


def put(table: Any, key: str, value: Any) -> None:  # noqa: ANN401 - a table or document, and what TOML holds
    """Set a key, in its place where it stands already; None takes it out."""
    if value is None:
        if key in table:
            table.remove(key)
        return
    table[key] = toml_value(value)


def toml_value(value: Any) -> Any:  # noqa: ANN401 - what TOML holds
    """A value as an item: mappings inline, whole numbers without a point."""
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        for key, inner in value.items():
            inline.append(key, toml_value(inner))
        return inline
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        for inner in value:
            array.append(toml_value(inner))
        return array
    if isinstance(value, float) and value.is_integer():
        return tomlkit.item(int(value))
    return tomlkit.item(value)


def node_text(node: NodeSpec) -> str:
    """A node as a `[[node]]` table."""
    return "[[node]]\n" + _lines(_said(node)) + "\n"


def measure_text(measure: MeasureSpec) -> str:
    """A measure as a `[[measure]]` table with its formula and sums."""
    own, ledger = _said(measure), _said(measure.ledger)
    own.pop("ledger", None)
    ledger.pop("term", None)
    terms = "".join(f"\n[[measure.ledger.term]]\n{_lines(_said(term))}" for term in measure.ledger.term)
    return f"[[measure]]\n{_lines(own)}[measure.ledger]\n{_lines(ledger)}{terms}\n"


def term_keys(term: MeasureTerm) -> dict[str, Any]:
    """What a sum says, without what is so by default."""
    return _said(term)


def table_text(kind: str, values: Mapping[str, Any]) -> str:
    """A `[[kind]]` table of some values."""
    return f"[[{kind}]]\n{_lines(values)}\n"


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {toml_value(value).as_string()}\n" for key, value in values.items())


def _key(key: str) -> str:
    return tomlkit.key(key).as_string()


def _said(spec: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the model's dataclasses
    """The fields of a spec that are not as by default, in their order."""
    out: dict[str, Any] = {}
    for part in fields(spec):
        value = getattr(spec, part.name)
        default = part.default_factory() if part.default_factory is not MISSING else part.default
        if value is None or (default is not MISSING and value == default):
            continue
        out[part.name] = _said(value) if is_dataclass(value) else value
    return out


def _alone(kind: str, table: Table) -> TOMLDocument:
    document, tables = tomlkit.document(), tomlkit.aot()
    tables.append(table)
    document[kind] = tables
    return document
