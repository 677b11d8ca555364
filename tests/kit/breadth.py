"""How many of a test's cases the short run takes; `./test.sh --all` takes every one.

Marked `breadth(8)`, a test of a hundred cases runs eight of them in the short run, spread over all. Tests
that run on both databases run every case on SQLite, and every third test of a file its first case on
PostgreSQL too; in the rooms whose subject is the database itself all run on both. A property test that names
no number of examples tries forty in the short run, a hundred in the long one.
"""

from collections import Counter, defaultdict

BREADTH, SERVER_CASE = "breadth", "postgresql"
ON_BOTH = ("tests/store/database/", "tests/store/care/")
#: Of the tests of a file, those which the short run takes to the server too.
_EVERY = 3
EXAMPLES_SHORT, EXAMPLES_LONG = 40, 100


def left_to_the_long_run(items):
    """The collected tests that the short run does without."""
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("long") is None:
            cases[item.nodeid.partition("[")[0]].append(item)
    beyond = [item for of in cases.values() for item in _beyond(of)]
    return [*beyond, *_again_on_the_server(cases)]


def _beyond(cases):
    mark = cases[0].get_closest_marker(BREADTH)
    if mark is None or len(cases) <= mark.args[0]:
        return []
    taken = {round(at * (len(cases) - 1) / max(mark.args[0] - 1, 1)) for at in range(mark.args[0])}
    return [case for at, case in enumerate(cases) if at not in taken]


def _again_on_the_server(cases):
    left, seen = [], Counter()
    for name, of in cases.items():
        on_server = [case for case in of if SERVER_CASE in case.nodeid.partition("[")[2]]
        if not on_server or name.startswith(ON_BOTH):
            continue
        file = name.partition("::")[0]
        left += on_server[1 if seen[file] % _EVERY == 0 else 0 :]
        seen[file] += 1
    return left
