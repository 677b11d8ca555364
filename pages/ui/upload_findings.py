"""What was found in an uploaded file, grouped by severity, sheet and kind."""

import streamlit as st

from metrics.ingest import SEVERITIES, CheckedWorkbook, Finding
from metrics.ingest.listing import FindingGroup, findings_frame, grouped, write_findings
from pages.ui.upload_words import file_name, plain, unbroken

_COLOURS = {"error": "red", "confirm": "orange", "hint": "blue"}
#: Groups of errors that stand open at first.
_OPEN = 3
#: A group is written out up to this size; a longer one scrolls.
_WRITTEN_OUT = 12


def counts(checked: CheckedWorkbook) -> str:
    """How many findings of each severity, as coloured badges; one green word without any."""
    found = {severity: len(checked.of_severity(severity)) for severity in SEVERITIES}
    badges = [f":{_COLOURS[s]}-badge[{SEVERITIES[s]} {n}]" for s, n in found.items() if n]
    return " ".join(badges) or ":green-badge[没有问题]"


def draw_findings(checked: CheckedWorkbook, key: str) -> None:
    """All findings by severity, sheet and kind, and the list of them to take away."""
    if not checked.findings:
        st.success("检查通过，没有发现问题。", icon=":material/check_circle:")
        return
    for number, group in enumerate(grouped(checked.findings)):
        _draw_group(group, f"{key}-group-{number}", expanded=number < _OPEN and group.severity != "hint")
    st.download_button(
        "下载问题清单（Excel）",
        lambda: write_findings(checked.findings, f"{checked.file} 的检查结果"),
        file_name("问题清单", checked.file.rsplit(".", 1)[0]),
        key=f"{key}-list",
        on_click="ignore",
        icon=":material/download:",
    )


def _draw_group(group: FindingGroup, key: str, *, expanded: bool) -> None:
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
        if len(group.findings) <= _WRITTEN_OUT:
            st.table(_written(group.findings, with_hint=len(hints) > 1), border="horizontal")
        else:
            _scrolling(group, with_hint=len(hints) > 1)


def _written(findings: tuple[Finding, ...], *, with_hint: bool) -> dict[str, list[str]]:
    """Columns of a table in which long texts wrap."""
    table = {
        "单元格": [f"**{plain(item.where.address) or '—'}**" for item in findings],
        "问题": [plain(item.message) for item in findings],
        "应为": [plain(item.expected) for item in findings],
    }
    if any(item.proposal for item in findings):
        table["建议值"] = [plain(item.proposal) for item in findings]
    if with_hint:
        table["怎么改"] = [plain(item.hint) for item in findings]
    return {unbroken(heading): texts for heading, texts in table.items()}


def _scrolling(group: FindingGroup, *, with_hint: bool) -> None:
    shown = ["单元格", "问题", "填的是", "应为", "建议值", *(["怎么改"] if with_hint else [])]
    frame = findings_frame(group.findings)[shown]
    st.dataframe(
        frame.loc[:, frame.ne("").any()],
        hide_index=True,
        height=320,
        column_config={"单元格": st.column_config.TextColumn(pinned=True, width="small")},
        alt=f"{group.sheet} {group.title}：{len(group.findings)} 处",
    )
