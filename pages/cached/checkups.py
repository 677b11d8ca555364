"""Check-ups of versions of the framework: made when somebody asks for one, then kept for everybody."""

from metrics.framework import Framework
from metrics.scoring import prepare
from metrics.scoring.checkup import Checkup, Progress, check_up
from pages.cached.scores import dataset
from pages.cached.shared import shared
from pages.edition import Edition

#: Check-ups that are kept; the oldest goes first.
_MOST = 16
#: Database, period, data version, hash of the framework.
_Key = tuple[str, str, str, str]


class CheckupShelf:
    """What was checked. Filling it is the only change: a check-up itself never changes."""

    def __init__(self) -> None:
        self._kept: dict[_Key, Checkup] = {}

    def get(self, key: _Key) -> Checkup | None:
        """The check-up of a key, or None."""
        return self._kept.get(key)

    def put(self, key: _Key, found: Checkup) -> None:
        """Keep a check-up."""
        self._kept[key] = found
        for oldest in list(self._kept)[:-_MOST]:
            self._kept.pop(oldest, None)


@shared(1)
def _shelf() -> CheckupShelf:
    return CheckupShelf()


def _key(key: Edition, framework: Framework) -> _Key:
    return key.url, key.period.code, dataset(key).version, framework.hash


def kept_checkup(key: Edition, framework: Framework) -> Checkup | None:
    """The check-up of a framework on an edition's rows, if somebody has asked for it."""
    return _shelf().get(_key(key, framework))


def make_checkup(key: Edition, framework: Framework, progress: Progress) -> Checkup:
    """Check a framework on an edition's rows, which takes about half a minute, and keep what was found."""
    found = check_up(prepare(framework, dataset(key)), progress)
    _shelf().put(_key(key, framework), found)
    return found
