"""Names of enterprises are compared without the places here and around, whichever county it is."""

import pandas as pd
import pytest

from metrics.framework import NO_COUNTY, CountyPackage, load_framework
from metrics.ingest.values import directory
from metrics.ingest.values.references import read_reference
from tests.kit.county_packages import SIHONG

ANJI_TOML = 'name = "安吉县"\ncalled = "安吉"\nprovince = "浙江省"\ncity = "湖州市"\nneighbours = ["德清县"]'
ANJI = CountyPackage.of({"county.toml": ANJI_TOML.encode()})
KNOWN = pd.DataFrame(
    {"code": ["E001"], "name": ["永新竹业有限公司"], "aliases": [()], "status": ["试点中"], "used": [True]}
)


@pytest.mark.parametrize(
    ("county", "name", "known"),
    [
        (ANJI, "浙江省湖州市安吉县永新竹业公司", True),
        (ANJI, "安吉永新竹业", True),
        (ANJI, "永新竹业", True),
        (ANJI, "德清永新竹业", True),
        (ANJI, "江苏泗洪永新竹业", False),
        (SIHONG, "江苏泗洪永新竹业", True),
        (SIHONG, "泗阳永新竹业", True),
        (SIHONG, "安吉永新竹业", False),
        (NO_COUNTY, "永新竹业", True),
        (NO_COUNTY, "泗洪永新竹业", False),
    ],
)
def test_a_name_may_begin_with_a_place_here_or_around(county, name, known):
    among = directory(load_framework(county), "L15", KNOWN)
    assert (among.find(name) == {"E001"}) is known


def test_a_neighbours_name_for_one_of_here_is_asked_about():
    here = directory(load_framework(ANJI), "L15", KNOWN.assign(name="安吉永新竹业有限公司"))
    readings = [read_reference(name, here) for name in ("德清永新竹业", "安吉县永新竹业", "永新竹业")]
    assert [(reading.value, reading.problem) for reading in readings] == [
        ("E001", "W420"),
        ("E001", "W411"),
        ("E001", "W411"),
    ]
