"""The figures of the source report's kind: what a period's submissions reported, whatever its date."""

import numpy as np
import pandas as pd

from metrics.framework import FactSpec
from metrics.scoring.measures import COLUMNS, Part, Prepared, filters, located, reported_share, total

SUBMISSIONS = "submissions"


def facts(prepared: Prepared) -> dict[str, float | int | None]:
    """Every fact of the framework by its id.

    A register's rows are the latest by code up to the period's end; a flow's those of the period's
    submissions. Whole numbers are int. None: no unit that keeps the ledger has an approved submission in
    the period, or a share of nothing.
    """
    return {fact.id: _value(prepared, fact) for fact in prepared.framework.facts}


def spare_fact(prepared: Prepared, fact: str) -> float | int | None:
    """A figure of the program that texts may name while the county lists figures of its own; as `facts`.

    Raises KeyError for an unknown one.
    """
    return _value(prepared, {one.id: one for one in prepared.framework.spare_facts}[fact])


def fact_rows(prepared: Prepared, fact: str) -> pd.DataFrame:
    """The rows a fact is made of, with the same columns as `rows_behind`; for the submissions themselves
    one row each.

    Raises KeyError for an unknown fact.
    """
    spec = next((one for one in _every(prepared) if one.id == fact), None)
    if spec is None:
        raise KeyError(fact)
    if spec.ledger == SUBMISSIONS:
        return _submission_rows(prepared)
    above, below = _sides(prepared, spec)
    return located(prepared, {"numerator": (above,), "denominator": (below,) if below else ()})


def _every(prepared: Prepared) -> tuple[FactSpec, ...]:
    """The facts that are told, and those that texts may name besides."""
    return (*prepared.framework.facts, *prepared.framework.spare_facts)


def _value(prepared: Prepared, spec: FactSpec) -> float | int | None:
    if spec.ledger == SUBMISSIONS:
        return len({prepared.data.submissions[one].unit for one in _submitted(prepared)}) or None
    if not _anyone_reported(prepared, spec.ledger):
        return None
    above, below = _sides(prepared, spec)
    count = float(total((above,), 1)[0])
    if below is None:
        return int(count) if count.is_integer() else count
    among = float(total((below,), 1)[0])
    return 100 * count / among if among else None


def _anyone_reported(prepared: Prepared, ledger: str) -> bool:
    owners = [unit.code for unit in prepared.framework.owners(ledger, prepared.period.end)]
    return bool(
        (reported_share(prepared)[prepared.directory.units.get_indexer(pd.Index(owners)) + 1] > 0).any()
    )


def _sides(prepared: Prepared, spec: FactSpec) -> tuple[Part, Part | None]:
    """The counted rows, and for a percentage those they are a share of."""
    rows, columns = prepared.tables[spec.ledger].rows, prepared.tables[spec.ledger].columns
    base = rows.counts if rows.spec.kind == "register" else rows.counts & rows.reported
    among = base & filters.mask(columns, spec.of)
    held = np.flatnonzero(among & filters.mask(columns, spec.filter))
    shown = rows.spec.name_field or rows.spec.key
    if spec.operation == "percent":
        told_by = next(iter(spec.filter), shown)
        return _part(spec.ledger, told_by, held), _part(spec.ledger, shown, np.flatnonzero(among))
    if spec.operation == "sum":
        return _summed(prepared, spec, held), None
    if spec.operation == "distinct":
        return _distinct(prepared, spec, held), None
    return _part(spec.ledger, shown, held), None


def _part(ledger: str, field: str, rows: np.ndarray, amount: np.ndarray | None = None) -> Part:
    return Part(ledger, field, rows, np.ones(len(rows), dtype=np.intp), amount)


def _summed(prepared: Prepared, spec: FactSpec, held: np.ndarray) -> Part:
    rows, columns = prepared.tables[spec.ledger].rows, prepared.tables[spec.ledger].columns
    if spec.column in rows.spec.summed:
        held = rows.quarterly[np.isin(rows.latest[rows.quarterly], held)]
    return _part(spec.ledger, spec.column, held, columns.amounts(spec.column)[held])


def _distinct(prepared: Prepared, spec: FactSpec, held: np.ndarray) -> Part:
    codes, different = prepared.tables[spec.ledger].columns.factor(spec.column)
    part = _part(spec.ledger, spec.column, held)
    return Part(part.ledger, part.field, held, part.key, once=codes[held] + 1, universe=len(different))


def _submitted(prepared: Prepared) -> list[int]:
    """Approved submissions of the period's quarters."""
    quarters = {quarter.code for quarter in prepared.period.quarters}
    return [one for one, info in prepared.data.submissions.items() if info.period in quarters]


def _submission_rows(prepared: Prepared) -> pd.DataFrame:
    """One row a submission; the first of each unit adds 1."""
    wanted = sorted(_submitted(prepared))
    infos = [prepared.data.submissions[one] for one in wanted]
    units = pd.Series([info.unit for info in infos], dtype="str")
    table = pd.DataFrame(
        {
            "ledger": SUBMISSIONS,
            "submission": wanted,
            "file": [info.file for info in infos],
            "row": 0,
            "field": "unit",
            "value": units,
            "code": units,
            "name": units,
            "unit": units,
            "role": "numerator",
            "amount": (~units.duplicated()).astype(float),
        }
    )
    return table.reindex(columns=list(COLUMNS)).assign(
        **dict.fromkeys(("sheet", "cell", "enterprise", "brand"), "")
    )
