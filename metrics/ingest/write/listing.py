"""Findings and rows as people read them: grouped, as tables with Chinese headings, as a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from metrics.framework import ColumnSpec, Framework, LedgerSpec
from metrics.ingest.catalogue import catalogue
from metrics.ingest.model import BOUND, ROW, SEVERITIES, CheckedWorkbook, Context, Finding, LedgerRows
from metrics.ingest.values import display, entities
from metrics.ingest.write.lists import write_list

#: Heading of the column with the Excel row.
ROW_HEADING = "Excel行"
#: Stands for the sheet of a finding about the whole file.
WHOLE_FILE = "整份文件"
LIST_SHEET = "问题清单"

_BOUNDS = MappingProxyType({"lower": "≥", "upper": "≤", "about": "约"})
_WIDTHS = MappingProxyType(
    {
        "严重程度": 10,
        "工作表": 20,
        "单元格": 10,
        "类别": 16,
        "问题": 52,
        "填的是": 24,
        "应为": 28,
        "建议值": 20,
        "怎么改": 52,
        "代码": 8,
    }
)


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one kind on one sheet, at least one."""

    severity: str
    sheet: str
    code: str
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """What the kind is called."""
        entry = catalogue().get(self.code)
        return entry.title if entry else self.code


def grouped(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Findings by severity (errors first), sheet and kind; else in the order given."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.severity, finding.where.sheet or WHOLE_FILE, finding.code)
        groups.setdefault(key, []).append(finding)
    ranks = list(SEVERITIES)
    keys = sorted(groups, key=lambda key: ranks.index(key[0]))
    return tuple(FindingGroup(*key, tuple(groups[key])) for key in keys)


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table of texts, one row each; columns as the headings of the list."""
    titles = {code: entry.title for code, entry in catalogue().items()}
    records = [
        (
            SEVERITIES[item.severity],
            item.where.sheet or WHOLE_FILE,
            item.where.address,
            titles.get(item.code, item.code),
            item.message,
            item.found,
            item.expected,
            item.proposal,
            item.hint,
            item.code,
        )
        for item in findings
    ]
    return pd.DataFrame(records, columns=list(_WIDTHS), dtype="str")


def write_findings(findings: Iterable[Finding], title: str) -> bytes:
    """Make the list of problems of a file as a workbook.

    Args:
        findings: what was found.
        title: stands above the list: which file, unit and period.

    Returns:
        The bytes of an .xlsx file with one sheet; texts of the file stay texts.
    """
    return write_list(findings_frame(findings), title, LIST_SHEET, _WIDTHS, held=3)


def readable_rows(
    framework: Framework, context: Context, checked: CheckedWorkbook
) -> dict[str, pd.DataFrame]:
    """The rows of a checked workbook as they were understood.

    Args:
        framework: the ledgers' headings.
        context: names of what the rows refer to.
        checked: the workbook.

    Returns:
        Ledger code → frame: `Excel行`, then a column a field that holds something or is required, under its
        heading: references `E017 名称`, truth values 是 or 否, dates `2023-06-15`, bounded numbers `≥220`.
    """
    names = _Names(framework, context, checked)
    return {
        code: _readable(framework.ledgers[code], rows, names)
        for code, rows in checked.ledgers.items()
        if code in framework.ledgers
    }


class _Names:
    """Code → how a reference reads, from what the office knows and what the workbook registers itself."""

    def __init__(self, framework: Framework, context: Context, checked: CheckedWorkbook) -> None:
        self._framework, self._context, self._checked = framework, context, checked
        self._made: dict[str, Mapping[str, str]] = {}

    def of(self, target: str) -> Mapping[str, str]:
        """The texts of a ledger's entities, or of the units."""
        if target not in self._made:
            names = {**entities(self._framework, self._context, target), **self._own(target)}
            self._made[target] = {code: display(code, name) for code, name in names.items()}
        return self._made[target]

    def _own(self, target: str) -> Mapping[str, str]:
        rows, spec = self._checked.ledgers.get(target), self._framework.ledgers.get(target)
        if rows is None or spec is None or not spec.name_field:
            return {}
        named = rows.frame[[spec.key, spec.name_field]].dropna()
        return dict(zip(named[spec.key].tolist(), named[spec.name_field].tolist(), strict=True))


def _readable(spec: LedgerSpec, rows: LedgerRows, names: _Names) -> pd.DataFrame:
    frame = rows.frame
    shown = {ROW_HEADING: frame[ROW]}
    for column in spec.columns:
        if column.id in frame and (column.required or frame[column.id].notna().any()):
            shown[column.heading] = _texts(column, frame, names)
    return pd.DataFrame(shown)


def _texts(column: ColumnSpec, frame: pd.DataFrame, names: _Names) -> pd.Series:
    values = frame[column.id]
    if column.type == "reference":
        known = names.of(column.refers)
        return values.map({code: known.get(code, code) for code in values.dropna().unique()}).astype("str")
    if column.type == "bool":
        return values.map({True: "是", False: "否"}).astype("str")
    if column.type == "date":
        return values.dt.strftime("%Y-%m-%d").astype("str")
    bound = f"{column.id}{BOUND}"
    if bound in frame and frame[bound].notna().any():
        return (frame[bound].map(_BOUNDS).fillna("") + values.astype("str")).where(values.notna())
    return values
