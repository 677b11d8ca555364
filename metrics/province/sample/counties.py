"""Which counties a sample province has, and which of them are made to differ.

Names and codes (99…) are invented. A few counties differ, so that every page has something to show
(`PlantedCounties`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

CITIES, COUNTIES = 13, 95
#: Of how many counties of a sample two have an enterprise in common.
_BETWEEN_PAIRS = 30
_CITY_NAMES = (
    *("东江", "西岭", "南湖", "北川", "云港", "青浦", "白沙"),
    *("金山", "银河", "石梁", "清泉", "长汀", "海晏"),
)
_FIRST = "安宁和平兴隆昌盛丰泽润华"
_SECOND = "溪原陵阳口塘桥湾岗岭"


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
