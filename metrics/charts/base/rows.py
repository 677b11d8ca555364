"""Rows that charts draw without scores: of which period, which data, and whose."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from metrics.charts.base.template import Caption
from metrics.framework import Period


@dataclass(frozen=True, eq=False)
class PlainRows:
    """A table of `metrics.scoring.why.happenings` with what a figure has to say about it.

    Args:
        rows: the table.
        name: of the entity it is about; empty for all.
        period: what was asked for.
        version: data version.
        names: code → name, for tables that hold codes.
    """

    rows: pd.DataFrame
    name: str
    period: Period
    version: str
    names: Mapping[str, str] = field(default_factory=dict)

    def caption(self, title: str, unit: str, period: str = "") -> Caption:
        """Title block of a figure."""
        return Caption(title, period or self.period.label, unit, self.version)
