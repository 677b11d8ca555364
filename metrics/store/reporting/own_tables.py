"""Tables of a unit's own kind: which ledger its sheets are and what their columns mean, told once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from metrics.framework import Framework
from metrics.ingest.patch import Headers, with_own_tables
from metrics.store.database import StoreError, alias, audit, moment
from metrics.store.people import permits

#: Under these the table of other spellings keeps them: `s:U14` sheet → ledger, `h:U14:L05` heading → field.
_SHEETS, _COLUMNS = "s:", "h:"
_LONGEST = 255
_MOST_COLUMNS = 60


@dataclass(frozen=True)
class OwnTables:
    """What is known of a unit's own tables.

    Args:
        sheets: ledger code → names of sheets.
        columns: ledger code → field id → headings.
    """

    sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Headers = field(default_factory=dict)

    def taught(self, framework: Framework) -> Framework:
        """The framework that reads them."""
        return with_own_tables(framework, self.sheets, self.columns)


def of_unit(connection: Connection, unit: str) -> OwnTables:
    """The own tables of a unit (its code)."""
    prefix = f"{_COLUMNS}{unit}:"
    known = (alias.c.ledger == f"{_SHEETS}{unit}") | alias.c.ledger.startswith(prefix, autoescape=True)
    query = select(alias.c.ledger, alias.c.text, alias.c.code).where(known).order_by(alias.c.text)
    sheets: dict[str, tuple[str, ...]] = {}
    columns: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, text, code in connection.execute(query):
        if kind.startswith(_SHEETS):
            sheets[code] = (*sheets.get(code, ()), text)
        else:
            fields = columns.setdefault(kind.removeprefix(prefix), {})
            fields[code] = (*fields.get(code, ()), text)
    return OwnTables(sheets, columns)


def remember(
    connection: Connection,
    framework: Framework,
    table: tuple[str, str, str],
    headings: Mapping[str, str],
    account: str,
) -> None:
    """Keep what a sheet of a unit is; what was told before of this sheet and of these headings is replaced.

    Args:
        connection: of a writing transaction.
        framework: the ledgers.
        table: the unit's code, the ledger's code, the sheet's name.
        headings: heading → field id; an empty one means nothing.
        account: who says so.

    Raises:
        StoreError: there is no such unit, ledger or field, or two headings are said to mean one field.
    """
    unit, ledger, sheet = table
    permits.require(connection, account, "confirm-name", unit)
    spec = framework.ledgers.get(ledger)
    fields = [meant for meant in headings.values() if meant]
    if unit not in framework.unit or spec is None or not set(fields) <= spec.by_id.keys():
        raise StoreError("没有这样的单位、台账或列。请刷新页面后再选。")
    if len(fields) != len(set(fields)):
        twice = next(spec.by_id[name].header for name in fields if fields.count(name) > 1)
        raise StoreError(f"有两列都选了“{twice}”。一列台账只能对应表里的一列，请改一个。")
    if not sheet or len(headings) > _MOST_COLUMNS or any(len(t) > _LONGEST for t in (sheet, *headings)):
        raise StoreError("工作表名或列名太长，或列太多，记不下来。请在 Excel 里改短后重新上传。")
    row = {"confirmed_by": account, "at": moment(None)}
    _put(connection, f"{_SHEETS}{unit}", {sheet: ledger}, row)
    _put(connection, f"{_COLUMNS}{unit}:{ledger}", headings, row)
    detail = {"sheet": sheet, "ledger": ledger, "headings": dict(headings)}
    audit.record(connection, account, "alias", f"{unit} {ledger}", detail)


def _put(connection: Connection, kind: str, meant: Mapping[str, str], row: Mapping[str, object]) -> None:
    here = (alias.c.ledger == kind) & alias.c.text.in_(list(meant))
    connection.execute(delete(alias).where(here))
    rows = [{"ledger": kind, "text": text, "code": code, **row} for text, code in meant.items() if code]
    if rows:
        connection.execute(insert(alias), rows)
