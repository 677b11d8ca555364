"""The short run takes some cases of a test of many, spread over all; the long one takes every one."""

from collections import OrderedDict
from dataclasses import dataclass, field
from types import SimpleNamespace

from hypothesis import settings

from tests.kit.breadth import EXAMPLES_LONG, EXAMPLES_SHORT, left_to_the_long_run
from tests.kit.order import TwoLanes, dear_files_first, is_of_the_browser


@dataclass
class PlannedCase:
    nodeid: str
    marks: dict = field(default_factory=dict)

    def get_closest_marker(self, name):
        return SimpleNamespace(args=self.marks[name]) if name in self.marks else None


def cases(count, name="tests/a.py::test_a", database="none", **told):
    return [PlannedCase(f"{name}[{database}-{at}]", **told) for at in range(count)]


def numbers(left):
    return [int(case.nodeid.rpartition("-")[2][:-1]) for case in left]


def test_so_many_are_taken_and_they_are_spread_over_all():
    assert numbers(left_to_the_long_run(cases(9, marks={"breadth": (3,)}))) == [1, 2, 3, 5, 6, 7]
    assert numbers(left_to_the_long_run(cases(3, marks={"breadth": (1,)}))) == [1, 2]
    assert left_to_the_long_run(cases(3, marks={"breadth": (3,)})) == []
    assert left_to_the_long_run(cases(30)) == []


def test_what_is_long_already_is_not_counted_among_them():
    long = cases(5, marks={"breadth": (2,), "long": ()})
    assert numbers(left_to_the_long_run([*long, *cases(3, marks={"breadth": (2,)})])) == [1]


def test_the_second_database_runs_one_case_of_every_third_test():
    on_server = cases(3, database="postgresql")
    assert numbers(left_to_the_long_run([*cases(3, database="sqlite"), *on_server])) == [1, 2]
    four = [case for at in range(4) for case in cases(1, f"tests/a.py::test_{at}", database="postgresql")]
    assert left_to_the_long_run(four) == four[1:3]


def test_it_runs_all_where_databases_are_the_subject():
    assert left_to_the_long_run(cases(3, "tests/store/care/a.py::test_a", database="postgresql")) == []


def test_a_property_tries_more_in_the_long_run(pytestconfig):
    assert settings().max_examples == (EXAMPLES_SHORT if pytestconfig.option.markexpr else EXAMPLES_LONG)


def test_the_dear_files_come_first_and_a_file_stays_together():
    plain = cases(6, "tests/a.py::test_a")
    walks = cases(2, "tests/b.py::test_b", marks={"long": (), "browser": ()})
    long = cases(3, "tests/c.py::test_c", marks={"long": ()})
    given = [plain[0], walks[0], *long, walks[1], *plain[1:]]
    assert dear_files_first(given) == [*walks, *long, *plain]


class WorkerOfNobody:
    def send_runtest_some(self, numbers):
        assert numbers


class FileQueue(TwoLanes):
    """The files that wait, and who got what."""

    def __init__(self, *files):
        self.workqueue = OrderedDict((file, {f"{file}::test": False}) for file in files)
        self.assigned_work = {}
        self.registered_collections = {}

    def send(self, worker):
        self._assign_work_unit(worker)
        return next(reversed(self.assigned_work[worker]))


def test_one_worker_takes_the_files_of_the_browser_as_long_as_there_are_others():
    browser, plain = (
        ("tests/browser/test_smoke.py", "tests/browser/test_doors.py"),
        ("tests/test_breadth.py",),
    )
    assert all(map(is_of_the_browser, browser))
    assert not any(map(is_of_the_browser, plain))
    queue = FileQueue(*browser, *plain)
    first, second = WorkerOfNobody(), WorkerOfNobody()
    queue.assigned_work = {first: {}, second: {}}
    every = [f"{file}::test" for file in queue.workqueue]
    queue.registered_collections = {first: every, second: every}
    assert queue.send(second) == plain[0]
    assert queue.send(first) == browser[0]
    assert queue.send(second) == browser[1]
