"""Files come in, are checked one by one, drawn, and handed in singly or all at once."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st

from metrics.framework import Period, UnitSpec
from metrics.ingest import SEVERITIES, CheckedWorkbook
from metrics.ingest.write import readable_rows
from metrics.store.people import Account
from metrics.store.reporting import Upload, stored_already, with_trail
from pages import cached
from pages.account import current_account, is_of_unit
from pages.ui.shared import chinese_file_chooser, finding_badges, lines, plain, remembered, unbroken
from pages.ui.upload.before_handing_in import (
    draw_diff,
    draw_effect,
    draw_last_quarter,
    draw_own_doubts,
    draw_preview,
    draw_submit,
    hand_in_upload,
    say_stored,
)
from pages.ui.upload.choice import read_by, submissions_version
from pages.ui.upload.correcting import draw_desk
from pages.ui.upload.drafts import draw_drafts, keep_arrived, keep_corrected, opened_drafts, trail_opened
from pages.ui.upload.findings import (
    FileOnPage,
    draw_copies,
    draw_corrected,
    draw_findings,
    take_texts,
    with_steps,
)
from pages.ui.upload.strange import draw_strange_sheets
from pages.ui.upload.together import merged_away, offer_merging
from pages.ui.upload.whose import inspected, may_hand_in, say_whose

TYPES = ("xlsx", "xls", "et", "csv")
#: Let in so that they are refused by us, saying how to save, and not by the browser in English.
REFUSED = ("xlsm", "xlsb", "ods", "doc", "docx", "wps", "pdf", "txt", "zip", "rar")
#: More files than these are folded, each under its name.
_UNFOLDED = 2


def checked_files(
    unit: UnitSpec | None, period: Period, contents: Mapping[str, tuple[str, bytes]]
) -> list[FileOnPage]:
    """Every file checked, once for as long as nothing changes in the database.

    Args:
        unit: whose they are, where a file names no other; without one each file is asked, and for when.
        period: the quarter they are for, likewise.
        contents: sha256 → file name and bytes.
    """
    # Whoever may report for several units may drop a file of another unit than the chosen one.
    version = (submissions_version(), read_by(unit if is_of_unit(current_account()) else None))
    bar, files = st.progress(0.0, "正在检查…"), []
    for number, (sha256, (file, content)) in enumerate(contents.items()):
        bar.progress(
            number / len(contents), f"正在检查第 {number + 1} 份，共 {len(contents)} 份：{plain(file)}"
        )
        original = with_trail(inspected(sha256, file, content, unit, period, version), trail_opened(sha256))
        book = original.checked
        # What is corrected in it is checked for the same unit and quarter, unless it names none.
        files.append(with_steps(original, book.unit or (unit.code if unit else None), book.period))
    bar.empty()
    return files


def draw_summary(items: Sequence[FileOnPage]) -> None:
    """The files with what was found in each, and one button for those that are in order."""
    books = [item.upload.checked for item in items]
    rivals = {
        key for key, many in Counter((b.unit, b.period) for b in books).items() if many > 1 and all(key)
    }
    states = [_state_in_summary(book, rivals) for book in books]
    table = {
        "文件": [plain(book.file) for book in books],
        "单位": [plain(_unit_of(b).short_name) if b.unit else "未认出" for b in books],
        "报告期": [book.period.code if book.period else "未认出" for book in books],
        **{word: [str(len(b.of_severity(s)) or "") for b in books] for s, word in SEVERITIES.items()},
        "状态": states,
    }
    lines({unbroken(name): texts for name, texts in table.items()})
    ready = [i.upload for i, state in zip(items, states, strict=True) if state in ("可报送", "待确认")]
    _submit_all_button(ready)


def _unit_of(book: CheckedWorkbook) -> UnitSpec:
    """Whose a file is, as the unit was called in the file's quarter."""
    framework = cached.framework_then(book.period) if book.period else cached.framework()
    return framework.unit[book.unit]


def _state_in_summary(book: CheckedWorkbook, rivals: Collection[tuple[str, Period | None]]) -> str:
    if not (book.unit and book.period):
        return "认不出"
    if not book.accepted:
        return "有错误"
    if stored_already(cached.store().reporting, book):
        return "已报送"
    code = current_account().code
    if book.period.kind == "Q" and not cached.may_report(book.unit, book.period.code, code).may:
        return "不能报"
    if (book.unit, book.period) in rivals:
        return "重复"
    return "待确认" if book.of_severity("confirm") else "可报送"


def _submit_all_button(ready: Sequence[Upload]) -> None:
    """Files with something to confirm go along once the person says so."""
    doubtful = [upload for upload in ready if upload.checked.of_severity("confirm")]
    names = "-".join(upload.checked.sha256[:8] for upload in doubtful)
    sure = not doubtful or st.checkbox(
        f"我已核对这 {len(doubtful)} 份文件的待确认项，按建议值一并报送", key=f"confirm-all-{names}"
    )
    chosen = [upload for upload in ready if sure or upload not in doubtful]
    if not ready:
        return
    st.button(
        f"一次报送 {len(chosen)} 份",
        key="submit-all",
        type="primary",
        icon=":material/send:",
        disabled=not chosen,
        on_click=_submit_all,
        args=(current_account(), chosen),
    )


def _submit_all(account: Account, uploads: Sequence[Upload]) -> None:
    for upload in uploads:
        hand_in_upload(account, upload)


def draw_file(item: FileOnPage, chosen: UnitSpec | None, period: Period, *, arrived: bool = False) -> None:
    """What was found, corrected and understood, what it changes, and the button that hands it in.

    Args:
        item: the file.
        chosen: the unit chosen on the page, if any.
        period: the quarter chosen on the page.
        arrived: whether the eye is led to it, once, when it has just come.
    """
    upload, key = item.upload, item.key
    book = upload.checked
    # Of the file as it came: what is drawn in the browser stays where it is when the file is corrected.
    with st.container(border=True, key=f"file-{item.original.checked.sha256[:16]}-{book.unit}-{book.period}"):
        unit = plain(_unit_of(book).name) if book.unit else "单位未认出"
        quarter = book.period.label if book.period else "报告期未认出"
        st.markdown(
            f"**{plain(book.file)}**　{finding_badges(book)}  \n"
            f"{unit}　{quarter}　共 {sum(book.rows.values())} 行"
        )
        say_whose(item.original.checked, chosen, period)
        if say_stored(book):
            return
        ready = may_hand_in(book)
        draw_corrected(item)
        draw_strange_sheets(item)
        draw_desk(item, arrived=arrived)
        if book.findings:
            with st.expander("按类别改（不用表格）", key=f"{key}-by-kind"):
                draw_findings(book, key, partial(take_texts, item))
        else:
            draw_findings(book, key, partial(take_texts, item))
        draw_copies(item)
        tables = remembered(
            ("readable", book.sha256, book.unit, book.period, submissions_version()),
            lambda: readable_rows(cached.framework(), upload.context, book),
        )
        draw_preview(book, tables, key)
        draw_diff(upload, key)
        draw_last_quarter(book, key)
        draw_own_doubts(book, key)
        draw_effect(book, key)
        if ready:
            draw_submit(upload, key)


def upload_step(unit: UnitSpec | None, period: Period) -> None:
    """Step two: drop files, see what was found, hand in what is in order.

    Args:
        unit: whose files; without one each file says so, and for when.
        period: the quarter they are for.
    """
    st.subheader("第二步　上传填好的文件", anchor=False)
    chinese_file_chooser("upload-files")
    files = st.file_uploader(
        "把填好的工作簿拖到这里，可以一次放多份",
        (*TYPES, *REFUSED),
        accept_multiple_files=True,
        key="upload-files",
    )
    st.caption("支持 .xlsx .xls .et .csv，每份不超过 20 MB。上传后只做检查，点“报送”才会提交。")
    arrived: dict[str, tuple[str, bytes]] = {}
    for file in files:
        content = file.getvalue()
        arrived.setdefault(hashlib.sha256(content).hexdigest(), (file.name, content))
    if len(arrived) < len(files):
        st.caption("有内容完全相同的文件，只检查一次。")
    # Above the files, but drawn when their corrections are kept, too.
    place = st.container()
    keep_arrived(unit, period, arrived)
    contents = {
        sha256: file for sha256, file in (arrived | opened_drafts()).items() if sha256 not in merged_away()
    }
    items = checked_files(unit, period, contents) if contents else []
    keep_corrected(items)
    with place:
        draw_drafts(arrived)
    offer_merging(items)
    if len(items) > 1:
        draw_summary(items)
    for number, item in enumerate(items):
        _draw_folded(item, unit, period, folded=len(items) > _UNFOLDED, arrived=number == 0)


def _draw_folded(
    item: FileOnPage, unit: UnitSpec | None, period: Period, *, folded: bool, arrived: bool
) -> None:
    if not folded:
        draw_file(item, unit, period, arrived=arrived)
        return
    book = item.upload.checked
    panel = st.expander(
        f"{plain(book.file)}　{finding_badges(book)}",
        key=f"fold-{item.original.checked.sha256}",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            draw_file(item, unit, period)
