"""Numbers that belong to a person, told from the many others an office writes.

Resident identity numbers (GB 11643: 18 digits whose last one checks the others, a region, a day of birth; the
old ones of 15), bank cards (a prefix and Luhn's check) and mobile numbers. What must pass: unified social
credit codes (letters, another check), times of day written as digits, serial numbers, sums.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from metrics.framework import SHANGHAI

IDENTITY, CARD, MOBILE = "身份证号", "银行卡号", "手机号"
#: Fewer digits than this are no such number.
LEAST_DIGITS = 11
#: What people, and programs, put between digits; NFKC has made the other spaces and digits plain before.
BETWEEN = (
    r"\s\-._/\u00ad\u00b7\u180e\u200b-\u200f\u2010-\u2015\u2022\u202a-\u202e\u2060-\u2069\u2212"
    r"\u3002\u30fb\ufeff"
)
#: Digits with at most three such signs between two of them; as digits and signs share nothing, one pass.
_RUN = re.compile(rf"[0-9](?:[{BETWEEN}]{{0,3}}[0-9]){{{LEAST_DIGITS - 1},}}(?:[{BETWEEN}]{{0,3}}[Xx])?")
_GROUP = re.compile(r"[0-9Xx]+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: The first two digits of a region's code (GB/T 2260).
_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
) | {"71", "81", "82", "83"}
_OLD_GROUPS = ((15,), (6, 6, 3))
_MOBILE_GROUPS = ((11,), (3, 4, 4), (3, 8))
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CARD_LENGTHS = (16, 17, 18, 19)
#: Words before a number that say what it is.
_IDENTITY_WORDS, _CARD_WORDS = (
    re.compile("身份证|证件号|身份号"),
    re.compile("卡号|银行卡|储蓄卡|工资卡|账号|帐号"),
)
_WORDS_WITHIN = 24
#: Digits that a spreadsheet keeps of a number; the others become 0.
KEPT_DIGITS = 15
#: Years of age below which a number is one only if a word says so.
_YOUNGEST = 10
_SHOWN = 3
#: Longest group of digits after a point that is no fraction of a computed number.
_MOST_AFTER_POINT = 8


@dataclass(frozen=True)
class PersonalNumber:
    """A number as found: `kind`, its digits, and the signs of the text it stands in (from, to)."""

    kind: str
    digits: str
    start: int = 0
    end: int = 0

    @property
    def masked(self) -> str:
        """Its beginning, which tells nobody whose it is."""
        return f"{self.digits[:_SHOWN]}…"


def plain_digits(text: str) -> str:
    """The text with digits and spaces of any width as ordinary ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def numbers_in(text: str) -> Iterator[PersonalNumber]:
    """Every such number in a text that went through `plain_digits`, in time linear in its length."""
    for run in _RUN.finditer(text):
        yield from _in_run(text, run)


def masked_text(text: str) -> str:
    """A text with every such number in it cut to its beginning; the text itself without any."""
    plain = plain_digits(text)
    found = list(numbers_in(plain))
    if not found:
        return text
    parts, at = [], 0
    for number in found:
        if number.start >= at:
            parts += [plain[at : number.start], number.masked]
            at = number.end
    return "".join([*parts, plain[at:]])


def _in_run(text: str, run: re.Match[str]) -> Iterator[PersonalNumber]:
    """Numbers that begin where a group of digits begins and end where one ends."""
    groups = list(_GROUP.finditer(text, run.start(), run.end()))
    lengths = [group.end() - group.start() for group in groups]
    ends = list(accumulate(lengths))
    digits, taken = "".join(group[0] for group in groups).upper(), 0
    for first, group in enumerate(groups):
        begin = ends[first] - lengths[first]
        # What follows a decimal point is no number of its own.
        if begin < taken or (first and text[group.start() - 1] == "." and lengths[first] > _MOST_AFTER_POINT):
            continue
        for length in (18, 19, 17, 16, 15, 13, 11):
            last = bisect_left(ends, begin + length)
            if last == len(ends) or ends[last] != begin + length:
                continue
            before = text[max(0, group.start() - _WORDS_WITHIN) : group.start()]
            number = digits[begin : begin + length]
            kind = _kind(number, tuple(lengths[first : last + 1]), before)
            if kind:
                taken = begin + length
                yield PersonalNumber(kind, number, group.start(), groups[last].end())
                break


def _kind(digits: str, groups: tuple[int, ...], before: str) -> str:
    """What digits in such groups are; empty when nothing of the kind."""
    length = len(digits)
    if length == 18 and is_identity(digits, young=bool(_IDENTITY_WORDS.search(before))):
        return IDENTITY
    if not digits.isdecimal():
        return ""
    if length == 15 and groups in _OLD_GROUPS and _is_old_identity(digits, before):
        return IDENTITY
    if length in _CARD_LENGTHS and _in_fours(groups) and _is_card(digits, groups, before):
        return CARD
    if length == 13 and digits.startswith("86") and groups in ((13,), (2, 11), (2, 3, 4, 4)):
        return MOBILE if _MOBILE.fullmatch(digits[2:]) else ""
    return MOBILE if length == 11 and groups in _MOBILE_GROUPS and _MOBILE.fullmatch(digits) else ""


def is_identity(digits: str, *, young: bool = False) -> bool:
    """Whether 18 signs are an identity number; `young` when the day of birth may be a recent one."""
    if not digits[:17].isdecimal() or not _is_born(digits[:2], digits[6:14], young=young):
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    return _CHECKS[rest] == digits[17]


def _is_born(province: str, day: str, *, young: bool = False) -> bool:
    """Whether a region exists, and a day that may be one of birth.

    Numbers of permits and contracts are made of a region, a day and a serial: their days are recent ones.
    """
    if province not in _PROVINCES or not day[:4] >= "1900":
        return False
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    today = datetime.now(SHANGHAI).date()
    return born <= today if young else born.year <= today.year - _YOUNGEST


def _is_old_identity(digits: str, before: str) -> bool:
    """Whether 15 digits, which have no check digit, are an identity number.

    Those that pass the check of a business registration, or Luhn's of a device, are taken for that unless a
    word before says otherwise.
    """
    if not _is_born(digits[:2], f"19{digits[6:12]}"):
        return False
    return bool(_IDENTITY_WORDS.search(before)) or not (_is_registration(digits) or luhn(digits))


def _is_registration(digits: str) -> bool:
    """Whether 15 digits are a business registration number (ISO 7064, MOD 11,10)."""
    product = 10
    for digit in digits[:14]:
        total = (product + int(digit)) % 10
        product = (total or 10) * 2 % 11
    return (product + int(digits[14])) % 10 == 1


def _in_fours(groups: tuple[int, ...]) -> bool:
    """In one piece, or as it is printed on a card."""
    return len(groups) == 1 or (set(groups[:-1]) == {4} and groups[-1] <= 4) or groups in ((6, 10), (6, 13))


def _is_card(digits: str, groups: tuple[int, ...], before: str) -> bool:
    if not luhn(digits):
        return False
    if _CARD_WORDS.search(before) or (digits.startswith("9558") and len(digits) == 19):
        return True
    if digits.startswith("62"):
        return len(digits) in (16, 19)
    return digits[0] in "45" and len(digits) == 16 and len(groups) == 4


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others as on a card."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def number_in_cell(written: str) -> PersonalNumber | None:
    """What a cell's number is, as the file writes it (`320…`, `3.20…E+17`).

    Of a number's digits a spreadsheet keeps 15, the others become 0 and check nothing: then region and day of
    birth are enough for an identity number, the prefix for a card.
    """
    mantissa, _, power = written.lower().partition("e")
    shift = int(power or 0) - len(mantissa.partition(".")[2])
    if shift < 0:
        return None
    digits = f"{int(mantissa.replace('.', '')) * 10**shift}"
    kind = "" if power and len(digits) > KEPT_DIGITS else _kind(digits, (len(digits),), "")
    kept = f"{int(f'{float(digits):.{KEPT_DIGITS - 1}e}'.partition('e')[0].replace('.', ''))}".ljust(
        len(digits), "0"
    )
    if not kind and (power or digits in (kept, f"{int(float(kept))}")):
        digits, kind = kept, _kind_of_rest(kept)
    return PersonalNumber(kind, digits) if kind else None


def number_in_float(value: float) -> PersonalNumber | None:
    """As `number_in_cell`, of a number that was read already."""
    if not 1e10 <= value < 1e19 or value != int(value):
        return None
    return number_in_cell(f"{value:.0f}" if value < 10**KEPT_DIGITS else f"{value:.16e}")


def _kind_of_rest(digits: str) -> str:
    """What a number was whose last digits are lost."""
    if len(digits) == 18 and _is_born(digits[:2], digits[6:14]):
        return IDENTITY
    return CARD if digits.startswith("62") and len(digits) in (16, 19) else ""
