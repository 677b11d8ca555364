"""What was found in an uploaded file, grouped by severity, sheet and kind, to be corrected in place."""

import streamlit as st

from metrics.ingest import SEVERITIES, CheckedWorkbook, Finding
from metrics.ingest.patch import correctable
from metrics.ingest.write import FindingGroup, findings_frame, grouped
from pages.ui.grid import grid
from pages.ui.upload_edit import WRITTEN_OUT, Take, accept_all, edit_fields
from pages.ui.upload_edit_table import edit_table
from pages.ui.upload_words import plain, unbroken

_COLOURS = {"error": "red", "confirm": "orange", "hint": "blue"}
#: Groups of errors that stand open at first.
_OPEN = 3


def counts(checked: CheckedWorkbook) -> str:
    """How many findings of each severity, as coloured badges; one green word without any."""
    found = {severity: len(checked.of_severity(severity)) for severity in SEVERITIES}
    badges = [f":{_COLOURS[s]}-badge[{SEVERITIES[s]} {n}]" for s, n in found.items() if n]
    return " ".join(badges) or ":green-badge[没有问题]"


def draw_findings(checked: CheckedWorkbook, key: str, take: Take) -> None:
    """All findings by severity, sheet and kind; `take` takes texts for cells."""
    if not checked.findings:
        st.success("检查通过，没有发现问题。", icon=":material/check_circle:")
        return
    groups = grouped(checked.findings)
    serious = tuple(item for item in checked.findings if item.severity != "hint")
    if len([group for group in groups if group.severity != "hint"]) > 1:
        accept_all(serious, take, key, "全部错误和待确认项采用建议值")
    for number, group in enumerate(groups):
        expanded = number < _OPEN and group.severity != "hint"
        _draw_group(group, f"{key}-group-{number}", take, expanded=expanded)


def _draw_group(group: FindingGroup, key: str, take: Take, *, expanded: bool) -> None:
    many = f"　同类 {len(group.findings)} 处" if len(group.findings) > 1 else ""
    badge = f":{_COLOURS[group.severity]}-badge[{SEVERITIES[group.severity]}]"
    label = f"{badge} {plain(group.sheet)}　**{group.title}**{many}"
    panel = st.expander(label, expanded, key=key, on_change="rerun")
    if not panel.open:
        return
    with panel:
        hints = list(dict.fromkeys(item.hint for item in group.findings if item.hint))
        if len(hints) == 1:
            st.markdown(f"**怎么改**　{plain(hints[0])}")
        accept_all(group.findings, take, key, "全部采用建议值")
        if len(group.findings) <= WRITTEN_OUT:
            st.table(_written(group.findings, with_hint=len(hints) > 1), border="horizontal")
            edit_fields(group, take, key)
        elif any(map(correctable, group.findings)):
            edit_table(group, take, key)
        else:
            _scrolling(group)


def _written(findings: tuple[Finding, ...], *, with_hint: bool) -> dict[str, list[str]]:
    """Columns of a table in which long texts wrap."""
    table = {
        "单元格": [f"**{plain(item.where.address) or '—'}**" for item in findings],
        "问题": [plain(item.message) for item in findings],
        "应为": [plain(item.expected) for item in findings],
    }
    if with_hint:
        table["怎么改"] = [plain(item.hint) for item in findings]
    return {unbroken(heading): texts for heading, texts in table.items()}


def _scrolling(group: FindingGroup) -> None:
    frame = findings_frame(group.findings)[["单元格", "问题", "填的是", "应为", "怎么改"]]
    grid(frame.loc[:, frame.ne("").any()], hide_index=True, height=320)
