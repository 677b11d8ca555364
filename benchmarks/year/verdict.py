"""What is wrong at the end of a year; nothing when all is well."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.year.county import PlayedCounty
from metrics.county import SubmissionInfo
from metrics.store import Store
from metrics.store.care import FAULT, examine
from metrics.store.database import SYSTEM, sweep
from tests.kit.replay import replay

#: The server's memory at the end, against that at the first quarter’s end, and MB let pass besides.
GROWN, BESIDE = 1.25, 60
CODE = "321324"


def verdict(county: PlayedCounty, periods: list[str], memory: list[float]) -> Iterator[str]:
    """Everything that must hold in the end."""
    yield from report_faults(county)
    yield from state_faults(county)
    yield from _published(county, periods)
    yield from _audit(county)
    if (left := sweep(county.url)).originals or left.files:
        yield f"left over: {left}"
    yield from (f"{check.name}: {check.text}" for check in examine(county.url) if check.state == FAULT)
    if memory and memory[-1] > GROWN * memory[0] + BESIDE:
        yield f"the server's memory grew from {memory[0]:.0f} to {memory[-1]:.0f} MB"


def report_faults(county: PlayedCounty) -> Iterator[str]:
    """Files that were lost, stored twice, or stored without anybody being told."""
    with Store.open(county.url, migrate=False) as store:
        stored = store.reporting.submissions()
        by_file = Counter((info.unit, info.period, info.sha256) for info in stored)
        for sha256, (unit, quarter) in county.sent.items():
            if by_file[unit, quarter, sha256] != 1:
                yield f"{unit} {quarter}: a file is stored {by_file[unit, quarter, sha256]} times"
        for unit, quarter, sha256 in by_file:
            if county.sent.get(sha256) != (unit, quarter):
                yield f"{unit} {quarter}: a file is stored that nobody was told of"
        for (unit, quarter), revisions in _revisions(stored).items():
            if sorted(revisions) != list(range(1, len(revisions) + 1)):
                yield f"{unit} {quarter} has revisions {sorted(revisions)}"


def _revisions(stored: list[SubmissionInfo]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for info in stored:
        found.setdefault((info.unit, info.period), []).append(info.revision)
    return found


def _audit(county: PlayedCounty) -> Iterator[str]:
    file = county.home / "审计.jsonl"
    county.must("audit", "export", "--out", file)
    said = county.verb("audit", "verify", file, "--compare")
    if said.code:
        yield f"the audit does not verify: {said.out}{said.err}"


def state_faults(county: PlayedCounty) -> Iterator[str]:
    """Where the tables say something else than the audit alone."""
    with Store.open(county.url, migrate=False) as store:
        with store.database.engine.connect() as connection:
            told = replay(connection)
        states = {info.id: info.state for info in store.reporting.submissions()}
        if told.submissions != states:
            yield "the audit tells of other states of reports than the tables"
        rows = store.care.audit_rows(SYSTEM, action="submit")
        if len(rows) != len(states):
            yield f"{len(rows)} audited hand-ins, {len(states)} stored"


def _published(county: PlayedCounty, periods: list[str]) -> Iterator[str]:
    """Each published period handed up and recomputed by a province: no difference anywhere."""
    keys, box, province = (county.home / name for name in ("keys", "box", "province"))
    county.must("keys", "--code", CODE, "--out", keys)
    register = county.home / "登记.csv"
    with register.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["代码", "名称", "市", "公钥"])
        out.writerow([CODE, county.full_name, "某市", _public(keys)])
    county.must("province", "init", "--name", "某省", "--counties", register, "--province", province)
    box.mkdir()
    for period in periods:
        words = ("--period", period, "--code", CODE, "--key", keys / f"{CODE}.key", "--out", box)
        county.must("handup", *words, "--as", county.account("管理员"))
        said = county.verb("collect", box, "--province", province)
        if said.code or "差异" in said.out.replace("没有差异", "").replace("无差异", ""):
            yield f"{period} does not come out again: {said.out}{said.err}"


def _public(keys: Path) -> str:
    return next(keys.glob("*.pub")).as_posix()
