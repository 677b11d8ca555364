"""报送单: one page to print, sign and stamp: what a unit handed in for a quarter."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from metrics.county import STATES, SubmissionInfo
from metrics.framework import Framework, LedgerSpec, parse_period
from metrics.ingest import SEVERITIES, AcceptedWorkbook, LedgerRows
from metrics.reports.model import CHINA
from metrics.reports.print.png import typeset
from metrics.words import amount

#: Sums shown of one ledger.
_MOST_SUMS = 3


@dataclass(frozen=True)
class SlipLine:
    """A ledger on the slip: how many rows, their sums in words, a note such as 零报送."""

    sheet: str
    rows: int
    sums: str
    note: str = ""


@dataclass(frozen=True)
class ReportSlip:
    """What stands on the page; all texts are ready to print."""

    county: str
    unit: str
    period: str
    revision: str
    state: str
    lines: tuple[SlipLine, ...]
    findings: str
    handed_in: str
    decided: str
    printed: str

    @property
    def total(self) -> int:
        """Rows of all ledgers."""
        return sum(line.rows for line in self.lines)


def slip_of(
    framework: Framework,
    info: SubmissionInfo,
    book: AcceptedWorkbook,
    zeros: Sequence[str],
    names: dict[str, str],
    printed_at: datetime,
) -> ReportSlip:
    """The slip of a report.

    Args:
        framework: sheets and units.
        info: the report.
        book: its rows and findings as stored.
        zeros: codes of the ledgers declared to have nothing.
        names: account → name.
        printed_at: now.
    """
    unit = framework.unit[info.unit]
    lines = tuple(
        _line(framework.ledgers[code], book.ledgers.get(code), declared=code in zeros)
        for code in unit.ledgers
    )
    counts = [f"{word} {len(book.of_severity(level))} 处" for level, word in SEVERITIES.items()]
    decided = f"{_who(names, info.decided_by)}　{_moment(info.decided_at)}" if info.decided_at else ""
    return ReportSlip(
        county=framework.county,
        unit=unit.name,
        period=parse_period(info.period).label,
        revision=f"第 {info.revision} 版",
        state=STATES[info.state],
        lines=lines,
        findings="，".join(counts[1:]) + "；待确认的已由填报人逐条核对" if book.findings else "没有发现问题",
        handed_in=f"{_who(names, info.submitted_by)}　{_moment(info.submitted_at)}",
        decided=decided,
        printed=_moment(printed_at),
    )


def _line(spec: LedgerSpec, rows: LedgerRows | None, *, declared: bool) -> SlipLine:
    if rows is None or not len(rows.frame):
        return SlipLine(spec.sheet, 0, "", "零报送" if declared else "没有填")
    frame = rows.frame
    sums = []
    for column in spec.columns:
        if column.type in ("int", "decimal") and column.unit and column.id in frame and column.unit != "%":
            total = frame[column.id].sum()
            if total:
                sums.append(f"{column.header} {amount(float(total), column.unit)}")
    return SlipLine(spec.sheet, len(frame), "；".join(sums[:_MOST_SUMS]))


def _who(names: dict[str, str], code: str) -> str:
    return names.get(code, code)


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def slip_pdf(slip: ReportSlip, printed_at: datetime) -> bytes:
    """The page as PDF; the same slip at the same minute gives the same bytes."""
    data = asdict(slip) | {"total": slip.total}
    # PDF wants a fixed offset.
    moment = printed_at.astimezone(CHINA) if printed_at.tzinfo else printed_at.replace(tzinfo=CHINA)
    text = json.dumps(data, ensure_ascii=False)
    return typeset("slip.typ", {"slip": text}, format="pdf", timestamp=moment.replace(microsecond=0))[0]


def slip_picture(slip: ReportSlip, scale: float = 1.5) -> bytes:
    """The page as PNG; `scale` 1 is 96 dots an inch."""
    text = json.dumps(asdict(slip) | {"total": slip.total}, ensure_ascii=False)
    return typeset("slip.typ", {"slip": text}, format="png", ppi=96 * scale)[0]
