"""Passwords: what is accepted, how they are made up, hashed and compared."""

import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from metrics.framework import CountyPackage, Framework, load_framework
from metrics.store.database import StoreError

#: ASVS 5.0 6.2.1 asks for 8 at least, 6.2.9 to allow 64 at least; the ceiling keeps hashing cheap.
SHORTEST, LONGEST = 8, 256
#: Without i, l, o, 0, 1: it is read aloud and typed from paper. 16 of 31 signs are 79 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_MADE_UP = 16
#: OWASP's cheapest argon2id setting: a county's server is small, and 21 units sign in on the same morning.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: What zxcvbn takes for eight signs of pure chance, so that no rule asks for more than SHORTEST does.
FEWEST_GUESSES = 10**8
#: The signs that are judged. A longer password is guessed no faster, and zxcvbn takes seconds for long rows
#: of signs that stand for letters.
_JUDGED = 16
#: The years that zxcvbn, which ends with 2019, does not take for years.
_YEARS = tuple(str(year) for year in range(2020, 2050))
#: Last signs of names of places and offices, which people leave away.
_KINDS = "县局委办镇乡部会"
_ONE_AT_A_TIME = Lock()
_LIST = Path(__file__).with_name("guessable_words.txt")
#: zxcvbn's pattern → what is wrong with a password made mostly of it.
_WEAK = {
    "known": "密码主要是账号、姓名、单位、地名或本系统里的词，",
    "dictionary": "这个密码太常见，主要是一猜就中的词，",
    "spatial": "密码主要是键盘上连着的键，",
    "repeat": "密码太常见，主要是重复的字符，",
    "sequence": "密码主要是连着的数字或字母，",
    "date": "密码主要是日期，",
    "phone": "密码主要是电话号码，",
    "identity": "密码主要是身份证号，",
    "regex": "密码主要是年份，",
}
#: Numbers people know by heart and others can look up → what they are (a key of `_WEAK`), the longest first.
_NUMBERS = (
    ("identity", r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]"),
    ("phone", r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"),
    ("phone", r"0\d{2,3}[- ]?[2-8]\d{6,7}"),
    ("date", r"(?:19|20)\d\d[-./年 ]?(?:1[0-2]|0?[1-9])[-./月 ]?(?:3[01]|[12]\d|0?[1-9])日?"),
    ("date", r"(?:3[01]|[12]\d|0?[1-9])[-./ ]?(?:1[0-2]|0?[1-9])[-./ ]?(?:19|20)\d\d"),
    ("date", r"(?:1[0-2]|0?[1-9])[-./ ]?(?:3[01]|[12]\d|0?[1-9])[-./ ]?(?:19|20)\d\d"),
    ("date", r"(?<!\d)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?!\d)"),
    ("phone", r"(?<!\d)[2-8]\d{6,7}(?!\d)"),
)
_NUMBER = re.compile("|".join(f"(?P<{kind}_{at}>{form})" for at, (kind, form) in enumerate(_NUMBERS)))
#: Words of this product and office that a guesser would try, with anything put before or after them; the
#: county's own are added.
_WORDS = (
    "kandejian",
    "看得见",
    "chanye",
    "changai",
    "changaiban",
    "产改",
    "产业工人",
)


def make_up(length: int = _MADE_UP) -> str:
    """A password nobody chose, readable when printed."""
    return "".join(secrets.choice(_SIGNS) for _ in range(length))


def require_good(password: str, county: CountyPackage, *personal: str) -> None:
    """Refuse a password that is easily guessed.

    Args:
        password: as it was typed; it is neither trimmed nor changed.
        county: whose words a guesser thinks of first.
        personal: what a guesser knows, such as the account's code and name.

    Raises:
        StoreError: too short, too long, hardly more than a known word, or guessed within `FEWEST_GUESSES`.
    """
    if len(password) < SHORTEST:
        raise StoreError(f"密码太短：至少 {SHORTEST} 个字符，建议 15 个以上，可以用一句话。")
    if len(password) > LONGEST:
        raise StoreError(f"密码太长：最多 {LONGEST} 个字符。")
    plain = password.casefold()
    if len(set(plain)) < 4:
        raise StoreError(_refusal("repeat"))
    number = _mostly_number(plain)
    if number:
        raise StoreError(_refusal(number))
    if any(_hardly_more(plain, word.casefold()) for word in (*_WORDS, *_county(county), *personal)):
        raise StoreError("密码里不要用账号、姓名、单位或本系统的名称再加几个字符。请换一个。")
    known = (*(word for word in personal if word), *_WORDS, *_YEARS, *known_words(county))
    guesses, weakness = _judged(plain[:_JUDGED], known)
    if guesses < FEWEST_GUESSES:
        raise StoreError(_refusal(weakness))


def _hardly_more(password: str, word: str) -> bool:
    """Whether a password is a word with fewer than eight signs besides."""
    return len(word) > 1 and word in password and len(password) - len(word) < SHORTEST


def _mostly_number(password: str) -> str:
    """The kind of number (a key of `_WEAK`) a password is with fewer than eight signs besides; or empty."""
    plain = unicodedata.normalize("NFKC", password)
    found = [(match.lastgroup or "", len(match[0])) for match in _NUMBER.finditer(plain)]
    if not found or len(plain) - sum(length for _, length in found) >= SHORTEST:
        return ""
    return max(found, key=lambda one: one[1])[0].partition("_")[0]


def _judged(text: str, known: Sequence[str]) -> tuple[float, str]:
    """Guesses that a text in small letters takes, and what it is mostly made of (a key of `_WEAK`).

    A sign between a word and a year makes three parts of two, which zxcvbn takes for far more guesses than
    people's habits are worth; so the text is judged without signs too, each one worth a sign of chance.
    """
    readings = {text, "".join(sign for sign in text if sign.isalnum())} - {""}
    worths = {reading: 10 ** (len(text) - len(reading)) for reading in readings}
    estimates = [(_estimate(reading, known), worth) for reading, worth in worths.items()]
    return min((float(said["guesses"]) * worth, _weakness(said["sequence"])) for said, worth in estimates)


def _estimate(text: str, known: Sequence[str]) -> Mapping[str, Any]:
    """What zxcvbn says of a text in small letters: `guesses`, and the `sequence` of what it is made of."""
    # Imported when somebody chooses a password: no other verb or page needs its word lists.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    # zxcvbn keeps the words it is given in a table of its module, so two at a time would take each other's.
    with _ONE_AT_A_TIME:
        return zxcvbn(text, user_inputs=list(known), max_length=_JUDGED)


def _weakness(sequence: Sequence[Mapping[str, Any]]) -> str:
    """The key in `_WEAK` of the longest part of a password that is not taken for chance."""
    named = [part for part in sequence if part["pattern"] != "bruteforce"]
    longest = max(named, key=lambda part: len(part["token"]), default={"pattern": "bruteforce"})
    if longest["pattern"] == "dictionary" and longest["dictionary_name"] == "user_inputs":
        return "known"
    return str(longest["pattern"])


def _refusal(weakness: str) -> str:
    why = _WEAK.get(weakness, _WEAK["dictionary"])
    return f"{why}请换一个别人想不到的：可以用一句话，或者四个不相干的词。"


@lru_cache(maxsize=4)
def _county(county: CountyPackage) -> tuple[str, ...]:
    """The county's name, without 县 too, and both as they are typed."""
    names = tuple(dict.fromkeys(_parts(load_framework(county).county)))
    return (*names, *(next(_pinyin(name)) for name in names))


@lru_cache(maxsize=4)
def known_words(county: CountyPackage) -> tuple[str, ...]:
    """What this office's people would think of: its vocabularies, as written and in pinyin, and `_LIST`."""
    names = dict.fromkeys(part for name in _names(load_framework(county)) for part in _parts(name))
    pinyin = dict.fromkeys(spelled for name in names for spelled in _pinyin(name))
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys([*(line for line in lines if not line.startswith("#")), *names, *pinyin]))


def _names(framework: Framework) -> Iterator[str]:
    yield from (framework.county, *framework.home.places)
    for unit in framework.units:
        yield from unit.spellings
    for vocabulary in framework.vocabularies.values():
        for term in vocabulary.terms:
            yield from (term.name, *term.spellings)


def _parts(name: str) -> Iterator[str]:
    """A name, and what is left of it without the signs that say what kind of place or office it is."""
    bare = name.removeprefix("县").removeprefix("委")
    variants = (name, bare, bare.removesuffix("街道"), bare.rstrip(_KINDS), name.rstrip(_KINDS))
    yield from (part for part in variants if len(part) > 1)


def _pinyin(name: str) -> Iterator[str]:
    """A name as it is typed without tones, and by its initials where these are three or more."""
    # Without its table of phrases pypinyin takes 13 MB instead of 57.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    syllables = lazy_pinyin(name)
    yield "".join(syllables)
    if len(syllables) > 2:
        yield "".join(syllable[0] for syllable in syllables)


def hashed(password: str) -> str:
    """The argon2id hash to be stored; takes tens of milliseconds of a processor."""
    return _HASHER.hash(_bytes(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed.

    Without a stored hash another is verified, so that an unknown account takes as long as a known one.
    """
    try:
        right = _HASHER.verify(stored or _other(), _bytes(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Whether a hash was made with other settings than today's."""
    return _HASHER.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _other() -> str:
    return hashed(secrets.token_urlsafe(32))
