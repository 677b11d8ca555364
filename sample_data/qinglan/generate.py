"""Write the second sample county: `python -m sample_data.qinglan.generate [--out FOLDER]`."""

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from metrics.county.setup import ACCOUNTS, ENTERPRISES, QUARTERS, SETUP_FILE, setup_rows, write_setup
from metrics.framework import ColumnSpec, LedgerSpec, Period, read_package
from metrics.ingest import Context, write_template
from metrics.ingest.values import display
from metrics.store.setting_up import template_name
from sample_data.qinglan import county as own
from sample_data.qinglan import flows, registers
from sample_data.qinglan.activities import make_activities
from sample_data.qinglan.county import HALF, HOME, Qinglan, Row, chance, make_county
from sample_data.qinglan.habits import Sheets, handed_in, typed_so

_MAKERS: dict[str, Callable[[Qinglan], Iterable[Row]]] = {
    "L01": registers.make_brands,
    "L02": registers.make_projects,
    "L03": registers.make_carriers,
    "L04": lambda _: registers.make_teams(),
    "L05": make_activities,
    "L06": flows.make_honours,
    "L07": registers.make_innovations,
    "L08": flows.make_gains,
    "L09": flows.make_benefits,
    "L10": flows.make_support,
    "L11": flows.make_disputes,
    "L12": flows.make_bargaining,
    "L13": flows.make_cases,
    "L14": flows.make_mechanism,
    "L15": registers.make_roster,
}
_MANIFEST = (
    *("file", "unit", "period", "revision"),
    *("submitted_at", "submitted_by", "approved_at", "approved_by", "due_on"),
)
REVIEWER = "heshen"
#: Who waits for the reviewer at the end of the year so far.
WAITING = ("U10", "2024Q3")
#: Days after the 20th on which a unit came late.
_LATE = {("U01", "2024Q2"): 6, ("U08", "2024Q3"): 2}


@dataclass(frozen=True)
class Handed:
    """A workbook that came in: a line of the manifest."""

    unit: str
    quarter: Period
    file: str
    at: datetime
    approved: datetime | None

    @property
    def line(self) -> list[str]:
        """The manifest's columns; times are local."""
        approved = self.approved.isoformat(" ", "minutes") if self.approved else ""
        return [
            self.file,
            self.unit,
            self.quarter.code,
            "1",
            self.at.isoformat(" ", "minutes"),
            self.unit.lower(),
            approved,
            REVIEWER if approved else "",
            due_on(self.quarter).isoformat(),
        ]


def due_on(quarter: Period) -> date:
    """The 20th of the month after a quarter."""
    return date(quarter.end.year, quarter.end.month + 1, 20)


def submissions(county: Qinglan) -> list[Handed]:
    """Every workbook in the order it came in.

    In the first quarter the office comes first, then who leads a brand: nobody can name one that is not in.
    """
    made = []
    for quarter in own.QUARTERS:
        for unit in county.framework.units:
            if county.reports(unit.code, quarter):
                draw = chance(f"time {unit.code} {quarter.code}")
                first = 1 if unit.code == "U02" else 3 if county.brands_of(unit.code) else 9
                day = date(quarter.end.year, quarter.end.month + 1, first + int(draw.integers(0, 2)))
                if (unit.code, quarter.code) in _LATE:
                    day = due_on(quarter) + timedelta(days=_LATE[unit.code, quarter.code])
                at = datetime.combine(day, time(9 + int(draw.integers(0, 8)), int(draw.integers(0, 60))))
                seen = datetime.combine(day, time(17, 30)) + timedelta(minutes=len(made) % 30)
                approved = None if (unit.code, quarter.code) == WAITING else seen
                name = template_name(county.framework.county, unit, quarter)
                made.append(Handed(unit.code, quarter, f"workbooks/{quarter.code}/{name}", at, approved))
    return sorted(made, key=lambda one: (one.at, one.unit))


def workbooks(county: Qinglan) -> Iterator[tuple[Handed, bytes]]:
    """Every submission with the bytes of its workbook."""
    rows: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for ledger, make in _MAKERS.items():
        for row in make(county):
            rows[row["unit"], row["quarter"], ledger].append(row)
    names = _names(county)
    for one in submissions(county):
        place = (one.unit, one.quarter.code)
        sheets: Sheets = {}
        for code in county.framework.unit[one.unit].ledgers:
            mine = [] if one.unit == HALF and code not in ("L05", "L01") else rows[(*place, code)]
            sheets[code] = _typed(county.framework.ledgers[code], mine, names)
        context = Context(
            known={
                target: pd.DataFrame({"code": list(of), "name": list(of.values())}).assign(
                    aliases="", status=""
                )
                for target, of in names.items()
                if target != "unit"
            },
            today=one.at.date(),
        )
        content = write_template(county.framework, one.unit, one.quarter, context, typed_so(place, sheets))
        yield one, handed_in(place, content, county.framework)


def _names(county: Qinglan) -> dict[str, dict[str, str]]:
    return {
        "unit": {unit.code: unit.name for unit in county.framework.units},
        "L01": {brand["code"]: brand["name"] for brand in county.brands},
        "L04": {row["team_code"]: row["team_name"] for row in registers.make_teams()},
        "L15": {row["enterprise_code"]: row["enterprise_name"] for row in county.enterprises},
    }


def _typed(spec: LedgerSpec, rows: list[Row], names: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Rows as they stand in the sheet; flows in the order of their dates."""
    ordered = sorted(rows, key=lambda row: row[spec.date]) if spec.kind == "flow" else rows
    cells = [[_cell(column, row.get(column.id), names) for column in spec.columns] for row in ordered]
    return pd.DataFrame(cells, columns=[column.id for column in spec.columns], dtype=object)


def _cell(column: ColumnSpec, value: object, names: dict[str, dict[str, str]]) -> object:
    if value is None:
        return None
    if column.type == "bool":
        return "是" if value else "否"
    if column.type == "reference":
        return display(str(value), names[column.refers][str(value)])
    return value


def setup_workbook(county: Qinglan) -> bytes:
    """县情设置.xlsx: the package, the roster, the accounts and the first quarter."""
    rows = setup_rows(read_package(HOME / "county"), county.framework)
    rows[ENTERPRISES] = pd.DataFrame(county.enterprises).drop(columns="vigour")
    units = {unit.code: unit.name for unit in county.framework.units}
    accounts = pd.DataFrame(own.read_table("accounts.csv"))
    rows[ACCOUNTS] = accounts.assign(unit=[units.get(code) for code in accounts["unit"]])
    first = own.QUARTERS[0]
    rows[QUARTERS] = pd.DataFrame([{"period": first.code, "due_on": due_on(first)}])
    return write_setup(first, rows)


def generate(out: Path) -> list[Path]:
    """Write the set-up workbook, the workbooks and the manifest into a folder; gives the files."""
    county = make_county()
    files = [_write(out / SETUP_FILE, setup_workbook(county))]
    files += [_write(out / one.file, content) for one, content in workbooks(county)]
    with (out / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_MANIFEST)
        writer.writerows(one.line for one in submissions(county))
    return [*files, out / "manifest.csv"]


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the second sample county.")
    parser.add_argument("--out", type=Path, default=HOME, help="folder (default: the county's own)")
    files = generate(parser.parse_args(arguments).out)
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
