"""The county's lasting parts: its framework, enterprises, brands, and the shared source of chance."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from metrics.framework import Framework, Period, load_framework, parse_period, read_package

HOME = Path(__file__).parent
QUARTERS = parse_period("2024").quarters[:3]
#: What was never handed in: a unit and a quarter.
SILENT = frozenset({("U09", "2024Q2")})
#: The unit that keeps three registers and hands in its activities only.
HALF = "U10"
#: The unit that is no more from the third quarter on, and the one that goes on with its work.
MERGED, SUCCESSOR, MERGED_ON = "U05", "U04", date(2024, 7, 1)
SEED = 20240701

Row = dict[str, Any]


def chance(topic: str) -> np.random.Generator:
    """A generator of its own for each topic, so that a change in one part leaves the others as they were."""
    return np.random.default_rng([SEED, crc32(topic.encode())])


def pick(draw: np.random.Generator, options: Sequence[Any], weights: Sequence[float] | None = None) -> Any:  # noqa: ANN401 - one of the options, whatever they are
    """One of the options, by weight."""
    share = None if weights is None else np.asarray(weights, dtype=float) / sum(weights)
    return options[int(draw.choice(len(options), p=share))]


def working_day(draw: np.random.Generator, period: Period) -> date:
    """A day from Monday to Friday within a period."""
    while True:
        day = period.start + timedelta(days=int(draw.integers(0, (period.end - period.start).days + 1)))
        if day.weekday() < 5:
            return day


def read_table(name: str) -> list[Row]:
    """Rows of a CSV file of this folder."""
    with (HOME / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True)
class Qinglan:
    """Everything the other parts draw from; `vigour` (0–1) of an enterprise is how much goes on there."""

    framework: Framework
    enterprises: list[Row]
    brands: list[Row]

    def brands_of(self, unit: str) -> list[Row]:
        """The brands a unit leads."""
        return [brand for brand in self.brands if brand["unit"] == unit]

    def reports(self, unit: str, quarter: Period) -> bool:
        """Whether a unit hands in a workbook for a quarter."""
        return (unit, quarter.code) not in SILENT and self.framework.unit[unit].holds(quarter.end)

    def some(self, draw: np.random.Generator, count: int, power: float = 1.0) -> list[Row]:
        """Different enterprises, the livelier the likelier."""
        weight = np.array([row["vigour"] for row in self.enterprises]) ** power
        at = draw.choice(len(weight), size=count, replace=False, p=weight / weight.sum())
        return [self.enterprises[int(place)] for place in at]


@cache
def make_county() -> Qinglan:
    """Read the package and the tables."""
    framework = load_framework(read_package(HOME / "county"))
    plans = {row["code"]: row for row in read_table("brands.csv")}
    brands = [
        {**plans[one.code], "name": one.name, "unit": one.unit, "is_county_brand": one.is_county_brand}
        for one in framework.brands
    ]
    return Qinglan(framework, list(_enterprises(read_table("roster.csv"))), brands)


def _enterprises(lines: Iterable[Row]) -> Iterable[Row]:
    draw = chance("roster")
    for number, line in enumerate(lines, 1):
        employees = int(line["employees"])
        yield {
            "enterprise_code": f"E{number:03d}",
            "enterprise_name": line["name"],
            "short_name": line["short"] or None,
            "town": line["town"],
            "industry": line["industry"],
            "ownership": line["ownership"],
            "employees": employees,
            "industrial_workers": int(employees * draw.uniform(0.6, 0.9)),
            "union_members": int(employees * min(0.99, 0.55 + 0.5 * float(line["vigour"]))),
            "pilot_level": line["pilot"],
            "listed_on": date(2023, int(draw.integers(3, 13)), 1),
            "status": "试点中",
            "vigour": float(line["vigour"]),
        }
