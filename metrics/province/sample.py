"""A sample province: counties made of a few sample counties' rows by a seed, and the packages they hand up.

Everything of it is invented, names and codes (99…) as well. Each county keeps some of a sample county's
enterprises and a share of the rows that belong to no enterprise; it hands up by the same functions as a real
one. A few are made to differ, so that every page has something to show (`PlantedCounties`).
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.county import Dataset, version_of
from metrics.framework import LEVELS, SHANGHAI, CountyFile, CountyPackage, Period
from metrics.ingest.values import credit_check
from metrics.province.due import set_due
from metrics.province.model import Handover
from metrics.province.packing import package_of
from metrics.province.protocol import collect_noted
from metrics.province.register import Province, begin
from metrics.province.signing import PRIVATE, PUBLIC, make_keys, private_key
from metrics.scoring import prepare, score_book, score_table

NAME = "江海省（示例）"
CITIES, COUNTIES = 13, 95
INBOX, KEYS, LIST = "inbox", "keys", "counties.csv"
#: Who is said to have collected, and by which program.
_OPERATOR, _PROGRAM = "省产改办（样例）", "样例"
#: Of how many enterprises of its sample a made county consists, what share of their rows it has, and how many
#: have no code where some have none.
ENTERPRISES, _SHARE, _UNNAMED = 10, (0.5, 0.95), 2
#: Of how many counties of a sample two have an enterprise in common.
_BETWEEN_PAIRS = 30
#: How long counties have for handing up, and how much later the last one does.
_TIME_LEFT, _LATEST = timedelta(days=20), timedelta(days=2)
_CITY_NAMES = (
    *("东江", "西岭", "南湖", "北川", "云港", "青浦", "白沙"),
    *("金山", "银河", "石梁", "清泉", "长汀", "海晏"),
)
_FIRST = "安宁和平兴隆昌盛丰泽润华"
_SECOND = "溪原陵阳口塘桥湾岗岭"
_ROSTER, _FIRM, _CREDIT = "L15", "enterprise_code", "credit_code"


@dataclass(frozen=True)
class SampleRows:
    """A sample county: its approved rows of a period and its own files."""

    data: Dataset
    package: CountyPackage


@dataclass(frozen=True)
class MadeCounty:
    """A county of the sample province: code, name and city in full, which of the samples it is made of."""

    code: str
    name: str
    city: str
    sample: int


@dataclass(frozen=True)
class PlantedCounties:
    """Codes of counties that are made to differ, so that every page of a province has something to show.

    Args:
        missing: nothing has come of them.
        altered: its file was changed after it was signed.
        foreign: its file is signed by another county's key.
        republished: it handed up twice.
        differing: its published scores are not what its rows give.
        unnamed: two of its enterprises have no 统一社会信用代码.
        shared: pairs that have one enterprise in both, with everything it did.
    """

    missing: tuple[str, ...]
    altered: str
    foreign: str
    republished: str
    differing: str
    unnamed: tuple[str, ...]
    shared: tuple[tuple[str, str], ...]


def sample_counties(cities: int = CITIES, counties: int = COUNTIES, samples: int = 2) -> list[MadeCounty]:
    """The counties by code, dealt out to the cities; the samples take turns, with two of the first for one.

    Raises:
        ValueError: more cities than there are names, or than counties.
    """
    most = len(_FIRST) * len(_SECOND)
    if not 1 <= cities <= len(_CITY_NAMES) or not cities <= counties <= most:
        raise ValueError(f"1 … {len(_CITY_NAMES)} cities, as many counties at least, {most} at most")
    made = []
    for number in range(counties):
        # The remainder goes to the first cities; names walk over the table so that neighbours differ.
        city, place = number % cities, number // cities
        name = _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST)]
        sample = samples - 1 if number % 3 == 2 else 0
        made.append(
            MadeCounty(f"99{city + 1:02d}{place + 1:02d}", f"{name}县", f"{_CITY_NAMES[city]}市", sample)
        )
    return sorted(made, key=lambda one: one.code)


def planted(counties: Sequence[MadeCounty]) -> PlantedCounties:
    """Which of the counties differ; each kind once at least where there are eight of them."""
    codes, size = [one.code for one in counties], len(counties)
    like: dict[int, list[str]] = {}
    for one in counties:
        like.setdefault(one.sample, []).append(one.code)
    pairs = [(own[at], own[at + 1]) for own in like.values() for at in range(0, len(own) - 1, _BETWEEN_PAIRS)]
    return PlantedCounties(
        missing=tuple(codes[at] for at in range(size // 2, size, 32)) if size > 2 else (),
        altered=codes[-1] if size > 3 else "",
        foreign=codes[-2] if size > 5 else "",
        republished=codes[0],
        differing=codes[1] if size > 1 else "",
        unnamed=tuple(codes[3::24]),
        shared=tuple(pairs),
    )


def moved_rows(data: Dataset, period: Period) -> Dataset:
    """A sample's rows as if they were of another year's same quarter."""
    years = period.start.year - data.period.start.year
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
    return replace(data, period=period, ledgers=ledgers, submissions=reports, expected=expected)


def renamed_package(package: CountyPackage, name: str) -> CountyPackage:
    """A county's files under another name."""
    text = package.by_name[CountyFile.COUNTY].decode("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("name =", "called ="))]
    return package.changed({CountyFile.COUNTY: "\n".join([f'name = "{name}"', *lines]).encode("utf-8")})


def with_scores(given: Handover) -> Handover:
    """With the scores that its rows give, as if the county had just published them."""
    framework = given.framework
    prepared = prepare(framework, given.data)
    tables = {level: score_table(framework, score_book(prepared, level)) for level in LEVELS}
    return replace(given, tables=tables)


def handed_up(one: MadeCounty, rows: SampleRows, plan: PlantedCounties, text: str, seed: int) -> Handover:
    """What a sample county hands up.

    Args:
        one: the county.
        rows: of its sample, of the period.
        plan: which counties differ.
        text: `visible.toml` of the province.
        seed: another one gives another province.
    """
    chance = np.random.default_rng([seed, int(one.code)])
    called, busiest = _said(rows.package, "called"), _busiest(rows.data.ledgers)
    words = {called: one.name[:-1], _said(rows.package, "city")[:-1]: one.city[:-1]}
    ledgers = {
        code: _called(frame, words) for code, frame in _some_of(rows.data.ledgers, busiest, chance).items()
    }
    ledgers[_ROSTER] = _identified(ledgers[_ROSTER], busiest, one.code, plan)
    reports = {
        number: replace(
            info,
            sha256=hashlib.sha256(f"{one.code}{info.sha256}".encode()).hexdigest(),
            file=info.file.replace(called, one.name[:-1]),
        )
        for number, info in rows.data.submissions.items()
    }
    data = replace(
        rows.data,
        ledgers=ledgers,
        submissions=reports,
        version=version_of(reports.values()),
        ruled_out=pd.DataFrame(),
    )
    package = renamed_package(rows.package, one.name)
    given = with_scores(
        Handover(one.code, data.period, 1, f"{one.code}-1", "", package, text, data, (), {}, _PROGRAM)
    )
    return _misprinted(given) if one.code == plan.differing else given


def _some_of(
    ledgers: Mapping[str, pd.DataFrame], busiest: str, chance: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Some enterprises, the busiest with all it did, and a share of everything else."""
    known = np.unique(ledgers[_ROSTER][_FIRM].dropna().astype(str))
    others = chance.permutation([code for code in known if code != busiest])[: ENTERPRISES - 1]
    kept, share = {busiest, *others}, chance.uniform(*_SHARE)
    made = {}
    for code, rows in ledgers.items():
        named = (rows[_FIRM] if _FIRM in rows else pd.Series(None, rows.index, "str")).astype(object)
        theirs = named.isin(kept) & ((code == _ROSTER) | (chance.random(len(rows)) < share))
        held = named.eq(busiest) | theirs | (named.isna() & (chance.random(len(rows)) < share))
        made[code] = rows[held.to_numpy(dtype=bool)].reset_index(drop=True)
    return made


def _busiest(ledgers: Mapping[str, pd.DataFrame]) -> str:
    """The enterprise with the most honours: where two counties have it, facts are told twice."""
    counted = ledgers["L06"][_FIRM].dropna().astype(str).value_counts()
    return str(min(counted.index[counted.eq(counted.max())]))


def _said(package: CountyPackage, key: str) -> str:
    """A text that a county's file says of it."""
    return str(tomllib.loads(package.by_name[CountyFile.COUNTY].decode("utf-8"))[key])


def _called(rows: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """Rows in which county and city are called by their new names."""
    made = {}
    for column in rows.columns:
        text = rows[column]
        if column.startswith("_") or not pd.api.types.is_string_dtype(text.dtype):
            continue
        for called, name in words.items():
            if text.str.contains(called, regex=False, na=False).any():
                made[column] = text = text.str.replace(called, name, regex=False)
    return rows.assign(**made)


def _identified(roster: pd.DataFrame, busiest: str, code: str, plan: PlantedCounties) -> pd.DataFrame:
    """The register with a 统一社会信用代码 of the county's own each; that of the busiest shared in a pair."""
    owner = {second: first for first, second in plan.shared}
    firms = list(dict.fromkeys(roster[_FIRM].dropna().astype(str)))
    made: dict[str, str | None] = {firm: _credit_code(code, at) for at, firm in enumerate(firms, 1)}
    made[busiest] = _credit_code(owner.get(code, code), 0)
    if code in plan.unnamed:
        made |= dict.fromkeys([firm for firm in firms if firm != busiest][-_UNNAMED:])
    codes = [made.get(str(firm)) for firm in roster[_FIRM]]
    return roster.assign(**{_CREDIT: pd.Series(codes, roster.index, dtype=roster[_CREDIT].dtype)})


def _credit_code(county: str, number: int) -> str:
    body = f"91{county}{number:09d}"
    return body + credit_check(body)


def _misprinted(given: Handover) -> Handover:
    """With a score published that its rows do not give."""
    unit = given.tables["unit"].copy()
    unit.loc[unit.index[2], "K1"] = 99.0
    return replace(given, tables={**given.tables, "unit": unit})


def build_province(
    folder: Path,
    samples: Sequence[SampleRows],
    counties: Sequence[MadeCounty],
    *,
    seed: int = 2023,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Province:
    """Make a sample province: keys, register, packages, collected and recomputed as real ones are.

    Args:
        folder: empty, or to be made.
        samples: of one period.
        counties: as `sample_counties` gives them.
        seed: another one gives another province.
        progress: told the number of steps done and of all.

    Raises:
        ProvinceError: the folder cannot be written.
    """
    inbox, keys = folder / INBOX, folder / KEYS
    inbox.mkdir(mode=0o700, parents=True)
    for one in counties:
        make_keys(keys, one.code)
    lines = [f"{one.code},{one.name},{one.city},{KEYS}/{one.code}{PUBLIC}" for one in counties]
    (folder / LIST).write_text("\n".join(["代码,名称,市,公钥", *lines]), encoding="utf-8-sig")
    province, plan = begin(folder, NAME, folder / LIST), planted(counties)
    period, steps = samples[0].data.period, 2 * len(counties)
    set_due(province, period, period.end + _TIME_LEFT)
    for done, one in enumerate(counties, 1):
        given = handed_up(one, samples[one.sample], plan, province.framework_text, seed)
        owner = counties[0].code if one.code == plan.foreign else one.code
        for name, content in _packages(given, private_key(keys / f"{owner}{PRIVATE}"), plan):
            (inbox / name).write_bytes(content)
        progress(done, steps)
    step = (_TIME_LEFT + _LATEST) / max(len(counties), 1)
    began = datetime.combine(period.end, time(9), SHANGHAI)
    times = (began + number * step for number in count(1))
    for done, _ in enumerate(collect_noted(province, inbox, by=_OPERATOR, clock=times.__next__), 1):
        progress(min(len(counties) + done, steps), steps)
    return province


def _packages(given: Handover, key: Ed25519PrivateKey, plan: PlantedCounties) -> Iterator[tuple[str, bytes]]:
    """What a county sends: file name and bytes, once, twice, spoilt or not at all."""
    if given.code in plan.missing:
        return
    content = package_of(given, key)
    if given.code == plan.altered:
        middle = len(content) // 2
        content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    yield given.file, content
    if given.code == plan.republished:
        later = replace(given, revision=2, chain=f"{given.code}-2", before=given.chain)
        yield later.file, package_of(later, key)
