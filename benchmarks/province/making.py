"""Counties made of the samples' rows, and the packages they hand up, in a folder for each quarter."""

import csv
import hashlib
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from metrics.commands.application import SAMPLES
from metrics.commands.sample_province import QUARTER, sample_rows
from metrics.framework import Period, parse_period
from metrics.province import (
    MadeCounty,
    Province,
    SampleRows,
    begin,
    make_keys,
    moved_rows,
    package_of,
    private_key,
    sample_counties,
)
from tests.kit.provinces import made_county
from tests.kit.sample_county import FIRST, SECOND, loaded_sample


@dataclass(frozen=True)
class BenchProvince:
    """Packages of so many counties and quarters, and the list of the counties."""

    folder: Path
    counties: tuple[MadeCounty, ...]
    periods: tuple[Period, ...]

    def box(self, *periods: Period) -> Path:
        """A folder with the packages of some quarters; of one, that in which they were made."""
        if len(periods) == 1:
            return self.folder / "boxes" / periods[0].code
        made = self.folder / "boxes" / "-".join(period.code for period in periods)
        made.mkdir(exist_ok=True)
        for period in periods:
            for file in self.box(period).iterdir():
                shutil.copy(file, made)
        return made

    def some(self, size: int) -> Path:
        """The packages of the first counties alone, of the first quarter."""
        codes = {one.code for one in self.counties[:size]}
        made = self.folder / "boxes" / f"first-{size}"
        made.mkdir(exist_ok=True)
        for file in self.box(self.periods[0]).iterdir():
            if file.name.split("_")[1] in codes:
                shutil.copy(file, made)
        return made

    def key(self, code: str) -> Path:
        """A county's private key."""
        return self.folder / "keys" / f"{code}.key"

    def begin(self, name: str) -> Province:
        """A province that has collected nothing."""
        home = self.folder / "provinces" / name
        shutil.rmtree(home, ignore_errors=True)
        return begin(home, "苏省", self.folder / "counties.csv")


def contents(province: Province) -> dict[str, str]:
    """Everything that was collected and computed: place → hash of its bytes."""
    return {
        str(path.relative_to(province.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for room in ("packages", "lake")
        for path in (province.folder / room).rglob("*")
        if path.is_file()
    }


def kept_samples() -> list[SampleRows]:
    """The two sample counties' rows, out of the databases that the tests keep."""
    files = {name: loaded_sample(name) for name in (FIRST, SECOND)}
    return [sample_rows(f"sqlite:///{file}", SAMPLES / name) for name, file in files.items()]


def made_province(
    folder: Path, samples: Sequence[SampleRows], counties: int, quarters: int, processes: int = 2
) -> BenchProvince:
    """Make the packages; nothing of this is measured.

    Args:
        folder: an empty one.
        samples: what the counties are made of.
        counties: how many.
        quarters: of how many years the same quarter is handed up.
        processes: that make them at once.
    """
    whole = tuple(sample_counties(min(13, counties), counties, len(samples)))
    periods = tuple(
        parse_period(f"{QUARTER.start.year - back}{QUARTER.code[4:]}") for back in range(quarters)
    )
    for one in whole:
        make_keys(folder / "keys", one.code)
    with (folder / "counties.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["代码", "名称", "市", "公钥"])
        lines.writerows([one.code, one.name, one.city, f"keys/{one.code}.pub"] for one in whole)
    made = BenchProvince(folder, whole, periods)
    for period in periods:
        made.box(period).mkdir(parents=True)
    rows = [samples[one.sample] for one in whole]
    if processes < 2:
        for one, own in zip(whole, rows, strict=True):
            hand_up(made, one, own)
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            list(pool.map(partial(hand_up, made), whole, rows))
    return made


def hand_up(made: BenchProvince, one: MadeCounty, rows: SampleRows) -> None:
    """Write a county's packages."""
    for period in made.periods:
        given = made_county(one.code, one.name, moved_rows(rows.data, period), rows.package, int(one.code))
        (made.box(period) / given.file).write_bytes(package_of(given, private_key(made.key(one.code))))
