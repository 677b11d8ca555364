"""The county's lasting parts: enterprises, brands and teams, and the shared source of chance."""

import csv
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

import numpy as np

from metrics.framework import Framework, load_framework, parse_period, read_package
from metrics.ingest.values import credit_check

HOME = Path(__file__).parent
SEED = 20230206
QUARTERS = parse_period("2023").quarters
#: The unit-quarter that never came in.
MISSING = ("U14", "2023Q4")
#: Units that report before the others in the first quarter, when nobody else's brands are known yet.
EARLY = frozenset({"U02", "U06", "U10", "U13", "U14", "U15", "U17", "U18", "U19"})

Row = dict[str, Any]
T = TypeVar("T")
#: Shares of 国有, 外资, 民营 among 136 enterprises: 11 %, 15 %, 74 %.
_OWNERSHIP = {"国有(含控股)": 15, "外资(含合资合作)": 20, "民营": 101}
_PILOT = {"省": 4, "市": 16, "县": 86, "乡镇街道": 30}


def chance(topic: str) -> np.random.Generator:
    """A generator of its own for each topic, so that a change in one part leaves the others as they were."""
    return np.random.default_rng([SEED, crc32(topic.encode())])


def pick(
    generator: np.random.Generator, options: Sequence[T], weights: Sequence[float] | np.ndarray | None = None
) -> T:
    """One of the options, by weight."""
    share = None if weights is None else np.asarray(weights, dtype=float) / np.sum(weights)
    return options[int(generator.choice(len(options), p=share))]


def weighted(text: str) -> dict[str, float]:
    """`技能培训:5 技能比武:2` → name: weight."""
    return {name: float(weight) for name, weight in (part.rsplit(":", 1) for part in text.split())}


def read_table(name: str) -> list[Row]:
    """Rows of a CSV file of this folder."""
    with (HOME / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def shuffled(generator: np.random.Generator, counts: dict[str, int]) -> list[str]:
    """Each name as often as its count, in random order."""
    names = [name for name, count in counts.items() for _ in range(count)]
    return [names[i] for i in generator.permutation(len(names))]


def largest_remainder(weights: dict[str, float], total: int) -> dict[str, int]:
    """Whole numbers that add up to a total, in proportion to weights."""
    exact = {name: weight * total / sum(weights.values()) for name, weight in weights.items()}
    counts = {name: int(value) for name, value in exact.items()}
    by_rest = sorted(exact, key=lambda name: counts[name] - exact[name])
    for name in by_rest[: total - sum(counts.values())]:
        counts[name] += 1
    return counts


def quarter_of(day: date) -> str:
    """Code of the quarter of 2023 that a day falls into."""
    return QUARTERS[(day.month - 1) // 3].code


@dataclass(frozen=True)
class SampleCounty:
    """Everything the other parts draw from. `enterprises` carry `vigour` (0–1): how much goes on there."""

    framework: Framework
    words: dict[str, Any]
    enterprises: list[Row]
    brands: list[Row]
    teams: list[Row]

    @cached_property
    def enterprise(self) -> dict[str, Row]:
        """Enterprises by code."""
        return {row["enterprise_code"]: row for row in self.enterprises}

    @cached_property
    def brand(self) -> dict[str, Row]:
        """Brands by code."""
        return {row["code"]: row for row in self.brands}

    def brands_of(self, unit: str) -> list[str]:
        """Codes of the brands a unit leads."""
        return [row["code"] for row in self.brands if row["unit"] == unit]

    def knows(self, unit: str, quarter: str, brand: str) -> bool:
        """Whether a unit could name a brand when it reported: in the first quarter only those in by then."""
        lead = self.brand[brand]["unit"]
        if unit == "U01" or quarter != QUARTERS[0].code or lead in (unit, "U01"):
            return True
        return lead in EARLY and unit not in EARLY

    def weights(self, power: float = 1.6) -> np.ndarray:
        """Share of attention each enterprise draws."""
        vigour = np.array([row["vigour"] for row in self.enterprises])
        return vigour**power + 0.04

    def skill(self, generator: np.random.Generator, enterprise: str | None) -> str:
        """A skill of the enterprise's industry."""
        industry = self.enterprise[enterprise]["industry"] if enterprise else "机械装备"
        return pick(generator, self.words["skills"][industry])

    def thing(self, generator: np.random.Generator, enterprise: str) -> str:
        """Something to improve there."""
        objects = self.words["objects"]
        return pick(generator, [*objects[self.enterprise[enterprise]["industry"]] * 2, *objects["any"]])


def make_county() -> SampleCounty:
    """Read the data files and invent the roster."""
    words = tomllib.loads((HOME / "words.toml").read_text(encoding="utf-8"))
    framework = load_framework(read_package(HOME / "county"))
    return SampleCounty(
        framework, words, _enterprises(words), read_table("brands.csv"), read_table("teams.csv")
    )


def _enterprises(words: dict[str, Any]) -> list[Row]:
    draw = chance("enterprises")
    towns = [town for town, count in words["towns"].items() for _ in range(count)]
    industries = shuffled(draw, {name: spec["share"] for name, spec in words["industry"].items()})
    owners, pilots = shuffled(draw, _OWNERSHIP), shuffled(draw, _PILOT)
    stems = [
        first + second for first in words["enterprise"]["first"] for second in words["enterprise"]["second"]
    ]
    chosen = [stems[i] for i in draw.permutation(len(stems))[: len(towns)]]
    vigour = draw.beta(1.6, 1.7, len(towns))
    known = chance("identities")
    rows = []
    for number, (town, industry, owner, pilot) in enumerate(
        zip(towns, industries, owners, pilots, strict=True)
    ):
        employees = int(np.clip(draw.lognormal(np.log(190), 0.85), 30, 2500))
        industrial = int(employees * draw.uniform(0.68, 0.92))
        trade = pick(draw, words["industry"][industry]["trades"])
        rows.append(
            {
                "enterprise_code": f"E{number + 1:03d}",
                "enterprise_name": _name(draw, chosen[number], trade, owner),
                "town": town,
                "industry": industry,
                "ownership": owner,
                "employees": employees,
                "industrial_workers": industrial,
                "union_members": int(employees * draw.uniform(0.75, 0.99)),
                "pilot_level": pilot,
                "listed_on": date(2022 - int(draw.integers(0, 3)), int(draw.integers(1, 13)), 1),
                "status": "巩固" if draw.random() < 0.25 else "试点中",
                **_identity(known, number + 1, chosen[number]),
                "vigour": float(np.clip(vigour[number] + {"省": 0.25, "市": 0.12}.get(pilot, 0), 0.03, 1)),
            }
        )
    return rows


def _identity(draw: np.random.Generator, number: int, stem: str) -> Row:
    """What the office has filled in so far: a code at two of five enterprises, a short name at one of four.

    The codes pass the check of GB 32100 and say EXAMPLE where a real one has the body's number.
    """
    code = f"91321324EXAMPLE{number // 10:X}{number % 10}"
    has_code, has_short = draw.random() < 0.4, draw.random() < 0.25
    return {
        "credit_code": code + credit_check(code) if has_code else None,
        "short_name": f"{stem}公司" if has_short else None,
    }


def _name(draw: np.random.Generator, stem: str, trade: str, owner: str) -> str:
    place = pick(draw, ["泗洪", "江苏", "宿迁"], [6, 3, 1])
    form = "集团有限公司" if owner.startswith("国有") else "有限公司"
    return f"{place}{stem}{trade}{form}（示例）"
