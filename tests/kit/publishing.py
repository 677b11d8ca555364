"""A period of the sample county published as it stands."""

from metrics.scoring import prepare, score_book, score_table


def publish(store, period, levels=("county",)):
    """Freeze the scores of some levels, the county's alone without them; the publication."""
    framework = store.office.framework_for(period)
    made = prepare(framework, store.reporting.dataset(framework, period))
    books = {level: score_book(made, level) for level in levels}
    book = next(iter(books.values()))
    versions = {"data_version": book.data_version, "framework_version": book.framework_version}
    scores = {level: score_table(framework, one) for level, one in books.items()}
    return store.office.publish(period, "shenhe", scores, **versions)
