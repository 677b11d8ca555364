"""The library: further measures that stand ready to be taken into a framework (`library.toml`)."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from metrics.framework.build import build, need_text
from metrics.framework.model import Framework, FrameworkError, MeasureSpec

FILE = "library.toml"
_HOME = Path(__file__).parent


@dataclass(frozen=True)
class LibraryMeasure:
    """A measure that weighs nothing until it is taken.

    Args:
        id: its name in the library.
        why: what it tells, and what to see to first.
        measure: as it would stand in a framework, under its library name.
    """

    id: str
    why: str
    measure: MeasureSpec


@lru_cache(maxsize=4)
def load_library(folder: Path = _HOME) -> tuple[LibraryMeasure, ...]:
    """Read `library.toml` of a folder; FrameworkError names table and key of what is wrong."""
    try:
        tables = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))["measure"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise FrameworkError(FILE, "文件", "语法", f"读不了（{error}）") from None
    return tuple(_entry(table) for table in tables)


def taken(entry: LibraryMeasure, framework: Framework, parent: str = "") -> MeasureSpec:
    """A measure of the library as it would stand in a framework: under an item, with the next free id.

    Args:
        entry: of the library.
        framework: that takes it.
        parent: an item's id; by default the one it goes best with.

    Raises:
        FrameworkError: the framework has no such item, or the item has no letter left.
    """
    parent = parent or entry.measure.parent
    item = framework.node.get(parent)
    if item is None or not item.item:
        raise FrameworkError(FILE, f"measure {entry.id}", "parent", f"这个框架没有项目“{parent}”，请另选一项")
    return replace(entry.measure, id=free_id(framework, parent), parent=parent)


def free_id(framework: Framework, parent: str) -> str:
    """The next id of a measure below an item: its own and a letter; FrameworkError without one left."""
    known = {part.id for part in framework.parts}
    found = next((f"{parent}{letter}" for letter in ascii_lowercase if f"{parent}{letter}" not in known), "")
    if not found:
        raise FrameworkError(FILE, parent, "id", "这一项下面的指标太多，没有编号可用了")
    return found


def _entry(table: dict[str, Any]) -> LibraryMeasure:
    named = f"measure {table.get('id', '')}"
    why = need_text(table, "why", FILE, named)
    spec = {key: value for key, value in table.items() if key != "why"}
    return LibraryMeasure(need_text(table, "id", FILE, named), why, build(MeasureSpec, spec, FILE, named))
