"""How many of a test's cases the short run takes; `./test.sh --all` takes every one.

Marked `breadth(8)`, a test of a hundred cases runs eight of them in the short run, spread over all. A test
that runs on both databases runs its first case on PostgreSQL and all on SQLite; in the rooms whose subject is
the database itself it runs all on both.
"""

from collections import defaultdict

BREADTH, SERVER_CASE = "breadth", "postgresql"
ON_BOTH = ("tests/store/database/", "tests/store/care/")


def left_to_the_long_run(items):
    """The collected tests that the short run does without."""
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("long") is None:
            cases[item.nodeid.partition("[")[0]].append(item)
    return [item for name, of in cases.items() for item in (*_beyond(of), *_again_on_the_server(name, of))]


def _beyond(cases):
    mark = cases[0].get_closest_marker(BREADTH)
    if mark is None or len(cases) <= mark.args[0]:
        return []
    taken = {round(at * (len(cases) - 1) / max(mark.args[0] - 1, 1)) for at in range(mark.args[0])}
    return [case for at, case in enumerate(cases) if at not in taken]


def _again_on_the_server(name, cases):
    if name.startswith(ON_BOTH):
        return []
    return [case for case in cases if SERVER_CASE in case.nodeid.partition("[")[2]][1:]
