"""Row codes issued by the tool: `A08-23Q4-012` for an event, `B08-03` for an entry of a register."""

import re
from collections.abc import Iterable, Iterator
from itertools import count, islice

import pandas as pd

from metrics.framework import LedgerSpec, Period


def stem(ledger: LedgerSpec, unit: str, period: Period) -> str:
    """What the codes of a unit's rows begin with."""
    number = re.sub(r"\D", "", unit)
    return f"{ledger.prefix}{number}-" + (f"{period.code[2:]}-" if ledger.kind == "flow" else "")


def new_codes(ledger: LedgerSpec, unit: str, period: Period, taken: Iterable[str]) -> Iterator[str]:
    """Codes never used before, in order.

    Args:
        ledger: its kind decides the form.
        unit: code of the submitting unit.
        period: the reporting period.
        taken: codes that exist already, in the county or in the sheet; counting goes on above the highest.
    """
    head, digits = stem(ledger, unit, period), 3 if ledger.kind == "flow" else 2
    numbers = [code[len(head) :] for code in taken if code.startswith(head)]
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return map(f"{head.replace('%', '%%')}%0{digits}d".__mod__, count(highest + 1))


def with_codes(
    codes: pd.Series, ledger: LedgerSpec, unit: str, period: Period, used: frozenset[str]
) -> pd.Series:
    """The codes of a sheet with the blank ones issued.

    Args:
        codes: dtype str, missing where a code is to be issued.
        ledger: the ledger of the sheet.
        unit: code of the submitting unit.
        period: the reporting period.
        used: codes taken in the county.
    """
    blank = codes.isna()
    if not blank.any():
        return codes
    fresh = new_codes(ledger, unit, period, {*used, *codes[~blank].tolist()})
    issued = codes.copy()
    issued[blank] = list(islice(fresh, int(blank.sum())))
    return issued
