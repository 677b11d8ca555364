"""Of photos only those go up that may be shown, small, and one of a row."""

from metrics.framework import parse_period
from metrics.reports.handing_up import thumbnails_of
from metrics.store.photos import AGREED, INTERNAL
from tests.kit import office
from tests.kit.photo_books import colour

county = office.county
QUARTER = parse_period("2023Q4")


def test_a_photo_goes_up_while_it_may_be_shown(county):
    framework = county.office.framework_for(QUARTER)
    data = county.reporting.dataset(framework, QUARTER)
    first = data.ledgers["L13"].iloc[-1]
    number, row = int(first["_submission"]), int(first["_row"])
    account = data.submissions[number].unit.lower()
    county.photos.add(number, "L13", row, [("一.jpg", colour(1)), ("二.jpg", colour(2))], account)
    one, two = (photo.id for photo in county.photos.of_submission(number, account))
    assert thumbnails_of(county, data) == {}
    county.photos.agree(two, AGREED, account)
    small = county.photos.thumbnails([two], account)[two]
    assert thumbnails_of(county, data) == {("L13", number, row): small}
    county.photos.agree(one, AGREED, account)
    assert thumbnails_of(county, data) == {
        ("L13", number, row): county.photos.thumbnails([one], account)[one]
    }
    for photo in (one, two):
        county.photos.agree(photo, INTERNAL, account)
    assert thumbnails_of(county, data) == {}
