"""The sample province: made of the two sample counties, in a folder of its own with accounts of its own."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from metrics.commands.application import SAMPLE, SAMPLE_NAMES, SAMPLES, packages
from metrics.commands.databases import sample_db
from metrics.commands.sample import DatabaseKind, kind_of, load_demo
from metrics.framework import CountyFile, CountyPackage, Period, parse_period, read_package
from metrics.province import (
    PLAN,
    Province,
    ProvinceError,
    SampleRows,
    build_province,
    moved_rows,
    read_province,
    sample_counties,
)
from metrics.store import Store
from metrics.store.care import contents_of
from metrics.store.database import address_of, file_of
from metrics.store.people import Account

#: Where the sample province lives: packages, what was computed of them, and the database of its accounts.
HOME = Path("data/sample-province")
#: The quarter that both sample counties have; the second one's rows are moved into it.
QUARTER = parse_period("2023Q3")
_BEGUN, _FINISHED = "begun", "finished"
#: Processes that make counties at once, and after how many it is said how far it is where nobody looks on.
_PROCESSES, _SAID_EVERY = 2, 10
#: Codes of the sample county's accounts whose roles look at all counties of the sample province, too.
_OFFICE = ("shenhe", "lingdao", "guanli", "shenji")


@dataclass(frozen=True)
class ReadyProvince:
    """A sample province that can be served: its folder, its accounts' database, whether it was made now."""

    province: Province
    url: str
    made: bool


def ready_province(home: Path = HOME, cities: int = 13, counties: int = 95) -> ReadyProvince:
    """The sample province of a folder, made where it is missing or was not finished.

    Args:
        home: where it lies.
        cities, counties: how many are made; one that is there stays as it is.

    Raises:
        ProvinceError, StoreError: it cannot be made.
    """
    made = not (home / _FINISHED).exists()
    if made:
        _make(home, cities, counties)
    province = read_province(home)
    url = f"sqlite:///{home / 'accounts.db'}"
    with Store.open(url) as store:
        settle_cities(store, province)
        store.people.settle_sample(list(province_accounts(province)))
    return ReadyProvince(province, url, made)


def is_sample_province(home: Path) -> bool:
    """Whether a folder is one that `ready_province` made, finished or not, and may be made anew."""
    return (home / _FINISHED).exists() or (home / _BEGUN).exists()


def settle_cities(store: Store, province: Province) -> None:
    """Give a province's database its cities as units: an account of a city's sees its counties alone.

    A database that has units already keeps them; new cities of the register are added by 建县 there.
    """
    store.office.begin_county(province_package(province))


def province_package(province: Province) -> CountyPackage:
    """What a province says of itself where a county says what it is: its name, and its cities as units."""
    lines = ["code,name,short_name,aliases,ledgers,valid_from,valid_to"]
    lines += [f"{code},{name},,,L15,," for code, name in sorted(province.cities.items())]
    return CountyPackage.of(
        {
            CountyFile.COUNTY: f'name = "{province.name}"\n'.encode(),
            CountyFile.UNITS: ("\n".join(lines) + "\n").encode("utf-8"),
        }
    )


def province_accounts(province: Province) -> Iterator[Account]:
    """Demo accounts: an office's of each role, and one of every city, whose role acts for one unit alone."""
    lines = (SAMPLE / "accounts.csv").read_text(encoding="utf-8").splitlines()[1:]
    known = {code: role for code, _, role, _ in (line.split(",") for line in lines)}
    own = next(role for code, role in known.items() if code not in _OFFICE)
    for code in _OFFICE:
        yield Account(code, f"省产改办{known[code]}", known[code], "", demo=True)
    for code, name in sorted(province.cities.items()):
        yield Account(f"c{code}", f"{name}产改办", own, code, demo=True)


def _make(home: Path, cities: int, counties: int) -> None:
    wanted = sample_counties(cities, counties, len(SAMPLE_NAMES))
    click.echo("正在读两个样例县 …", err=True)
    # The first of them is the larger one, which most counties are made of.
    names = sorted(SAMPLE_NAMES, key=lambda name: (name != SAMPLE.name, name))
    processes = min(_PROCESSES, os.cpu_count() or 1)
    samples = _samples(names, processes)
    if not ((home / _BEGUN).exists() and (home / PLAN).exists()):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700, parents=True)
        (home / _BEGUN).touch()
    build_province(home, samples, wanted, processes=processes, progress=_told())
    (home / _FINISHED).touch()


def _told() -> Callable[[str, int, int], None]:
    """Says how far it is: in one line that is written anew on a terminal, else a line every few counties."""
    clear, every = ("\r", 1) if sys.stderr.isatty() else ("", _SAID_EVERY)

    def tell(what: str, done: int, of: int) -> None:
        """Say it."""
        if done % every == 0 or done == of:
            click.echo(f"{clear}样例省：{what}　县 {done}/{of}", err=True, nl=not clear or done == of)

    return tell


def _samples(names: Sequence[str], processes: int) -> list[SampleRows]:
    """The sample counties' rows, read at once where there is more than one processor."""
    if processes < 2:
        return [_rows_of(name) for name in names]
    with ProcessPoolExecutor(len(names), get_context("spawn")) as pool:
        return list(pool.map(_rows_of, names))


def _rows_of(name: str) -> SampleRows:
    """A sample county's rows of the quarter: from its database where nobody reported anything else there."""
    url, folder = sample_db(name), SAMPLES / name
    file = file_of(address_of(url))
    if file and file.exists() and kind_of(contents_of(url), folder) is DatabaseKind.SAMPLE:
        return sample_rows(url, folder)
    with TemporaryDirectory(prefix="kandejian-") as temporary:
        url = f"sqlite:///{Path(temporary) / 'sample.db'}"
        with Store.open(url, counties=packages()) as store:
            load_demo(store, folder, until=QUARTER.code[4:])
        return sample_rows(url, folder)


def sample_rows(url: str, folder: Path, quarter: Period = QUARTER) -> SampleRows:
    """The rows of a sample county's database as of a quarter; those of another year are moved into it.

    Raises:
        ProvinceError: the sample has no such quarter.
    """
    with Store.open(url, counties=packages()) as store:
        opened = [parse_period(info.code) for info in store.reporting.periods()]
        same = next((one for one in opened if one.code[4:] == quarter.code[4:]), None)
        if same is None:
            raise ProvinceError(f"样例县 {folder.name} 没有{quarter.label}的数据。")
        data = store.reporting.dataset(store.office.framework_for(same), same)
    # As plain dictionaries, which can be sent to another process.
    places = {at: (sheet, dict(columns)) for at, (sheet, columns) in data.places.items()}
    moved = moved_rows(replace(data, places=places), quarter)
    return SampleRows(moved, read_package(folder / "county"))
