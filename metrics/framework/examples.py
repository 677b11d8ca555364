"""Examples in templates and messages, in the words of the county in force."""

from collections.abc import Mapping
from dataclasses import replace

from metrics.framework.county import County
from metrics.framework.model import ColumnSpec, LedgerSpec, UnitSpec
from metrics.framework.words import Vocabulary


def with_examples(
    ledgers: Mapping[str, LedgerSpec],
    home: County,
    units: tuple[UnitSpec, ...],
    vocabularies: Mapping[str, Vocabulary],
) -> dict[str, LedgerSpec]:
    """The ledgers with examples that the county's own people would write.

    `{county}`, `{called}`, `{city}`, `{province}`, `{town}` and `{unit}` in an example are filled in; an
    example that is no word of its vocabulary, or no unit, gives way to one that is.
    """
    towns = vocabularies["towns"].names()
    words = {
        "county": home.name or "本县",
        "called": home.short,
        "city": home.city or "市",
        "province": home.province or "省",
        "town": towns[-1] if towns else "某镇",
        "unit": units[len(units) // 3].name if units else "某单位",
    }
    return {
        code: replace(
            ledger, columns=tuple(_column(column, words, units, vocabularies) for column in ledger.columns)
        )
        for code, ledger in ledgers.items()
    }


def _column(
    column: ColumnSpec,
    words: Mapping[str, str],
    units: tuple[UnitSpec, ...],
    vocabularies: Mapping[str, Vocabulary],
) -> ColumnSpec:
    example = column.example.format_map(words) if "{" in column.example else column.example
    if example and column.refers == "unit" and units and example not in {unit.code for unit in units}:
        example = units[len(units) // 3].code
    known = vocabularies[column.vocabulary].names() if column.vocabulary in vocabularies else ()
    if example and known and example not in known:
        example = known[0]
    return column if example == column.example else replace(column, example=example)
