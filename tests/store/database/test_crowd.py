"""Many at once, threads and processes, on both databases: nothing lost, nothing twice."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, permutations
from threading import Barrier

import pandas as pd
import pytest

from metrics import scoring
from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from tests.kit import replay
from tests.kit.project import REPO
from tests.kit.workbooks import FRAMEWORK, activity, send, workbook

Q1 = parse_period("2023Q1")
UNITS = [unit.code for unit in FRAMEWORK.units][:20]


def stored_once(store):
    """Every unit's submission is there once, whole, with one row in the audit."""
    stored = store.reporting.submissions()
    assert Counter(info.unit for info in stored) == Counter(UNITS)
    assert {info.revision for info in stored} == {1}
    assert [info.submitted_by for info in sorted(stored, key=lambda info: info.unit)] == [
        unit.lower() for unit in UNITS
    ]
    assert len(store.care.audit_rows(SYSTEM, action="submit")) == len(UNITS)
    assert len(store.care.audit_rows(SYSTEM, action="period")) == 1
    for info in stored:
        assert (
            store.reporting.original(info.sha256, SYSTEM)[1]
            == workbook(info.unit, "2023Q1", rows_of(info.unit))[1]
        )


def rows_of(unit):
    return {"L05": [activity(number, activity_name=f"{unit}活动{number}") for number in range(5)]}


def test_20_accounts_submit_at_once_in_threads(store):
    together = Barrier(len(UNITS))

    def one(unit):
        together.wait()
        return send(store, unit, "2023Q1", rows_of(unit)).unit

    with ThreadPoolExecutor(len(UNITS)) as pool:
        assert sorted(pool.map(one, UNITS)) == UNITS
    stored_once(store)


CHILD = """
import sys
from concurrent.futures import ThreadPoolExecutor
from metrics.store import Store
from tests.kit.workbooks import activity, send
def rows_of(unit):
    return {"L05": [activity(number, activity_name=f"{unit}活动{number}") for number in range(5)]}
url, units = sys.argv[1], sys.argv[2:]
with Store.open(url, migrate=False) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(len(units)) as pool:
        # Everyone sends twice, as an impatient person does.
        for info in pool.map(lambda unit: send(store, unit, "2023Q1", rows_of(unit)), units * 2):
            print(info.id, info.unit, flush=True)
"""


@pytest.mark.long
@pytest.mark.breadth(1)
def test_20_accounts_submit_at_once_in_4_processes(store, database_url):
    command = [sys.executable, "-c", CHILD, database_url]
    children = [
        subprocess.Popen(
            [*command, *UNITS[start::4]], cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for start in range(4)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [line.split() for child in children for line in child.communicate(timeout=120)[0].splitlines()]
    assert {child.returncode for child in children} == {0}
    stored_once(store)
    assert {(str(info.id), info.unit) for info in store.reporting.submissions()} == set(map(tuple, told))
    assert len(told) == 2 * len(UNITS)


class Crowd:
    """What a few people do to one quarter, and what everyone of them was told."""

    def __init__(self, store, quarter):
        self.store, self.period = store, parse_period(quarter)
        # Some lie ahead: a report alone does not open these.
        store.reporting.ensure_period(self.period)
        self.first = self._send([1])
        store.reporting.approve(send(store, "U09", quarter, {"L05": [activity(9)]}).id, "office")
        self.told = {}

    def _send(self, numbers):
        return send(self.store, "U08", self.period.code, {"L05": [activity(number) for number in numbers]})

    def submit(self):
        return self._send([1, 2])

    def approve(self):
        return self.store.reporting.approve(
            self.first.id, "office", seen=f"{self.first.id}:{self.first.sha256}"
        )

    def recompute(self):
        data = self.store.reporting.dataset(FRAMEWORK, self.period)
        counted = {info.id for info in data.submissions.values() if info.period == self.period.code}
        assert set(data.ledgers["L05"].query("_period == @self.period.code")["_submission"]) == counted
        return data

    def export(self):
        infos = self.store.reporting.submissions(self.period)
        return {
            info.id: (info.sha256, self.store.reporting.original(info.sha256, SYSTEM)[1]) for info in infos
        }

    def publish(self):
        data = self.recompute()
        counts = pd.DataFrame({"rows": [len(data.ledgers["L05"])]}, index=["county"])
        versions = {"data_version": data.version, "framework_version": FRAMEWORK.hash}
        return self.store.office.publish(self.period, "leader", {"county": counts}, **versions), counts

    def do(self, verb):
        """One deed; what was refused is a sentence."""
        try:
            self.told[verb] = getattr(self, verb)()
        except StoreError as refusal:
            self.told[verb] = refusal

    def done(self, verb):
        return not isinstance(self.told[verb], StoreError)

    def check(self):
        """Whatever the order was: what was told is what is stored."""
        stored = {info.id: info for info in self.store.reporting.submissions(self.period, "U08")}
        self._check_submissions(stored)
        self._check_audit(stored)
        if self.done("publish"):
            given, counts = self.told["publish"]
            (kept,) = self.store.office.publications(self.period)
            assert kept == given
            assert kept.data_version == self.store.reporting.data_version(self.period), (
                "nothing came after it"
            )
            pd.testing.assert_frame_equal(self.store.office.published_scores(kept.id, "county"), counts)
            assert stored[max(stored)].state in ("published", "returned")
        else:
            assert "等待审核" in str(self.told["publish"]) or "又有变化" in str(self.told["publish"])
            assert self.store.office.publications(self.period) == []

    def _check_submissions(self, stored):
        assert self.told["recompute"].version
        assert len(stored) == 1 + self.done("submit")
        assert self.done("submit") or "已发布" in str(self.told["submit"])
        for number, (sha256, content) in self.told["export"].items():
            assert self.store.reporting.original(sha256, SYSTEM)[1] == content
            assert number in {info.id for info in self.store.reporting.submissions(self.period)}
        approved = stored[self.first.id].state in ("approved", "published")
        assert approved == self.done("approve")
        assert approved or "又报了第 2 版" in str(self.told["approve"])

    def _check_audit(self, stored):
        rows = self.store.care.audit_rows(SYSTEM)
        for verb, subject in (
            ("approve", f"submission {self.first.id}"),
            ("publish", self.period.code),
            ("submit", f"submission {max(stored)}"),
        ):
            happened = ((rows["action"] == verb) & (rows["subject"] == subject)).sum()
            assert happened == (1 if verb == "submit" else self.done(verb))


VERBS = ("submit", "approve", "recompute", "export", "publish")


def replayed(store):
    state = store.database.read(replay.replay)
    assert state.submissions == {info.id: info.state for info in store.reporting.submissions()}
    assert state.periods == {info.code: info.state for info in store.reporting.periods()}


@pytest.mark.long
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.long)])
def test_whatever_the_order_of_deeds_nothing_is_lost(sqlite_store, step):
    """Every deed is one transaction: the orders are all that can happen."""
    # Latest first: a period's data are those of all quarters up to its end, here always its own alone.
    quarters = [f"{year}Q{number}" for year in range(2029, 1999, -1) for number in (4, 3, 2, 1)]
    for quarter, order in islice(zip(quarters, permutations(VERBS), strict=True), 0, None, step):
        office = Crowd(sqlite_store, quarter)
        for verb in order:
            office.do(verb)
        office.check()
    replayed(sqlite_store)


@pytest.mark.long
@pytest.mark.breadth(1)
def test_deeds_at_the_same_moment_lose_nothing(store):
    for number in range(12):
        office, together = Crowd(store, f"{2010 + number}Q2"), Barrier(len(VERBS))

        def one(verb, office=office, together=together):
            together.wait()
            office.do(verb)

        with ThreadPoolExecutor(len(VERBS)) as pool:
            list(pool.map(one, VERBS))
        office.check()
    replayed(store)


READER = """
import sys
from metrics import scoring
from metrics.framework import parse_period
from metrics.store import Store
from tests.kit.workbooks import FRAMEWORK
period = parse_period("2023Q1")
with Store.open(sys.argv[1], migrate=False) as store:
    for line in sys.stdin:
        if line.startswith("approve"):
            store.reporting.approve(int(line.split()[1]), "office2")
        data = store.reporting.dataset(FRAMEWORK, period)
        book = scoring.score_book(scoring.prepare(FRAMEWORK, data), "county")
        version = store.reporting.data_version(period)
        print(version, len(data.ledgers["L05"]), book.scores.to_json(), flush=True)
"""


@pytest.mark.long
def test_two_app_processes_show_the_same_numbers_after_an_approval_in_either(store, database_url):
    """One process is this one, the other a child; both have warm caches before every approval."""
    command = [sys.executable, "-c", READER, database_url]
    with subprocess.Popen(
        command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:

        def elsewhere(line):
            other.stdin.write(f"{line}\n")
            other.stdin.flush()
            return other.stdout.readline().rstrip("\n")

        def here():
            data = store.reporting.dataset(FRAMEWORK, Q1)
            book = scoring.score_book(scoring.prepare(FRAMEWORK, data), "county")
            return f"{store.reporting.data_version(Q1)} {len(data.ledgers['L05'])} {book.scores.to_json()}"

        first, second = (send(store, unit, "2023Q1", rows_of(unit)) for unit in ("U08", "U09"))
        shown = [(here(), elsewhere("look"))]
        store.reporting.approve(first.id, "office")
        shown.append((here(), elsewhere("look")))
        after = elsewhere(f"approve {second.id}")
        shown.append((here(), after))
        other.stdin.close()
    assert all(mine == theirs for mine, theirs in shown), shown
    assert [mine.split()[1] for mine, _ in shown] == ["0", "5", "10"]
    assert len({mine for mine, _ in shown}) == 3
