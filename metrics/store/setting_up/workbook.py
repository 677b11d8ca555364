"""Applying a set-up workbook: county, quarters, accounts and roster, whole or not at all."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.county import SubmissionInfo
from metrics.county.setup import ACCOUNTS, QUARTERS, check_setup, package_of, roster_rows
from metrics.framework import Framework, Period, load_framework, parse_period
from metrics.ingest import CheckedWorkbook, write_template
from metrics.store.database import ROSTER, SETUP, SYSTEM, CountyVersion, StoreError, today
from metrics.store.office import CountyDraft, changed_words
from metrics.store.people import Account, permits
from metrics.store.reporting import inspect_upload
from metrics.store.store import Store


@dataclass(frozen=True)
class SetupPlan:
    """What a set-up workbook would do; nothing is stored.

    Args:
        checked: its rows and findings.
        changes: file of the county → lines that go (-) and come (+).
        accounts: those that are not there yet.
        quarters: those that are not opened yet, with the day they are due.
        enterprises: how many the roster lists.
    """

    checked: CheckedWorkbook
    changes: dict[str, list[str]]
    accounts: tuple[Account, ...] = ()
    quarters: tuple[tuple[str, date], ...] = ()
    enterprises: int = 0

    @property
    def nothing(self) -> bool:
        """Whether all it says is so already."""
        return not (self.changes or self.accounts or self.quarters or self.enterprises)


@dataclass(frozen=True)
class SetupDone:
    """What became of a set-up workbook."""

    version: CountyVersion | None
    accounts: tuple[Account, ...]
    quarters: tuple[str, ...]
    roster: SubmissionInfo | None


def plan_setup(store: Store, content: bytes, file: str) -> SetupPlan:
    """Check a set-up workbook against the county as it is, and say what it would do."""
    county = store.office.framework()
    checked = check_setup(content, file, county, _quarter(today()))
    if not checked.accepted:
        return SetupPlan(checked, {})
    after = package_of(checked, store.office.county(), county)
    made = load_framework(after)
    rows = roster_rows(checked, made)
    return SetupPlan(
        checked,
        dict(changed_words(store.office.county(), after)),
        _accounts(store, checked, made),
        _quarters(store, checked),
        0 if rows is None else len(rows),
    )


def apply_setup(
    store: Store,
    content: bytes,
    file: str,
    account: str,
    starts_on: date | None = None,
    reason: str = "",
) -> SetupDone:
    """Apply a set-up workbook in one transaction.

    Args:
        store: an opened database.
        content: the workbook's bytes.
        file: the name it came under.
        account: who applies it.
        starts_on: the day from which the county is as it says; None: it corrects what was said.
        reason: why; of the first one it need not be said.

    Raises:
        StoreError: the workbook has errors, or an account, a quarter or the roster cannot be taken; the
            message names the cells. Nothing was stored then.
    """
    with store.whole() as whole:
        # Asked for whatever it holds: a roster alone would else count by nobody's right.
        whole.database.read(permits.require, account, "edit-county")
        plan = plan_setup(whole, content, file)
        if not plan.checked.accepted:
            raise StoreError(_refusal(plan.checked))
        version = _keep_county(whole, plan, account, starts_on, reason)
        for code, due in plan.quarters:
            whole.reporting.ensure_period(parse_period(code), due, account)
        for one in plan.accounts:
            whole.people.ensure_account(one, account)
        roster = _bring_roster(whole, plan, account)
        return SetupDone(version, plan.accounts, tuple(code for code, _ in plan.quarters), roster)


def _keep_county(
    store: Store, plan: SetupPlan, account: str, starts_on: date | None, reason: str
) -> CountyVersion | None:
    if not plan.changes:
        return None
    after = package_of(plan.checked, store.office.county(), store.office.framework())
    why = reason.strip() or ("" if store.office.county_versions() else "建县")
    return store.office.save_county(CountyDraft(after, starts_on, why), account)


def _accounts(store: Store, checked: CheckedWorkbook, made: Framework) -> tuple[Account, ...]:
    """The accounts of the workbook that are not there yet; those that are stay as they are."""
    rows = checked.ledgers.get(ACCOUNTS)
    if rows is None:
        return ()
    by_name = {unit.name: unit.code for unit in made.units}
    names = _unit_names(checked)
    return tuple(
        Account(code, name, role, by_name.get(names.get(unit, ""), unit) if isinstance(unit, str) else "")
        for code, name, role, unit in rows.frame[["code", "name", "role", "unit"]].itertuples(index=False)
        if store.people.account(code) is None
    )


def _unit_names(checked: CheckedWorkbook) -> dict[str, str]:
    """Code of a unit in the workbook → its name."""
    rows = checked.ledgers.get("S02")
    return {} if rows is None else dict(zip(rows.frame["code"], rows.frame["name"], strict=True))


def _quarters(store: Store, checked: CheckedWorkbook) -> tuple[tuple[str, date], ...]:
    rows = checked.ledgers.get(QUARTERS)
    if rows is None:
        return ()
    opened = {info.code for info in store.reporting.periods()}
    return tuple(
        (parse_period(text).code, due.date())
        for text, due in zip(rows.frame["period"], rows.frame["due_on"], strict=True)
        if parse_period(text).code not in opened
    )


def _bring_roster(store: Store, plan: SetupPlan, account: str) -> SubmissionInfo | None:
    """The roster as a report of the unit that keeps it, for the latest opened quarter.

    The first one counts at once: nothing can be reported or scored without it. Later ones wait for whoever
    approves reports, as any other.
    """
    county = store.office.framework()
    rows = roster_rows(plan.checked, county)
    if rows is None:
        return None
    opened = store.reporting.periods()
    if not opened:
        raise StoreError("有企业名册，还没有开放的季度。请在“报告期”工作表填一个季度再导入。")
    keeper = next(unit for unit in county.units if ROSTER in unit.ledgers)
    period = parse_period(opened[-1].code)
    context = store.reporting.context(county, keeper.code, period, account)
    # Nothing but the roster: what a template brings along the unit has not reported yet.
    others = {code: pd.DataFrame(columns=list(county.ledgers[code].by_id)) for code in keeper.ledgers}
    book = write_template(county, keeper.code, period, context, {**others, ROSTER: rows})
    name = f"{county.county}企业名册_{keeper.code}_{period.code}.xlsx"
    upload = inspect_upload(store.reporting, county, book, name, keeper, period, account=account)
    if not upload.checked.accepted:
        raise StoreError(f"企业名册不能入库：{_refusal(upload.checked)}")
    first = store.reporting.enterprises().empty
    info = store.reporting.submit(upload.checked.accept(), book, SETUP, note=f"{account} 从县情设置导入")
    return store.reporting.approve(info.id, SYSTEM, why="建县时的名册") if first else info


def _refusal(checked: CheckedWorkbook) -> str:
    errors = checked.of_severity("error")
    told = "；".join(f"{one.where} {one.message}" for one in errors[:20])
    more = f"；另有 {len(errors) - 20} 处" if len(errors) > 20 else ""
    return f"“{checked.file}”还有 {len(errors)} 处错误，没有导入：{told}{more}"


def _quarter(on: date) -> Period:
    return parse_period(f"{on.year}Q{(on.month + 2) // 3}")
