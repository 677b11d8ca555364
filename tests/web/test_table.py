"""docs/安全.md says what the tests show, no more and no less."""

from tests.web.table import CHAPTERS, DOCUMENT, parts, shown, table

#: What the product promises to show at the least: V5 whole, and these.
PROMISED = {(1, 2, 10), (1, 5, 1), (2, 3, 1), (2, 3, 3), (2, 3, 5)}
FILES = {(5, section, n + 1) for section, count in ((1, 1), (2, 6), (3, 3), (4, 3)) for n in range(count)}


def test_the_document_has_the_table_of_the_tests():
    before, behind = parts()
    assert before + table() + behind == DOCUMENT.read_text(encoding="utf-8")


def test_what_was_promised_is_shown():
    assert set(shown()) >= PROMISED | FILES


def test_every_test_of_a_requirement_says_what_it_shows():
    for number, tests in shown().items():
        assert number[0] in CHAPTERS
        assert all(said for said, _ in tests)
