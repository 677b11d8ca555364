"""Passwords: what is accepted, how they are made up, hashed and compared."""

import secrets
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from metrics.store.database import StoreError

#: ASVS 5.0 6.2.1 asks for 8 at least, 6.2.9 to allow 64 at least; the ceiling keeps hashing cheap.
SHORTEST, LONGEST = 8, 256
#: Without i, l, o, 0, 1: it is read aloud and typed from paper. 16 of 31 signs are 79 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_MADE_UP = 16
#: OWASP's cheapest argon2id setting: a county's server is small, and 21 units sign in on the same morning.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: Words of this product and office that a guesser would try, with anything put before or after them.
_WORDS = (
    "kandejian",
    "看得见",
    "chanye",
    "changai",
    "changaiban",
    "qingyang",
    "qingyangxian",
    "产改",
    "产业工人",
)


def make_up() -> str:
    """A password nobody chose, readable when printed."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_MADE_UP))


def require_good(password: str, *personal: str) -> None:
    """Refuse a password that is easily guessed.

    Args:
        password: as it was typed; it is neither trimmed nor changed.
        personal: what a guesser knows, such as the account's code and name.

    Raises:
        StoreError: too short, too long, common, or hardly more than a known word.
    """
    if len(password) < SHORTEST:
        raise StoreError(f"密码太短：至少 {SHORTEST} 个字符，建议 15 个以上，可以用一句话。")
    if len(password) > LONGEST:
        raise StoreError(f"密码太长：最多 {LONGEST} 个字符。")
    plain = password.casefold()
    if plain in common() or len(set(plain)) < 4:
        raise StoreError("这个密码太常见，一猜就中。请换一个别人想不到的，可以用一句话。")
    if any(_hardly_more(plain, word.casefold()) for word in (*_WORDS, *personal)):
        raise StoreError("密码里不要用账号、姓名、单位或本系统的名称再加几个字符。请换一个。")


def _hardly_more(password: str, word: str) -> bool:
    """Whether a password is a word with fewer than eight signs besides."""
    return len(word) > 1 and word in password and len(password) - len(word) < SHORTEST


@cache
def common() -> frozenset[str]:
    """The passwords that are tried first, in small letters, all long enough to be chosen."""
    text = files("metrics.store.people").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("# "))


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
