"""Which passwords are taken, and how they are kept."""

import pytest

from metrics.store import StoreError
from metrics.store.people import passwords

GOOD = "七点半去老车间喝茶"


def test_the_list_holds_enough_that_could_be_chosen():
    """ASVS 5.0 6.2.4: at least 3,000 that fit the rules for length."""
    assert len(passwords.common()) >= 3000
    assert all(len(one) >= passwords.SHORTEST for one in passwords.common())
    assert all(one == one.casefold().strip() for one in passwords.common())


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "太短"),
        ("a1!B2@c", "太短"),
        ("x" * 257, "太长"),
        ("12345678", "太常见"),
        ("Password123", "太常见"),
        ("1QAZ2wsx", "太常见"),
        ("woaini1314", "太常见"),
        ("zhang123456", "太常见"),
        ("19870520", "太常见"),
        ("abababababab", "太常见"),
        ("Kandejian#9x", "名称"),
        ("ren.sheju-77", "名称"),
        ("x看得见2024年!", "名称"),
        ("我是王小明王小明2", "名称"),
    ],
)
def test_what_is_easily_guessed_is_refused(password, said):
    with pytest.raises(StoreError, match=said):
        passwords.require_good(password, "ren.sheju", "王小明")


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "kandejian is what we all call it",
        " spaces are kept ",
        "p" * 20 + "qrst" * 59,
    ],
)
def test_any_other_password_is_taken_as_it_is(password):
    """ASVS 5.0 6.2.5, 6.2.8, 6.2.9: no rules for signs, no trimming, 64 signs and more."""
    passwords.require_good(password, "u08", "人社局填报员")


def test_a_made_up_password_is_taken():
    passwords.require_good(passwords.make_up(), "ren.sheju", "王小明")


def test_made_up_passwords_are_readable_and_differ():
    many = {passwords.make_up() for _ in range(200)}
    assert len(many) == 200
    assert {len(one) for one in many} == {16}
    assert not set("".join(many)) & set("ilo01")


def test_a_hash_is_argon2id_and_verifies_only_its_password():
    stored = passwords.hashed(GOOD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD + " ")
    assert not passwords.matches(stored, GOOD.upper() + "x")
    assert stored != passwords.hashed(GOOD)
    assert not passwords.outdated(stored)
    assert passwords.outdated(stored.replace("m=19456", "m=8192"))


def test_without_a_hash_nothing_matches():
    assert not passwords.matches(None, GOOD)
    assert not passwords.matches("no hash", GOOD)
    assert not passwords.matches(None, "\udc80" * 9)
