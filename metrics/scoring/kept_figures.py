"""Figures and sentences of a period kept as score books are, so that who asks next need not load its rows.

They stand on the same shelf, under words of their own where a book has its level.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace

from metrics.county import BookKey, BookShelf
from metrics.scoring.facts import facts
from metrics.scoring.measures import Prepared
from metrics.scoring.scorebook import ScoreBook
from metrics.scoring.why import Mover, movers, moves, score_change

FACTS, MOVERS = "facts", "movers"
#: One period: the rows, asked for only where nothing is kept, and the county's book.
KeptSide = tuple[Callable[[], Prepared], ScoreBook]


def facts_of(
    shelf: BookShelf, key: BookKey, prepared: Callable[[], Prepared]
) -> dict[str, float | int | None]:
    """The figures of the report's kind: found on a shelf, else counted and put there.

    Args:
        shelf: where they are kept; `store.office` is one.
        key: of any book of the period; its level is not looked at.
        prepared: gives the rows. Should they be others than the key says (somebody approved meanwhile), what
            is counted is theirs and is not kept.
    """
    named = replace(key, level=FACTS)
    if (content := shelf.find_book(named)) is not None:
        told: dict[str, float | int | None] = json.loads(content)
        return told
    ready = prepared()
    made = facts(ready)
    if ready.data.version == key.data_version:
        shelf.keep_book(named, _packed(made))
    return made


def movers_of(shelf: BookShelf, key: BookKey, before: KeptSide, after: KeptSide) -> tuple[Mover, ...]:
    """The county's items that moved most between two periods: found on a shelf, else told and put there.

    Args:
        shelf: where they are kept.
        key: of the later book.
        before: the earlier period.
        after: the later one, of the same framework.

    Raises:
        FrameworkProblem: a mean is not plainly arithmetic and has no exact decomposition.
    """
    old, new = before[1], after[1]
    told = [old.period.code, old.framework_version, old.data_version, new.data_version]
    both = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    named = replace(key, level=MOVERS, data_version=both)
    if (content := shelf.find_book(named)) is not None:
        return tuple(Mover(**one) for one in json.loads(content))
    sides = [(ready(), book) for ready, book in (before, after)]
    county = str(new.entities.index[0])
    change = score_change(sides[1][0].framework, old, new, county)
    made = movers(change, lambda measure: moves(sides[0], sides[1], county, measure))
    if all(ready.data.version == book.data_version for ready, book in sides):
        shelf.keep_book(named, _packed([asdict(one) for one in made]))
    return made


def _packed(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
