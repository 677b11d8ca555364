"""The figures of the source report, and which of them data can carry."""

import csv
import re

from metrics.doubts.claim_files import read_claim_file
from tests.kit.project import REFERENCE

CLAIMS = REFERENCE / "source" / "claims.tsv"


def claims():
    """All of them as the product reads them."""
    return read_claim_file(CLAIMS.read_bytes())


def data_claims():
    """Those that come out of a ledger, as rows of the file."""
    with CLAIMS.open(encoding="utf-8") as stream:
        return [
            row
            for row in csv.DictReader(stream, delimiter="\t")
            if re.match(r"L\d|封面", row["ledger_sheet"])
        ]
