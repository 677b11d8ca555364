"""A submission that awaits a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from metrics.framework import parse_period
from metrics.ingest import SubmissionInfo
from metrics.store.database import today


@dataclass(frozen=True)
class Waiting:
    """A submission that awaits a decision.

    Args:
        info: the submission.
        unit: the unit's name.
        found: severity → number of findings.
        due_on: last day for the quarter.
        late: whether the unit's first revision came after it.
    """

    info: SubmissionInfo
    unit: str
    found: Mapping[str, int]
    due_on: date | None
    late: bool

    @property
    def label(self) -> str:
        """How it is called in the choice; no two are alike."""
        return f"{self.unit} · {parse_period(self.info.period).label} · 第 {self.info.revision} 版"

    @property
    def clean(self) -> bool:
        """Whether checking found nothing at all."""
        return not sum(self.found.values())

    @property
    def seen(self) -> str:
        """The very revision that is looked at; the store refuses to approve another."""
        return f"{self.info.id}:{self.info.sha256}"


def days_waiting(at: datetime) -> int:
    """Days since a moment."""
    return (today() - at.date()).days
