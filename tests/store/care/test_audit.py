"""Every deed says where it came from, and the audit alone gives the workflow's state."""

import asyncio
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pandas.testing import assert_frame_equal

from metrics.framework import SHANGHAI, parse_period
from metrics.store import Store, StoreError
from metrics.store.care import ACTION_NAMES
from metrics.store.database import SYSTEM, audit, read, today
from metrics.store.office import publications
from metrics.store.people import Account
from metrics.store.reporting import CORRECTION_TERM, corrections, found, periods, submissions, workflow
from tests.kit import replay
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.workbooks import FRAMEWORK, activity, send, workbook

BASE = datetime(2023, 4, 1, 9, tzinfo=SHANGHAI)


def test_deeds_say_where_they_came_from(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]})
    with audit.from_address("10.0.0.8"):
        send(store, "U09", "2023Q1", {"L05": [activity(2)]})
        with audit.from_address("10.0.0.9"):
            store.reporting.approve(1, "office")
        store.reporting.comment(2, "office", "请补签到表")
    assert list(store.care.audit_rows(SYSTEM)["address"])[-4:] == ["", "10.0.0.8", "10.0.0.9", "10.0.0.8"]
    assert list(store.care.audit_rows(SYSTEM, address="10.0.0.8")["action"]) == ["submit", "comment"]
    assert audit.current_address() == ""


def test_an_address_belongs_to_its_own_thread_and_task(store):
    store.people.ensure_account(Account("u00", "产改办", "审核员"))

    def deed(number):
        with audit.from_address(f"10.0.0.{number}"):
            store.reporting.confirm_alias("L15", f"厂{number}", "E001", f"u{number:02d}")

    async def deeds():
        await asyncio.gather(*(asyncio.to_thread(deed, number) for number in range(4, 8)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deed, range(4)))
        # In a thread of its own: where a browser test ran before, this one has a loop already.
        pool.submit(asyncio.run, deeds()).result()
    rows = store.care.audit_rows(SYSTEM, action="alias")
    assert {(row.account[-1], row.address[-1]) for row in rows.itertuples()} == {(n, n) for n in "01234567"}


def test_rows_between_two_times(store):
    for hours in range(4):
        store.reporting.confirm_alias("L15", f"厂{hours}", "E001", "u08", BASE + timedelta(hours=hours))
    found = store.care.audit_rows(
        SYSTEM, action="alias", since=BASE + timedelta(hours=1), until=BASE + timedelta(hours=2)
    )
    assert [when.hour for when in found["at"]] == [10, 11]


def test_every_action_the_program_records_has_a_name():
    written = re.compile(r'audit\.record\([^"]*?"([a-z-]+)"')
    sources = [file.read_text(encoding="utf-8") for file in (REPO / "metrics" / "store").rglob("*.py")]
    found = {action for source in sources for action in written.findall(source)}
    assert {"submit", "note", "export", "sweep"} & found
    assert found <= set(ACTION_NAMES)


def test_every_action_has_a_name(store):
    store.people.first_admin_token()
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    assert set(store.care.audit_rows(SYSTEM)["action"]) <= set(ACTION_NAMES)


def test_replaying_needs_nothing_but_the_deeds():
    deeds = [
        ("period", "2023Q1", {"due_on": None}),
        ("submit", "submission 1", {}),
        ("submit", "submission 2", {}),
        ("withdraw", "submission 2", {}),
        ("approve", "submission 1", {}),
        ("period", "2023Q2", {}),
        ("publish", "2023H1", {"submissions": [1], "quarters": ["2023Q1", "2023Q2"]}),
        ("reopen", "2023Q2", {"quarters": ["2023Q2"]}),
        ("period", "2023Q1", {"due_on": "2023-04-15"}),
        ("lock", "2023Q1", {"quarters": ["2023Q1"]}),
    ]
    state = replay.replayed(deeds)
    assert state.submissions == {1: "published", 2: "withdrawn"}
    assert state.periods == {"2023Q1": "locked", "2023Q2": "open"}


ACCOUNTS = (
    Account("u08", "人社甲", "填报员", "U08"),
    Account("u08b", "人社乙", "填报员", "U08"),
    Account("u09", "财政", "填报员", "U09"),
    Account("office", "审核甲", "审核员"),
    Account("office2", "审核乙", "审核员"),
    Account("boss", "管理员", "管理员"),
)
#: Unit → its own accounts.
OWN = {"U08": ("u08", "u08b"), "U09": ("u09",)}
PERIODS = [parse_period(code) for code in ("2023Q1", "2023Q2", "2023H1")]
QUARTERS = PERIODS[:2]
people = st.sampled_from([account.code for account in ACCOUNTS])
reviewers = st.sampled_from(["office", "office2", "u08"])


#: What is looked at after every deed, in one transaction.
PARTS = (
    lambda connection: found.every(connection, None, None),
    periods.every,
    replay.replay,
    publications.every,
    lambda connection: submissions.counted(connection, PERIODS[-1].end),
    corrections.every,
)


@pytest.fixture(scope="module", autouse=True)
def empty_county(tmp_path_factory):
    """A migrated file to copy: making one for every example would take all the time."""
    file = tmp_path_factory.mktemp("county") / "empty.db"
    with open_store(f"sqlite:///{file}") as store:
        for account in ACCOUNTS:
            store.people.ensure_account(account)
    WorkflowMachine.empty = file
    return file


class WorkflowMachine(RuleBasedStateMachine):
    """Several people submit, decide, publish and reopen in any order; refusals must change nothing."""

    empty: Path

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        file = shutil.copy(self.empty, Path(self.folder.name) / "county.db")
        self.store = Store.open(f"sqlite:///{file}", migrate=False)
        self.published = {}

        self.now = self.look()

    def teardown(self):
        for number, (_, frame) in self.published.items():
            assert_frame_equal(self.store.office.published_scores(number, "unit"), frame)
        self.store.close()
        self.folder.cleanup()

    def look(self):
        return read(self.store.database.engine, lambda connection: tuple(part(connection) for part in PARTS))

    @property
    def submissions(self):
        return self.now[0]

    @initialize()
    def both_quarters_have_something_to_publish(self):
        for quarter in QUARTERS:
            send(self.store, "U08", quarter.code, {"L05": [activity(0)]}, approve=True)
        self.now = self.look()

    def closed(self, quarter):
        return any(info.code == quarter and info.state != "open" for info in self.now[1])

    def let_in(self, unit, quarter):
        """Whether a request of the unit for a closed quarter was granted and stands."""
        mine = [one.state for one in self.now[5] if (one.unit, one.period) == (unit, quarter)]
        return mine[-1:] == ["granted"]

    def attempt(self, deed, *given, **more):
        """Do something; what is refused leaves no trace."""
        before = self.now
        try:
            return deed(*given, **more)
        except StoreError:
            assert self.look() == before
            return None
        finally:
            self.now = self.look()

    @rule(
        unit=st.sampled_from(["U08", "U09"]),
        quarter=st.sampled_from(QUARTERS),
        number=st.integers(0, 3),
        account=people,
    )
    def submit(self, unit, quarter, number, account):
        known = len(self.submissions)
        closed = self.closed(quarter.code) and not self.let_in(unit, quarter.code)
        checked, content = workbook(unit, quarter.code, {"L05": [activity(number)]})
        done = self.attempt(self.store.reporting.submit, checked, content, account)
        if closed or account not in (*OWN[unit], "office", "office2", "boss"):
            assert len(self.submissions) == known
        else:
            assert done.sha256 == checked.sha256

    def decide(self, data, deed, *given, **more):
        chosen = data.draw(st.sampled_from(self.submissions))
        closed = self.closed(chosen.period) and not self.let_in(chosen.unit, chosen.period)
        done = self.attempt(deed, chosen.id, *given, **more)
        assert done is None or not closed
        return chosen, done

    @rule(data=st.data(), account=reviewers)
    def approve(self, data, account):
        seen = data.draw(st.sampled_from(self.submissions))
        chosen, done = self.decide(data, self.store.reporting.approve, account, seen=workflow.token(seen))
        assert done is None or (chosen.id == seen.id and chosen.submitted_by != account)

    @rule(data=st.data(), account=reviewers)
    def approve_what_waits(self, data, account):
        """The usual way, so that much gets published."""
        waiting = [info for info in self.submissions if info.state == "submitted"]
        if waiting:
            self.attempt(self.store.reporting.approve, data.draw(st.sampled_from(waiting)).id, account)

    @rule(data=st.data(), account=reviewers, why=st.sampled_from(["", "缺页"]))
    def give_back(self, data, account, why):
        assert self.decide(data, self.store.reporting.give_back, account, why)[1] is None or why

    @rule(data=st.data(), account=people)
    def withdraw(self, data, account):
        chosen, done = self.decide(data, self.store.reporting.withdraw, account)
        assert done is None or account in (*OWN[chosen.unit], chosen.submitted_by)

    @rule(period=st.sampled_from(PERIODS), stale=st.sampled_from([False, False, False, True]))
    def publish(self, period, stale):
        scores = {"unit": live(self.store, period)}
        version = "0" * 64 if stale else self.store.reporting.data_version(period)
        versions = {"data_version": version, "framework_version": FRAMEWORK.hash}
        done = self.attempt(self.store.office.publish, period, "office", scores, **versions)
        assert done is None or not stale
        if done:
            self.published[done.id] = done.data_version, scores["unit"]

    @precondition(lambda self: self.published)
    @rule(unit=st.sampled_from(["U08", "U09"]), quarter=st.sampled_from(QUARTERS), account=people)
    def ask_for_a_correction(self, unit, quarter, account):
        closed = self.closed(quarter.code)
        done = self.attempt(self.store.reporting.ask_correction, unit, quarter, "漏报 1 场", account)
        assert done is None or (closed and account in (*OWN[unit], "office", "office2", "boss"))

    @precondition(lambda self: self.now[5])
    @rule(data=st.data(), account=reviewers, deed=st.sampled_from(["grant", "grant", "refuse", "end"]))
    def answer_a_correction(self, data, account, deed):
        asked = data.draw(st.sampled_from(self.now[5]))
        more = (today() + CORRECTION_TERM,) if deed == "grant" else ("不影响",)
        done = self.attempt(getattr(self.store.reporting, f"{deed}_correction"), asked.id, *more, account)
        assert done is None or account in ("office", "office2")
        assert done is None or asked.state == ("granted" if deed == "end" else "asked")

    @precondition(lambda self: self.now[5])
    @rule(data=st.data(), account=people)
    def withdraw_a_correction(self, data, account):
        asked = data.draw(st.sampled_from(self.now[5]))
        done = self.attempt(self.store.reporting.withdraw_correction, asked.id, account)
        assert done is None or asked.state == "asked"

    @precondition(lambda self: self.published)
    @rule(period=st.sampled_from(PERIODS))
    def lock(self, period):
        self.attempt(self.store.office.lock, period, "boss")

    @precondition(lambda self: self.published)
    @rule(
        period=st.sampled_from(PERIODS),
        account=st.sampled_from(["office", "boss"]),
        why=st.sampled_from(["", "补报"]),
    )
    def reopen(self, period, account, why):
        done = self.attempt(self.store.office.reopen, period, account, why)
        assert done is None or (why and account == "boss")

    @invariant()
    def the_audit_tells_the_state(self):
        stored, quarters, told, *_ = self.now
        assert told.submissions == {info.id: info.state for info in stored}
        assert told.periods == {info.code: info.state for info in quarters}
        assert told.corrections == {one.id: one.state for one in self.now[5]}

    @invariant()
    def nobody_approved_his_own(self):
        approved = [info for info in self.submissions if info.state in found.COUNTED]
        assert all(info.submitted_by != info.decided_by for info in approved)

    @invariant()
    def one_revision_of_a_unit_and_quarter_counts(self):
        counted = self.now[4]
        assert len({(info.unit, info.period) for info in counted}) == len(counted)
        assert {info.state for info in counted} <= set(found.COUNTED)

    @invariant()
    def what_is_published_stays_and_is_closed(self):
        published = self.now[3]
        assert {one.id: one.data_version for one in published} == {
            number: version for number, (version, _) in self.published.items()
        }
        for one in published:
            quarters = parse_period(one.period).quarters
            assert one.state == "reopened" or all(self.closed(quarter.code) for quarter in quarters)


def live(store, period):
    """What a score would be made of: rows of each unit that count now."""
    rows = store.reporting.dataset(FRAMEWORK, period).ledgers["L05"]
    return pd.DataFrame({"total": rows.groupby("_unit")["activity_code"].count().astype("float64")})


TestWorkflow = WorkflowMachine.TestCase
TestWorkflow.settings = settings(
    max_examples=settings().max_examples * 3 // 20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
