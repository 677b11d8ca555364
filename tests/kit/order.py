"""In which order the files of tests are given to the workers: the dear ones first, so that no worker waits.

The tests of a file stay with one worker; a file of browser tests that came last would keep one worker busy
for minutes while the other has nothing left to do. And one worker takes the files of browser tests, as long
as there are others: two browsers at once draw so much that each takes more than twice as long.
"""

from functools import cache

from xdist.scheduler import LoadFileScheduling

from tests.kit.project import REPO

#: What a test costs about, in seconds, by its marks.
_LONG_IN_BROWSER, _IN_BROWSER, _LONG, _OTHER = 20.0, 3.0, 2.0, 0.3


def dear_files_first(items):
    """The collected tests, file by file, the dearest file first; within a file as they stand."""
    files = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    by_cost = sorted(files.values(), key=lambda of: -sum(map(_cost, of)))
    return [item for of in by_cost for item in of]


def _cost(item):
    long, browser = (item.get_closest_marker(name) is not None for name in ("long", "browser"))
    if browser:
        return _LONG_IN_BROWSER if long else _IN_BROWSER
    return _LONG if long else _OTHER


class TwoLanes(LoadFileScheduling):
    """The first worker takes files of browser tests and the others do not, until there are only such."""

    def _assign_work_unit(self, node):
        browses = node is self.nodes[0]
        mine = next((file for file in self.workqueue if is_of_the_browser(file) == browses), None)
        if mine is not None:
            self.workqueue.move_to_end(mine, last=False)
        super()._assign_work_unit(node)


@cache
def is_of_the_browser(file):
    """Whether the tests of a file (its path in the project) open pages in a browser."""
    path = REPO / file
    return path.is_file() and "mark.browser" in path.read_text(encoding="utf-8")
