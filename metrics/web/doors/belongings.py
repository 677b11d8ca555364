"""Which Streamlit sessions and which media files belong to which account session."""

from collections import OrderedDict
from dataclasses import dataclass, field

_MOST_VISITS, _MOST_THINGS = 5000, 500


@dataclass
class _Things:
    tabs: OrderedDict[str, None] = field(default_factory=OrderedDict)
    files: OrderedDict[str, None] = field(default_factory=OrderedDict)
    owner: str = ""


class Belongings:
    """Remembers for every visit what it opened; the oldest are forgotten first.

    Lives in one process, as the Streamlit sessions themselves do.
    """

    def __init__(self) -> None:
        self._of: OrderedDict[str, _Things] = OrderedDict()

    def add_tab(self, visit: str, session: str, owner: str = "") -> None:
        """Note that a visit of an owner, who shares what all have, opened a Streamlit session."""
        things = self._things(visit)
        things.owner = owner
        _keep(things.tabs, session)

    def drop_tab(self, visit: str, session: str) -> None:
        """Note that a Streamlit session has ended."""
        if visit in self._of:
            self._of[visit].tabs.pop(session, None)

    def tabs_of_owner(self, owner: str) -> tuple[str, ...]:
        """The Streamlit sessions of all visits of an owner."""
        return tuple(tab for things in self._of.values() if things.owner == owner for tab in things.tabs)

    def add_file(self, visit: str, file: str) -> None:
        """Note that a visit was shown a media file, by its number."""
        _keep(self._things(visit).files, file)

    def tabs(self, visit: str) -> tuple[str, ...]:
        """The Streamlit sessions of a visit."""
        return tuple(self._of[visit].tabs) if visit in self._of else ()

    def has_file(self, visit: str, file: str) -> bool:
        """Whether a visit was shown a file."""
        return visit in self._of and file in self._of[visit].files

    def _things(self, visit: str) -> _Things:
        things = self._of.setdefault(visit, _Things())
        self._of.move_to_end(visit)
        if len(self._of) > _MOST_VISITS:
            self._of.popitem(last=False)
        return things


def _keep(things: OrderedDict[str, None], name: str) -> None:
    things[name] = None
    things.move_to_end(name)
    if len(things) > _MOST_THINGS:
        things.popitem(last=False)
