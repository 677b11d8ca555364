"""A small province: five counties made of the two sample counties by seeds, and what they hand up."""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from metrics.commands.sample_province import province_accounts, settle_cities
from metrics.county import Dataset, version_of
from metrics.framework import SHANGHAI, VISIBLE, CountyPackage, parse_period, read_files
from metrics.ingest.values import credit_check
from metrics.province import (
    Handover,
    Province,
    begin,
    collect_noted,
    make_keys,
    moved_rows,
    package_of,
    private_key,
    recomputed,
    renamed_package,
    set_due,
)
from metrics.province import with_scores as scored
from metrics.store import Store
from tests.kit.county_packages import QINGLAN, SIHONG

QUARTER = parse_period("2023Q3")
#: Code, name, city, which sample county it is made of (the first or the second).
COUNTIES = (
    ("321301", "甲县", "东市", 0),
    ("321302", "乙县", "东市", 0),
    ("321303", "丙县", "东市", 1),
    ("320501", "丁县", "西市", 0),
    ("320502", "戊县", "西市", 1),
)
FRAMEWORK_TEXT = read_files()[VISIBLE].decode("utf-8")
#: Two made of different samples, so that only what is planted is in both; the firm and the honour planted.
ONE, OTHER = "321301", "321303"
FIRM = "91320000EXAMPLE01"
HONOUR = {"honour_title": "省五一劳动奖状（示例）", "honour_category": "五一劳动奖状", "honour_level": "省"}
#: Whose published scores are not what its rows give, and who has handed up nothing that was taken.
DIFFERING, MISSING = "321302", "320502"
DUE = date(2023, 10, 20)
#: Of how many enterprises of its sample a made county consists.
ENTERPRISES = 12


@dataclass(frozen=True)
class SmallProvince:
    """Five counties: what each hands up, its package, the keys, and the list that the province registers."""

    folder: Path
    handovers: dict[str, Handover]
    packages: dict[str, bytes]

    @property
    def counties(self) -> Path:
        return self.folder / "counties.csv"

    def key(self, code: str):
        return private_key(self.folder / "keys" / f"{code}.key")

    def begin(self, folder: Path):
        return begin(folder, "苏省", self.counties)

    def lay(self, folder: Path, *codes: str) -> Path:
        """A folder with packages, all of them or some counties'."""
        folder.mkdir(exist_ok=True)
        for code in codes or self.packages:
            (folder / self.handovers[code].file).write_bytes(self.packages[code])
        return folder


@pytest.fixture(scope="session")
def small_province(tmp_path_factory, demo_file, second_file) -> SmallProvince:
    """Built once a run; read-only by agreement."""
    folder = tmp_path_factory.mktemp("province")
    samples = [_rows(demo_file, SIHONG), _rows(second_file, QINGLAN)]
    made = {}
    for seed, (code, name, _, sample) in enumerate(COUNTIES):
        make_keys(folder / "keys", code)
        made[code] = made_county(code, name, *samples[sample], seed)
    packages = {
        code: package_of(one, private_key(folder / "keys" / f"{code}.key")) for code, one in made.items()
    }
    province = SmallProvince(folder, made, packages)
    with province.counties.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["代码", "名称", "市", "公钥"])
        lines.writerows([code, name, city, f"keys/{code}.pub"] for code, name, city, _ in COUNTIES)
    return province


def _rows(file: Path, package: CountyPackage) -> tuple[Dataset, CountyPackage]:
    """A sample county's rows of the quarter; those of another year are moved into it."""
    with Store.open(f"sqlite:///{file}", migrate=False) as store:
        quarters = [parse_period(info.code) for info in store.reporting.periods()]
        third = next(one for one in quarters if one.code.endswith("Q3"))
        data = store.reporting.dataset(store.office.framework_for(third), third)
        return moved_rows(data, QUARTER), package


def made_county(code: str, name: str, data: Dataset, package: CountyPackage, seed: int) -> Handover:
    """A county of some of a sample county's enterprises, and four in five of its other rows."""
    chance = np.random.default_rng(seed)
    package = renamed_package(package, name)
    known = np.unique(data.ledgers["L15"]["enterprise_code"].dropna())
    kept = set(chance.choice(known, min(ENTERPRISES, len(known)), replace=False))
    ledgers = {}
    for ledger, rows in data.ledgers.items():
        named = rows["enterprise_code"] if "enterprise_code" in rows else pd.Series(None, rows.index, "str")
        held = named.isin(kept) | (named.isna() & (chance.random(len(rows)) < 0.8))
        ledgers[ledger] = rows[held.to_numpy()].reset_index(drop=True)
    reports = {
        number: replace(info, sha256=hashlib.sha256(f"{code}{info.sha256}".encode()).hexdigest())
        for number, info in data.submissions.items()
    }
    made = replace(
        data,
        ledgers=ledgers,
        submissions=reports,
        version=version_of(reports.values()),
        ruled_out=pd.DataFrame(),
    )
    given = Handover(code, data.period, 1, f"{code}-1", "", package, FRAMEWORK_TEXT, made, (), {}, "0.1.0")
    return scored(given)


def claiming(given: Handover) -> Handover:
    """A county whose first firm has the code FIRM, and whose first honour is HONOUR, its own row and cell."""
    ledgers = dict(given.data.ledgers)
    roster, honours = ledgers["L15"].copy(), ledgers["L06"].copy()
    firm = roster["enterprise_code"].iloc[0]
    roster.loc[roster["enterprise_code"].eq(firm), "credit_code"] = FIRM + credit_check(FIRM)
    first = honours.index[honours["_period"].str.startswith("2023")][0]
    told = {**HONOUR, "enterprise_code": firm, "awarded_on": pd.Timestamp("2023-08-01")}
    for name, value in told.items():
        honours.loc[first, name] = value
    data = replace(given.data, ledgers={**ledgers, "L15": roster, "L06": honours})
    return scored(replace(given, data=data))


def again(given: Handover, **changes) -> Handover:
    """A later publication of the same period."""
    revision = given.revision + 1
    more: dict[str, Any] = {
        "revision": revision,
        "chain": f"{given.code}-{revision}",
        "before": given.chain,
    }
    return replace(given, **(more | changes))


def small_picture(colour=(40, 90, 160)):
    sink = BytesIO()
    Image.new("RGB", (32, 24), colour).save(sink, "WEBP")
    return sink.getvalue()


def pictured(given, content=None):
    """A county's next publication, with a picture of its first honour; and where that stands."""
    rows = given.data.ledgers["L06"]
    first = rows[rows["_period"].str.startswith(QUARTER.code[:4])].iloc[0]
    at = "L06", int(first["_submission"]), int(first["_row"])
    return again(given, thumbnails={at: content or small_picture()}), at


def collected_files(province: Province) -> dict[Path, bytes]:
    """Everything that was collected and computed: place → bytes."""
    return {
        path.relative_to(province.folder): path.read_bytes()
        for room in ("packages", "lake")
        for path in (province.folder / room).rglob("*")
        if path.is_file()
    }


_COMPUTED: dict[tuple[str, ...], Mapping[str, bytes]] = {}


def once(given: Handover) -> Mapping[str, bytes]:
    """The engine, asked once a run for each county's rows and published scores."""
    rows = {code: frame.to_csv() for code, frame in given.data.ledgers.items()}
    tables = "".join(table.to_csv() for table in given.tables.values())
    key = given.code, given.data.version, str(rows), tables
    if key not in _COMPUTED:
        _COMPUTED[key] = recomputed(given)
    return _COMPUTED[key]


@dataclass(frozen=True)
class ServedProvince:
    """A province that is served: what it has collected, and the database of its accounts."""

    province: Province
    url: str


@pytest.fixture(scope="session")
def served_province(small_province, tmp_path_factory) -> ServedProvince:
    """Four of five have come, two claim one honour, one differs, two files were refused; read-only."""
    folder = tmp_path_factory.mktemp("served")
    province = small_province.begin(folder / "province")
    box = small_province.lay(folder / "in", *(code for code, *_ in COUNTIES if code != MISSING))
    made = {code: claiming(small_province.handovers[code]) for code in (ONE, OTHER)}
    given = small_province.handovers[DIFFERING]
    county = given.tables["county"].copy()
    county["total"] += 1.0
    made[DIFFERING] = replace(given, tables={**given.tables, "county": county})
    for code, one in made.items():
        (box / one.file).write_bytes(package_of(one, small_province.key(code)))
    missing = small_province.handovers[MISSING]
    (box / missing.file).write_bytes(package_of(missing, small_province.key(ONE)))
    (box / "0坏.kdj").write_bytes(b"nothing")
    # The last but one of them comes after the last day.
    times = iter(datetime(2023, 10, 17 + day, 9, tzinfo=SHANGHAI) for day in range(20))
    list(collect_noted(province, box, once, by="周处长", clock=times.__next__))
    set_due(province, QUARTER, DUE)
    url = f"sqlite:///{folder / 'accounts.db'}"
    with Store.open(url) as store:
        settle_cities(store, province)
        store.people.settle_sample(list(province_accounts(province)))
    return ServedProvince(province, url)
