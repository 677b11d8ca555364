"""Reports of the sample county, made once a run."""

from datetime import datetime
from functools import lru_cache

import pytest

from metrics.county import VisibleRows
from metrics.reports.print import figures
from metrics.reports.print.browser import NoBrowserError, find_browser, shared
from metrics.reports.write.briefing import CHINA, make
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions
from metrics.store.database import SYSTEM
from tests.kit.sample_scores import FRAMEWORK, county

AT = datetime(2024, 2, 6, 9, 0, tzinfo=CHINA)
try:
    find_browser()
    HAS_BROWSER = True
except NoBrowserError:
    HAS_BROWSER = False
needs_browser = pytest.mark.skipif(not HAS_BROWSER, reason="no browser on this machine")


@lru_cache(maxsize=4)
def material(demo_file, period="2023", level="", entity=""):
    return Material(FRAMEWORK, county(demo_file, period), level=level, entity=entity, gate=everything)


def everything(rows):
    """A gate that lets every row through, as for the program itself."""
    return VisibleRows(SYSTEM, rows)


def made(demo_file, kind="special", period="2023", *, before=None, **options):
    """A report without charts, unless they are asked for: drawing takes a browser."""
    options = {"charts": (), "gate": everything} | options
    chosen = BriefOptions(**options)
    return make(kind, FRAMEWORK, county(demo_file, period), chosen, generated_at=AT, before=before)


def numbers(report):
    """Locked figures of a report's paragraphs by id."""
    return {
        part.fact: part
        for block in report.blocks
        for part in getattr(block, "text", ())
        if not isinstance(part, str) and hasattr(part, "fact")
    }


def take_browser_away(monkeypatch):
    """Nothing is drawn any more, what was drawn is forgotten."""
    monkeypatch.setenv("CHROME", "/nowhere/chrome")
    shared().close()
    figures.forget()
