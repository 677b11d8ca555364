"""What pages ask for and every session shares: made once, kept, and made anew when the data changes."""

from pages.cached.assumed import bands, compared, influence, source_shares, sources
from pages.cached.checkups import kept_checkup, make_checkup
from pages.cached.county import (
    account,
    board,
    edition,
    edition_of,
    erasures,
    extended,
    framework,
    framework_of,
    periods,
    since_january,
    store,
    submissions,
)
from pages.cached.doubts import period_doubts, questions_of_year
from pages.cached.figures import TOLD, data_of, drawn, events
from pages.cached.reports import pages_of, paragraphs, report
from pages.cached.scores import (
    activities,
    book,
    change,
    dataset,
    examples,
    fact_sources,
    facts,
    gains,
    is_sample,
    lifts,
    moved_rows,
    prepared,
    rows,
)
from pages.cached.shared import shared
from pages.edition import Edition

__all__ = [
    "TOLD",
    "Edition",
    "account",
    "activities",
    "bands",
    "board",
    "book",
    "change",
    "compared",
    "data_of",
    "dataset",
    "drawn",
    "edition",
    "edition_of",
    "erasures",
    "events",
    "examples",
    "extended",
    "fact_sources",
    "facts",
    "framework",
    "framework_of",
    "gains",
    "influence",
    "is_sample",
    "kept_checkup",
    "lifts",
    "make_checkup",
    "moved_rows",
    "pages_of",
    "paragraphs",
    "period_doubts",
    "periods",
    "prepared",
    "questions_of_year",
    "report",
    "rows",
    "shared",
    "since_january",
    "source_shares",
    "sources",
    "store",
    "submissions",
]
