"""A small province: five counties made of the two sample counties by seeds, and what they hand up."""

import csv
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.county import Dataset, version_of
from metrics.framework import LEVELS, VISIBLE, CountyFile, CountyPackage, parse_period, read_files
from metrics.province import Handover, begin, make_keys, package_of, private_key, recomputed
from metrics.scoring import prepare, score_book, score_table
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
        return _moved(data, QUARTER.start.year - third.start.year), package


def _moved(data: Dataset, years: int) -> Dataset:
    if not years:
        return data

    def code(text: str) -> str:
        return f"{int(text[:4]) + years}{text[4:]}"

    ledgers = {}
    for name, rows in data.ledgers.items():
        frame = rows.assign(_period=rows["_period"].map(code).astype("str"))
        for column in frame.select_dtypes("datetime").columns:
            frame[column] += pd.DateOffset(years=years)
        ledgers[name] = frame
    reports = {key: replace(info, period=code(info.period)) for key, info in data.submissions.items()}
    expected = data.expected.assign(period=data.expected["period"].map(code).astype("str"))
    return replace(data, period=QUARTER, ledgers=ledgers, submissions=reports, expected=expected)


def made_county(code: str, name: str, data: Dataset, package: CountyPackage, seed: int) -> Handover:
    """A county of some of a sample county's enterprises, and four in five of its other rows."""
    chance = np.random.default_rng(seed)
    package = renamed(package, name)
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
    given = Handover(code, QUARTER, 1, f"{code}-1", "", package, FRAMEWORK_TEXT, made, (), {}, "0.1.0")
    return scored(given)


def scored(given: Handover) -> Handover:
    """With the scores that its rows give, as if the county had just published them."""
    framework = given.framework
    prepared = prepare(framework, given.data)
    tables = {level: score_table(framework, score_book(prepared, level)) for level in LEVELS}
    return replace(given, tables=tables)


def renamed(package: CountyPackage, name: str) -> CountyPackage:
    """A county's files under another name."""
    text = package.by_name[CountyFile.COUNTY].decode("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("name =", "called ="))]
    return package.changed({CountyFile.COUNTY: "\n".join([f'name = "{name}"', *lines]).encode("utf-8")})


def again(given: Handover, **changes) -> Handover:
    """A later publication of the same period."""
    revision = given.revision + 1
    more = {"revision": revision, "chain": f"{given.code}-{revision}", "before": given.chain}
    return replace(given, **(more | changes))


_COMPUTED = {}


def once(given: Handover) -> dict[str, bytes]:
    """The engine, asked once a run for each county's rows and published scores."""
    rows = {code: len(frame) for code, frame in given.data.ledgers.items()}
    tables = "".join(table.to_csv() for table in given.tables.values())
    key = given.code, given.data.version, str(rows), tables
    if key not in _COMPUTED:
        _COMPUTED[key] = recomputed(given)
    return _COMPUTED[key]
