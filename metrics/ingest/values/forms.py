"""Texts that must look like something: the unified social credit code, a post instead of a telephone.

GB 32100-2015: 18 signs, the digits and the letters without I, O, S, V, Z; the last one checks the others: the
sum of each sign's value times a power of three, and the check, is a multiple of 31.
"""

import re

from metrics.ingest.read import Raw
from metrics.ingest.values.reading import BLANK, Reading, is_nothing, nfkc, shown

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_LENGTH = 18
_VALUES = {sign: value for value, sign in enumerate(CREDIT_SIGNS)}
_BETWEEN = re.compile(r"[\s\-—_.·]+")
#: So many digits, whatever stands between them, are no post but a telephone; the shortest have seven.
_TELEPHONE = re.compile(r"\d(?:[\s\-—_.·()+]*\d){6,}")


def credit_check(seventeen: str) -> str:
    """The check sign of a unified social credit code.

    Args:
        seventeen: its first 17 signs.

    Raises:
        KeyError: a sign that no such code has.

    Example:
        >>> credit_check("91350100M000100Y4")
        '3'
    """
    total = sum(_VALUES[sign] * 3**place for place, sign in enumerate(seventeen))
    return CREDIT_SIGNS[-total % len(CREDIT_SIGNS)]


def read_credit_code(raw: Raw) -> Reading:
    """The code in capitals without blanks; E425, saying what is wrong, for one that cannot be."""
    text = shown(raw)
    code = _BETWEEN.sub("", nfkc(text)).upper()
    if not code or is_nothing(text):
        return BLANK if not code else Reading(problem="W410", blank=True)
    if len(code) != CREDIT_LENGTH:
        return Reading(problem="E425", detail=f"有 {len(code)} 位，应为 {CREDIT_LENGTH} 位")
    strange = [sign for sign in code if sign not in _VALUES]
    if strange:
        return Reading(problem="E425", detail=f"不会有“{'、'.join(dict.fromkeys(strange))}”")
    check = credit_check(code[:-1])
    if code[-1] != check:
        return Reading(problem="E425", detail=f"按前 17 位算，第 18 位应为 {check}，填的是 {code[-1]}")
    return Reading(code)


def read_post(raw: Raw) -> Reading:
    """A post; E415 for what holds a telephone number of whatever kind."""
    text = shown(raw).strip()
    if not text:
        return BLANK
    number = _TELEPHONE.search(nfkc(text))
    return Reading(problem="E415", detail="电话号码") if number else Reading(text)
