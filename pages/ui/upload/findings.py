"""What was found in an uploaded file and corrected in place, step by step, and copies to take away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd
import streamlit as st

from metrics.framework import Period
from metrics.ingest import SEVERITIES, CellRef, CheckedWorkbook, Finding
from metrics.ingest.desk import DeskOutcome, RowWays
from metrics.ingest.patch import (
    Confirmation,
    CorrectionError,
    Corrections,
    accepted,
    confirmations,
    content_of,
    correctable,
    mark,
    marked_name,
    place,
    renamed_sheets,
    with_edits,
)
from metrics.ingest.write import FindingGroup, findings_frame, grouped, tamed, untamed, write_findings
from metrics.store.reporting import Upload, correct_upload
from pages import cached
from pages.account import current_account
from pages.ui.shared import SEVERITY_COLOURS, file_name, grid, lines, offer_made, plain, remembered, rows_of
from pages.ui.upload.choice import submissions_version

_STEPS = "upload-steps"
_MOST_CELLS = 6
#: Takes texts for cells.
Take = Callable[[Mapping[tuple[str, int, int], str]], None]
_CLEARED = "（清空这一格）"
#: A group is written out up to this size, with a field a cell; a longer one is a table to type in.
WRITTEN_OUT = 12
_NEW, _OLD = "改为", "现在的内容"
#: Groups of errors that stand open at first.
_OPEN_GROUPS = 3


@dataclass(frozen=True)
class CorrectionStep:
    """Corrections made with one click, by the cells of the original file; which of them were proposed.

    `rows` are whole rows that came or went by it, `kept` cells that go on showing what they showed.
    """

    cells: Corrections
    learned: tuple[Confirmation, ...] = ()
    taken: frozenset[tuple[str, int, int]] = frozenset()
    rows: RowWays = field(default_factory=dict)
    kept: Corrections = field(default_factory=dict)


@dataclass(frozen=True)
class FileOnPage:
    """A file on the page: as it came, as it is after the steps, and why these could not be taken, if so."""

    original: Upload
    upload: Upload
    steps: tuple[CorrectionStep, ...] = ()
    failed: str = ""

    @property
    def cells(self) -> dict[tuple[str, int, int], str]:
        """All corrections; of one cell the last."""
        return {cell: text for step in self.steps for cell, text in step.cells.items()}

    @property
    def taken(self) -> frozenset[tuple[str, int, int]]:
        """The cells whose last text was a proposal or a choice."""
        last = {cell: cell in step.taken for step in self.steps for cell in step.cells}
        return frozenset(cell for cell, proposed in last.items() if proposed)

    @property
    def rows(self) -> dict[tuple[str, int], str]:
        """The rows that came or went, and how; of one row the last."""
        return {row: how for step in self.steps for row, how in step.rows.items()}

    @property
    def kept(self) -> dict[tuple[str, int, int], str]:
        """What cells go on showing; of one cell the last, unless it was corrected before."""
        kept: dict[tuple[str, int, int], str] = {}
        corrected: set[tuple[str, int, int]] = set()
        for step in self.steps:
            corrected |= step.cells.keys()
            kept |= {cell: text for cell, text in step.kept.items() if cell not in corrected}
        return kept

    @property
    def key(self) -> str:
        """Names the file's state, for the keys of what is drawn of it."""
        book = self.upload.checked
        return f"{book.sha256[:16]}-{book.unit}-{book.period}"


def with_steps(original: Upload, unit: str | None, period: Period | None) -> FileOnPage:
    """A file with what was corrected in it so far.

    Args:
        original: as it came.
        unit: code of the unit it was checked for; without it the file is asked.
        period: likewise the quarter.
    """
    book = original.checked
    steps = tuple(st.session_state.get(_STEPS, {}).get(book.sha256, ()))
    item = FileOnPage(original, original, steps)
    if not steps:
        return item
    cells = item.cells
    done = (tuple(cells.items()), tuple(item.rows.items()), tuple(item.kept.items()))
    key = (
        "corrected",
        book.sha256,
        book.file,
        unit,
        period,
        submissions_version(),
        tuple(book.ledgers),
        done,
    )
    correct = partial(
        correct_upload, cached.store().reporting, cached.framework(), original, cells, unit, period
    )
    how = {"account": current_account().code, "taken": item.taken, "rows": item.rows, "kept": item.kept}
    try:
        upload = remembered(key, partial(correct, **how))
    except CorrectionError as error:
        return replace(item, failed=str(error))
    learned = tuple(dict.fromkeys(confirmed for step in steps for confirmed in step.learned))
    return replace(item, upload=replace(upload, learned=learned))


def take_texts(item: FileOnPage, cells: Mapping[tuple[str, int, int], str]) -> None:
    """Add a step: texts for cells of the file as it stands on the page."""
    take_outcome(item, DeskOutcome(cells))


def take_outcome(item: FileOnPage, done: DeskOutcome) -> None:
    """Add a step: what was done at the desk, to the file as it stands on the page."""
    cells = done.cells
    if not cells:
        return
    framework, original, now = cached.framework(), item.original.checked, item.upload.checked
    names = {new: old for old, new in renamed_sheets(original.file, original, framework).items()}

    def own(cells: Mapping[tuple[str, int, int], str]) -> dict[tuple[str, int, int], str]:
        """By the sheets' names in the file as it came."""
        return {(names.get(sheet, sheet), row, column): text for (sheet, row, column), text in cells.items()}

    proposed = {place(one): (one.proposal, *one.choices) for one in now.findings}
    taken = {
        (names.get(cell[0], cell[0]), *cell[1:])
        for cell, text in cells.items()
        if text in proposed.get(cell, ())
    }
    learned = confirmations(framework, now, cells)
    rows = {(names.get(sheet, sheet), row): how for (sheet, row), how in done.rows.items()}
    step = CorrectionStep(own(cells), learned, frozenset(taken), rows, own(done.kept))
    st.session_state.setdefault(_STEPS, {}).setdefault(original.sha256, []).append(step)


def forget_steps(sha256: str) -> None:
    """Forget every step of the file that came with this sha256."""
    st.session_state.get(_STEPS, {}).pop(sha256, None)


def undo_steps(item: FileOnPage, *, every: bool = False) -> None:
    """Take back the last step, or all."""
    steps = st.session_state.get(_STEPS, {}).get(item.original.checked.sha256, [])
    del steps[0 if every else -1 :]


def draw_corrected(item: FileOnPage) -> None:
    """How many cells were changed, which, and the way back."""
    if item.failed:
        st.error(item.failed)
    if not item.steps:
        return
    cells = {cell: text for cell, text in item.cells.items() if cell[:2] not in item.rows}
    words = [f"{plain(sheet)} {row} 行 {how}" for (sheet, row), how in item.rows.items()]
    words += [
        f"{plain(str(CellRef('', *cell)))} → {plain(text) or '（清空）'}" for cell, text in cells.items()
    ]
    first = "；".join(words[:_MOST_CELLS]) + (" 等" if len(words) > _MOST_CELLS else "")
    st.markdown(f":green-badge[已在表内改了 {len(words)} 处]　{first}")
    with st.container(horizontal=True, key=f"corrected-{item.key}"):
        st.button(
            "撤销上一步", key=f"undo-{item.key}", on_click=undo_steps, args=(item,), icon=":material/undo:"
        )
        if len(item.steps) > 1:
            st.button(
                "全部撤销",
                key=f"undo-all-{item.key}",
                on_click=undo_steps,
                args=(item,),
                kwargs={"every": True},
            )


def draw_copies(item: FileOnPage) -> None:
    """Files to take away, each made when it is asked for."""
    upload, framework, key = item.upload, cached.framework(), item.key
    book, stem = upload.checked, upload.checked.file.rsplit(".", 1)[0]
    told = with_edits(book, upload.trail.edits) if upload.trail else book
    copies, asks = [], [("draft", book.unit)]
    if item.steps and not item.failed:
        copies.append(("下载更正后的文件", lambda: upload.content, book.file))
    if book.findings or upload.issued:
        copies.append(
            (
                "下载标注过的原表",
                lambda: mark(upload.content, book.file, told, framework).content,
                marked_name(book.file),
            )
        )
    if book.findings:
        copies.append(
            (
                "下载问题清单（Excel）",
                lambda: write_findings(book.findings, f"{book.file} 的检查结果"),
                file_name("问题清单", stem),
            )
        )
    if upload.issued:
        st.caption(f"有 {upload.issued} 行没有编号，系统已编好，写在标注过的原表里；下次接着它填，编号不变。")
    with st.container(horizontal=True, key=f"copies-{key}"):
        for label, make, name in copies:
            offer_made(label, make, name, label.removeprefix("下载"), lambda: asks, key=f"{key}-{label}")


def accept_all(findings: tuple[Finding, ...], take: Take, key: str, words: str) -> None:
    """A button that takes every proposal of some findings, when there is more than one."""
    proposed = accepted(findings)
    if len(proposed) > 1:
        st.button(
            f"{words}（{len(proposed)} 处）",
            key=f"{key}-accept",
            on_click=take,
            args=(proposed,),
            icon=":material/done_all:",
        )


def edit_fields(group: FindingGroup, take: Take, key: str) -> None:
    """A field a cell, filled with its proposal, else with what it holds; the Enter key takes them."""
    items = [item for item in group.findings if correctable(item)]
    if not items:
        return
    form = st.form(f"{key}-form", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-fields"):
        for number, item in enumerate(items):
            draw = _choice_field if item.choices or content_of(item) is None else _text_field
            draw(item, f"{key}-field-{number}")
        st.form_submit_button("采用", on_click=_take_fields, args=(items, take, key))


def _text_field(item: Finding, key: str) -> None:
    st.text_input(f"{item.where.address} 改为", first_text(item), placeholder="空白", key=key, width=260)


def _choice_field(item: Finding, key: str) -> None:
    """What would be right, to choose from; anything else can be typed."""
    options = list(dict.fromkeys(filter(None, (item.proposal, *item.choices, _CLEARED))))
    st.selectbox(
        f"{item.where.address} 改为",
        options,
        0 if item.proposal else None,
        key=key,
        placeholder=item.found[:40] or "空白",
        accept_new_options=True,
        width=320,
    )


def first_text(item: Finding) -> str:
    """What a field holds at first; left like that it changes nothing, unless it is a proposal."""
    return item.proposal or content_of(item) or ""


def _take_fields(items: list[Finding], take: Take, key: str) -> None:
    texts = [st.session_state.get(f"{key}-field-{number}") for number in range(len(items))]
    take(changes_of(items, texts))


def changes_of(items: list[Finding], texts: list[str | None]) -> dict[tuple[str, int, int], str]:
    """The texts that differ from what the cells hold; a field that was emptied empties its cell."""
    changes = {}
    for item, text in zip(items, texts, strict=True):
        new = "" if text == _CLEARED else (text or "").strip()
        differs = text == _CLEARED or new != (content_of(item) or "")
        if text is not None and differs and correctable(item):
            changes[place(item)] = new
    return changes


def edit_table(group: FindingGroup, take: Take, key: str) -> None:
    """A long group as a table whose last column can be typed in."""
    frame = findings_frame(group.findings)[["单元格", "填的是", "问题", "应为", "怎么改"]]
    frame = frame.rename(columns={"填的是": _OLD})
    frame.insert(2, _NEW, [first_text(item) for item in group.findings])
    filled = [str(name) for name in frame if name in ("单元格", _NEW) or frame[name].ne("").any()]
    edited = st.data_editor(
        tamed(frame[filled]),
        hide_index=True,
        height=320,
        num_rows="fixed",
        disabled=[name for name in filled if name != _NEW],
        column_config={
            "单元格": st.column_config.TextColumn(pinned=True, width="small"),
            _NEW: st.column_config.TextColumn(f"{_NEW} ✎", width="medium"),
        },
        key=f"{key}-table",
    )
    st.caption(f"“{_NEW}”里删成空白，就是把那一格清空；和现在的内容一样的不动。")
    if st.button(f"采用“{_NEW}”一列", key=f"{key}-take"):
        take(changes_of(list(group.findings), [untamed(text) for text in edited[_NEW].fillna("")]))
        st.rerun()


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
        expanded = number < _OPEN_GROUPS and group.severity != "hint"
        _draw_group(group, f"{key}-group-{number}", take, whose=checked.unit, expanded=expanded)


def _draw_group(group: FindingGroup, key: str, take: Take, *, whose: str, expanded: bool) -> None:
    many = f"　同类 {len(group.findings)} 处" if len(group.findings) > 1 else ""
    badge = f":{SEVERITY_COLOURS[group.severity]}-badge[{SEVERITIES[group.severity]}]"
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
            lines(rows_of(whose, _findings_table(group.findings, with_hint=len(hints) > 1)))
            edit_fields(group, take, key)
        elif any(map(correctable, group.findings)):
            edit_table(group, take, key)
        else:
            _scrolling_findings(group, whose)


def _findings_table(findings: tuple[Finding, ...], *, with_hint: bool) -> pd.DataFrame:
    """Columns of a table in which long texts wrap."""
    table = {
        "单元格": [f"**{plain(item.where.address) or '—'}**" for item in findings],
        "问题": [plain(item.message) for item in findings],
        "应为": [plain(item.expected) for item in findings],
    }
    if with_hint:
        table["怎么改"] = [plain(item.hint) for item in findings]
    return pd.DataFrame(table)


def _scrolling_findings(group: FindingGroup, whose: str) -> None:
    frame = findings_frame(group.findings)[["单元格", "问题", "填的是", "应为", "怎么改"]]
    grid(rows_of(whose, frame[[name for name in frame if frame[name].ne("").any()]]), height=320)
