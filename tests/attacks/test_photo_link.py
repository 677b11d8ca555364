"""Attack: use a photo link twice, guess one, keep using it when its maker may not bring photos any more."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from metrics.store.database import SYSTEM
from tests.kit.photo_books import activities, colour, reported
from tests.kit.visitors import HERE

GUESSES = ("", "0", "a" * 32, "../../etc/passwd", "%00", "x" * 5_000, "' OR 1=1 --", "{{7*7}}", "令牌")


@pytest.fixture(scope="module")
def row(office):
    """Number of a submission of U08, and the row photos are brought to."""
    return reported(office.store, activities(2)).id, "L05", 2


def posted(office, token, content):
    visitor = office.visitor()
    files = [("photo", ("一.jpg", content))]
    return visitor.http.post(f"{visitor.url}/photo", params={"token": token}, files=files, timeout=120)


def test_of_many_who_use_a_link_in_one_moment_one_has_used_it(office, row):
    token, _ = office.store.photos.link(*row, HERE.code)
    before = len(office.store.photos.of_submission(row[0], HERE.code))
    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(lambda number: posted(office, token, colour(number)), range(6)))
    assert [answer.status_code for answer in answers].count(200) == 1
    assert len(office.store.photos.of_submission(row[0], HERE.code)) == before + 1


@pytest.mark.parametrize("guess", GUESSES)
def test_a_guess_is_told_nothing(office, row, guess):
    for answer in (posted(office, guess, colour(1)), office.visitor().get(f"/photo?token={guess}")):
        assert answer.status_code in (400, 403, 414, 431), answer.status_code
        assert "宣讲" not in answer.text
        assert (guess not in answer.text) or len(guess) < 2


def test_the_link_of_somebody_who_may_not_any_more_brings_nothing(office, row):
    account, _ = office.newcomer("填报员", "U08")
    token, _ = office.store.photos.link(*row, account.code)
    office.store.people.ensure_account(replace(account, unit="U06"), SYSTEM)
    answer = posted(office, token, colour(9))
    assert answer.status_code == 403
    assert all(one.account != account.code for one in office.store.photos.of_submission(row[0], HERE.code))


def test_the_address_with_the_link_in_it_is_kept_and_passed_on_by_nobody(office, row):
    token, _ = office.store.photos.link(*row, HERE.code)
    answer = office.visitor().get(f"/photo?token={token}")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
