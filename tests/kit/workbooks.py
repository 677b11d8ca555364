"""Checked workbooks built from plain rows, as ingest would hand them over."""

import hashlib
import json
from dataclasses import asdict

import pandas as pd
from sqlalchemy import insert, select

from metrics.framework import load_framework, parse_period
from metrics.ingest.model import CellRef, CheckedWorkbook, Finding, LedgerRows
from metrics.ingest.values.references import directory, read_reference
from metrics.store.database import SYSTEM, account
from metrics.store.people import Account, units
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
DTYPES = {"int": "Int64", "decimal": "Float64", "bool": "boolean", "date": "datetime64[us]"}
FIRST_ROW = 5


def frame(ledger, rows):
    """Typed frame of a ledger: every field a column, `_row` counting from the first data row."""
    spec = FRAMEWORK.ledgers[ledger]
    columns = {
        column.id: pd.Series([row.get(column.id) for row in rows], dtype=DTYPES.get(column.type, "str"))
        for column in spec.columns
    }
    companions = {name: [row.get(name) for row in rows] for row in rows for name in row if "__" in name}
    extra = {name: pd.Series(values, dtype="str") for name, values in companions.items()}
    places = pd.Series(range(FIRST_ROW, FIRST_ROW + len(rows)), dtype="int64")
    return pd.DataFrame(columns | extra | {"_row": places})


def ledger(code, rows):
    spec = FRAMEWORK.ledgers[code]
    columns = {column.id: position for position, column in enumerate(spec.columns, 1)}
    return LedgerRows(code, spec.sheet, columns, frame(code, rows))


def workbook(unit, period, ledgers, *, findings=(), file=None):
    """(checked, content): the content is whatever makes different rows different bytes."""
    content = json.dumps([unit, period, ledgers], ensure_ascii=False, default=str).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    checked = CheckedWorkbook(
        file=file or f"{unit}_{period}.xlsx",
        sha256=sha256,
        unit=unit,
        period=parse_period(period),
        template_version="2023.1",
        ledgers={code: ledger(code, rows) for code, rows in ledgers.items()},
        findings=tuple(finding(sha256, *parts) for parts in findings),
    )
    return checked, content


def finding(sha256, code, severity, sheet, row, column):
    return Finding(
        code=code,
        severity=severity,
        where=CellRef(sha256, sheet, row, column),
        found="约四百",
        expected="整数",
        message="参加人次写的是“约四百”，应为整数。",
        hint="写成 400。",
        proposal="400",
        field="attendances",
    )


def activity(number, held_on="2023-02-15", **more):
    row = {"activity_code": f"A08-23Q1-{number:03d}", "held_on": pd.Timestamp(held_on)}
    return row | {"activity_name": f"活动{number}", "activity_type": "微宣讲", "sessions": 1} | more


def brand(code, name, status="推进中", **more):
    return {"brand_code": code, "brand_name": name, "is_county_brand": True, "status": status} | more


def enterprise(number, **more):
    row = {
        "enterprise_code": f"E{number:03d}",
        "enterprise_name": f"（示例）第{number}公司",
        "town": "开发区",
    }
    return row | {"industry": "电子信息", "ownership": "民营", "employees": 400, "status": "试点中"} | more


#: Who works with the tests' database: a 填报员 for every unit, two more of U08, the office, leaders.
ACCOUNTS = (
    *(Account(unit.code.lower(), f"{unit.name}填报员", "填报员", unit.code) for unit in FRAMEWORK.units),
    Account("u08b", "又一个填报员", "填报员", "U08"),
    Account("colleague", "同事", "填报员", "U08"),
    *(Account(code, "产改办", "审核员") for code in ("office", "office2", "shenhe", "chief")),
    Account("lingdao", "县领导", "领导"),
    Account("shenji", "审计人", "审计员"),
    *(Account(code, "系统管理员", "管理员") for code in ("leader", "boss", "guanli", "admin")),
)


def as_before(store, account):
    """Put an account where the program would not: older ones let demo and real accounts meet."""
    store.database.write(units.put, account, SYSTEM)


def people(store):
    """Bring the accounts in, without deeds that tests would count."""
    store.database.write(_bring_in)


def _bring_in(connection):
    known = set(connection.execute(select(account.c.code)).scalars())
    rows = [asdict(one) | {"unit": one.unit or None} for one in ACCOUNTS if one.code not in known]
    if rows:
        connection.execute(insert(account), rows)


def send(store, unit, period, ledgers, *, approve=False, **more):
    """Submit a workbook of plain rows, and let the office approve it."""
    people(store)
    checked, content = workbook(unit, period, ledgers)
    info = store.reporting.submit(checked, content, more.pop("account", unit.lower()), **more)
    return store.reporting.approve(info.id, "office") if approve else info


def mistyped(store):
    """An enterprise's code and its name with a slip; the enterprise comes first among the choices."""
    known = store.reporting.context(FRAMEWORK, "U08", parse_period("2023Q4"), SYSTEM).known
    among = directory(FRAMEWORK, "L15", known["L15"])
    slips = ((code, name.replace("有限公司（示例）", "工有限公司")) for code, name in among.names.items())
    offered = ((code, slip, read_reference(slip, among).choices) for code, slip in slips)
    return next((code, slip) for code, slip, choices in offered if choices and choices[0].startswith(code))
