"""Every score that a page shows is the score book's: in tables, tiles, sentences and charts' words."""

import re

import pytest

from metrics.tables import ordered
from tests.kit.pages import alternatives, texts
from tests.kit.said_numbers import Reader, disagreements, outside_their_interval
from tests.kit.sample_scores import FRAMEWORK, books

YEAR, QUARTER = "2023", "2023Q1-3"
#: The one a profile is about where the address names nobody.
LEADS = "the best ranked"
#: Page, what is chosen there, the level and whom it is about, the least that has to be read; the first ones
#: stand for each kind of view in the short run.
SHORT = [
    ("overview", {}, "county", "county", 12),
    ("units", {}, "unit", "", 40),
    ("units", {"unit-view": "画像", "unit-entity": "U08"}, "unit", "U08", 12),
    ("indicators", {"item": "K1"}, "county", "county", 1),
]
LONG = [
    ("brands", {}, "brand", "", 40),
    ("enterprises", {}, "enterprise", "", 40),
    ("towns", {}, "town", "", 12),
    ("industries", {}, "industry", "", 8),
    ("brands", {"brand-view": "画像", "brand-entity": "B02"}, "brand", "B02", 12),
    ("enterprises", {"enterprise-view": "画像", "enterprise-entity": "E017"}, "enterprise", "E017", 12),
    ("towns", {"town-view": "画像"}, "town", LEADS, 12),
    ("industries", {"industry-view": "画像"}, "industry", LEADS, 12),
    ("units", {"period": "2023年1—9月"}, "unit", "", 40),
]


def named(case):
    return f"{case[0]} {' '.join(case[1].values())}".strip()


EACH = [pytest.param(*one, id=named(one)) for one in SHORT]
EACH += [pytest.param(*one, id=named(one), marks=pytest.mark.long) for one in LONG]


def written_on(app):
    """Each text of a page by itself, HTML without its tags."""
    yield from texts(app).split("\n")
    yield from alternatives(app)
    for element in (*app.metric, *app.success, *app.warning):
        yield f"{getattr(element, 'label', '')} {element.value}"
    for element in app.get("html"):
        yield re.sub(r"<style.*?</style>|<[^>]+>", " ", element.proto.body, flags=re.DOTALL)


def read_page(app, reader, entity):
    for number, table in enumerate(app.dataframe):
        yield from reader.table(f"table {number}", table.value, entity)
    # What an item adds to the total is no score of it.
    for text in (one for one in written_on(app) if "构成：" not in one):
        yield from reader.words(text[:60], text, entity)


@pytest.mark.parametrize(("page", "chosen", "level", "entity", "least"), EACH)
def test_a_page_says_what_the_score_book_says(demo, demo_file, page, chosen, level, entity, least):
    period = QUARTER if "period" in chosen else YEAR
    reader = Reader(FRAMEWORK, books(demo_file, period)[level])
    entity = ordered(reader.book, reader.root)[0] if entity == LEADS else entity
    app = demo(page, **chosen)
    assert [error.message for error in app.exception] == []
    said = list(read_page(app, reader, entity))
    assert len(said) >= least
    assert disagreements(reader.truth(), said) == []
    assert outside_their_interval(said) == []
