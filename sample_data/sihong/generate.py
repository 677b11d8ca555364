"""Write the sample county: `python -m sample_data.sihong.generate [--out FOLDER]`. Same seed, same bytes."""

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from sample_data.sihong.county import HOME, SampleCounty, make_county
from sample_data.sihong.faulty import EXPECTED_COLUMNS, write_faulty
from sample_data.sihong.frames import Year, make_year
from sample_data.sihong.planted import Planted, plant
from sample_data.sihong.submissions import MANIFEST_COLUMNS, Submission, account, make_submissions
from sample_data.sihong.workbooks import write_workbooks

OFFICE_ACCOUNTS = (
    ("shenhe", "县产改办审核员", "审核员", "U01"),
    ("lingdao", "县产改工作分管领导", "领导", ""),
    ("guanli", "县产改办系统管理员", "管理员", "U01"),
    ("shenji", "县产改办审计员", "审计员", ""),
)


def generate(out: Path, quarters: Iterable[str] | None = None) -> list[Path]:
    """Write workbooks, manifest, planted contradictions, faulty workbooks and accounts into a folder.

    Args:
        out: the folder; it is made if missing, files of the same name are replaced.
        quarters: only the workbooks of these quarters; by default all.

    Returns:
        The files written.
    """
    county = make_county()
    year = make_year(county)
    planted = plant(year)
    every = make_submissions(county)
    chosen = [one for one in every if quarters is None or one.quarter in quarters]
    files = []
    content = {}
    for submission, data in write_workbooks(county, year, chosen):
        content[submission.unit, submission.quarter] = data
        files.append(_write(out / submission.file, data))
    files += _tables(out, county, every, planted)
    if quarters is None:
        expected = write_faulty(county.framework, content, out / "bad")
        files += [out / "bad" / name for name in dict.fromkeys(row[0] for row in expected)]
        files.append(_table(out / "bad" / "expected.csv", EXPECTED_COLUMNS, expected))
    return files


def final_year() -> tuple[SampleCounty, Year]:
    """The county and its rows as the final revisions hold them, contradictions included."""
    county = make_county()
    year = make_year(county)
    plant(year)
    return county, year


def _tables(out: Path, county: SampleCounty, every: list[Submission], planted: list[Planted]) -> list[Path]:
    files = {(one.unit, one.quarter): one.file for one in every if one.approved_at}
    places = [
        [
            files[one.unit, one.quarter],
            county.framework.ledgers[one.ledger].sheet,
            one.cell(county.framework),
            one.kind,
            one.description,
        ]
        for one in planted
    ]
    reporters = [
        (account(unit.code), f"{unit.short_name}填报员", "填报员", unit.code)
        for unit in county.framework.units
    ]
    return [
        _table(out / "manifest.csv", MANIFEST_COLUMNS, [one.line for one in every]),
        _table(out / "planted.csv", ("file", "sheet", "cell", "kind", "description"), places),
        _table(out / "accounts.csv", ("code", "name", "role", "unit"), [*reporters, *OFFICE_ACCOUNTS]),
    ]


def _table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the sample county.")
    parser.add_argument("--out", type=Path, default=HOME, help="folder (default: sample_data itself)")
    files = generate(parser.parse_args(arguments).out)
    size = sum(path.stat().st_size for path in files)
    print(f"{len(files)} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
