"""The sample read the way an upload is: good workbooks without a finding, faulty ones with theirs."""

import re
from dataclasses import replace
from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.ingest import catalogue, check_workbook
from metrics.store.database import SYSTEM
from sample_data.sihong.county import HOME, make_county, read_table
from sample_data.sihong.faulty_book import FIRST, PADDED
from sample_data.sihong.typed import known_by
from tests.kit.county_packages import open_store

BAD = HOME / "bad"
#: File → its rows of expected.csv.
FAULTY = {}
for line in read_table("bad/expected.csv"):
    FAULTY.setdefault(line["file"], []).append(line)
GOOD = [row for row in read_table("manifest.csv") if row["period"] == "2023Q4" or row["revision"] == "2"]


@pytest.fixture(scope="module")
def county():
    return make_county()


@pytest.mark.breadth(9)
@pytest.mark.parametrize("row", GOOD, ids=lambda row: f"{row['unit']}-{row['period']}-{row['revision']}")
def test_good_workbook_has_no_finding(county, row):
    context = known_by(county, row["unit"], row["period"], date(2024, 3, 1))
    file = HOME / row["file"]
    checked = check_workbook(file.read_bytes(), file.name, county.framework, context)
    assert [finding.message for finding in checked.findings] == []
    assert (checked.unit, checked.period.code) == (row["unit"], row["period"])
    assert checked.accepted


def context_for(county, needs, folder):
    """What the office knows: the county's names, and the rows of a file that was handed in first."""
    known = known_by(county, "U01", "2023Q4", date(2024, 1, 10))
    if not needs.startswith(FIRST):
        return known
    file = HOME / needs.removeprefix(FIRST)
    content = file.read_bytes()
    first = check_workbook(content, file.name, county.framework, known)
    with open_store(f"sqlite:///{folder / 'first.db'}") as store:
        store.reporting.submit(first, content, SYSTEM)
        stored = store.reporting.context(county.framework, first.unit, first.period, SYSTEM)
    return replace(stored, known=known.known)


def handed_in(county, rows, folder):
    """The findings about a faulty file, handed in as expected.csv says."""
    name, needs = rows[0]["file"], rows[0]["needs"]
    content = (BAD / name).read_bytes()
    if needs == PADDED:
        content += bytes((21 << 20) - len(content))
    period = parse_period(rows[0]["period"]) if rows[0]["period"] else None
    context = context_for(county, needs, folder)
    checked = check_workbook(content, name, county.framework, context, rows[0]["unit"] or None, period)
    return [finding.flat for finding in checked.findings]


def cells(address):
    """`F3:F5` → F3, F4, F5; any other address stands for itself."""
    match = re.fullmatch(r"([A-Z]+)(\d+):\1(\d+)", address)
    if not match:
        return [address]
    return [f"{match[1]}{row}" for row in range(int(match[2]), int(match[3]) + 1)]


@pytest.mark.breadth(6)
@pytest.mark.parametrize("name", FAULTY)
def test_faulty_workbook_has_exactly_its_findings(county, name, tmp_path):
    rows = FAULTY[name]
    wanted = [(row["sheet"], cell, row["code"]) for row in rows for cell in cells(row["cell"])]
    assert sorted(handed_in(county, rows, tmp_path)) == sorted(wanted)


def test_every_code_of_the_catalogue_is_raised_by_some_workbook():
    # What was changed on the page is told of a report, not of a workbook.
    told_of_reports = {"W422", "W423"}
    # tests/county/setup/test_workbook.py has these: they are told of 县情设置.xlsx.
    told_of_counties = {"E510", "E511", "W512"}
    # tests/ingest/photos has it: the sample's workbooks hold no pictures that would have to be opened.
    told_of_pictures = {"W426"}
    # tests/ingest/read/test_reader.py has it: it is told of the server, not of a workbook.
    told_of_the_server = {"E119"}
    raised = {row["code"] for rows in FAULTY.values() for row in rows}
    assert (
        raised
        == set(catalogue()) - told_of_reports - told_of_counties - told_of_pictures - told_of_the_server
    )
