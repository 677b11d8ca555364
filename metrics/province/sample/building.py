"""A sample province built: keys, register, packages, collected and recomputed as real ones are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.framework import SHANGHAI
from metrics.province.due import set_due
from metrics.province.packages import PRIVATE, PUBLIC, Handover, make_keys, package_of, private_key
from metrics.province.protocol import collect_noted
from metrics.province.register import Province, begin
from metrics.province.sample.counties import MadeCounty, PlantedCounties, planted
from metrics.province.sample.rows import SampleRows, handed_up

NAME = "江海省（示例）"
INBOX, KEYS, LIST = "inbox", "keys", "counties.csv"
#: Who is said to have collected.
_OPERATOR = "省产改办（样例）"
#: How long counties have for handing up, and how much later the last one does.
_TIME_LEFT, _LATEST = timedelta(days=20), timedelta(days=2)


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
