"""What the county's data would be if a checked workbook were submitted and approved."""

import hashlib
from dataclasses import replace
from datetime import datetime

import pandas as pd

from metrics.county.model import Dataset, SubmissionInfo
from metrics.framework import Framework, LedgerSpec
from metrics.ingest import BOUND, RAW, ROW, CheckedWorkbook

_ORIGIN = ("_submission", "_unit", "_period")


def with_submission(
    dataset: Dataset, checked: CheckedWorkbook, framework: Framework, revision: int = 1
) -> Dataset:
    """The dataset in which a workbook's rows replace those its unit had approved for the quarter.

    Args:
        dataset: before; with every row, none left out by rulings.
        checked: an accepted workbook for a quarter of the dataset's period.
        framework: the ledgers.
        revision: its unit's next one for the quarter; of two units that tell of one entity the later counts.

    Returns:
        A dataset of the same period; rows stand in the same order as if it had been stored.

    Raises:
        ValueError: the workbook is not accepted.
    """
    if not checked.accepted or checked.period is None:
        raise ValueError(f"不能报送的文件没有影响可算：{checked.file}")
    replaced = {one: info for one, info in dataset.submissions.items() if _same_quarter(info, checked)}
    info = _as_approved(checked, dataset, revision)
    kept = [one for number, one in dataset.submissions.items() if number not in replaced]
    order = sorted([*kept, info], key=lambda one: (one.period, one.revision, one.unit))
    ranks = {one.id: rank for rank, one in enumerate(order)}
    places = {key: place for key, place in dataset.places.items() if key[0] not in replaced}
    own = {(info.id, code): (rows.sheet, rows.columns) for code, rows in checked.ledgers.items()}
    return replace(
        dataset,
        ledgers={
            code: _ledger(spec, dataset.ledgers[code], checked, info, ranks)
            for code, spec in framework.ledgers.items()
        },
        submissions={one.id: one for one in order},
        places=places | own,
        expected=_expected(dataset.expected, info),
        version=hashlib.sha256(f"{dataset.version}\t{checked.sha256}".encode()).hexdigest(),
    )


def _same_quarter(info: SubmissionInfo, checked: CheckedWorkbook) -> bool:
    return (info.unit, info.period) == (checked.unit, checked.period.code)


def _as_approved(checked: CheckedWorkbook, dataset: Dataset, revision: int) -> SubmissionInfo:
    """The workbook as a submission that does not exist; its id is free."""
    return SubmissionInfo(
        id=max(dataset.submissions, default=0) + 1,
        unit=checked.unit,
        period=checked.period.code,
        revision=revision,
        sha256=checked.sha256,
        file=checked.file,
        state="approved",
        submitted_by="",
        submitted_at=datetime.min,  # noqa: DTZ901 - it never happened
    )


def _ledger(
    spec: LedgerSpec,
    before: pd.DataFrame,
    checked: CheckedWorkbook,
    info: SubmissionInfo,
    ranks: dict[int, int],
) -> pd.DataFrame:
    """A ledger's rows with those of the workbook in their place."""
    kept = before[before["_submission"].isin(list(ranks))]
    rows = checked.ledgers.get(spec.code)
    if rows is None or rows.frame.empty:
        return kept.reset_index(drop=True)
    known = [name for field in spec.by_id for name in (field, f"{field}{RAW}", f"{field}{BOUND}")]
    new = rows.frame[[name for name in [*known, ROW] if name in rows.frame]]
    new = new.assign(**dict(zip(_ORIGIN, (info.id, info.unit, info.period), strict=True)))
    new = new.astype({"_unit": "str", "_period": "str"})
    joined = pd.concat([kept, new], ignore_index=True) if len(kept) else new
    joined = joined.reindex(columns=list(dict.fromkeys([*before.columns, *new.columns])))
    order = joined["_submission"].map(ranks).argsort(kind="stable")
    return joined.iloc[order].reset_index(drop=True)


def _expected(expected: pd.DataFrame, info: SubmissionInfo) -> pd.DataFrame:
    """The board, on which the unit's quarter is approved."""
    this = (expected["unit"] == info.unit) & (expected["period"] == info.period)
    return expected.assign(
        approved=expected["approved"] | this, state=expected["state"].mask(this, info.state)
    )
