"""What the county's data would be if a checked workbook were submitted and approved."""

import hashlib
from dataclasses import replace
from datetime import datetime

import pandas as pd

from metrics.county.model import Dataset, SubmissionInfo
from metrics.framework import Framework, LedgerSpec
from metrics.ingest import BOUND, RAW, ROW, AcceptedWorkbook


def with_submission(
    dataset: Dataset, accepted: AcceptedWorkbook, framework: Framework, revision: int = 1
) -> Dataset:
    """The dataset in which a workbook's rows replace those its unit had approved for the quarter.

    Args:
        dataset: before; with every row, none left out by rulings.
        accepted: a workbook for a quarter of the dataset's period.
        framework: the ledgers.
        revision: its unit's next one for the quarter; of two units that tell of one entity the later counts.

    Returns:
        A dataset of the same period; rows stand in the same order as if it had been stored.
    """
    replaced = {one: info for one, info in dataset.submissions.items() if _same_quarter(info, accepted)}
    info = _as_approved(accepted, dataset, revision)
    kept = [one for number, one in dataset.submissions.items() if number not in replaced]
    order = sorted([*kept, info], key=lambda one: (one.period, one.revision, one.unit))
    ranks = {one.id: rank for rank, one in enumerate(order)}
    places = {key: place for key, place in dataset.places.items() if key[0] not in replaced}
    own = {(info.id, code): (rows.sheet, rows.columns) for code, rows in accepted.ledgers.items()}
    return replace(
        dataset,
        ledgers={
            code: _ledger(spec, dataset.ledgers[code], accepted, info, ranks)
            for code, spec in framework.ledgers.items()
        },
        submissions={one.id: one for one in order},
        places=places | own,
        expected=_expected(dataset.expected, info),
        version=hashlib.sha256(f"{dataset.version}\t{accepted.sha256}".encode()).hexdigest(),
    )


def _same_quarter(info: SubmissionInfo, accepted: AcceptedWorkbook) -> bool:
    return (info.unit, info.period) == (accepted.unit, accepted.period.code)


def _as_approved(accepted: AcceptedWorkbook, dataset: Dataset, revision: int) -> SubmissionInfo:
    """The workbook as a submission that does not exist; its id is free."""
    return SubmissionInfo(
        id=max(dataset.submissions, default=0) + 1,
        unit=accepted.unit,
        period=accepted.period.code,
        revision=revision,
        sha256=accepted.sha256,
        file=accepted.file,
        state="approved",
        submitted_by="",
        submitted_at=datetime.min,  # noqa: DTZ901 - it never happened
    )


def _ledger(
    spec: LedgerSpec,
    before: pd.DataFrame,
    accepted: AcceptedWorkbook,
    info: SubmissionInfo,
    ranks: dict[int, int],
) -> pd.DataFrame:
    """A ledger's rows with those of the workbook in their place."""
    kept = before[before["_submission"].isin(list(ranks))]
    rows = accepted.ledgers.get(spec.code)
    if rows is None or rows.frame.empty:
        return kept.reset_index(drop=True)
    known = [name for field in spec.by_id for name in (field, f"{field}{RAW}", f"{field}{BOUND}")]
    new = rows.frame[[name for name in [*known, ROW] if name in rows.frame]]
    new = new.assign(_submission=info.id, _unit=info.unit, _period=info.period)
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
