"""One-time codes of an app (RFC 6238) and recovery codes on paper: made up, read, compared."""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import pyotp

from metrics.store.people import passwords

#: Seconds a code stands in the app, and how many digits it has.
STEP, DIGITS = 30, 6
#: A code is good one step before and after its own: hands are slow and clocks a little off.
DRIFT = 1
#: Steps in which a code is looked for, only to tell whoever typed it that the clock is off.
LOOKED_AT = 20
#: Recovery codes of an account, each of so many signs after its number.
CODES, _SIGNS = 10, 10
_ISSUER = "看得见"


@dataclass(frozen=True)
class Match:
    """Where a code of an app stands: its `step` since 1970, and how many steps that is ahead of our clock."""

    step: int
    ahead: int

    @property
    def in_time(self) -> bool:
        """Whether it is near enough to be taken."""
        return abs(self.ahead) <= DRIFT


def make_secret() -> str:
    """A secret of 160 random bits in base32, as apps take it."""
    return pyotp.random_base32()


def address(secret: str, account: str) -> str:
    """What the QR code says: an otpauth address."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=_ISSUER)


def typed(text: str) -> str:
    """What was typed, in small plain signs without anything between them."""
    plain = unicodedata.normalize("NFKC", text[:64]).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def match(secret: str, text: str, now: datetime) -> Match | None:
    """The step whose code was typed, the nearest one first; None for no code of `LOOKED_AT` steps around."""
    code, app = typed(text), pyotp.TOTP(secret)
    if len(code) != DIGITS or not code.isdecimal():
        return None
    here = int(now.timestamp()) // STEP
    for ahead in sorted(range(-LOOKED_AT, LOOKED_AT + 1), key=abs):
        if hmac.compare_digest(app.generate_otp(here + ahead), code):
            return Match(here + ahead, ahead)
    return None


def clock_words(found: Match) -> str:
    """What to do when a code is right for another time."""
    seconds = abs(found.ahead) * STEP
    span = f"{seconds // 60} 分钟" if seconds >= 120 else f"{seconds} 秒"
    which = "快" if found.ahead > 0 else "慢"
    return (
        f"口令对不上现在的时间：手机比服务器{which}约 {span}。"
        "请在手机上打开“自动设置日期和时间”，再输新的口令；手机的时间是对的，请管服务器的人校准服务器的时间。"
    )


def make_recovery_codes() -> tuple[str, ...]:
    """Ten codes like `3-abcde-fghjk`: a number to find it by, and 49 random bits."""
    half = _SIGNS // 2
    made = [passwords.make_up(_SIGNS) for _ in range(CODES)]
    return tuple(f"{number}-{one[:half]}-{one[half:]}" for number, one in enumerate(made))


def hashed(code: str) -> str:
    """How a recovery code is stored."""
    return passwords.hashed((numbered(code) or (0, ""))[1])


def numbered(text: str) -> tuple[int, str] | None:
    """The number of a typed recovery code and its signs, or None when it can be none."""
    code = typed(text)
    if len(code) != _SIGNS + 1 or not code[0].isdecimal():
        return None
    return int(code[0]), code[1:]


def make_token() -> str:
    """A token of 256 random bits, for a cookie."""
    return secrets.token_urlsafe(32)
