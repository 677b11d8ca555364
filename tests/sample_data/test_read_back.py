"""The sample read the way an upload is: good workbooks without a finding, faulty ones with theirs."""

from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.ingest.check import check_workbook
from sample_data.county import HOME, make_county, read_table
from sample_data.typed import known_by

BAD = HOME / "bad"
EXPECTED = [row for row in read_table("bad/expected.csv") if row["code"]]
GOOD = [row for row in read_table("manifest.csv") if row["period"] == "2023Q4" or row["revision"] == "2"]


@pytest.fixture(scope="module")
def county():
    return make_county()


@pytest.fixture(scope="module")
def found(county):
    """Faulty file → its findings, each as sheet, address and code."""
    context = known_by(county, "U01", "2023Q4", date(2024, 1, 10))
    period = parse_period("2023Q4")
    return {
        name: {
            finding.flat
            for finding in check_workbook(
                (BAD / name).read_bytes(), name, county.framework, context, period=period
            ).findings
        }
        for name in dict.fromkeys(row["file"] for row in EXPECTED)
    }


@pytest.mark.parametrize("row", GOOD, ids=lambda row: f"{row['unit']}-{row['period']}-{row['revision']}")
def test_good_workbook_has_no_finding(county, row):
    context = known_by(county, row["unit"], row["period"], date(2024, 3, 1))
    file = HOME / row["file"]
    checked = check_workbook(file.read_bytes(), file.name, county.framework, context)
    assert [finding.message for finding in checked.findings] == []
    assert (checked.unit, checked.period.code) == (row["unit"], row["period"])
    assert checked.accepted


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row['file']}-{row['cell']}")
def test_faulty_workbook_has_its_finding(found, row):
    assert (row["sheet"], row["cell"], row["code"]) in found[row["file"]]


def test_faulty_workbook_has_no_other_finding(found):
    for name, findings in found.items():
        wanted = {(r["sheet"], r["cell"], r["code"]) for r in EXPECTED if r["file"] == name}
        assert findings == wanted, name
