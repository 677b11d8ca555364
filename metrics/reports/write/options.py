"""What a person chose for a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

import pandas as pd

from metrics.county import Gate
from metrics.framework import Ground
from metrics.reports.model import PaperPhoto
from metrics.reports.write.review import Review


class ReportError(ValueError):
    """A report that cannot be made; one Chinese sentence that says what to do."""


@dataclass(frozen=True, eq=False)
class EarlierPaper:
    """A paper that went out: its file, when, and its locked figures (id → text, value, unit)."""

    file: str
    at: datetime
    numbers: Mapping[str, Mapping[str, Any]]


#: The annex that holds 清单: brands, projects, teams and social organisations.
LISTS = "worklist"


@dataclass(frozen=True, eq=False)
class BriefOptions:
    """Choices for one report; what is not chosen has a default.

    Args:
        entity: code of the enterprise, brand or unit a profile is about.
        sections: ids of the sections wanted; None: all.
        charts: ids of the charts wanted; None: all, empty: none.
        tables: ids of the tables wanted; None: all.
        annexes: lists put behind a 专报 because somebody asked for them: LISTS for 清单.
        edited: paragraph id → edited text with its locked figures.
        title: in place of the generated one.
        org: office in the red head.
        number: number within the year of issue.
        total_number: number since the first issue.
        issuer: who sends it.
        issued_on: day of issue; without it the day of generation.
        report_to: 报.
        send_to: 送.
        evidence: whether the table book lists the rows behind every value (for XLSX).
        gate: lets the ledger rows through that whoever it is for may see; a report with rows needs it.
        claims: figures of an earlier report to compare with, columns as for `check_claims`.
        earlier: papers about the same that went out before, for the 核对单.
        correcting: what is being corrected of the published quarters (更正中), in words; empty without any.
        photos: photos that may go out, for kinds that print them.
        ground: where the towns lie, for kinds that draw them.
        review: doubts about the period's rows and what was decided; without it the notes are silent on it.
    """

    entity: str = ""
    sections: tuple[str, ...] | None = None
    charts: tuple[str, ...] | None = None
    tables: tuple[str, ...] | None = None
    annexes: tuple[str, ...] = ()
    edited: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    org: str = ""
    number: int | None = None
    total_number: int | None = None
    issuer: str = ""
    issued_on: date | None = None
    report_to: tuple[str, ...] = ()
    send_to: tuple[str, ...] = ()
    evidence: bool = False
    gate: Gate | None = None
    claims: pd.DataFrame | None = None
    review: Review | None = None
    earlier: tuple[EarlierPaper, ...] = ()
    correcting: str = ""
    photos: tuple[PaperPhoto, ...] = ()
    ground: Ground | None = None

    @property
    def issue_day(self) -> date:
        """The day of issue; ValueError while none was put in."""
        if self.issued_on is None:
            raise ValueError("the day of issue is put in before a report is written")
        return self.issued_on

    def has(self, what: str, wanted: str) -> bool:
        """Whether a section, chart or table (`what` names the field) is wanted."""
        chosen = getattr(self, what)
        return chosen is None or wanted in chosen


def options_of(record: Mapping[str, Any]) -> BriefOptions:
    """Choices kept as JSON; what `BriefOptions` does not know (such as the kind) is passed over."""
    known = {one.name for one in fields(BriefOptions)} - {
        "claims",
        "review",
        "gate",
        "earlier",
        "correcting",
        "photos",
        "ground",
    }
    chosen = {name: value for name, value in record.items() if name in known and value is not None}
    for name in ("sections", "charts", "tables", "annexes", "report_to", "send_to"):
        if name in chosen:
            chosen[name] = tuple(chosen[name])
    if "issued_on" in chosen:
        chosen["issued_on"] = date.fromisoformat(chosen["issued_on"])
    return BriefOptions(**chosen)
