"""The lists behind the dropdowns: what a column allows, and what an entity is called in a cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.framework import ColumnSpec, Framework, LedgerSpec, Period
from metrics.ingest.model import Context

YES_NO = ("是", "否")
#: Statuses that take an entity out of the dropdowns; naming it is still understood.
GONE = frozenset({"退出", "停用", "终止"})


@dataclass(frozen=True)
class WordList:
    """One list of the 字典 sheet: `name` is the defined name that dropdowns point at."""

    name: str
    title: str
    words: tuple[str, ...]


def display(code: str, name: str) -> str:
    """How a reference stands in a cell: `E017 某新材料有限公司（示例）`."""
    return f"{code} {name}" if name and name != code else code


def entities(framework: Framework, context: Context, target: str) -> Mapping[str, str]:
    """Code → name of everything a reference to `target` (`unit` or a ledger code) may name."""
    if target == "unit":
        return {unit.code: unit.name for unit in framework.units}
    known = context.known.get(target)
    if known is None:
        return {}
    return dict(zip(known["code"].tolist(), known["name"].tolist(), strict=True))


def _present(framework: Framework, context: Context, target: str, period: Period) -> Iterable[str]:
    if target == "unit":
        return [unit.code for unit in framework.units if unit.holds(period.end) or unit.holds(period.start)]
    known = context.known.get(target)
    if known is None:
        return []
    gone = known["status"].isin(GONE) if "status" in known else pd.Series(data=False, index=known.index)
    return known.loc[~gone, "code"].tolist()


def word_list(
    framework: Framework, context: Context, ledger: LedgerSpec, column: ColumnSpec, period: Period
) -> WordList | None:
    """The dropdown of a column; None for a column without one (or whose list is still empty)."""
    if column.type == "bool":
        return WordList("dict_yes_no", "是否", YES_NO)
    if column.type == "reference":
        names = entities(framework, context, column.refers)
        codes = _present(framework, context, column.refers, period)
        words = tuple(display(code, names[code]) for code in codes)
        return WordList(f"dict_ref_{column.refers}", column.header, words) if words else None
    if column.type != "enum":
        return None
    name = column.vocabulary or f"{ledger.code}_{column.id}"
    return WordList(f"dict_{name}", column.header, allowed_words(framework, column, period))


def allowed_words(framework: Framework, column: ColumnSpec, period: Period | None) -> tuple[str, ...]:
    """The words an enum column allows at some day of a period (ever, without one), in file order."""
    if period is None:
        return framework.choices(column)
    held = {*framework.choices(column, period.start), *framework.choices(column, period.end)}
    return tuple(word for word in framework.choices(column) if word in held)
