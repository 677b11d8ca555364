"""In which order the files of tests are given to the workers: the dear ones first, so that no worker waits.

The tests of a file stay with one worker; a file of browser tests that came last would keep one worker busy
for minutes while the other has nothing left to do.
"""

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
