"""What an office hands out at the start of a quarter: every unit's template, every account's way in."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from metrics.county.setup import Slip
from metrics.framework import Framework, Period, UnitSpec, safe_file_name
from metrics.ingest import write_template
from metrics.store.people import Account, Handout
from metrics.store.store import Store


def template_name(county: str, unit: UnitSpec, period: Period) -> str:
    """The name under which a unit's template is handed out."""
    plain = "".join(sign for sign in unit.name if sign not in '\\/:*?"<>| \t\n')
    return safe_file_name(f"{county}产改台账_{unit.code}_{plain}_{period.code}", ".xlsx")


def templates_zip(store: Store, framework: Framework, period: Period, account: str) -> bytes:
    """The templates of all units that keep a ledger in a quarter, one a unit.

    Raises:
        StoreError: the account may not have every unit's.
    """
    units = [unit for unit in framework.units if unit.ledgers and unit.holds(period.end)]
    name = f"{framework.county}{period.code}全部模板.zip"
    asks = [("prefill", unit.code) for unit in units]
    store.people.require_handout(Handout("全部模板", name, asks), account)
    framework = store.reporting.collecting(framework, period)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for unit in units:
            context = store.reporting.context(framework, unit.code, period, account)
            content = write_template(framework, unit.code, period, context)
            archive.writestr(template_name(framework.county, unit, period), content)
    return buffer.getvalue()


def invite_all(
    store: Store, framework: Framework, accounts: Iterable[Account], address: str, by: str
) -> list[Slip]:
    """A one-time link for each account; links that were out are void.

    Args:
        store: an opened database.
        framework: names the units.
        accounts: whose owners are to choose a password.
        address: where people reach the system, such as `http://10.0.0.8:8501`.
        by: who hands them out.
    """
    base = address.rstrip("/") or "http://（系统网址）"
    slips = []
    for one in accounts:
        token, until = store.people.invitations.invite(one.code, by)
        unit = framework.unit[one.unit].name if one.unit in framework.unit else ""
        slips.append(Slip(unit, one.name, one.code, f"{base}/welcome?token={token}", until))
    return slips
