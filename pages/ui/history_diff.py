"""What a submission changes against an earlier one: rows added, changed, dropped, kept; cell by cell."""

from dataclasses import dataclass

import streamlit as st

from metrics.framework import Framework
from metrics.ingest import CheckedWorkbook, SubmissionInfo
from metrics.ingest.diff import Diff, diff
from metrics.ingest.diff_listing import changed_cells, diff_counts
from metrics.ingest.row_listing import readable_ledger
from metrics.store.reporting import SUBMISSION_STATE_NAMES
from pages.ui.grid import grid
from pages.ui.upload_desk import remembered
from pages.ui.upload_words import plain, unbroken

#: More changed cells than these scroll in a table of their own.
_WRITTEN = 15
_KINDS = ("新增", "修改", "删除", "不变")


@dataclass(frozen=True)
class Versions:
    """Two revisions of a unit's quarter; no `info` and no `earlier` for the first one."""

    info: SubmissionInfo | None
    earlier: CheckedWorkbook | None
    later: CheckedWorkbook

    @property
    def against(self) -> str:
        """`第 1 版（已通过）`."""
        return f"第 {self.info.revision} 版（{SUBMISSION_STATE_NAMES[self.info.state]}）" if self.info else ""


def draw_difference(framework: Framework, versions: Versions, key: str, *, unfolded: bool = False) -> None:
    """A fold with the sums in its label; of a first revision only that it is one."""
    if versions.earlier is None:
        st.caption("本期第一次报送，没有可比的上一版。")
        return
    diffs = remembered(
        ("difference", versions.earlier.sha256, versions.later.sha256),
        lambda: difference(framework, versions),
    )
    counted = diff_counts(framework, diffs)
    sums = "，".join(f"{name} {int(counted[name].sum())} 行" for name in _KINDS)
    panel = st.expander(
        f"和{versions.against}比　{sums}", unfolded, key=key, icon=":material/difference:", on_change="rerun"
    )
    if panel.open:
        with panel:
            _tables(framework, versions, diffs, counted)


def difference(framework: Framework, versions: Versions) -> dict[str, Diff]:
    """Ledger code → differences."""
    before = {code: rows.frame for code, rows in versions.earlier.ledgers.items()}
    return diff(framework, before, versions.later)


def _tables(framework: Framework, versions: Versions, diffs: dict[str, Diff], counted) -> None:
    if all(one.is_empty for one in diffs.values()):
        st.markdown("内容和那一版完全一样。")
        return
    touched = counted[counted[list(_KINDS[:3])].any(axis=1)]
    st.table({unbroken(name): touched[name].astype("str").tolist() for name in touched}, border="horizontal")
    cells = changed_cells(framework, versions.later, diffs)
    if len(cells):
        st.markdown(f"**修改**　{len(cells)} 个单元格")
        _cells(cells)
    for word, part in (("新增", "added"), ("删除", "dropped")):
        for code, one in diffs.items():
            rows, spec = getattr(one, part), framework.ledgers[code]
            if len(rows):
                st.markdown(f"**{word}**　{spec.sheet} {len(rows)} 行")
                grid(
                    readable_ledger(spec, rows),
                    hide_index=True,
                    alt=f"{spec.sheet}{word}的行：{len(rows)} 行",
                )


def _cells(cells) -> None:
    """A table that wraps, or one that scrolls when there are many."""
    if len(cells) > _WRITTEN:
        grid(cells, hide_index=True, alt=f"改动的单元格：{len(cells)} 个")
        return
    where = (
        cells["工作表"].map(plain) + " **" + cells["单元格"] + "**　:small[" + cells["编号"].map(plain) + "]"
    )
    table = {"单元格": where.tolist(), "栏目": cells["栏目"].map(plain).tolist()}
    for heading in ("原来", "现在"):
        table[heading] = [plain(text) or ":gray[（空）]" for text in cells[heading].fillna("")]
    st.table({unbroken(name): texts for name, texts in table.items()}, border="horizontal")
