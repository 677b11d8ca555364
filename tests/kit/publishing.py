"""A period of the sample county published as it stands."""

from metrics.scoring import prepare, score_book, score_table


def publish(store, period):
    """Freeze the county's score; the publication."""
    framework = store.office.framework_for(period)
    book = score_book(prepare(framework, store.reporting.dataset(framework, period)), "county")
    versions = {"data_version": book.data_version, "framework_version": book.framework_version}
    return store.office.publish(period, "shenhe", {"county": score_table(framework, book)}, **versions)
