"""报送单 and 下载上次报送: papers about a unit's reports, each made when it is pressed."""

from datetime import datetime

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, Period, UnitSpec, rights
from metrics.reports.print import slip_of, slip_pdf
from metrics.store import StoreError
from metrics.store.people import Handout
from pages import cached
from pages.account import current_account
from pages.ui.shared import XLSX, account_names, file_name, offer_stored

_KIND = "报送单"


def offer_slip(info: SubmissionInfo, place: str) -> None:
    """A button for the one page that a unit prints, signs and stamps."""
    unit = cached.framework().unit.get(info.unit)
    county = cached.framework().county
    name = file_name(
        f"{county}{_KIND}",
        unit.short_name if unit else info.unit,
        info.period,
        f"第{info.revision}版",
        suffix=".pdf",
    )

    def fetch(account: str) -> tuple[str, bytes]:
        return name, _made(info, account, name)

    offer_stored(
        _KIND,
        fetch,
        name,
        key=f"slip-{place}-{info.id}",
        mime="application/pdf",
        icon=":material/print:",
        help="一页 PDF：单位、报告期、各台账行数和合计、检查结果，打印签字盖章用",
    )


def _made(info: SubmissionInfo, account: str, name: str) -> bytes:
    store, now = cached.store(), datetime.now(SHANGHAI)
    book = store.reporting.checked(info.id, account)
    given = Handout(_KIND, name, (("see-submission", info.unit),), str(info.id))
    store.people.hand_out(given, account)
    declared = store.reporting.zero_declarations(book.period, info.unit)
    framework = store.reporting.collecting(store.office.framework(), book.period)
    zeros = [one.ledger for one in declared]
    return slip_pdf(slip_of(framework, info, book, zeros, account_names(), now), now)


def offer_last_report(unit: UnitSpec, period: Period) -> None:
    """A button for the report to go on from, and what it is; nothing where none was ever handed in."""
    account = current_account()
    if not rights.may(account, "see-submission", unit.code):
        return
    try:
        last = cached.store().reporting.last_report(unit.code, period, account.code)
    except StoreError as error:
        st.caption(str(error))
        return
    if last is None:
        return
    offer_stored(
        "下载上次报送",
        lambda who: cached.store().reporting.last_report_file(unit.code, period, who),
        last.file,
        key="last-report",
        mime=XLSX,
        icon=":material/history:",
        help=(
            f"{last.info.period} 第 {last.info.revision} 版，只作样子；本期的请填模板"
            if last.pattern
            else f"第 {last.info.revision} 版，带编号；审核意见写在对应的格里，改好后直接上传"
        ),
    )
