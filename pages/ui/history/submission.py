"""What a submission holds: comments, differences from an earlier one, files, findings."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics.county import SubmissionInfo, VisibleRows
from metrics.ingest import SEVERITIES, AcceptedWorkbook, CheckedWorkbook
from metrics.ingest.patch import marked_name
from metrics.ingest.revisions import Diff, diff
from metrics.ingest.write import (
    FindingGroup,
    changed_cells,
    diff_counts,
    findings_frame,
    grouped,
    readable_ledger,
)
from metrics.store import StoreError
from metrics.store.reporting import SUBMISSION_STATE_NAMES
from pages import cached
from pages.account import current_account
from pages.ui.shared import (
    SEVERITY_COLOURS,
    erased_words,
    grid,
    keep_result,
    lines,
    moment,
    offer_stored,
    plain,
    remembered,
    rows_of,
    say_result,
    still_may,
    unbroken,
)
from pages.ui.slip import offer_slip

_COMMENT_REFUSED = "comment-refused"
#: More changed cells than these scroll in a table of their own.
_MOST_CELLS = 15
_KINDS = ("新增", "修改", "删除", "不变")
#: More findings of a kind than these scroll in a table of their own.
_MOST_FINDINGS = 8


def stored_book(info: SubmissionInfo) -> AcceptedWorkbook:
    """Rows and findings of a submission; StoreError when the account may not see it."""
    store, account = cached.store(), current_account().code
    return remembered(("checked", info.id, account), lambda: store.reporting.checked(info.id, account))


def draw_comments(info: SubmissionInfo, names: Mapping[str, str]) -> None:
    """The comments, oldest first, and a line to write one."""
    account = current_account().code
    for comment in cached.store().reporting.comments(info.id, account):
        who = plain(names.get(comment.account, comment.account))
        st.markdown(f":small[:gray[{who}　{moment(comment.at)}]]  \n{plain(comment.text)}")
    with (
        st.form(f"comment-form-{info.id}", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input(
            "留言（填报单位和审核的人都看得到）", key=f"comment-{info.id}", max_chars=500, width="stretch"
        )
        st.form_submit_button(
            "留言", key=f"comment-send-{info.id}", on_click=_send_comment, args=(info.id, account)
        )
    say_result(f"{_COMMENT_REFUSED}-{info.id}")


def _send_comment(number: int, account: str) -> None:
    text, place = st.session_state.get(f"comment-{number}", ""), f"{_COMMENT_REFUSED}-{number}"
    if not text.strip() or not still_may(account, place, "comment"):
        return
    try:
        cached.store().reporting.comment(number, account, text)
    except StoreError as error:
        keep_result(place, refused=str(error))


@dataclass(frozen=True)
class RevisionPair:
    """Two revisions of a unit's quarter; no `info` and no `earlier` for the first one."""

    info: SubmissionInfo | None
    earlier: CheckedWorkbook | None
    later: CheckedWorkbook

    @property
    def against(self) -> str:
        """`第 1 版（通过）`."""
        return f"第 {self.info.revision} 版（{SUBMISSION_STATE_NAMES[self.info.state]}）" if self.info else ""


def draw_difference(versions: RevisionPair, key: str, *, unfolded: bool = False) -> None:
    """A fold with the sums in its label; of a first revision only that it is one."""
    framework, earlier, later = cached.framework(), versions.earlier, versions.later
    if earlier is None:
        st.caption("本期第一次报送，没有可比的上一版。")
        return
    rows_before = {code: rows.frame for code, rows in earlier.ledgers.items()}
    diffs = remembered(
        ("difference", earlier.sha256, later.sha256), lambda: diff(framework, rows_before, later)
    )
    counted = diff_counts(framework, diffs)
    sums = "，".join(f"{name} {int(counted[name].sum())} 行" for name in _KINDS)
    panel = st.expander(
        f"和{versions.against}比　{sums}", unfolded, key=key, icon=":material/difference:", on_change="rerun"
    )
    if panel.open:
        with panel:
            _difference_tables(later, diffs, counted)


def _difference_tables(book: CheckedWorkbook, diffs: Mapping[str, Diff], counted: pd.DataFrame) -> None:
    framework = cached.framework()
    if all(part.is_empty for part in diffs.values()):
        st.markdown("内容和那一版完全一样。")
        return
    touched = counted[counted[list(_KINDS[:3])].any(axis=1)]
    table = {unbroken(str(name)): touched[name].astype("str").tolist() for name in touched}
    lines(table)
    cells = rows_of(book.unit, changed_cells(framework, book, diffs))
    if len(cells):
        st.markdown(f"**修改**　{len(cells)} 个单元格")
        _cells_table(cells)
    for word, side in (("新增", "added"), ("删除", "dropped")):
        for code, part in diffs.items():
            rows, spec = getattr(part, side), framework.ledgers[code]
            if len(rows):
                st.markdown(f"**{word}**　{spec.sheet} {len(rows)} 行")
                grid(
                    rows_of(book.unit, readable_ledger(spec, rows)),
                    alt=f"{spec.sheet}{word}的行：{len(rows)} 行",
                )


def _cells_table(cells: VisibleRows) -> None:
    """A table that wraps, or one that scrolls when there are many."""
    if len(cells) > _MOST_CELLS:
        grid(cells, alt=f"改动的单元格：{len(cells)} 个")
    else:
        lines(cells.told(_wrapped))


def _wrapped(cells: pd.DataFrame) -> pd.DataFrame:
    """Changed cells as texts in Markdown, what tells where they stand in one column."""
    where = (
        cells["工作表"].map(plain) + " **" + cells["单元格"] + "**　:small[" + cells["编号"].map(plain) + "]"
    )
    table = {"单元格": where.tolist(), "栏目": cells["栏目"].map(plain).tolist()}
    for heading in ("原来", "现在"):
        table[heading] = [plain(text) or ":gray[（空）]" for text in cells[heading].fillna("")]
    return pd.DataFrame(table)


def offer_files(info: SubmissionInfo) -> None:
    """Two buttons; the files are made, and the right to them is asked again, when one is pressed."""
    store, sha256, number = cached.store(), info.sha256, info.id
    if words := erased_words(sha256):
        st.caption(words)
        return
    with st.container(horizontal=True, gap="small"):
        offer_stored(
            "原文件",
            lambda account: store.reporting.original(sha256, account),
            info.file,
            key=f"original-{number}",
            help=plain(info.file),
        )
        offer_stored(
            "标注过的副本",
            lambda account: store.reporting.marked(number, account),
            marked_name(info.file),
            key=f"marked-{number}",
            icon=":material/rate_review:",
            help="在原表里标出每一处问题",
        )
        offer_slip(info, "history")


def list_findings(book: CheckedWorkbook, key: str, *, unfolded: bool = False) -> None:
    """A fold for all of them; nothing without any."""
    groups = grouped(book.findings)
    if not groups:
        return
    panel = st.expander(
        f"检查结果　{len(book.findings)} 处",
        unfolded,
        key=key,
        icon=":material/checklist:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            for group in groups:
                _draw_group(group, book.unit)


def _draw_group(group: FindingGroup, unit: str) -> None:
    many = f"　同类 {len(group.findings)} 处" if len(group.findings) > 1 else ""
    st.markdown(
        f":{SEVERITY_COLOURS[group.severity]}-badge[{SEVERITIES[group.severity]}] "
        f"{plain(group.sheet)}　**{plain(group.title)}**{many}"
    )
    if len(group.findings) > _MOST_FINDINGS:
        frame = findings_frame(group.findings)[["单元格", "问题", "填的是", "应为"]]
        grid(rows_of(unit, frame), height=280, alt=f"{group.title}：{len(group.findings)} 处")
        return
    table = {
        "单元格": [f"**{plain(item.where.address) or '—'}**" for item in group.findings],
        "问题": [plain(item.message) for item in group.findings],
        "应为": [plain(item.expected) for item in group.findings],
    }
    lines(rows_of(unit, pd.DataFrame(table)))
